import Returns

/// `inspection`: what an inspector found.
extension Shape {
    static let inspection = Shape(
        kind: .inspection, title: "an inspection",
        about: "What an inspector found for a line of a received return: counts, or unit by unit.",
        fields: [
            SharedFields.rma, SharedFields.line, SharedFields.sku(.optional),
            Field(
                "accepted", .integer(0...Quantity.unitsMax), "Units that are accepted.",
                words: [
                    "accepted units", "ok", "angenommen", "akzeptiert", "gut", "aceptado", "aceptados", "accepté",
                    "acceptés",
                ]),
            Field(
                "rejected", .integer(0...Quantity.unitsMax), "Units that are rejected.",
                words: [
                    "rejected units", "abgelehnt", "schlecht", "rechazado", "rechazados", "rejeté", "rejetés", "refusé",
                ]),
            Field(
                "grade", .choice(Choices.grade),
                "a as new, b light wear, c clear wear, d not fit for sale; by the checklist's answers when left out.",
                words: ["Güteklasse", "Klasse", "grado", "calidad", "qualité"]),
            Field(
                "disposition", .choice(Choices.disposition),
                "Where the goods go; by the rules of the policy when left out.",
                words: ["destination", "Verbleib", "Verwendung", "destino"]),
            SharedFields.decisionReason, SharedFields.serial, SharedFields.checklist, SharedFields.unitPhotos,
            SharedFields.repairCost, SharedFields.unitValue,
            Field(
                "corrects", .integer(1...Quantity.unitsMax),
                "The number of a unit that was judged wrongly (`rmad show` lists them): it, or as many of its pieces "
                    + "as are counted, is judged anew, what was owed for it is taken back and owed anew, and the "
                    + "customer reads in `note` what was wrong. Without any count nobody should have judged it: it "
                    + "waits, and may be counted away. Not for what is denied, paid or gone.",
                words: ["correction of unit", "korrigiert", "berichtigt", "corrige"]),
            Field(
                "units", .records(judgedUnit, max: Inspection.unitsMax),
                "The units one by one, or several alike together, instead of the counts.", isInTables: false),
            SharedFields.staff, SharedFields.note("What the inspector saw; the customer can read it."),
        ],
        rules: [
            .oneOf(
                ["accepted", "rejected", "units", "disposition", "corrects"],
                remedy: "Count units as accepted or rejected, list them, or say where judged goods go now."),
            .somethingCounted(
                ["accepted", "rejected"], unless: "disposition",
                remedy: "Count at least one unit as accepted or rejected, or say where judged goods go now."),
            .oneOf(
                ["line", "sku", "corrects"], remedy: "Give the line's number on the return, or the article number."),
        ],
        table: TableForm(
            signature: ["rma", "accepted", "rejected"], groupedBy: [],
            example: """
                rma,line,accepted,rejected,grade,disposition,staff
                RMA-4KD-9T2X,1,1,0,b,open_box,Maria
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "line": 1, "units": [{"serial": "LM2-00417", "verdict": "accepted", "grade": "b", \
            "checklist": {"powers_on": "yes", "clean": "no"}, "photos": ["bench/17.jpg"], "note": "Small scratch on \
            the base."}], "staff": "Maria"}
            """
    ) { values in
        let (accepted, rejected) = (values.integer("accepted") ?? 0, values.integer("rejected") ?? 0)
        let units = values.records("units").compactMap(\.judgedUnit)
        guard units.count == values.records("units").count else { return nil }
        var inspection = Inspection(
            key: values.key, line: values.integer("line"), sku: values.name("sku"), accepted: accepted,
            rejected: rejected, grade: values.choice("grade"), disposition: values.choice("disposition"),
            staff: values.text("staff"), note: values.text("note"), reason: values.text("reason"), units: units,
            corrects: values.integer("corrects"))
        // What was said of the counts stands in the records of units that they are.
        if units.isEmpty {
            inspection.units = inspection.judged.map { unit in
                var unit = unit
                unit.serial = values.name("serial")
                unit.checklist = values.checklist
                unit.photos = values.texts("photos").map { UnitPhoto($0) }
                unit.repairCost = values.money("repair_cost")
                unit.value = values.money("value")
                return unit
            }
        }
        return .inspection(inspection)
    }

    private static let judgedUnit = Shape(
        title: "a unit of an inspection", about: "One unit, or several alike.",
        fields: [
            Field(
                "quantity", .integer(1...Quantity.unitsMax),
                "How many units alike; 1 when left out, and always 1 with a serial number."),
            Field("verdict", .choice(Choices.unitVerdict), .required, "Whether they are accepted."),
            SharedFields.serial,
            Field("grade", .choice(Choices.grade), "As above, for these units."),
            SharedFields.checklist, SharedFields.unitPhotos,
            SharedFields.note("What the inspector saw; the customer can read it."),
            Field("disposition", .choice(Choices.disposition), "Where they go; by the rules when left out."),
            SharedFields.decisionReason, SharedFields.repairCost, SharedFields.unitValue,
        ])
}

extension SharedFields {
    static let decisionReason = Field(
        "reason", .prose(max: noteMax),
        "Why the goods go elsewhere than the rules of the policy say; needed then, unless `note` says it.",
        words: ["because", "Grund", "Begründung", "motivo", "raison", "motif"])

    static let checklist = Field(
        "checklist", .answers(max: Checklist.questionsMax),
        "Answers to the policy's checklist for the category, by the question's name.", isInTables: false)

    static let unitPhotos = Field(
        "photos", .list(.line(max: CaseUnit.photoBytesMax), max: CaseUnit.photosMax),
        "Pictures of it: names of files in the spool's `photos` folder (JPEG, PNG, WebP or HEIC). They are taken from "
            + "there and kept as evidence that the customer can see. `#sha256=` with 64 digits behind a name says "
            + "which content is meant.",
        isInTables: false)

    static let repairCost = Field(
        "repair_cost", .money, "What a repair of one unit would cost.", isInTables: false)

    static let unitValue = Field(
        "value", .money, "What one unit is worth; what was paid for it when left out.", isInTables: false)
}

extension FieldValues {
    fileprivate var judgedUnit: JudgedUnit? {
        guard let verdict: UnitVerdict = choice("verdict") else { return nil }
        return JudgedUnit(
            quantity: integer("quantity") ?? 1, verdict: verdict, serial: name("serial"), grade: choice("grade"),
            checklist: checklist, photos: texts("photos").map { UnitPhoto($0) }, note: text("note"),
            disposition: choice("disposition"), reason: text("reason"), repairCost: money("repair_cost"),
            value: money("value"))
    }

    fileprivate var checklist: [ChecklistAnswer] {
        answers("checklist").map { ChecklistAnswer(question: $0.question, answer: $0.answer) }
    }
}
