import Ledger
import Policy
import Returns

/// Some days after the end a customer is thanked, and asked whether all is well.
extension Alarmed {
    func followUp() throws {
        // One that lives again is asked when it has ended again.
        guard stored.case.state == .closed else { return }
        let url = terms.voice.link.surveyURL(of: stored)
        let questions = terms.policy.care.questions.joined(separator: ", ")
        try change { _, _ in
            [
                Change(
                    .rma, axis: Change.followUpAxis, before: "", after: "follow_up",
                    details: [("survey_url", .text(url))]
                        + (questions.isEmpty ? [] : [("questions", .text(questions))]))
            ]
        }
    }
}
