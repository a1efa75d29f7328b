import ArgumentParser
import Digests
import Glibc
import JSONText
import Returns
import Spool

/// `rmad submit`: puts files into the drop.
package struct SubmitCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Put files into the drop, and wait for what becomes of them.",
        discussion: """
            Each file is copied into the drop under its own name, on disk before the command returns, and never \
            seen half written. A name that is taken there gets a number. `-` reads the standard input and needs \
            --name. Nothing is lost when no daemon is running: files wait in the drop.

            With --wait the command stays until the daemon has answered (60 seconds, or as many as you say) and \
            prints what each record became. It then ends with 0 when everything was accepted or known already, \
            65 when something was rejected, 75 when there is no answer yet.

            Examples:
              rmad submit returns.csv
              rmad submit *.json --wait
              rmad submit --station dock-2 count.json --wait 10
              shop-export | rmad submit - --name shop.jsonl --wait
              rmad submit body.json --from easypost --signature "$X_HMAC_SIGNATURE" --wait

            With --from and --signature the file is a tracking service's message, byte for byte as it came, and the \
            header that signs it (X-Hmac-Signature, Shippo-Auth-Signature, aftership-hmac-sha256); the daemon checks \
            it with the secret that `tracking_services` names.

            With --json, one object a file: file, path, station, sha256, outcome (dropped, accepted, \
            partly_accepted, rejected, duplicate, pending), document, receipt, reason, rejected_as, delay.
            """)

    @Argument(help: "Files to submit; `-` is the standard input.", completion: .file()) var file: [String] = []
    @Option(
        name: .long, defaultAsFlag: "60", parsing: .next,
        help: ArgumentHelp("Wait for the daemon's answer.", valueName: "seconds"))
    var wait: String?
    @Option(
        name: .long,
        help: ArgumentHelp("The desk or dock that the files come from: a subfolder of the drop.", valueName: "station"))
    var station: String?
    @Option(name: .long, help: ArgumentHelp("The file's name in the drop; for one file.", valueName: "name"))
    var name: String?
    @Option(
        name: .long, help: ArgumentHelp("The tracking service that signed the file.", valueName: "service"))
    var from: SigningService?
    @Option(name: .long, help: ArgumentHelp("The header with which it signed.", valueName: "header"))
    var signature: String?
    @OptionGroup(title: "Global options") var options: GlobalOptions

    package init() {}

    package mutating func validate() throws {
        guard (from == nil) == (signature == nil) else {
            throw ValidationError("--from and --signature belong together: a service, and the header that it sent.")
        }
        if from != nil, file.count > 1 { throw ValidationError("--signature is for one file.") }
        // `--wait FILE` means the file: who writes it does not think of seconds.
        if let word = wait, Int(word) == nil {
            file.insert(word, at: 0)
            wait = "60"
        }
        if let wait, !WaitSeconds.range.contains(Int(wait) ?? -1) { throw ValidationError(WaitSeconds.problem) }
        guard !file.isEmpty else { throw ValidationError("Name the files to submit, or - for the standard input.") }
        if name != nil, file.count > 1 { throw ValidationError("--name is for one file.") }
        if file.contains("-") {
            guard file.count == 1 else { throw ValidationError("- stands alone: one document comes that way.") }
            guard name != nil else { throw ValidationError("- needs --name, for example --name orders.json.") }
        }
        if let station, let problem = StationFolder.problem(station) { throw ValidationError(problem) }
        for path in file { _ = try dropName(path) }
    }

    package func run() throws {
        try DeskSession.run(options) { session in
            // Nothing is dropped unless every file is there: half of a batch helps nobody.
            for path in file where path != "-" { try Self.requireReadable(path) }
            let folder = try DropFolder(session.place, station: station)
            let seconds = wait.flatMap { Int($0) }
            var watch = FateWatch(session.place, waitingSeconds: seconds)
            var dropped: [DroppedFile] = []
            do {
                for path in file {
                    let bytes = try Self.read(path, bytesMax: session.place.fileBytesMax)
                    dropped.append(
                        try watch.drop(
                            try signed(bytes, at: session.place.now()), as: try dropName(path), into: folder))
                }
            } catch {
                show(dropped, fates: nil, session)
                throw error
            }
            guard let seconds else {
                show(dropped, fates: nil, session)
                remarkOnDaemon(session)
                return .ok
            }
            let fates = try watch.fates(withinSeconds: seconds)
            show(dropped, fates: fates, session)
            return Fate.status(of: fates)
        }
    }

    /// The file as it goes into the drop: with the signature beside it, where there is one.
    private func signed(_ bytes: [UInt8], at moment: Instant) throws -> [UInt8] {
        guard let from, let signature else { return bytes }
        guard let body = String(validating: bytes, as: UTF8.self) else {
            throw DeskFault(
                .rejected, "the file is no text in UTF-8, and a message of \(from.rawValue) is",
                remedy: "Hand over the request's body, byte for byte.")
        }
        let envelope: JSONValue = [
            "type": "signed_payload", "service": .string(from.rawValue), "signature": .string(signature),
            "received_at": .string(moment.description), "body": .string(body),
        ]
        return Array((envelope.text + "\n").utf8)
    }

    private func show(_ dropped: [DroppedFile], fates: [Fate]?, _ session: DeskSession) {
        for (index, file) in dropped.enumerated() {
            FateSheet(title: self.file[index], file: file, fate: fates.map { $0[index] }, session: session).show()
        }
    }

    private func remarkOnDaemon(_ session: DeskSession) {
        guard !DaemonStanding.at(session.place).mayAnswer else { return }
        session.remark("no daemon is running; what was dropped is safe and is taken when one starts")
    }

    /// Under what name a file goes into the drop.
    private func dropName(_ path: String) throws -> FileName {
        let wish = name ?? String(path.split(separator: "/").last ?? "")
        guard let name = FileName(wish) else {
            throw ValidationError("'\(Printable.line(wish))' is no name of a file. Give it one with --name.")
        }
        guard !name.isUnfinished else {
            throw ValidationError(
                "'\(name.printable)' looks like an unfinished upload, which stays in the drop untouched. "
                    + "Give it another name with --name.")
        }
        return name
    }

    private static func requireReadable(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0, access(path, R_OK) == 0 else { throw unreadable(path, errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw DeskFault(
                .finding, "'\(Printable.line(path))' is a folder", remedy: "Name the files in it. Nothing was dropped.")
        }
    }

    private static func read(_ path: String, bytesMax: Int) throws -> [UInt8] {
        let outcome = path == "-" ? FileText.read(0, bytesMax: bytesMax) : FileText.read(path, bytesMax: bytesMax)
        switch outcome {
        case .bytes(let bytes): return bytes
        case .failed(let code): throw unreadable(path, code)
        case .tooLarge:
            throw DeskFault(
                .rejected, "'\(Printable.line(path))' is larger than the \(bytesMax) bytes that are taken",
                remedy: "Split it into several files.")
        }
    }

    private static func unreadable(_ path: String, _ code: Int32) -> DeskFault {
        DeskFault(
            .finding, cannot: "read", "'\(path)'", code: code, remedy: SystemError.remedy(code))
    }
}

/// The services that sign their messages with a secret that we share.
enum SigningService: String, CaseIterable, ExpressibleByArgument {
    case easypost, shippo, aftership
}

/// Which names a station's folder may have.
enum StationFolder {
    /// - Returns: what is wrong with the name; nil when nothing is.
    static func problem(_ name: String) -> String? {
        let shown = Printable.line(name)
        guard let folder = FileName(name), !folder.isUnfinished, folder.printable == name else {
            return "'\(shown)' cannot be a station. Write a plain name, for example dock-2."
        }
        if let ending = SpoolPolicy().documentEndings.first(where: { name.lowercased().hasSuffix($0) }) {
            return "'\(shown)' cannot be a station: with \(ending) at its end it would be taken for a file."
        }
        return nil
    }
}
