import ArgumentParser
import Backups
import Desk
import Foundation
import Glibc
import Logging
import Service
import Settings

/// What belongs into a backup of this site.
enum KeepingPlaces {
    /// Seen from the folder that the command was called in.
    static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

    /// A folder that is named is made; those above it, mistyped, would lie on whatever disk that is.
    static func requireParent(of path: String) throws(BackupFault) {
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard !FileManager.default.fileExists(atPath: parent, isDirectory: &isFolder) || !isFolder.boolValue else {
            return
        }
        throw BackupFault(.unusable, "\(parent) is no folder. Check the path, or make it first. Nothing was made.")
    }

    static func places(_ configuration: Configuration, withSecrets: Bool) -> Places {
        Places(
            ledger: configuration.ledger.file, spool: configuration.spool.directory,
            configuration: URL(fileURLWithPath: configuration.file).deletingLastPathComponent().path,
            secrets: withSecrets ? configuration.secretsDirectory : nil, elsewhere: elsewhere(configuration))
    }
}

extension KeepingPlaces {
    /// What the configuration names and that lies outside its folder.
    private static func elsewhere(_ configuration: Configuration) -> [String] {
        let folder = URL(fileURLWithPath: configuration.file).deletingLastPathComponent().path
        let named =
            [configuration.policyFile, configuration.messagesDirectory, configuration.webhooks.authoritiesFile]
            + configuration.brands.map(\.look.logo?.path)
        return Set(named.compactMap { $0 }.filter { !$0.hasPrefix(folder + "/") }).sorted()
    }
}

/// How a command about copies ends when it could not do its work; says why.
enum KeepingEnd {
    static func code(of error: any Error) -> ExitCode {
        if let code = error as? ExitCode { return code }
        Terminal.complain("rmad: \(error)")
        guard let fault = error as? BackupFault else { return ExitCode(ExitStatus.unavailable.rawValue) }
        switch fault.kind {
        case .unusable, .unreadable: return ExitCode(ExitStatus.unavailable.rawValue)
        case .busy: return ExitCode(ExitStatus.tryLater.rawValue)
        case .unsound: return ExitCode(ExitStatus.finding.rawValue)
        }
    }
}

/// Where the lines of a command go that a timer started: to the journal, with their fields.
enum KeepingLog {
    static var isForJournal: Bool { Journal.takes(descriptor: STDERR_FILENO, stream: stream) }

    static func lines(_ house: House) -> LogLines {
        LogLines(form: isForJournal ? .journal(Journal()) : .text, level: .info)
    }

    private static var stream: String? { getenv("JOURNAL_STREAM").map { String(cString: $0) } }
}

/// How far a long command has come, on one line of a terminal that is written over; elsewhere nothing.
final class KeepingProgress {
    private let isShown = isatty(STDERR_FILENO) == 1
    private var hasLine = false

    func show(_ text: String) {
        guard isShown else { return }
        hasLine = true
        write("\r\u{1B}[K\(text) …")
    }

    func end() {
        if hasLine { write("\r\u{1B}[K") }
        hasLine = false
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }

    static func size(_ bytes: Int64) -> String {
        switch bytes {
        case ..<10_000: "\(bytes) bytes"
        case ..<10_000_000: "\(bytes / 1000) KB"
        case ..<10_000_000_000: "\(bytes / 1_000_000) MB"
        case _: "\(bytes / 1_000_000_000) GB"
        }
    }
}
