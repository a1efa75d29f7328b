import Digests
import Ledger
import Returns
import Spool
import Testing

/// A daemon in miniature: the real spool and the real ledger, and in place of intake a rule by the file's
/// content. What begins with `bad` is rejected, with `half` accepted in part, with `late` not answered.
final class PlayedDaemon: Sendable {
    static let receivedAt = Bench.now
    private let spool: Spool
    private let ledger: TestLedger

    init(_ bench: Bench, ledger: TestLedger) throws {
        var policy = SpoolPolicy()
        policy.settleMilliseconds = 50
        policy.fileBytesMax = 1_000
        let spool = try Spool.open(layout: SpoolLayout(root: bench.spoolRoot), policy: policy)
        self.spool = spool
        self.ledger = ledger
        try spool.start(
            offer: { file in
                do {
                    try Self.take(file, spool, ledger)
                } catch {
                    Issue.record("the played daemon failed: \(error)")
                }
                return true
            },
            notice: { _ in })
    }

    func stop() { spool.stop() }

    private static func take(_ file: ClaimedFile, _ spool: Spool, _ ledger: TestLedger) throws {
        guard case .bytes(let bytes) = try file.read(bytesMax: 1_000) else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        if text.hasPrefix("late") { return }
        let outcome: DocumentOutcome =
            text.hasPrefix("bad") ? .rejected : text.hasPrefix("half") ? .partlyAccepted : .accepted
        let name = file.name.printable
        let receipt = """
            {"file": "\(name)", "outcome": "\(outcome.rawValue)", "records": [
              {"record": 1, "line": 1, "type": "return_request", "result": "RMA-FDF-7CTR approved",
               "rma": "RMA-FDF-7CTR", "tracking_url": "https://rma.example.com/t/abc",
               "warnings": ["line 1: the price is unusual"]}]}
            """
        let reason = "\(name) cannot be taken.\nline 2, column 5: found 'x\u{1B}[2J', expected a number."
        try ledger.commit { transaction in
            let id = try transaction.nextDocumentID()
            let paperName = try transaction.freePaperName(
                name, station: file.station?.printable ?? "", document: id)
            if outcome != .rejected { try transaction.keepOriginal(bytes, digest: Digest(of: bytes)) }
            let document = DocumentRecord(
                id: id, digest: Digest(of: bytes), name: name, station: file.station?.printable ?? "",
                receivedAt: receivedAt, outcome: outcome, paperName: paperName,
                receipt: outcome == .rejected ? nil : receipt, reason: outcome == .accepted ? nil : reason,
                givenBack: outcome == .partlyAccepted ? ("\(name).to-correct.csv", bytes) : nil)
            try transaction.begin(document)
            try transaction.end(document)
        }
        if outcome == .rejected {
            try spool.reject(file, reason: Array(reason.utf8))
        } else {
            try spool.archive(file, as: file.name, day: try #require(ArchiveDay("2026-11-21")))
        }
    }
}
