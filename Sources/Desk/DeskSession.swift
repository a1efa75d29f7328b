import ArgumentParser
import Glibc
import JSONText
import Ledger
import Returns
import Spool

/// One command at work: the place, the screen, and how a failure is told.
struct DeskSession {
    let place: DeskPlace
    let zone: SiteZone
    let screen: Screen
    let form: Form

    enum Form { case forPeople, json }

    /// Runs a command from the configuration to the exit code. A failure is told on the error output in one
    /// paragraph; a reader who goes away (`| head`) ends the printing, not the command.
    static func run(_ options: GlobalOptions, _ body: (DeskSession) throws -> ExitStatus) throws {
        signal(SIGPIPE, SIG_IGN)
        let environment = Environment.ofProcess()
        let screen = Screen(.standardOutput, environment: environment, wantsColour: !options.noColor)
        var status: ExitStatus
        do {
            let place = try findPlace(options)
            let zone = try SiteZone(place.timeZone)
            status = try body(
                DeskSession(place: place, zone: zone, screen: screen, form: options.json ? .json : .forPeople))
        } catch let code as ExitCode {
            screen.flush()
            throw code
        } catch {
            screen.flush()
            status = tell(error, environment: environment)
        }
        screen.flush()
        if let code = screen.failure, status == .ok {
            let fault = DeskFault(
                .unavailable, cannot: "write", "the standard output", code: code, remedy: SystemError.remedy(code))
            status = tell(fault, environment: environment)
        }
        guard status == .ok else { throw ExitCode(status.rawValue) }
    }

    /// The ledger, for reading beside the daemon or without it.
    func ledger() throws -> Ledger { try Ledger(path: place.ledgerPath, access: .reading) }

    /// Reads one snapshot of the ledger.
    func read<Value: Sendable>(_ body: (Snapshot) throws -> Value) throws -> Value { try ledger().read(body) }

    /// A remark beside the result, on the error output.
    func remark(_ text: String) { ErrorOutput.write("rmad: \(Printable.line(text))\n") }

    private static func findPlace(_ options: GlobalOptions) throws -> DeskPlace {
        do {
            return try DeskPlace.resolve(options.configurationFile())
        } catch let fault as DeskFault {
            throw fault
        } catch let code as ExitCode {
            throw code
        } catch {
            throw ConfigurationFault(description: "\(error)")
        }
    }

    private static func tell(_ error: any Error, environment: Environment) -> ExitStatus {
        let (status, text): (ExitStatus, String) =
            switch error {
            case let fault as DeskFault: (fault.status, fault.description)
            case let fault as ConfigurationFault: (.configuration, fault.description)
            case let fault as LedgerFault: (.unavailable, fault.description)
            case let fault as SpoolError: (fault.responsible == .time ? .tryLater : .unavailable, fault.description)
            default:
                (.unavailable, "\(error). Check the ledger with `rmad verify`; the daemon's log may say more.")
            }
        ErrorOutput.write("rmad: \(Printable.block(text).joined(separator: "\n"))\n")
        return status
    }
}

/// What the configuration's reader said, in its own words and lines.
private struct ConfigurationFault: Error, CustomStringConvertible {
    let description: String
}
