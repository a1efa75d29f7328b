import Glibc
import Synchronization

/// A program started by a test, with a pipe to its input and one from its output. It is killed and
/// waited for when the object goes; it can also notice by itself that its input has ended.
final class ChildProcess: Sendable {
    struct Failure: Error {
        let words: String
    }

    private let pid: pid_t
    private let input: Int32
    private let output: Int32

    init(_ arguments: [String]) throws {
        // One start at a time: a pipe's end must not pass into another test's child before it is
        // marked as our own.
        (pid, input, output) = try Self.starting.withLock { _ in try Self.start(arguments) }
    }

    private static let starting = Mutex<Void>(())

    private static func start(_ arguments: [String]) throws -> (pid_t, Int32, Int32) {
        let (childInput, input) = try pipePair()
        let (output, childOutput) = try pipePair()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, childInput, 0)
        posix_spawn_file_actions_adddup2(&actions, childOutput, 1)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var pid = pid_t()
        let code = posix_spawn(&pid, arguments[0], &actions, nil, words, environ)
        close(childInput)
        close(childOutput)
        guard code == 0 else {
            close(input)
            close(output)
            throw Failure(words: "could not start \(arguments[0]): \(String(cString: strerror(code)))")
        }
        return (pid, input, output)
    }

    deinit {
        kill(pid, SIGKILL)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        close(input)
        close(output)
    }

    /// One line of its output, waited for at most so long.
    func readLine(seconds: Int32 = 20) throws -> String {
        var line: [UInt8] = []
        while true {
            var wanted = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&wanted, 1, seconds * 1_000) == 1 else { throw Failure(words: "no line within \(seconds) s") }
            var byte: UInt8 = 0
            guard read(output, &byte, 1) == 1 else { throw Failure(words: "the output ended early") }
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
    }

    private static func pipePair() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(words: "no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
