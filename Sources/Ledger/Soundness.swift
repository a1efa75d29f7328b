import GRDB

extension Ledger {
    /// Whether SQLite can read every page, and each tree is whole: what is looked at before anything is promised.
    /// `rmad verify` looks at everything else.
    ///
    /// - Throws: `LedgerFault` when it is not sound.
    package func requireSound() throws {
        let found: [String]
        do {
            found = try read { snapshot in
                try String.fetchAll(snapshot.db, sql: "PRAGMA quick_check(3)")
            }
        } catch let fault as LedgerFault {
            throw unsound(fault.found)
        }
        guard found == ["ok"] else { throw unsound(found.joined(separator: "; ")) }
    }

    private func unsound(_ found: String) -> LedgerFault {
        LedgerFault(
            "rely on the ledger", path, found,
            hint:
                "Stop the daemon, which systemd would start again and again (systemctl stop rmad). Copy the file away, "
                + "then restore a backup; the originals since lie in the spool's archive.")
    }
}
