import Glibc
import Ledger
import Returns
import Spool

/// The spool's files, rid of what erasures have named. What belongs to a return or a document is found by its number;
/// files of which the ledger knows nothing are read, each once, for all erasures that wait.
///
/// What is theirs must go: where that fails the erasure is not done, and all else goes on. What may be theirs and
/// cannot be looked into is for a person.
final class ErasedFiles {
    /// What a person must look at.
    struct Undecided: Equatable {
        let erasure: Int64
        let name: String
    }

    /// What is still there and must go.
    struct Undone: Hashable {
        let erasure: Int64
        let found: String
    }

    private(set) var undecided: [Undecided] = []
    private(set) var undone: [Undone] = []

    private let ledger: Ledger
    private let spool: Spool
    private let plans: [ErasureErrand]
    /// What is larger did not come through the drop, and is not read.
    private static let fileBytesMax: Int64 = 1 << 28
    private static let namedMax = 100

    init(ledger: Ledger, spool: Spool, plans: [ErasureErrand]) {
        self.ledger = ledger
        self.spool = spool
        self.plans = plans
    }

    func clean() throws {
        for place in [SpoolLayout.Place.labels, .out] {
            for file in try files(in: place) {
                let theirs = plans.filter { $0.isPaper(file.name) }
                if !theirs.isEmpty { try attempt(theirs) { try remove(file.path) } }
            }
        }
        for plan in plans {
            for file in plan.evidence where try ledger.read({ try !$0.hasPhoto(file) }) {
                try attempt([plan]) { try remove("\(spool.layout.path(of: .evidence))/\(file)") }
            }
            for folder in plan.folders { try removeFolder(folder, of: plan) }
            for document in plan.documents { try attempt([plan]) { try renewReceipt(of: document) } }
            for name in plan.undecided { doubt(name, [plan]) }
        }
        try cleanArchive()
        try cleanReceipts()
        for place in [SpoolLayout.Place.rejected, .duplicates] {
            for file in try files(in: place) { try cut(file, isCopy: place == .duplicates) }
        }
    }

    /// - Parameter theirs: whose erasure is not done where it fails.
    private func attempt(_ theirs: [ErasureErrand], _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let fault as ErasureFault {
            fail(fault, theirs)
        } catch let fault as SpoolError {
            fail(fault, theirs)
        }
    }

    private func fail(_ fault: some CustomStringConvertible, _ theirs: [ErasureErrand]) {
        for plan in theirs { undone.append(Undone(erasure: plan.erasure, found: fault.description)) }
    }

    private func doubt(_ name: String, _ plans: [ErasureErrand]) {
        guard undecided.count < Self.namedMax else { return }
        undecided += plans.map { Undecided(erasure: $0.erasure, name: name) }
    }

    /// Every regular file of a place, and of the folders in it.
    private func files(in place: SpoolLayout.Place) throws -> [SpooledFile] {
        let found = SpooledFiles(of: place, in: spool.layout)
        for (fault, folder) in found.closed {
            // What is called like no day is not the archive's.
            let day = folder.split(separator: "/").first.map(String.init)
            guard place != .archive || day.map({ ArchiveDay($0) != nil }) ?? true else { continue }
            var isTheirs: Set<Int64> = []
            for plan in plans where try folder.isEmpty || plan.hasDocuments(in: folder, of: place, ledger) {
                isTheirs.insert(plan.erasure)
            }
            fail(fault, plans.filter { isTheirs.contains($0.erasure) })
            // What the ledger does not know may lie there; nobody waits for it.
            let others = plans.filter { !isTheirs.contains($0.erasure) && !$0.person.isEmpty }
            doubt("\(place.rawValue)/\(folder)", others)
        }
        return found.files
    }

    // MARK: What the ledger knows

    /// The receipt that its sender got becomes what the ledger has left of it.
    private func renewReceipt(of document: ErasureErrand.Document) throws {
        guard let left = try ledger.read({ try $0.document(document.id) }) else { return }
        let old = "\(document.paper.isEmpty ? left.paperName : document.paper).receipt.json"
        let station = document.station.isEmpty ? nil : FileName(document.station)
        let folder = spool.layout.path(of: .receipts) + (station == nil ? "" : "/\(document.station)")
        var status = stat()
        guard lstat("\(folder)/\(old)", &status) == 0 else { return }
        let name = "\(left.paperName).receipt.json"
        let isEmpty = try ledger.read { try $0.original(left.digest)?.isEmpty ?? true }
        if let receipt = left.receipt, !isEmpty, let name = FileName(name) {
            try spool.write(receipt.utf8, to: .receipts, station: station, as: name, durability: .synced)
            if name.printable == old { return }
        }
        try remove("\(folder)/\(old)")
    }

    /// Originals of the archive become what the ledger has left of them. Those of others stay, whatever is in them.
    private func cleanArchive() throws {
        var documents: [Int64: ErasureErrand.Document] = [:]
        for document in plans.flatMap(\.documents) where documents[document.id] == nil {
            documents[document.id] = document
        }
        for file in try files(in: .archive) {
            guard let id = Int64(file.name.prefix { $0.isNumber }) else {
                // Nobody but people have put it there.
                try cut(file, isCopy: false)
                continue
            }
            let current = try ledger.read { try $0.paperName(of: id) }
            let isReceipt = file.name == ArchivedFile.receiptName(of: id)
            let former = [documents[id]?.paper, current].compactMap { $0 }.filter { !$0.isEmpty }
            if let current, isReceipt || former.contains(where: { file.name == "\(id)-\($0)" }) {
                let theirs = plans.filter { plan in plan.documents.contains { $0.id == id } }
                guard !theirs.isEmpty else { continue }
                try attempt(theirs) { try renew(file, of: id, isReceipt: isReceipt, paper: current) }
            } else {
                try cut(file, isCopy: false)
            }
        }
    }

    private func renew(_ file: SpooledFile, of id: Int64, isReceipt: Bool, paper: String) throws {
        let left = try ledger.read { snapshot -> [UInt8]? in
            guard let document = try snapshot.document(id) else { return nil }
            return isReceipt ? document.receipt.map { Array($0.utf8) } : try snapshot.original(document.digest)
        }
        let name = isReceipt ? file.name : "\(id)-\(paper)"
        guard let left, !left.isEmpty, let kept = FileName(name) else { return try remove(file.path) }
        try spool.write(left, to: .archive, below: file.folder, as: kept)
        if name != file.name { try remove(file.path) }
    }

    /// Receipts of documents that the ledger does not know: it was restored without them.
    private func cleanReceipts() throws {
        for file in try files(in: .receipts) {
            let ending = ".receipt.json"
            guard file.name.hasSuffix(ending) else { continue }
            let paper = String(file.name.dropLast(ending.count))
            let isKnown = try ledger.read { try $0.hasPapers(paper, station: file.folder) }
            if !isKnown { try cut(file, isCopy: false) }
        }
    }

    // MARK: What the ledger does not know

    /// - Parameter isCopy: of something that is on record.
    private func cut(_ file: SpooledFile, isCopy: Bool) throws {
        let people = plans.filter { !$0.person.isEmpty }
        let original: [UInt8]
        do throws(ErasureFault) {
            guard let bytes = try file.bytes(bytesMax: Self.fileBytesMax) else { return }
            original = bytes
        } catch {
            return doubt("\(file.place.rawValue)/\(file.below)", people)
        }
        if isCopy, try ledger.read({ try $0.wasErased(original) }) {
            return try attempt(plans) { try remove(file.path) }
        }
        var bytes = original
        var theirs: [ErasureErrand] = []
        for plan in people {
            let left = CutFile(bytes, named: file.subject, without: plan.person)
            switch left.rest {
            case .whole: break
            case .part(let rest):
                bytes = rest
                theirs.append(plan)
            case .nothing:
                return try attempt(theirs + [plan]) {
                    try remove(file.path)
                    // Its reason quotes it.
                    if file.place == .rejected { try remove("\(file.path).reason.txt") }
                }
            }
            if left.isUndecided { doubt("\(file.place.rawValue)/\(file.below)", [plan]) }
        }
        if bytes != original { try attempt(theirs) { try rewrite(file, bytes) } }
    }

    private func rewrite(_ file: SpooledFile, _ bytes: [UInt8]) throws {
        guard let name = FileName(file.name) else { return try remove(file.path) }
        try spool.write(bytes, to: file.place, below: file.folder, as: name)
    }

    // MARK: Folders

    /// Where the photos of a return are shown under second names. What somebody else has put there stays, and is named.
    private func removeFolder(_ name: String, of plan: ErasureErrand) throws {
        guard FileName(name) != nil else { return }
        let found = SpooledFiles(of: .evidence, in: spool.layout, alone: name)
        for one in found.closed { fail(one.fault, [plan]) }
        for file in found.files { try attempt([plan]) { try remove(file.path) } }
        guard found.closed.isEmpty else { return }
        for path in found.others { fail(ErasureFault(path: path, code: nil), [plan]) }
        let folder = "\(spool.layout.path(of: .evidence))/\(name)"
        // What stands in the way of it was named.
        guard rmdir(folder) != 0, errno != ENOENT, errno != ENOTEMPTY else { return }
        fail(ErasureFault(path: folder, code: errno), [plan])
    }

    private func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR else {
            throw ErasureFault(path: path, code: errno)
        }
    }
}

extension ErasureErrand {
    /// Whether files of its documents lie in a folder of a place, as far as the ledger knows.
    fileprivate func hasDocuments(in folder: String, of place: SpoolLayout.Place, _ ledger: Ledger) throws -> Bool {
        switch place {
        case .archive:
            return try documents.contains { document in
                try ledger.read { try $0.document(document.id) }?.receivedAt.date.description == folder
            }
        // A station whose name was taken has a numbered folder.
        case .receipts: return documents.contains { !$0.station.isEmpty && folder.hasPrefix($0.station) }
        // Nothing of ours lies in folders there that the ledger would know of.
        case .drop, .work, .tmp, .rejected, .duplicates, .labels, .out, .photos, .evidence: return false
        }
    }
}

/// A file cannot be removed or read; it is tried again.
struct ErasureFault: Error, CustomStringConvertible {
    let path: String
    /// nil: it is nothing that rmad has put there.
    let code: Int32?

    var description: String {
        "\(path): \(code.map { String(cString: strerror($0)) } ?? "rmad did not put that there, and leaves it alone")"
    }
}
