import Glibc

/// One process writes a ledger. Two would checkpoint at the same time, which can corrupt the file.
///
/// The lock lies beside the ledger, because two configurations may name the same ledger and different spools. It
/// goes with the process, however that ends.
final class LedgerLock: Sendable {
    private let file: Int32

    /// Takes the lock, and makes the ledger's file where it is missing: readable by its owner alone, and SQLite
    /// gives its companions the same mode.
    init(beside path: String) throws(LedgerFault) {
        let ledger = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard ledger >= 0 else {
            throw LedgerFault(
                "open the ledger", path, String(cString: strerror(errno)),
                hint: "Check that its folder is there and belongs to the user that rmad runs as.")
        }
        // Before SQLite opens the file: closing it later would drop SQLite's own locks (POSIX).
        close(ledger)
        file = open("\(path).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0, flock(file, LOCK_EX | LOCK_NB) == 0 else {
            throw LedgerFault(
                "lock the ledger", path, "another rmad writes it",
                hint: "Stop that one first, or name another file in `ledger.file`.")
        }
    }

    deinit { close(file) }
}
