import Glibc
import Testing

/// Runs `spool-probe`, which lies beside the test program, on a ground.
struct Probe {
    enum End: Equatable {
        case exited(Int32)
        case killed(Int32)
    }

    let ground: Ground
    let arguments: [String]
    let failpoints: String

    init(_ ground: Ground, uid: UInt32 = 0, scans: Int? = nil, failpoints: String = "") throws {
        self.ground = ground
        self.failpoints = failpoints
        var own = [UInt8](repeating: 0, count: 4_096)
        let count = own.withUnsafeMutableBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { chars in
                chars.baseAddress.map { readlink("/proc/self/exe", $0, chars.count) } ?? -1
            }
        }
        try #require(count > 0)
        let folder = own[..<count].prefix(through: try #require(own[..<count].lastIndex(of: UInt8(ascii: "/"))))
        var program = String(decoding: folder, as: UTF8.self) + "spool-probe"
        if access(program, X_OK) != 0 { program = try Self.besideBundle() }
        arguments = [program, ground.at("spool"), ground.at("log"), "\(uid)"] + (scans.map { ["\($0)"] } ?? [])
    }

    /// Where the tests are run by a helper program, an argument names the bundle.
    private static func besideBundle() throws -> String {
        for argument in CommandLine.arguments where argument.contains(".xctest") {
            guard let bundle = argument.lastIndex(of: "/") else { continue }
            let program = argument[..<bundle] + "/spool-probe"
            if access(String(program), X_OK) == 0 { return String(program) }
        }
        throw Late(description: "spool-probe is not beside the tests: \(CommandLine.arguments)")
    }

    /// Starts it and waits for its end.
    func run() throws -> End { try wait(start()) }

    func start() throws -> pid_t {
        var pid = pid_t()
        var pointers = arguments.map { strdup($0) } + [nil]
        // A sanitizer's options, and the PATH by which it finds who reads names for it, hold for what is started, too.
        let kept = ["PATH", "ASAN_OPTIONS", "TSAN_OPTIONS"].compactMap { (name: String) in
            getenv(name).map { "\(name)=" + String(cString: $0) }
        }
        let settings = kept + ["SPOOL_FAILPOINTS=" + failpoints, "SWIFT_BACKTRACE=enable=no"]
        var environment = settings.map { strdup($0) } + [nil]
        defer { for pointer in pointers + environment { free(pointer) } }
        let failure = posix_spawn(&pid, arguments[0], nil, nil, &pointers, &environment)
        try #require(failure == 0, "spawn \(arguments[0]): \(failure)")
        return pid
    }

    func wait(_ pid: pid_t) throws -> End {
        var status: Int32 = 0
        var isDone = false
        defer {
            if !isDone {
                kill(pid, SIGKILL)
                waitpid(pid, &status, 0)
            }
        }
        try waitUntil("the probe ends", seconds: 60) {
            isDone = waitpid(pid, &status, WNOHANG) == pid
            return isDone
        }
        return status & 0x7F == 0 ? .exited((status >> 8) & 0xFF) : .killed(status & 0x7F)
    }
}
