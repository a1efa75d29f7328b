/// Somebody says that an acknowledged document will not come back: nobody waits for it any more.
package struct LossAcceptance: Sendable, Equatable {
    /// Its number in the ledger.
    package var document: Int
    /// For the record, without anybody's data.
    package var reason: String
    package var staff: String?

    package init(document: Int, reason: String, staff: String?) {
        self.document = document
        self.reason = reason
        self.staff = staff
    }
}
