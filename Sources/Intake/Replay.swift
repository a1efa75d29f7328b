import Digests
import Glibc
import Ledger
import Returns
import Spool
import Workers

/// Records originals again that came after the backup which was restored: in their order, at the moments at which
/// they came, with the numbers that they got. What is on record already is passed over.
package struct Replay: Sendable {
    package enum Outcome: Sendable, Equatable {
        case known
        case recorded(DocumentOutcome, rmas: [RMANumber])
        /// It is no document any more: the configuration has changed, or the file is damaged.
        case refused(String)
    }

    private let spool: Spool
    private let ledger: Ledger
    private let writer: LedgerWriter
    private let terms: IntakeTerms
    private let tell: @Sendable (IntakeNews) -> Void

    /// - Parameter tell: hears of what is recorded, for the log.
    package init(
        spool: Spool, ledger: Ledger, writer: LedgerWriter, terms: IntakeTerms,
        tell: @escaping @Sendable (IntakeNews) -> Void = { _ in }
    ) {
        self.spool = spool
        self.ledger = ledger
        self.writer = writer
        self.terms = terms
        self.tell = tell
    }

    package func perform(_ bytes: [UInt8], as precedent: Precedent) throws -> Outcome {
        let digest = Digest(of: bytes)
        let known = try ledger.read { snapshot in
            try snapshot.documents(digest: digest, limit: 1_000).contains { document in
                document.outcome != .rejected
                    && (!precedent.hasReceipt || precedent.receivedAt == document.receivedAt)
            }
                || snapshot.isOnRecord(
                    precedent.document, receivedAt: precedent.hasReceipt ? precedent.receivedAt : nil, digest: digest)
        }
        guard !known else { return .known }
        let arrival = Arrival(
            file: nil, name: precedent.name, station: precedent.station, bytes: bytes,
            receivedAt: precedent.receivedAt, precedent: precedent, terms: terms,
            photographs: PhotoKeeping(spool: spool))
        let answers = Mailbox<Result<Publication, any Error>>(capacity: 1)
        let carried = Carried()
        let step = LedgerWriter.Step(
            perform: { transaction in
                carried.publication = try Recording(arrival, terms: terms, in: transaction).perform()
            },
            settled: { result in
                _ = answers.put(
                    result.flatMap {
                        carried.publication.map { .success($0) } ?? .failure(WriterEnded())
                    })
            })
        guard writer.submit(step), let answer = answers.take() else { throw WriterEnded() }
        let publication = try answer.get()
        guard publication.record.outcome != .rejected else { return .refused(publication.record.reason ?? "") }
        try publication.perform(on: spool)
        tell(publication.news)
        for trouble in publication.troubles { tell(trouble) }
        var rmas: [RMANumber] = []
        for case .taken(let taken) in publication.results.map(\.outcome) {
            if let number = taken.stored?.case.number { rmas.append(number) }
        }
        return .recorded(publication.record.outcome, rmas: rmas)
    }

    /// The ledger's writer has ended; a commit may have failed.
    package struct WriterEnded: Error, CustomStringConvertible {
        package init() {}
        package let description = "the ledger cannot be written; look at the disk, then run it again"
    }

    private final class Carried: @unchecked Sendable {
        // Written and read by the ledger's thread alone.
        var publication: Publication?
    }
}

/// Reads a whole file that only rmad writes.
enum OriginalFile {
    /// - Returns: nil where it is missing, no regular file, or too large.
    static func bytes(_ path: String, bytesMax: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= bytesMax else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            filled += count
        }
        return bytes
    }
}
