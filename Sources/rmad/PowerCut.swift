import Foundation
import Ledger
import Logging
import Returns
import Spool
import Workers

/// Receipts are written without a sync of their own, because the ledger can give them again. After a power cut,
/// and only then, those of the last hour of work are written anew.
struct PowerCut {
    let ledger: Ledger
    let spool: Spool
    let writer: LedgerWriter
    let log: Logger

    /// The kernel writes everything back within 30 s; an hour leaves room for a clock that was wrong.
    private static let lookBackMilliseconds: Int64 = 3_600_000
    private static let bootFact = "boot_id"

    func repairIfThereWasOne(at now: Instant) throws {
        let boot = try Self.bootID()
        let known = try ledger.read { try $0.fact(Self.bootFact) }
        guard known != boot else { return }
        // Counted from the newest document: the machine may have been without power for days.
        let newest = try ledger.read { try $0.newestDocument() } ?? now
        if known != nil { try repair(since: newest.adding(milliseconds: -Self.lookBackMilliseconds)) }
        _ = writer.submit(
            LedgerWriter.Step(perform: { try $0.set(Self.bootFact, to: boot) }, settled: { _ in }))
    }

    /// Whether the machine was restarted since the ledger was last worked on; also where it never was.
    static func wasBefore(_ ledger: Ledger) throws -> Bool {
        let boot = try bootID()
        return try ledger.read { try $0.fact(bootFact) } != boot
    }

    /// The unit hands it over where the kernel's own file is hidden from us.
    private static func bootID() throws -> String {
        if let handed = getenv("RMAD_BOOT_ID") { return String(cString: handed).filter { $0 != "-" } }
        return try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines).filter { $0 != "-" }
    }

    private func repair(since moment: Instant) throws {
        var (last, written): (DocumentID, Int) = (0, 0)
        while true {
            let after = last
            let documents = try ledger.read { try $0.documents(since: moment, after: after, limit: 200) }
            guard let newest = documents.last else { break }
            last = newest.id
            for document in documents {
                guard let receipt = document.receipt else { continue }
                let station = document.station.isEmpty ? nil : FileName(document.station)
                guard let name = FileName("\(document.paperName).receipt.json") else { continue }
                try spool.write(receipt.utf8, to: .receipts, station: station, as: name, durability: .reproducible)
                written += 1
                try keepBesideOriginal(receipt, of: document)
            }
        }
        log.note(Notices.afterPowerCut, ["receipts": "\(written)"])
    }

    private func keepBesideOriginal(_ receipt: String, of document: DocumentRecord) throws {
        switch document.outcome {
        case .duplicate, .rejected: return
        case .accepted, .partlyAccepted: break
        }
        guard let day = ArchiveDay(document.receivedAt.date.description),
            let name = FileName(ArchivedFile.receiptName(of: document.id))
        else { return }
        try spool.write(receipt.utf8, to: .archive, station: day.folder, as: name, durability: .reproducible)
    }
}
