import Glibc
import Returns

/// Questions and answers, line by line: for a keyboard, a scanner that types, and a pipe.
///
/// Questions go to the error output, so that the standard output holds the result alone.
struct Conversation: Sendable {
    /// The input ended before a question that must be answered.
    struct Ended: Error {}

    /// Reads one line; nil at the end of the input.
    let read: @Sendable () -> String?
    let say: @Sendable (String) -> Void

    /// The process's own input and error output.
    static let atTerminal = Conversation(
        read: { TypedLines.atTerminal.next().map { String($0.trimmingWhitespace()) } },
        say: { ErrorOutput.write($0) })

    func tell(_ text: String) { say(text + "\n") }

    /// Asks until the answer is understood; an answer that is not rings the bell.
    /// - Parameters:
    ///   - standard: what Enter means, shown in brackets; nil: Enter is no answer.
    ///   - parse: the value, or what is wrong with the answer.
    func ask<Value>(
        _ question: String, standard: (words: String, value: Value)? = nil, _ parse: (String) -> Result<Value, Mistake>
    ) throws -> Value {
        while true {
            say("\(question)\(standard.map { " [\($0.words)]" } ?? ""): ")
            guard let answer = read() else { throw Ended() }
            if answer.isEmpty {
                if let standard { return standard.value }
                tell("\u{07}An answer is needed.")
                continue
            }
            switch parse(answer) {
            case .success(let value): return value
            case .failure(let mistake): tell("\u{07}\(mistake.words)")
            }
        }
    }

    /// One of several words, or its beginning where that is enough to tell.
    func choose(_ question: String, among words: [String], standard: String? = nil) throws -> String {
        try choose(question, among: words, standard: standard.map { ($0, $0) }) ?? ""
    }

    /// - Parameter standard: what Enter means; a value of nil: nothing is chosen.
    func choose(
        _ question: String, among words: [String], standard: (words: String, value: String?)?
    ) throws -> String? {
        try ask("\(question) (\(words.joined(separator: "/")))", standard: standard) { answer in
            let typed = answer.lowercased().replacing(" ", with: "_")
            if let exact = words.first(where: { $0.lowercased() == typed }) { return .success(exact) }
            let fitting = words.filter { $0.lowercased().hasPrefix(typed) }
            guard fitting.count == 1 else {
                return .failure(
                    Mistake(
                        words: fitting.isEmpty
                            ? "That is none of them." : "That can be \(fitting.joined(separator: " or "))."))
            }
            return .success(fitting[0])
        }
    }

    /// Free text; nil for Enter.
    func text(_ question: String) throws -> String? {
        try ask(question, standard: ("none", nil)) { .success(Optional($0)) }
    }

    struct Mistake: Error {
        let words: String
    }
}
