import Glibc
import Spool
import Synchronization
import Workers

/// Runs a spool as a daemon would, for tests that kill it or take its rights away.
///
/// `spool-probe ROOT LOG [UID [SCANS]]` appends a line to LOG for every file that it was offered
/// (`offered KEY recovered|new LENGTH:SUM`) and every notice (`notice …`), ends files by their
/// names (`bad…` rejects, `dup…` sets aside, others archive with a receipt), and
/// exits with 0 when drop and work are empty, or after SCANS scans. With UID it first becomes that user.
/// SPOOL_FAILPOINTS says where it dies.
@main
struct SpoolProbe {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else { exit(64) }
        let log = Log(path: arguments[2])
        if arguments.count > 3, let uid = UInt32(arguments[3]), uid != 0 {
            guard setgroups(0, nil) == 0, setgid(uid) == 0, setuid(uid) == 0 else { exit(77) }
        }
        let scansMax = arguments.count > 4 ? Int(arguments[4]) : nil
        var policy = SpoolPolicy()
        policy.settleMilliseconds = 50
        policy.rescanMilliseconds = 50
        policy.claimedMax = 4
        policy.dropMode = 0o770
        let points = getenv("SPOOL_FAILPOINTS").map { String(cString: $0) }
        let spool = try Spool.open(
            layout: SpoolLayout(root: arguments[1]), policy: policy, failpoints: Failpoints(parsing: points))
        let inbox = Mailbox<ClaimedFile>(capacity: 2)
        let onlooker = try Worker(name: "onlooker") {
            while true {
                if let scansMax, spool.counts.scans >= scansMax { break }
                if scansMax == nil, isEmpty(arguments[1] + "/drop"), isEmpty(arguments[1] + "/work") { break }
                usleep(2_000)
            }
            inbox.close()
        }
        try spool.start(offer: { inbox.put($0) }, notice: { log.append("notice \($0)") })
        while let file = inbox.take() { try end(file, spool, log) }
        spool.stop()
        onlooker.join()
        exit(0)
    }

    private static func end(_ file: ClaimedFile, _ spool: Spool, _ log: Log) throws {
        guard case .bytes(let bytes) = try file.read(bytesMax: 1 << 20) else { return }
        let sum = bytes.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF_FFFF }
        log.append("offered \(file.key) \(file.isRecovered ? "recovered" : "new") \(bytes.count):\(sum)")
        let name = file.name.printable
        if name.hasPrefix("bad") {
            let rows = (name: file.name.derived(suffix: ".rows.csv"), bytes: Array(bytes.prefix(4)))
            try spool.reject(file, reason: Array("line 1: \(name)\n".utf8), givenBack: rows)
        } else if name.hasPrefix("dup") {
            try spool.setAside(file)
        } else if let day = ArchiveDay("2025-03-01") {
            try spool.write(
                bytes, to: .receipts, station: file.station, as: file.name.derived(suffix: ".receipt.json"),
                durability: .synced)
            try spool.archive(file, as: file.name, day: day)
        }
    }

    private static func isEmpty(_ path: String) -> Bool {
        guard let directory = opendir(path) else { return true }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            guard Int32(entry.pointee.d_type) == Int32(DT_DIR), isEmpty(path + "/" + name) else { return false }
        }
        return true
    }
}

/// Lines that are in the file when `append` returns, whatever becomes of the process.
private final class Log: Sendable {
    private let descriptor: Int32

    init(path: String) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { exit(73) }
    }

    func append(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count else { exit(74) }
    }
}
