import Glibc
import Synchronization
import Webhooks

/// The signing secrets of the endpoints: one file each, readable by rmad alone, never in the ledger or the log.
///
/// A file holds one `whsec_…` a line, the newest first; while there are several, each delivery is signed with
/// all of them. The secret of an endpoint is made when the endpoint is added, and never later: a file that is
/// missing then is a fault, not a reason to sign with a key that the receiver does not know.
package final class SecretStore: Sendable {
    private let directory: String
    private let entropy: @Sendable (Int) -> [UInt8]
    private let known = Mutex<[String: Entry]>([:])

    private struct Entry: Sendable {
        let modified: timespec
        let secrets: [WebhookSecret]
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

    /// The secrets in a file of the directory; read again when the file has changed.
    /// - Throws: `SecretFault` when the name leaves the directory, or the file is readable by others or empty.
    package func secrets(in name: String) throws -> [WebhookSecret] {
        let path = try self.path(name)
        var status = stat()
        guard stat(path, &status) == 0 else { throw fault(path, "read it") }
        let modified = status.st_mtim
        if let entry = known.withLock({ $0[name] }), entry.modified.tv_sec == modified.tv_sec,
            entry.modified.tv_nsec == modified.tv_nsec
        {
            return entry.secrets
        }
        guard status.st_mode & 0o077 == 0 else {
            throw SecretFault(file: path, found: "other users may read it", hint: "chmod 600 \(path)")
        }
        let secrets = try read(path).split(whereSeparator: \.isNewline).map { line in
            try WebhookSecret(parsing: String(line))
        }
        guard !secrets.isEmpty else {
            throw SecretFault(file: path, found: "it is empty", hint: "Remove it, and a new secret is made.")
        }
        known.withLock { $0[name] = Entry(modified: modified, secrets: secrets) }
        return secrets
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
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw fault(path, "open it") }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: Self.fileBytesMax)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count >= 0 else { throw fault(path, "read it") }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    private func fault(_ path: String, _ what: String) -> SecretFault {
        SecretFault(
            file: path, found: "cannot \(what): \(String(cString: strerror(errno)))",
            hint: "The directory must belong to the user that rmad runs as, with mode 700.")
    }

    private static let fileBytesMax = 4096
}

/// A secret cannot be used; the operator must act. It never says what the secret is.
package struct SecretFault: Error, CustomStringConvertible {
    let file: String
    let found: String
    let hint: String
    package var description: String { "secret file \(file): \(found). \(hint)" }
}
