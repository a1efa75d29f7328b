import Backups
import Desk
import Glibc
import Settings

/// What root writes in the house's places while a command lasts belongs to the daemon's user afterwards.
struct Inheritance {
    private let configuration: Configuration
    private let heir: Heir?

    /// Before anything is made there.
    init(_ configuration: Configuration) {
        self.configuration = configuration
        heir = Heir(besides: [configuration.ledger.file, configuration.spool.directory])
    }

    /// However the command ends: what it has begun, the daemon or the next run goes on with.
    func end() {
        guard let heir else {
            guard geteuid() == 0 else { return }
            return Terminal.complain(
                "rmad: the ledger and the spool belong to root, who ran this. Where rmad runs as another user, give "
                    + "them to it before it starts: chown -R rmad: \(folder) \(configuration.spool.directory)")
        }
        do {
            for ending in ["", "-wal", "-shm", ".lock"] { try heir.take(configuration.ledger.file + ending) }
            try heir.take(configuration.spool.directory)
        } catch {
            Terminal.complain("rmad: \(error) The daemon may not be able to use it.")
        }
    }

    private var folder: String {
        configuration.ledger.file.split(separator: "/").dropLast().reduce(into: "") { $0 += "/\($1)" }
    }
}
