import Glibc
import Synchronization
import Webhooks

/// What endpoints share with us and nobody else may know: one file each, readable by rmad alone, never in the
/// ledger or the log.
///
/// A signing file holds one `whsec_…` a line, the newest first (`SecretFile`). The secret of an endpoint is made when
/// the endpoint is added, and never later: a file that is missing then is a fault, not a reason to sign with a key
/// that the receiver does not know.
package final class SecretStore: Sendable {
    private let directory: String
    private let entropy: @Sendable (Int) -> [UInt8]
    private let signing = Mutex<[String: Kept<SecretFile>]>([:])
    private let bearers = Mutex<[String: Kept<BearerToken>]>([:])

    private struct Kept<Value: Sendable>: Sendable {
        let modified: timespec
        let value: Value
    }

    package init(directory: String, entropy: @escaping @Sendable (Int) -> [UInt8]) {
        self.directory = directory
        self.entropy = entropy
    }

    /// Sees to it that a new endpoint has a secret; a file that is there is left as it is.
    package func prepare(_ name: String) throws {
        var status = stat()
        let path = try self.path(name)
        if stat(path, &status) != 0, errno == ENOENT { try make(path) }
    }

    /// What signs at a moment by a file of the directory; read again when the file has changed.
    /// - Throws: `SecretFault` when the name leaves the directory, or the file is readable by others or empty.
    package func keys(
        in name: String, at unixSeconds: Int64
    ) throws -> (secrets: [WebhookSecret], keys: [Ed25519Key]) {
        let file = try kept(name, in: signing) { text in try SecretFile.parse(text) }
        let active = file.active(at: unixSeconds)
        guard !active.secrets.isEmpty else {
            throw SecretFault(
                file: try path(name), found: "no secret in it is valid now",
                hint: "Give the endpoint a new one: rmad endpoint rotate NAME.")
        }
        return active
    }

    /// The token in a file of the directory.
    package func bearerToken(in name: String) throws -> BearerToken {
        try kept(name, in: bearers) { text in
            try BearerToken(String(text.prefix { !$0.isNewline }))
        }
    }

    /// Where a file of the directory lies, for a library that reads it itself.
    package func readablePath(_ name: String) throws -> String {
        let path = try self.path(name)
        _ = try modified(path)
        return path
    }

    private func kept<Value>(
        _ name: String, in cache: borrowing Mutex<[String: Kept<Value>]>, _ parse: (String) throws -> Value
    ) throws -> Value {
        let path = try self.path(name)
        let modified = try modified(path)
        if let kept = cache.withLock({ $0[name] }), kept.modified.tv_sec == modified.tv_sec,
            kept.modified.tv_nsec == modified.tv_nsec
        {
            return kept.value
        }
        let text = try read(path)
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw SecretFault(file: path, found: "it is empty", hint: "Write the secret into it again.")
        }
        let value: Value
        do {
            value = try parse(text)
        } catch let error as InvalidWebhookInput {
            // It may say which line; the file is known here. Neither says what stands there.
            let place = error.subject.hasPrefix("line ") ? "\(error.subject): " : ""
            throw SecretFault(file: path, found: place + error.problem, hint: error.hint.sentence)
        }
        cache.withLock { $0[name] = Kept(modified: modified, value: value) }
        return value
    }

    /// - Throws: a file that is not there, or that others may read.
    private func modified(_ path: String) throws -> timespec {
        var status = stat()
        guard stat(path, &status) == 0 else { throw fault(path, "read it") }
        guard status.st_mode & 0o077 == 0 else {
            throw SecretFault(file: path, found: "other users may read it", hint: "chmod 600 \(path)")
        }
        return status.st_mtim
    }

    private func path(_ name: String) throws -> String {
        guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
            throw SecretFault(
                file: name, found: "it is no plain file name", hint: "Name a file in \(directory), without a path.")
        }
        return "\(directory)/\(name)"
    }

    /// Makes a file with a fresh secret, on disk before it is used.
    private func make(_ path: String) throws {
        let secret = try WebhookSecret(randomBytes: entropy(32))
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            if errno == EEXIST { return }
            throw fault(path, "make it")
        }
        defer { close(file) }
        let text = Array((secret.exposed + "\n").utf8)
        guard write(file, text, text.count) == text.count, fsync(file) == 0 else { throw fault(path, "write it") }
    }

    private func read(_ path: String) throws -> String {
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw fault(path, "open it") }
        defer { close(file) }
        // The file that was opened, not the one that had the name a moment ago.
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0 else {
            throw SecretFault(
                file: path, found: "it is no regular file that its owner alone may read", hint: "chmod 600 \(path)")
        }
        var bytes = [UInt8](repeating: 0, count: Self.fileBytesMax)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count >= 0 else { throw fault(path, "read it") }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    private func fault(_ path: String, _ what: String) -> SecretFault {
        SecretFault(
            file: path, found: "cannot \(what): \(String(cString: strerror(errno)))",
            hint: "The directory must belong to the user that rmad runs as, with mode 700.",
            isForOthersEyes: errno == EACCES)
    }

    private static let fileBytesMax = SecretFile.bytesMax
}

extension String {
    /// With a capital in front and a full stop behind; `whsec_` and its like stay as they are written.
    fileprivate var sentence: String { prefix(1).uppercased() + dropFirst() + (hasSuffix(".") ? "" : ".") }
}

/// A secret cannot be used; the operator must act. It never says what the secret is.
package struct SecretFault: Error, CustomStringConvertible {
    let file: String
    let found: String
    let hint: String
    /// Who asks may not look; whether rmad may is unknown.
    var isForOthersEyes = false
    package var description: String { "secret file \(file): \(found). \(hint)" }
}
