import Digests
import GRDB
import Returns

extension Snapshot {
    /// Whether an original of an archive is what a document on record came from, though an erasure has left other bytes
    /// of it: by the number and the moment of its receipt, or, where that is lost, as what the erasure has left.
    package func isOnRecord(_ number: DocumentID, receivedAt: Instant?, digest: Digest) throws -> Bool {
        if let receivedAt, let document = try document(number), document.outcome != .rejected,
            document.receivedAt == receivedAt
        {
            return true
        }
        return try db.row(
            """
            SELECT 1 FROM erased_originals e JOIN documents d ON d.digest = e.digest
            WHERE d.id = ? AND e.now = ? LIMIT 1
            """, [number, digest.bytes]
        ) { _ in true } ?? false
    }
}
