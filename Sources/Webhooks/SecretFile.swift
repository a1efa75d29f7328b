/// The file that keeps what an endpoint's messages are signed with: one secret or key a line, the
/// newest first.
///
/// ```
/// whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
/// whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD until=2026-11-23T10:00:00Z
/// whsk_…
/// ```
/// A line may end with `until=` and a moment in UTC, after which it signs no more. That is how a
/// secret is rotated: both sign until every receiver has learnt the new one. The first `whsec_` has
/// no end, so that there is always one that signs. Empty lines, and lines that begin with `#`, are
/// passed over. At most `linesMax` secrets and keys. No error repeats a secret.
package struct SecretFile: Sendable, Hashable {
    package static let linesMax = StandardWebhooks.secretsMax
    package static let bytesMax = 16_384

    private enum Signer: Sendable, Hashable {
        case secret(WebhookSecret)
        case key(Ed25519Key)

        var exposed: String {
            switch self {
            case .secret(let secret): secret.exposed
            case .key(let key): key.exposed
            }
        }
    }

    private struct Line: Sendable, Hashable {
        let signer: Signer
        /// Unix seconds; from then on it signs no more.
        var until: Int64?

        func signs(at moment: Int64) -> Bool { until.map { moment < $0 } ?? true }
    }

    private var lines: [Line]

    /// A file with one secret that has no end.
    package init(_ secret: WebhookSecret) {
        lines = [Line(signer: .secret(secret))]
    }

    private init(lines: [Line]) {
        self.lines = lines
    }

    package static func parse(_ text: String) throws(InvalidWebhookInput) -> SecretFile {
        guard text.utf8.count <= bytesMax else {
            throw invalid("the file", "it has more than \(bytesMax) bytes", "keep one secret a line and nothing else")
        }
        var lines: [Line] = []
        for (place, content) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let words = content.split { $0 == " " || $0 == "\t" }
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            lines.append(try line(String(first), words.dropFirst(), number: place + 1))
        }
        guard lines.count <= linesMax else {
            throw invalid(
                "the file", "it has \(lines.count) secrets and keys",
                "keep at most \(linesMax); take out those whose time is over")
        }
        let secrets = lines.filter { if case .secret = $0.signer { true } else { false } }
        guard let newest = secrets.first, newest.until == nil else {
            throw invalid(
                "the file", "it has no secret that goes on signing",
                "begin with a line of \(WebhookSecret.prefix)… without until=")
        }
        return SecretFile(lines: lines)
    }

    private static func line(
        _ signer: String, _ rest: ArraySlice<Substring>, number: Int
    ) throws(InvalidWebhookInput) -> Line {
        var line: Line
        do {
            line =
                signer.hasPrefix(Ed25519Key.prefix)
                ? Line(signer: .key(try Ed25519Key(parsing: signer)))
                : Line(signer: .secret(try WebhookSecret(parsing: signer)))
        } catch {
            throw invalid("line \(number)", error.problem, error.hint)
        }
        guard let word = rest.first else { return line }
        guard rest.count == 1, word.hasPrefix("until="), let end = UTCTime(word.dropFirst("until=".count)) else {
            throw invalid(
                "line \(number)", "what follows the secret is not until= and a moment in UTC",
                "write it as until=2026-11-23T10:00:00Z")
        }
        line.until = end.seconds
        return line
    }

    /// What signs at the moment, each the newest first; there is always a secret.
    ///
    /// - Parameter moment: unix seconds.
    package func active(at moment: Int64) -> (secrets: [WebhookSecret], keys: [Ed25519Key]) {
        var secrets: [WebhookSecret] = []
        var keys: [Ed25519Key] = []
        for line in lines where line.signs(at: moment) {
            switch line.signer {
            case .secret(let secret): secrets.append(secret)
            case .key(let key): keys.append(key)
            }
        }
        return (secrets, keys)
    }

    /// The file's content. It holds the secrets: for the file alone.
    package var text: String {
        lines.reduce(into: "") { text, line in
            text += line.signer.exposed
            if let until = line.until { text += " until=\(UTCTime(seconds: until).text)" }
            text += "\n"
        }
    }

    private static func invalid(_ subject: String, _ problem: String, _ hint: String) -> InvalidWebhookInput {
        InvalidWebhookInput(operation: "read the secret file", subject: subject, problem: problem, hint: hint)
    }
}
