import Glibc
import JSONText
import Ledger
import Returns
import Spool
import Synchronization
import Workers

/// Rids the spool's files, and the pages of the ledger's file, of what an erasure has named.
///
/// Owed like everything else: after a crash it is begun anew. Whoever records and reads meanwhile is not held up. Only
/// a ledger of before, whose pages were not kept clean, is written anew as a whole (VACUUM), once; files wait then.
package final class FileEraser: Sendable {
    private let bell: Bell
    private let stopping = Atomic(false)
    private let worker = Mutex<Worker?>(nil)

    /// - Parameter bell: rung whenever something was committed.
    package init(bell: Bell) { self.bell = bell }

    package func start(
        ledger: Ledger, writer: LedgerWriter, spool: Spool, tell: @escaping @Sendable (ErrandNews) -> Void
    ) throws(WorkerError) {
        let desk = ErasureDesk(
            ledger: ledger, writer: writer, layout: spool.layout, spool: spool,
            isStopping: { [self] in stopping.load(ordering: .sequentiallyConsistent) }, tell: tell)
        let worker = try Worker(name: "erasures") { [self] in
            while !stopping.load(ordering: .sequentiallyConsistent) {
                do {
                    if try desk.perform() { continue }
                    bell.wait(milliseconds: 60_000)
                } catch {
                    tell(.fault(operation: "erase files of", subject: "an erasure", found: "\(error)"))
                    bell.wait(milliseconds: 5_000)
                }
            }
        }
        self.worker.withLock { $0 = worker }
    }

    package func stop() {
        stopping.store(true, ordering: .sequentiallyConsistent)
        bell.ring()
        worker.withLock { $0 }?.join()
    }
}

/// One erasure: files → the plan is forgotten → the journal is emptied into the ledger's file → done.
private struct ErasureDesk: Sendable {
    let ledger: Ledger
    let writer: LedgerWriter
    let layout: SpoolLayout
    let spool: Spool
    let isStopping: @Sendable () -> Bool
    let tell: @Sendable (ErrandNews) -> Void

    /// - Returns: whether there was anything to do.
    func perform() throws -> Bool {
        let plans = try ledger.read { try $0.erasureErrands(limit: 100) }
        guard !plans.isEmpty else { return false }
        for plan in plans { try clean(plan) }
        let ids = plans.map(\.erasure)
        try commit { try $0.forgetErasurePlans(ids) }
        try emptyJournal()
        if try ledger.soiledPages() > 0 {
            try ledger.rewriteFile()
            try emptyJournal()
        }
        try commit { try $0.erasuresDone(ids) }
        for id in ids { tell(.erased(erasure: id)) }
        return true
    }

    private func emptyJournal() throws {
        while try !ledger.emptyJournal() {
            guard !isStopping() else { throw StoppedErasure() }
            // Somebody reads an old snapshot: in the journal are pages as they were.
            Bell().wait(milliseconds: 200)
        }
    }

    private func commit(_ body: @escaping @Sendable (Transaction) throws -> Void) throws {
        let outcome = Mailbox<Result<Void, any Error>>(capacity: 1)
        let step = LedgerWriter.Step(perform: body, settled: { _ = outcome.put($0) })
        guard writer.submit(step), let result = outcome.take() else { throw StoppedErasure() }
        try result.get()
    }

    // MARK: Files

    private func clean(_ plan: ErasureErrand) throws {
        let needles = Needles(plan.texts)
        for place in [SpoolLayout.Place.labels, .out] {
            try walk(layout.path(of: place)) { path, name in
                let isTheirs = plan.papers.contains { name.hasPrefix("\($0).") || name.hasPrefix("\($0)-") }
                if isTheirs || needles.isFound(in: path, name) { try remove(path) }
            }
        }
        for file in plan.evidence where try ledger.read({ try !$0.hasPhoto(file) }) {
            try remove("\(layout.path(of: .evidence))/\(file)")
        }
        for returnFolder in plan.folders { try removeFolder(returnFolder) }
        try cleanArchive(plan, needles)
        for place in [SpoolLayout.Place.receipts, .rejected, .duplicates] {
            try walk(layout.path(of: place)) { path, name in
                if needles.isFound(in: path, name) { try remove(path) }
            }
        }
        for id in plan.documents {
            guard let document = try ledger.read({ try $0.document(id) }) else { continue }
            let station = document.station.isEmpty ? "" : "\(document.station)/"
            try remove("\(layout.path(of: .receipts))/\(station)\(document.paperName).receipt.json")
            try remove("\(layout.path(of: .rejected))/\(station)\(document.paperName).reason.txt")
        }
    }

    /// Originals of the archive become what the ledger has left of them; other files that name the person go.
    private func cleanArchive(_ plan: ErasureErrand, _ needles: Needles) throws {
        let documents = Set(plan.documents)
        try walk(layout.path(of: .archive)) { path, name in
            let id = Int64(name.prefix { $0.isNumber })
            let isReceipt = id.map { name == ArchivedFile.receiptName(of: $0) } ?? false
            guard let id, documents.contains(id) else {
                if needles.isFound(in: path, name) { try remove(path) }
                return
            }
            let left = try ledger.read { snapshot -> [UInt8]? in
                guard let document = try snapshot.document(id) else { return nil }
                return isReceipt
                    ? document.receipt.map { Array($0.utf8) } : try snapshot.original(document.digest)
            }
            guard let left, !left.isEmpty, !needles.isFound(inName: name), let file = FileName(name) else {
                return try remove(path)
            }
            let day = path.split(separator: "/").dropLast().last.map(String.init) ?? ""
            try spool.write(left, to: .archive, station: FileName(day), as: file, durability: .synced)
        }
    }

    /// Where the photos of a return are shown under second names.
    private func removeFolder(_ name: String) throws {
        guard FileName(name) != nil else { return }
        let folder = "\(layout.path(of: .evidence))/\(name)"
        try walk(folder) { path, _ in try remove(path) }
        guard rmdir(folder) == 0 || errno == ENOENT else { throw ErasureFault(path: folder, code: errno) }
    }

    private func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw ErasureFault(path: path, code: errno) }
    }

    /// Every regular file below a folder, by its path and name.
    private func walk(_ folder: String, _ body: (String, String) throws -> Void) throws {
        guard let stream = opendir(folder) else {
            guard errno == ENOENT || errno == ENOTDIR else { throw ErasureFault(path: folder, code: errno) }
            return
        }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            let path = "\(folder)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: try walk(path, body)
            case S_IFREG: try body(path, name)
            case _: continue
            }
        }
    }
}

/// A file cannot be removed or read; it is tried again.
private struct ErasureFault: Error, CustomStringConvertible {
    let path: String
    let code: Int32
    var description: String { "\(path): \(String(cString: strerror(code)))" }
}

/// The daemon stops; the erasure goes on with its next start.
private struct StoppedErasure: Error, CustomStringConvertible {
    let description = "the daemon stops; it goes on with the next start"
}

/// Texts of a person as bytes in the ways in which files write them, whatever the case of letters.
private struct Needles {
    private let patterns: [[UInt8]]
    private static let fileBytesMax = 1 << 28

    init(_ texts: [String]) {
        var found: Set<[UInt8]> = []
        for text in texts.flatMap({ [$0, $0.lowercased(), $0.uppercased()] }) {
            found.insert(Self.folded(Array(text.utf8)))
            found.insert(Self.folded(Array(Self.escaped(text).utf8)))
            let scalars = text.unicodeScalars
            if scalars.allSatisfy({ $0.value < 256 }) { found.insert(Self.folded(scalars.map { UInt8($0.value) })) }
            found.insert(Self.folded(Array(text.utf16).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }))
        }
        patterns = found.filter { !$0.isEmpty }
    }

    func isFound(inName name: String) -> Bool { isFound(in: Array(name.utf8)) }

    /// A file that cannot be read any more has nothing to find.
    func isFound(in path: String, _ name: String) -> Bool {
        if isFound(inName: name) { return true }
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size <= Self.fileBytesMax else { return false }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            filled += count
        }
        return isFound(in: bytes)
    }

    private func isFound(in bytes: [UInt8]) -> Bool {
        let bytes = Self.folded(bytes)
        return bytes.withUnsafeBytes { haystack in
            patterns.contains { pattern in
                guard let first = pattern.first, let base = haystack.baseAddress else { return false }
                var start = 0
                while start + pattern.count <= haystack.count {
                    guard let hit = memchr(base + start, Int32(first), haystack.count - pattern.count + 1 - start)
                    else { return false }
                    if memcmp(hit, pattern, pattern.count) == 0 { return true }
                    start = UnsafeRawPointer(hit) - base + 1
                }
                return false
            }
        }
    }

    /// Letters of ASCII in lower case.
    private static func folded(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
    }

    /// As JSON may write it: `M\u00fcller`.
    private static func escaped(_ text: String) -> String {
        text.utf16.map { unit in
            guard unit > 126 else { return String(UnicodeScalar(UInt8(unit))) }
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}
