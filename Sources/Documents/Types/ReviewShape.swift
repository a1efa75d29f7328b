import Returns

/// `review`: a person decides what the policy left to a person.
extension Shape {
    static let review = Shape(
        kind: .review, title: "a review",
        about: "A person decides what the policy left to a person, or extends or reopens a return.",
        fields: [
            SharedFields.rma,
            Field(
                "verdict", .choice(Choices.verdict), .required,
                "`ask` asks the customer for information, `informed` says that it came; `release` lets a return go on "
                    + "that the policy authorized and that only lacked a parcel number.",
                words: ["decision", "Entscheidung", "Urteil", "decisión", "décision"]),
            Field(
                "reason", .prose(max: SharedFields.noteMax),
                "Words for the customer, who reads them with the decision; needed for `decline` and `ask`.",
                words: ["Grund", "Begründung", "motivo", "razón", "raison", "motif"]),
            Field(
                "valid_days", .integer(1...730),
                "Days from now until the return expires; a later last day that the customer has stays.",
                words: ["days", "valid for days", "Tage", "gültig Tage", "días", "jours"]),
            SharedFields.staff,
        ],
        rules: [
            .needs(
                "reason", when: "verdict", isOneOf: ["decline", "ask"],
                remedy: "Write kind words for the customer: what is missing, and what they can do.")
        ],
        table: TableForm(
            signature: ["rma", "verdict"], groupedBy: [],
            example: """
                rma,verdict,valid_days,staff
                RMA-4KD-9T2X,approve,30,Maria
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "verdict": "approve", "valid_days": 30, "staff": "Maria"}
            """
    ) { values in
        guard let verdict: Review.Verdict = values.choice("verdict") else { return nil }
        return .review(
            Review(
                key: values.key, verdict: verdict, reason: values.text("reason"),
                validDays: values.integer("valid_days"),
                staff: values.text("staff")))
    }
}
