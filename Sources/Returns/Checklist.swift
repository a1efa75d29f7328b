/// What an inspector is asked about the units of some category.
package struct Checklist: Sendable, Equatable {
    package static let questionsMax = 50
    package static let answersMax = 12
    /// What is answered where the policy names no answers.
    package static let standardAnswers = ["yes", "no", "unknown"]

    package var name: String
    /// Nil: for every category.
    package var categories: Set<Category>?
    package var questions: [ChecklistQuestion]

    package init(name: String, categories: Set<Category>?, questions: [ChecklistQuestion]) {
        self.name = name
        self.categories = categories
        self.questions = questions
    }

    package func takes(_ category: Category?) -> Bool {
        guard let categories else { return true }
        return category.map(categories.contains) ?? false
    }
}

/// One question of a checklist.
package struct ChecklistQuestion: Sendable, Equatable {
    /// Small letters, digits and `_`.
    package var id: String
    /// For the bench, as the policy writes it.
    package var text: String
    package var answers: [String]
    package var isRequired: Bool
    /// The best grade that a unit may have with an answer; an answer that is not listed allows every grade.
    package var atMost: [String: Grade]

    package init(
        id: String, text: String, answers: [String] = Checklist.standardAnswers, isRequired: Bool = true,
        atMost: [String: Grade] = [:]
    ) {
        self.id = id
        self.text = text
        self.answers = answers
        self.isRequired = isRequired
        self.atMost = atMost
    }
}

/// An answer as the inspector gave it.
package struct ChecklistAnswer: Sendable, Equatable {
    package var question: String
    package var answer: String

    package init(question: String, answer: String) {
        self.question = question
        self.answer = answer
    }
}

extension Checklist {
    /// The grade of a unit by its answers and the inspector's word.
    ///
    /// Without a word, the worst grade to which an answer holds it, else the best there is.
    /// - Throws: `Refusal` for questions that are not asked, answers that are not offered, required ones that are
    ///   missing, and a grade better than the answers allow.
    package func grade(of unit: String, answers: [ChecklistAnswer], said: Grade?) throws(Refusal) -> Grade {
        let ids = questions.map(\.id)
        if let stranger = answers.first(where: { !ids.contains($0.question) }) {
            throw Refusal(
                found: "an answer to '\(stranger.question)' for \(unit)",
                expected: "a question of the checklist '\(name)': \(ids.joined(separator: ", "))",
                remedy: "Correct the question's name, or take the answer out.")
        }
        var worst: (grade: Grade, because: ChecklistAnswer)?
        var missing: [String] = []
        for question in questions {
            guard let given = answers.first(where: { $0.question == question.id }) else {
                if question.isRequired { missing.append("\(question.id) (\(question.text))") }
                continue
            }
            guard question.answers.contains(given.answer) else {
                throw Refusal(
                    found: "'\(given.answer)' as the answer to '\(question.id)' for \(unit)",
                    expected: "one of: \(question.answers.joined(separator: ", "))",
                    remedy: "Write one of the answers exactly as they stand here.")
            }
            if let cap = question.atMost[given.answer], cap.isWorse(than: worst?.grade) { worst = (cap, given) }
        }
        guard missing.isEmpty else {
            throw Refusal(
                found: "no answer to \(missing.joined(separator: ", ")) for \(unit)",
                expected: "every required answer of the checklist '\(name)'",
                remedy: "Answer them in `checklist`; `rmad inspect` asks each, and --print-checklist prints them.")
        }
        if let said, let worst, worst.grade.isWorse(than: said) {
            throw Refusal(
                found: "grade \(said.rawValue) for \(unit), with \(worst.because.question) = \(worst.because.answer)",
                expected: "grade \(worst.grade.rawValue) at the most", remedy: "Correct the grade or the answer.")
        }
        return said ?? worst?.grade ?? .a
    }
}

extension Grade {
    /// - Parameter other: nil is better than everything.
    package func isWorse(than other: Grade?) -> Bool {
        guard let other else { return true }
        return rawValue > other.rawValue
    }
}
