import Ledger
import Returns
import Spool

/// A recorded outcome on its way to the person who dropped the file: the receipt or the reason is written, and
/// then the file leaves the work folder. Doing it twice gives the same files.
struct Publication: Sendable {
    let arrival: Arrival
    let record: DocumentRecord
    /// Empty when a crash came after the commit and the outcome is read back from the ledger.
    let results: [RecordResult]
    /// Photos of returns, where they lie below the evidence folder.
    let evidence: [ShownPhoto]
    /// What is archived in the place of a file that names a person whose data was erased.
    var substitute: [UInt8]?

    func perform(on spool: Spool) throws(SpoolError) {
        guard let file = arrival.file else { return try republish(on: spool) }
        if let givenBack = record.givenBack, let reason = record.reason {
            try spool.giveBack(
                name(givenBack.name), givenBack.bytes, reason: Array(reason.utf8), station: file.station)
        }
        for photo in evidence { try spool.show(evidence: photo.file, of: photo.rma.text) }
        if let receipt = record.receipt {
            // Last, for it says that everything else is there. After a power cut receipts are written again from
            // the ledger, so they need no sync of their own.
            try spool.write(
                receipt.utf8, to: .receipts, station: file.station,
                as: name("\(record.paperName).receipt.json"), durability: .reproducible)
        }
        for case .taken(let taken) in results.map(\.outcome) {
            for photo in taken.photos { try spool.removePhoto(photo) }
        }
        switch record.outcome {
        case .accepted, .partlyAccepted:
            // Before the original, for nobody comes back for it once the file has left the work folder.
            try keepReceipt(on: spool)
            if let substitute {
                if !substitute.isEmpty {
                    try spool.write(
                        substitute, to: .archive, station: day.folder, as: archiveName, durability: .synced)
                }
                try spool.discard(file)
            } else {
                try spool.archive(file, as: archiveName, day: day)
            }
        case .duplicate: try spool.setAside(file)
        case .rejected: try spool.reject(file, reason: Array((record.reason ?? "").utf8))
        }
    }

    /// The receipt stands beside the archived original, too: by it the original can be recorded again with the numbers
    /// that it got. The ledger has it; so it needs no sync.
    private func keepReceipt(on spool: Spool) throws(SpoolError) {
        guard let receipt = record.receipt else { return }
        try spool.write(
            receipt.utf8, to: .archive, station: day.folder,
            as: name(ArchivedFile.receiptName(of: record.id)), durability: .reproducible)
    }

    /// What came from an archive: the receipt, and the original into the archive of this spool.
    private func republish(on spool: Spool) throws(SpoolError) {
        guard let receipt = record.receipt else { return }
        for photo in evidence { try spool.show(evidence: photo.file, of: photo.rma.text) }
        let station = record.station.isEmpty ? nil : FileName(record.station)
        try spool.write(
            receipt.utf8, to: .receipts, station: station, as: name("\(record.paperName).receipt.json"),
            durability: .synced)
        guard record.outcome != .duplicate else { return }
        try spool.write(
            substitute ?? arrival.bytes, to: .archive, station: day.folder, as: archiveName, durability: .synced)
        try keepReceipt(on: spool)
    }

    /// For the log, beside the outcome: returns that wait for numbers, and ranges that run low.
    var troubles: [IntakeNews] {
        var troubles: [IntakeNews] = []
        for case .taken(let taken) in results.map(\.outcome) {
            if let held = taken.held, let number = taken.number { troubles.append(.held(number, reason: held)) }
            troubles += taken.notices.map(IntakeNews.range)
        }
        return troubles
    }

    /// For the log.
    var news: IntakeNews {
        var rmas: [(RMANumber, state: String)] = []
        for result in results {
            switch result.outcome {
            case .taken(let taken):
                if let stored = taken.stored { rmas.append((stored.case.number, stored.case.state.rawValue)) }
            case .known(let known):
                if let rma = known.rma { rmas.append((rma, "known")) }
            case .refused, .noNews: continue
            }
        }
        return .outcome(
            file: arrival.name, station: arrival.station, record.outcome, rmas: rmas,
            refused: results.count(where: \.isRefused))
    }

    private var archiveName: FileName { name("\(record.id)-\(record.paperName)") }

    private var day: ArchiveDay {
        guard let day = ArchiveDay(record.receivedAt.date.description) else {
            preconditionFailure("a date in ISO 8601 names a day of the archive")
        }
        return day
    }

    /// Paper names are printable and short, so they are always file names; `derived` shortens the rest.
    private func name(_ text: String) -> FileName {
        if let name = FileName(text) { return name }
        guard let file = arrival.file else { preconditionFailure("what was archived has a name that fits") }
        return file.name.derived(suffix: ".\(record.id)")
    }
}
