/// A value from outside that cannot be used: an address, a secret, a header, a range of addresses.
///
/// It says what was being read, which text was at fault, what is wrong with it, and what to write
/// instead. The subject is shortened and never holds a secret.
package struct InvalidWebhookInput: Error, Hashable, CustomStringConvertible {
    /// What was being done, as "read the endpoint address".
    package let operation: String
    /// The text at fault, at most `subjectCharactersMax` characters of it.
    package let subject: String
    /// What is wrong with it.
    package let problem: String
    /// What to write instead.
    package let hint: String

    package static let subjectCharactersMax = 200

    init(operation: String, subject: String, problem: String, hint: String) {
        self.operation = operation
        self.subject = Self.shown(subject)
        self.problem = problem
        self.hint = hint
    }

    package var description: String {
        "could not \(operation) “\(subject)”: \(problem); \(hint)"
    }

    /// Control characters would let a foreign text forge lines of a log.
    private static func shown(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(subjectCharactersMax) {
            if scalar.value < 0x20 || scalar.value == 0x7F {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
