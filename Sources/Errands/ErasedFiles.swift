import Glibc
import Ledger
import Returns
import Spool

/// The spool's files, rid of what erasures have named. What belongs to a return or a document is found by its number;
/// files of which the ledger knows nothing are read, each once, for all erasures that wait.
struct ErasedFiles {
    /// A file that may be theirs or somebody else's, and stays.
    struct Undecided: Equatable {
        let erasure: Int64
        let name: String
    }

    private let ledger: Ledger
    private let spool: Spool
    private let plans: [ErasureErrand]
    private static let fileBytesMax = 1 << 28
    private static let undecidedMax = 100

    init(ledger: Ledger, spool: Spool, plans: [ErasureErrand]) {
        self.ledger = ledger
        self.spool = spool
        self.plans = plans
    }

    func clean() throws -> [Undecided] {
        for place in [SpoolLayout.Place.labels, .out] {
            for file in try files(in: place) where plans.contains(where: { $0.isPaper(file.name) }) {
                try remove(file.path)
            }
        }
        for plan in plans {
            for file in plan.evidence where try ledger.read({ try !$0.hasPhoto(file) }) {
                try remove("\(spool.layout.path(of: .evidence))/\(file)")
            }
            for folder in plan.folders { try removeFolder(folder) }
            for document in plan.documents { try renewReceipt(of: document) }
        }
        var undecided = plans.flatMap { plan in plan.undecided.map { Undecided(erasure: plan.erasure, name: $0) } }
        undecided += try cleanArchive()
        undecided += try cleanReceipts()
        for place in [SpoolLayout.Place.rejected, .duplicates] {
            for file in try files(in: place) { undecided += try cut(file, isCopy: place == .duplicates) }
        }
        return Array(undecided.prefix(Self.undecidedMax))
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
    private func cleanArchive() throws -> [Undecided] {
        var documents: [Int64: ErasureErrand.Document] = [:]
        for document in plans.flatMap(\.documents) where documents[document.id] == nil {
            documents[document.id] = document
        }
        var undecided: [Undecided] = []
        for file in try files(in: .archive) {
            guard let id = Int64(file.name.prefix { $0.isNumber }) else { continue }
            let current = try ledger.read { try $0.paperName(of: id) }
            let isReceipt = file.name == ArchivedFile.receiptName(of: id)
            let former = [documents[id]?.paper, current].compactMap { $0 }.filter { !$0.isEmpty }
            if let current, isReceipt || former.contains(where: { file.name == "\(id)-\($0)" }) {
                if documents[id] != nil { try renew(file, of: id, isReceipt: isReceipt, paper: current) }
            } else {
                undecided += try cut(file, isCopy: false)
            }
        }
        return undecided
    }

    private func renew(_ file: SpooledFile, of id: Int64, isReceipt: Bool, paper: String) throws {
        let left = try ledger.read { snapshot -> [UInt8]? in
            guard let document = try snapshot.document(id) else { return nil }
            return isReceipt ? document.receipt.map { Array($0.utf8) } : try snapshot.original(document.digest)
        }
        let name = isReceipt ? file.name : "\(id)-\(paper)"
        guard let left, !left.isEmpty, let kept = FileName(name) else { return try remove(file.path) }
        try spool.write(left, to: .archive, station: FileName(file.folder), as: kept, durability: .synced)
        if name != file.name { try remove(file.path) }
    }

    /// Receipts of documents that the ledger does not know: it was restored without them.
    private func cleanReceipts() throws -> [Undecided] {
        try files(in: .receipts).flatMap { file -> [Undecided] in
            let ending = ".receipt.json"
            guard file.name.hasSuffix(ending) else { return [] }
            let paper = String(file.name.dropLast(ending.count))
            let isKnown = try ledger.read { try $0.hasPapers(paper, station: file.folder) }
            return isKnown ? [] : try cut(file, isCopy: false)
        }
    }

    // MARK: What the ledger does not know

    /// - Parameter isCopy: of something that is on record.
    private func cut(_ file: SpooledFile, isCopy: Bool) throws -> [Undecided] {
        // What is too large did not come through the drop.
        guard var bytes = OriginalFile.bytes(file.path, bytesMax: Self.fileBytesMax) else { return [] }
        let original = bytes
        if isCopy, try ledger.read({ try $0.wasErased(original) }) {
            try remove(file.path)
            return []
        }
        var undecided: [Undecided] = []
        for plan in plans where !plan.person.isEmpty {
            let left = CutFile(bytes, named: file.subject, without: plan.person)
            switch left.rest {
            case .whole: break
            case .part(let rest): bytes = rest
            case .nothing:
                try remove(file.path)
                // Its reason quotes it.
                if file.place == .rejected { try remove("\(file.path).reason.txt") }
                return []
            }
            if left.isUndecided {
                undecided.append(Undecided(erasure: plan.erasure, name: "\(file.place.rawValue)/\(file.below)"))
            }
        }
        if bytes != original { try rewrite(file, bytes) }
        return undecided
    }

    private func rewrite(_ file: SpooledFile, _ bytes: [UInt8]) throws {
        guard let name = FileName(file.name) else { return try remove(file.path) }
        let folder = file.folder.isEmpty ? nil : FileName(file.folder)
        try spool.write(bytes, to: file.place, station: folder, as: name, durability: .synced)
    }

    // MARK: Folders

    /// Where the photos of a return are shown under second names.
    private func removeFolder(_ name: String) throws {
        guard FileName(name) != nil else { return }
        let folder = "\(spool.layout.path(of: .evidence))/\(name)"
        for file in try files(in: .evidence, folder: name) { try remove(file.path) }
        guard rmdir(folder) == 0 || errno == ENOENT else { throw ErasureFault(path: folder, code: errno) }
    }

    private func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw ErasureFault(path: path, code: errno) }
    }

    /// Every regular file of a place, and of the folders in it.
    private func files(in place: SpoolLayout.Place, folder: String = "") throws -> [SpooledFile] {
        let path = spool.layout.path(of: place) + (folder.isEmpty ? "" : "/\(folder)")
        guard let stream = opendir(path) else {
            guard errno == ENOENT || errno == ENOTDIR else { throw ErasureFault(path: path, code: errno) }
            return []
        }
        defer { closedir(stream) }
        var found: [SpooledFile] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            var status = stat()
            guard lstat("\(path)/\(name)", &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: found += try files(in: place, folder: folder.isEmpty ? name : "\(folder)/\(name)")
            case S_IFREG: found.append(SpooledFile(place: place, folder: folder, name: name, path: "\(path)/\(name)"))
            case _: continue
            }
        }
        return found
    }
}

/// A file of the spool, and where it lies.
private struct SpooledFile {
    let place: SpoolLayout.Place
    /// The station's or the day's; empty for the place itself.
    let folder: String
    let name: String
    let path: String

    var below: String { folder.isEmpty ? name : "\(folder)/\(name)" }
    /// Its name as people gave it, without the endings.
    var subject: String { String(name.prefix { $0 != "." }) }
}
