import ArgumentParser
import Glibc
import JSONText
import Ledger
import Returns
import Synchronization

/// `rmad endpoint`: who is told of what by webhook.
package struct EndpointCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "endpoint", abstract: "Webhook endpoints: add, look at, try, enable, disable, change the secret.",
        discussion: """
            Every change is a document in the drop and stands in the audit trail. Secrets are never shown: they \
            lie in files of the secrets directory, and only the names of these are known to the ledger.
            """,
        subcommands: [
            EndpointAddCommand.self, EndpointListCommand.self, EndpointShowCommand.self,
            EndpointEnableCommand.self, EndpointDisableCommand.self, EndpointRotateCommand.self,
        ] + guests.withLock { $0 })

    /// Takes in subcommands that need more rooms than the desk has. Before the first command is parsed.
    package static func take(_ commands: [any ParsableCommand.Type]) { guests.withLock { $0 = commands } }

    private static let guests = Mutex<[any ParsableCommand.Type]>([])

    package init() {}
}

struct EndpointAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add an endpoint, or replace one of the same name.",
        discussion: """
            Without --customer it hears of every return, without --event of every kind of event; `return.*` \
            takes a whole family. Without --secret-file a secret is made, and `rmad endpoint show` says where it \
            lies. Files are named without a path: they lie in the secrets directory, mode 600.

            Examples:
              rmad endpoint add shop https://shop.example.com/hooks/rmad
              rmad endpoint add huber https://huber.example.com/rma --customer C-1001 \\
                --event return.approved --event 'shipment.*' --secret-file huber.whsec
              rmad endpoint add screen https://wall.example.com/in --order skip_stale --payload thin \\
                --header 'X-Wall: dock 2' --bearer-file wall.token --rate 120
            """)

    @Argument(help: "The name by which you know the endpoint.") var name: String
    @Argument(help: "Where events are posted to; https.") var url: String
    @Option(name: .long, help: ArgumentHelp("Only this customer's returns.", valueName: "customer"))
    var customer: String?
    @Option(name: .long, help: ArgumentHelp("Only these events; may be repeated.", valueName: "kind"))
    var event: [String] = []
    @Option(name: .long, help: ArgumentHelp("A file in the secrets directory.", valueName: "file"))
    var secretFile: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "block: newer events of a return wait for a failing one; skip_stale: they take its place.",
            valueName: "order"))
    var order: DeliveryTerms.Order = .block
    @Option(name: .long, help: ArgumentHelp("full: the whole return; thin: which return and event.", valueName: "form"))
    var payload: DeliveryTerms.Payload = .full
    @Option(name: .long, help: ArgumentHelp("Most attempts that are begun in a minute.", valueName: "count"))
    var rate: Int?
    @Option(
        name: .long,
        help: ArgumentHelp("Seconds before each attempt, as 0,5,300,1800; the configuration's if not given."))
    var schedule: String?
    @Option(name: .long, help: ArgumentHelp("A header to send; may be repeated. Not secret.", valueName: "Name: value"))
    var header: [String] = []
    @Option(name: .long, help: ArgumentHelp("The file that holds a bearer token.", valueName: "file"))
    var bearerFile: String?
    @Option(name: .long, help: ArgumentHelp("Our certificate chain for mutual TLS (PEM).", valueName: "file"))
    var certificateFile: String?
    @Option(name: .long, help: ArgumentHelp("The key of that certificate (PEM).", valueName: "file"))
    var keyFile: String?
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        if EndpointName(name) == nil { throw ValidationError("An endpoint's name has 1 to 120 characters.") }
        guard ["https://", "http://"].contains(where: url.lowercased().hasPrefix) else {
            throw ValidationError("'\(Printable.line(url))' is no address. Write it whole, with https:// in front.")
        }
        for file in [secretFile, bearerFile, certificateFile, keyFile].compactMap({ $0 })
        where file.isEmpty || file.contains("/") || file.hasPrefix(".") {
            throw ValidationError("'\(Printable.line(file))': name a file in the secrets directory, without a path.")
        }
        if (certificateFile == nil) != (keyFile == nil) {
            throw ValidationError("--certificate-file and --key-file go together.")
        }
        if let rate, !DeliveryTerms.ratePerMinuteRange.contains(rate) {
            throw ValidationError("--rate takes 1 to \(DeliveryTerms.ratePerMinuteRange.upperBound) a minute.")
        }
        if schedule != nil, waits == nil {
            throw ValidationError("--schedule takes 1 to \(DeliveryTerms.attemptsMax) numbers of seconds: 0,5,300.")
        }
    }

    private var waits: [Int]? {
        guard let schedule else { return nil }
        let parts = schedule.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        let waits = parts.compactMap { $0 }
        let isSound = (1...DeliveryTerms.attemptsMax).contains(parts.count) && waits.count == parts.count
        return isSound && waits.allSatisfy((0...DeliveryTerms.waitSecondsMax).contains) ? waits : nil
    }

    private var terms: DeliveryTerms {
        var terms = DeliveryTerms()
        terms.order = order
        terms.payload = payload
        terms.ratePerMinute = rate
        terms.scheduleSeconds = waits
        terms.headers = header
        terms.bearerFile = bearerFile
        terms.certificateFile = certificateFile
        terms.keyFile = keyFile
        return terms
    }

    func run() throws {
        try DeskSession.run(options) { session in
            try remarkOnReplacement(session)
            let record = EndpointDocument(
                name: name, url: url, customer: customer, events: event, secretFile: secretFile,
                terms: terms)
            return try Errand(stem: "endpoint-\(name)", records: [record.json])
                .perform(session, waitSeconds: errand.wait)
        }
    }

    /// Without a ledger there is nothing to replace yet; the document waits in the drop.
    private func remarkOnReplacement(_ session: DeskSession) throws {
        guard access(session.place.ledgerPath, F_OK) == 0 else { return }
        if try session.read({ try $0.endpoint(EndpointName(trusted: name)) }) != nil {
            session.remark(
                "endpoint \(name) is known already; everything but its state and its secret is replaced")
        }
    }
}

struct EndpointEnableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Let an endpoint have its events again, in order.",
        discussion: """
            What was held for it goes out, oldest first; with --drop-held it is given up instead, and can still be \
            asked for with `rmad deliveries recover`.

            Example:
              rmad endpoint enable shop
            """)

    @Argument(help: "The endpoint's name.") var name: String
    @Flag(name: .long, help: "Give up what was held meanwhile.") var dropHeld = false
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            let (owed, oldest) = try session.read { snapshot in
                let endpoint = try EndpointSheet.find(name, in: snapshot)
                return (try snapshot.owed(to: endpoint.name), try snapshot.oldestGivenUp(of: endpoint.name))
            }
            let status = try EndpointDocument.turn(
                name, to: .enabled, held: dropHeld ? .drop : .send, waitSeconds: errand.wait, session)
            guard status == .ok else { return status }
            if owed > 0 {
                session.remark(
                    "\(owed) deliveries were held; "
                        + (dropHeld ? "they are given up" : "they go out now, in order"))
            }
            if let oldest {
                session.remark(
                    "deliveries were given up since \(session.zone.text(oldest)); to send them again: "
                        + "rmad deliveries recover \(name) --since \(session.zone.day(oldest))")
            }
            return .ok
        }
    }
}

struct EndpointRotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Give an endpoint a new signing secret.",
        discussion: """
            From then on every message carries two signatures, by the new secret and by the former one, until the \
            grace period ends: the receiver changes over when it suits. `rmad endpoint show` says in which file \
            the new secret lies.

            Example:
              rmad endpoint rotate shop --grace-hours 48
            """)

    @Argument(help: "The endpoint's name.") var name: String
    @Option(name: .long, help: ArgumentHelp("How long the former secret signs, too.", valueName: "hours"))
    var graceHours = SecretRotation.graceHoursStandard
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        guard SecretRotation.graceHoursRange.contains(graceHours) else {
            throw ValidationError("--grace-hours takes 0 to \(SecretRotation.graceHoursRange.upperBound).")
        }
    }

    func run() throws {
        try DeskSession.run(options) { session in
            let known = try EndpointSheet.find(name, session)
            let record: JSONValue = [
                "type": .string(DeclarationKind.secretRotation.rawValue), "endpoint": .string(known.name.text),
                "grace_hours": .count(graceHours),
            ]
            return try Errand(stem: "rotate-\(name)", records: [record]).perform(session, waitSeconds: errand.wait)
        }
    }
}

struct EndpointDisableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Hold back everything that an endpoint is owed.",
        discussion: "Nothing is lost: it goes out when it is enabled.\n\nExample:\n  rmad endpoint disable shop")

    @Argument(help: "The endpoint's name.") var name: String
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) {
            try EndpointDocument.turn(name, to: .disabled, waitSeconds: errand.wait, $0)
        }
    }
}

extension DeliveryTerms.Order: ExpressibleByArgument {}
extension DeliveryTerms.Payload: ExpressibleByArgument {}
