import Glibc

/// Held by the one daemon that works on a spool.
///
/// The kernel lets go of it with the process, however that ends. The file stays: without it two daemons could hold
/// locks on two files of one name.
final class SpoolLock: Sendable {
    private let root: Directory
    /// Always of the file that has, or had, the name.
    private let descriptor: Int32

    private static let name = FileName(literal: "spool.lock")
    /// Who only asks whether the lock is held has it for a moment, as has a child that whoever held it was starting.
    private static let (triesMax, pauseMicroseconds): (Int, UInt32) = (50, 20_000)

    init(_ root: Directory) throws(SpoolError) {
        self.root = root
        descriptor = try Self.take(root)
    }

    deinit { close(descriptor) }

    /// Puts the file back where somebody has removed or replaced it, before another daemon may find none.
    /// - Returns: whether that was so.
    /// - Throws: an objection without a code where another daemon has it by now; else what the file system says.
    func restore() throws(SpoolError) -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw root.failure("look at", Self.name) }
        if let there = try root.facts(of: Self.name), there.isSameThing(as: FileFacts(status)) { return false }
        let fresh = try Self.take(root)
        defer { close(fresh) }
        // What was locked before is let go by that; both numbers are of one open file, which has the new lock.
        guard dup2(fresh, descriptor) == descriptor, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else {
            throw root.failure("lock", Self.name)
        }
        return true
    }

    private static func take(_ root: Directory) throws(SpoolError) -> Int32 {
        let descriptor = name.withCString {
            openat(root.descriptor, $0, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o640)
        }
        guard descriptor >= 0 else { throw root.failure("open", name) }
        do throws(SpoolError) {
            try lock(descriptor, root)
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func lock(_ descriptor: Int32, _ root: Directory) throws(SpoolError) {
        var tries = 1
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK else { throw root.failure("lock", name) }
            guard tries < triesMax else {
                let holder = pid(in: descriptor).map { "process \($0)" } ?? "another process"
                throw SpoolError(
                    "lock", root.printablePath(name),
                    hint: "\(holder) works on this spool already: stop it, or name another place in `spool.directory`",
                    responsible: .operator)
            }
            tries += 1
            usleep(pauseMicroseconds)
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            throw root.failure("write", name)
        }
    }

    private static func pid(in descriptor: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int(String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
