import Crypto
import Foundation

/// Tells messages that rmad signed from all others, by the rules of Standard Webhooks 1.0.0.
///
/// A signature is made over `id.timestamp.body`, so it vouches for all three. The body is the bytes as they came: JSON
/// that was parsed and written again is other bytes.
public struct WebhookVerifier: Sendable {
    /// Seconds that a message may be older or newer than our clock says. Who records a message can send it again for
    /// that long and no longer; `Inbox` sees to it that even then nothing is done twice.
    public static let toleranceSeconds: Int64 = 5 * 60

    private enum Key: Sendable {
        case secret(SymmetricKey)
        case publicKey(Curve25519.Signing.PublicKey)
    }

    private let keys: [Key]

    /// - Parameter keys: what the operator gave you: `whsec_…`, or `whpk_…` if you were given a public key. While a
    ///   secret is being changed, both the new one and the old one.
    public init(keys: [String]) throws(BadKey) {
        guard !keys.isEmpty else { throw BadKey() }
        self.keys = try keys.map { text throws(BadKey) in try Self.key(text) }
    }

    /// - Parameter headers: those of the request, with names in lower case.
    public func verify(headers: [String: String], body: Data, now: Date) throws(Refusal) -> Message {
        guard let id = headers["webhook-id"], let timestamp = headers["webhook-timestamp"],
            let signatures = headers["webhook-signature"]
        else { throw .missingHeader }
        guard let seconds = Int64(timestamp), seconds >= 0 else { throw .badTimestamp }
        guard abs(seconds - Int64(now.timeIntervalSince1970)) <= Self.toleranceSeconds else { throw .wrongTime }
        let signed = Data("\(id).\(timestamp).".utf8) + body
        // There are several while a secret is being changed, and one that fits is enough.
        guard signatures.split(separator: " ").contains(where: { fits($0, signed) }) else { throw .wrongSignature }
        return try Message(id: id, body: body)
    }

    private func fits(_ signature: Substring, _ signed: Data) -> Bool {
        let parts = signature.split(separator: ",", maxSplits: 1)
        guard parts.count == 2, let bytes = Data(base64Encoded: String(parts[1])) else { return false }
        return keys.contains { key in
            switch key {
            // Both compare in constant time: how long it takes tells nothing of the right signature.
            case .secret(let secret):
                parts[0] == "v1" && HMAC<SHA256>.isValidAuthenticationCode(bytes, authenticating: signed, using: secret)
            case .publicKey(let key):
                parts[0] == "v1a" && key.isValidSignature(bytes, for: signed)
            }
        }
    }

    private static func key(_ text: String) throws(BadKey) -> Key {
        // What stands behind the prefix is base64 of the key, not the key.
        let bytes = Data(base64Encoded: String(text.drop { $0 != "_" }.dropFirst()))
        if text.hasPrefix("whsec_"), let bytes, (24...64).contains(bytes.count) {
            return .secret(SymmetricKey(data: bytes))
        }
        if text.hasPrefix("whpk_"), let bytes,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
        {
            return .publicKey(key)
        }
        throw BadKey()
    }
}

/// A key that is neither `whsec_…` nor `whpk_…`. It does not repeat the text: that may be half a secret.
public struct BadKey: Error, CustomStringConvertible {
    public let description = "a key is whsec_ or whpk_ and base64, as the operator gave it to you"
}

/// Why a message is not taken. Answer 401; the operator sees your answer and, if you send it, this text.
public enum Refusal: String, Error {
    case missingHeader = "webhook-id, webhook-timestamp or webhook-signature is missing"
    case badTimestamp = "webhook-timestamp is not a number of seconds"
    case wrongTime = "more than five minutes between its clock and ours"
    case wrongSignature = "no signature fits"
    case badBody = "the body is not an event"
}
