import Glibc

/// One process writes a ledger. Two would checkpoint at the same time, which can corrupt the file.
///
/// The lock lies beside the ledger, because two configurations may name the same ledger and different spools. It
/// goes with the process, however that ends.
final class LedgerLock: Sendable {
    private let file: Int32

    /// Who has just ended may leave it behind for a moment: a child that another of its threads was starting has the
    /// file, too, until it runs its own program.
    private static let (triesMax, pauseMicroseconds): (Int, UInt32) = (50, 20_000)

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
        let lock = "\(path).lock"
        file = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw LedgerFault(
                "open the lock of the ledger", lock, String(cString: strerror(errno)),
                hint: "Check that it belongs to the user that rmad runs as.")
        }
        var tries = 1
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            guard code == EWOULDBLOCK, tries < Self.triesMax else {
                close(file)
                throw code == EWOULDBLOCK
                    ? LedgerFault(
                        "lock the ledger", path, "another rmad writes it",
                        hint: "Stop that one first, or name another file in `ledger.file`.")
                    : LedgerFault(
                        "lock the ledger", lock, String(cString: strerror(code)),
                        hint: "Name a file in `ledger.file` on a disk of this machine.")
            }
            tries += 1
            usleep(Self.pauseMicroseconds)
        }
    }

    deinit { close(file) }
}
