import CLinux
import Glibc
import Spool
import Synchronization
import Testing
import Workers

/// A folder of its own for one test; removed with it.
final class Ground: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/spool-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { preconditionFailure("mkdtemp: errno \(errno)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    func at(_ relative: String) -> String { path + "/" + relative }

    func write(_ relative: String, _ text: String = "content", flags: Int32 = O_TRUNC, mode: mode_t = 0o644) {
        let descriptor = open(at(relative), O_WRONLY | O_CREAT | flags, mode)
        precondition(descriptor >= 0, "write \(relative): \(errno)")
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        precondition(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    }

    /// Nil where there is no such file.
    func read(_ relative: String) -> String? {
        let descriptor = open(at(relative), O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            guard count > 0 else { break }
            text += piece[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }

    func folder(_ relative: String) { precondition(mkdir(at(relative), 0o777) == 0, "mkdir \(relative): \(errno)") }

    func rename(_ from: String, _ to: String) {
        precondition(Glibc.rename(at(from), at(to)) == 0, "rename \(from) \(to): \(errno)")
    }

    /// As a careful sender does it: written elsewhere, then renamed in.
    func drop(_ relative: String, _ text: String = "content") {
        let serial = Self.serial.add(1, ordering: .relaxed).newValue
        write("outside.\(serial)", text)
        rename("outside.\(serial)", "spool/drop/" + relative)
    }

    func exists(_ relative: String) -> Bool {
        var status = stat()
        return lstat(at(relative), &status) == 0
    }

    /// Names in a folder, sorted; bytes that are no UTF-8 are replaced.
    func list(_ relative: String) -> [String] { Self.names(at(relative)).sorted() }

    /// Everything here is another user's.
    func give(to user: uid_t) { Self.give(path, to: user) }

    private static func give(_ path: String, to user: uid_t) {
        precondition(lchown(path, user, user) == 0, "chown \(path): \(errno)")
        for name in names(path) { give("\(path)/\(name)", to: user) }
    }

    private static let serial = Atomic(0)

    private static func names(_ path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func remove(_ path: String) {
        remove(Array(path.utf8CString))
    }

    /// By bytes: a name need not be UTF-8.
    private static func remove(_ path: [CChar]) {
        if unlink(path) == 0 { return }
        guard let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                $0.prefix { $0 != 0 }.map { CChar(bitPattern: $0) }
            }
            if name == [46] || name == [46, 46] { continue }
            remove(path.dropLast() + [CChar(47)] + name + [0])
        }
        closedir(directory)
        _ = rmdir(path)
    }
}

/// A spool at work on a ground, and what it offered and told so far.
final class Running: Sendable {
    let ground: Ground
    let spool: Spool
    let inbox: Mailbox<ClaimedFile>
    private let notices = Notices()

    init(
        _ ground: Ground = Ground(), capacity: Int = 100_000, change: (inout SpoolPolicy) -> Void = { _ in }
    ) throws {
        self.ground = ground
        inbox = Mailbox(capacity: capacity)
        spool = try Spool.open(layout: SpoolLayout(root: ground.at("spool")), policy: Self.policy(change))
        try spool.start(
            offer: { [inbox] in inbox.put($0) },
            notice: { [notices] in notices.add($0) })
        // What arrives before the folder is watched is found by the scan, and has to settle.
        try waitUntil("the drop is watched") { spool.counts.scans > 0 || inbox.count > 0 }
    }

    deinit { stop() }

    /// A settling time that no test waits for, and no rescans: what arrives, arrives by announcement.
    static func policy(_ change: (inout SpoolPolicy) -> Void = { _ in }) -> SpoolPolicy {
        var policy = SpoolPolicy()
        policy.settleMilliseconds = 3_600_000
        policy.rescanMilliseconds = 3_600_000
        policy.claimedMax = 100_000
        policy.dropMode = 0o770
        change(&policy)
        return policy
    }

    func stop() {
        inbox.close()
        spool.stop()
    }

    /// The next offered file.
    func next(_ location: SourceLocation = #_sourceLocation) throws -> ClaimedFile {
        try waitUntil("a file is offered", location) { inbox.count > 0 }
        return try #require(inbox.take())
    }

    func told(_ isIt: (SpoolNotice) -> Bool) -> Int { notices.all.count(where: isIt) }

    var refusals: [Refusal] {
        notices.all.compactMap { if case .refused(let refusal) = $0 { refusal } else { nil } }
    }

    var faults: [SpoolError] {
        notices.all.compactMap { if case .fault(let fault) = $0 { fault } else { nil } }
    }

    /// Until the watcher has gone through a whole scan that began after this call.
    func waitForScan() throws {
        let before = spool.counts.scans
        spool.wake()
        try waitUntil("a scan is over") { spool.counts.scans > before }
    }
}

/// What the spool told, in order.
final class Notices: Sendable {
    private let told = Mutex<[SpoolNotice]>([])

    func add(_ notice: SpoolNotice) { told.withLock { $0.append(notice) } }
    var all: [SpoolNotice] { told.withLock { $0 } }
}

struct Late: Error, CustomStringConvertible {
    let description: String
}

/// Waits for a condition, and fails the test after a deadline that only a fault can reach.
func waitUntil(
    _ what: String, _ location: SourceLocation = #_sourceLocation, seconds: Int = 30, _ isSo: () -> Bool
) throws {
    var start = timespec()
    clock_gettime(CLOCK_MONOTONIC, &start)
    while !isSo() {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        guard now.tv_sec - start.tv_sec < seconds else {
            Issue.record("never happened: \(what)", sourceLocation: location)
            throw Late(description: what)
        }
        usleep(1_000)
    }
}

func pause(milliseconds: UInt32) { usleep(milliseconds * 1_000) }

extension ClaimedFile {
    var text: String {
        get throws {
            guard case .bytes(let bytes) = try read(bytesMax: 1 << 30) else { return "still changing" }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}

extension FileName: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) {
        guard let name = FileName(text) else { preconditionFailure("\(text) is no name") }
        self = name
    }
}

func day(_ text: String) throws -> ArchiveDay { try #require(ArchiveDay(text)) }

/// A generator that gives the same numbers for the same seed (SplitMix64).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
