import Glibc
import JSONText
import Ledger
import Returns
import Spool

/// Whether the ledger has every return that a receipt has promised. It reads a receipt before it asks the ledger, so a
/// daemon at work does not disturb it.
struct ReceiptCheck {
    let layout: SpoolLayout
    let ledger: Ledger
    let findingsMax: Int

    private(set) var receipts = 0
    private(set) var findings: [VerificationFinding] = []
    private var waiting: [(path: String, rmas: [RMANumber])] = []
    private var told: Set<RMANumber> = []

    private static let groupMax = 1_000
    private static let bytesMax = 1 << 28

    init(layout: SpoolLayout, ledger: Ledger, findingsMax: Int) {
        self.layout = layout
        self.ledger = ledger
        self.findingsMax = findingsMax
    }

    /// - Returns: folders that cannot be looked into.
    mutating func perform() throws -> [ClosedFolder] {
        let closed = try KeptReceipts.each(in: layout) { path in
            // One that went meanwhile promises nothing; an empty one is made again after a power cut.
            guard case .bytes(let bytes) = FileText.read(path, bytesMax: Self.bytesMax) else { return }
            receipts += 1
            waiting.append((path, Self.rmas(bytes)))
            if waiting.count >= Self.groupMax { try compare() }
        }
        try compare()
        return closed
    }

    private static func rmas(_ bytes: [UInt8]) -> [RMANumber] {
        (JSONValue(reading: bytes)?["records"]?.elements ?? []).compactMap {
            $0["rma"]?.string.map { RMANumber(trusted: $0) }
        }
    }

    private mutating func compare() throws {
        let group = waiting
        waiting = []
        let known = told
        let lost = try ledger.read { snapshot in
            try group.flatMap { receipt in
                try receipt.rmas.filter { try !known.contains($0) && snapshot.stored($0) == nil }.map {
                    (rma: $0, path: receipt.path, loss: try snapshot.loss(of: $0.text))
                }
            }
        }
        for one in lost
        where one.loss?.isAccepted != true && findings.count < findingsMax && told.insert(one.rma).inserted {
            findings.append(
                VerificationFinding(
                    place: one.rma.text, found: "\(one.path) says so, and the ledger has no such return",
                    meaning: one.loss.map { "\($0.words). Put the original back: the log says how." }
                        ?? "It is lost with the commit that made it. Start the daemon, it takes such documents again "
                        + "from the archive; where they are not there any more, look for a copy of it (rmad replay)."))
        }
    }
}
