import JSONText
import Ledger
import Policy
import Returns

/// Some days after the end a customer is thanked, and asked whether all is well.
extension Alarmed {
    func followUp() throws {
        // One that lives again is asked when it has ended again.
        guard stored.case.state == .closed else { return }
        // Who has said already how it went is not asked once more.
        let isRated = try transaction.snapshot.events(of: stored.id).contains {
            $0.draft.axis == Change.feedbackAxis && $0.draft.details["rating"] != nil
        }
        guard !isRated else { return }
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
