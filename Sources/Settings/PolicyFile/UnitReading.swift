import Policy
import Returns

/// Reads `inspection`, `vendors`, `disposition`, `repair` and `advance`: what is done with goods that are here.
struct UnitReading {
    private static let namesMax = 1_000

    /// Nil where they could not be read; then no name can be checked.
    let warehouses: [Warehouse]?

    func terms(_ map: MapReader) -> UnitTerms {
        let checklists = map.section("inspection", "What is asked about goods that are here.") { section in
            Self.checklists(section)
        }
        let vendors = vendors(map)
        let dispositions = map.section("disposition", "Where goods go that were inspected.") { section in
            self.dispositions(section, hasVendors: !vendors.isEmpty)
        }
        return UnitTerms(
            checklists: checklists, dispositions: dispositions, vendors: vendors,
            repair: map.section("repair", "Whether goods that failed are worth a repair.", Self.repair),
            advance: map.section("advance", "Replacements and loaners sent ahead of the goods.", Self.advance))
    }

    // MARK: Checklists

    private static func checklists(_ map: MapReader) -> [Checklist] {
        let lists = map.list(
            "checklists", "The first that takes a category is used; none: nothing is asked.",
            counts: 0...PolicyBook.entriesMax
        ) { entry, index in
            let name = TermReading.name(entry, index)
            let categories = entry.optional(
                "categories", Form<Category>.name("category").list(1...namesMax),
                "Product categories; every category where it is left out.")
            let questions = entry.list("questions", "What is asked.", counts: 1...Checklist.questionsMax) { one, _ in
                question(one)
            }
            checkNames(questions, entry)
            return Checklist(name: name, categories: categories.map(Set.init), questions: questions)
        }
        if map.isSound("checklists"), let wide = lists.firstIndex(where: { $0.categories == nil }),
            wide < lists.count - 1
        {
            map.reading.report(
                map.place(ofItem: wide, in: "checklists"),
                found: "a checklist '\(lists[wide].name)' for every category, before others",
                expected: "narrow entries before wide ones", remedy: "move it to the end, or give it 'categories'")
        }
        return lists
    }

    private static func question(_ map: MapReader) -> ChecklistQuestion? {
        let id = map.required("id", .phraseName, "By which name answers mean it.")
        let text = map.required("text", .text(200), "The question as the bench reads it.")
        let answers = map.value(
            "answers", Form<String>.text(60).list(2...Checklist.answersMax), default: Checklist.standardAnswers,
            "What may be answered.")
        let isRequired = map.value("required", .flag, default: true, "An inspection without an answer is refused.")
        let atMost = map.value(
            "at_most", Form<Grade>.choice.dictionary(keys: "an answer", show: { $0 }, { $0.isEmpty ? nil : $0 }),
            default: [:], "The best grade that a unit may have with an answer: {no: c}.")
        for answer in atMost.keys.sorted() where map.isSound && !answers.contains(answer) {
            map.reading.report(
                map.place(of: "at_most"), found: "'\(answer)', which is no answer",
                expected: "one of \(answers.joined(separator: ", "))", remedy: "correct it, or add it to 'answers'")
        }
        guard let id, let text else { return nil }
        return ChecklistQuestion(id: id, text: text, answers: answers, isRequired: isRequired, atMost: atMost)
    }

    private static func checkNames(_ questions: [ChecklistQuestion], _ entry: MapReader) {
        guard entry.isSound("questions") else { return }
        var known: Set<String> = []
        for (index, question) in questions.enumerated() where !known.insert(question.id).inserted {
            entry.reading.report(
                entry.place(ofItem: index, in: "questions"), found: "a second question '\(question.id)'",
                expected: "a name of its own for each", remedy: "rename one")
        }
    }

    // MARK: Dispositions

    private func vendors(_ map: MapReader) -> [VendorTerm] {
        map.list("vendors", "Vendors who take goods back.", counts: 0...PolicyBook.entriesMax) { entry, index in
            let name = TermReading.name(entry, index)
            let categories = entry.optional(
                "categories", Form<Category>.name("category").list(1...Self.namesMax), "Their product categories.")
            let skus = entry.optional("skus", Form<SKU>.name("SKU").list(1...Self.namesMax), "Their articles.")
            let days = entry.required(
                "within_days", .integer(VendorTerm.daysRange), "Days from the purchase within which they take back.")
            let least = entry.optional("min_value", .amounts, "Nothing is taken back that is worth less.")
            guard let days else { return nil }
            return VendorTerm(
                name: name, categories: categories.map(Set.init), skus: skus.map(Set.init), withinDays: days,
                minValue: least)
        }
    }

    private func dispositions(_ map: MapReader, hasVendors: Bool) -> [DispositionTerm] {
        let terms = map.list(
            "rules", "The first that fits a unit decides; none: a person does.", counts: 0...PolicyBook.entriesMax
        ) { entry, index -> DispositionTerm? in
            let name = TermReading.name(entry, index)
            let selector = selector(entry)
            let disposition = entry.required("disposition", Form<Disposition>.choice, "Where the goods go.")
            let warehouse: WarehouseName? = entry.optional(
                "warehouse", .name("name of a warehouse"), "One of the configuration's warehouses, where it is another."
            )
            let bin = entry.optional("bin", .text(60), "A shelf, bench or bin, as it stands on the tag.")
            if disposition == Disposition.none {
                entry.reading.report(
                    entry.place(of: "disposition"), found: "'none'", expected: "a place where goods go",
                    remedy: "take the entry out: goods that no rule takes are for a person")
            }
            if let warehouse { known(warehouse, warehouses, entry, "warehouse") }
            if selector.vendorAccepts == true, !hasVendors {
                entry.reading.report(
                    entry.place, found: "'vendor: true', and no vendor", expected: "an entry under 'vendors'",
                    remedy: "add one, or take 'vendor' out")
            }
            guard let disposition else { return nil }
            return DispositionTerm(
                name: name, selector: selector, disposition: disposition, warehouse: warehouse, bin: bin)
        }
        if map.isSound("rules") { checkShadows(terms, map) }
        return terms
    }

    /// Reports rules that can never be the first to fit.
    private func checkShadows(_ terms: [DispositionTerm], _ map: MapReader) {
        for (index, term) in terms.enumerated() {
            guard let wide = terms[..<index].first(where: { $0.selector.covers(term.selector) }) else { continue }
            map.reading.report(
                map.place(ofItem: index, in: "rules"),
                found: "a rule '\(term.name)' that can never decide: '\(wide.name)' before it takes every unit of it",
                expected: "narrow rules before wide ones", remedy: "move it up, or take it out")
        }
    }

    /// The keys of `when` that lines have, and beside it those of units.
    private func selector(_ entry: MapReader) -> UnitSelector {
        let line = SelectorReading.read(entry)
        let verdicts = entry.value(
            "verdicts", Form<UnitVerdict>.choice.list(1...UnitVerdict.allCases.count), default: [.accepted],
            "What the inspection said: rejected goods are taken only where it stands here.")
        let grades = entry.optional(
            "grades", Form<Grade>.choice.list(1...Grade.allCases.count), "Grades of the inspection.")
        let hazards = entry.optional(
            "hazards", Form<Hazard>.choice.list(1...Hazard.allCases.count), "Any of these dangers.")
        let serials = entry.optional(
            "serials", Form<SerialFinding>.choice.list(1...SerialFinding.allCases.count),
            "How the serial number stands to the announced one; `other`: another one.")
        let above = entry.optional("value_above", .amounts, "Units worth more.")
        let below = entry.optional("value_below", .amounts, "Units worth less.")
        let atMost = entry.optional("repair_at_most_percent", .percent, "A repair costs at most this of the value.")
        let more = entry.optional("repair_above_percent", .percent, "A repair costs more than this of the value.")
        let vendor = entry.optional("vendor", .flag, "true: a vendor takes it back today; false: none does.")
        return UnitSelector(
            line: line, verdicts: Set(verdicts), grades: grades.map(Set.init), hazards: hazards.map(Set.init),
            serials: serials.map(Set.init), valueAbove: above, valueBelow: below, repairAtMost: atMost,
            repairAbove: more, vendorAccepts: vendor)
    }

    // MARK: Repairs

    private static func repair(_ map: MapReader) -> RepairTerms {
        let reasons = map.value(
            "reasons", Form<ReasonCode>.choice.list(0...ReasonCode.allCases.count), default: [],
            "Reasons that tell of a failure; none: nothing is recommended.")
        let share = map.value(
            "below_percent", .percent, default: 6_000, "A repair may cost less than this of the value.")
        let failures = map.value(
            "replace_after_failures", .integer(RepairTerms.failuresRange), default: 2,
            "With so many failures of a unit within the days, it is replaced.")
        let refund = map.optional(
            "refund_after_failures", .integer(RepairTerms.failuresRange),
            "With so many, the money is given back.")
        let days = map.value(
            "within_days", .integer(RepairTerms.daysRange), default: 90, "The days in which failures count.")
        if let refund, map.isSound, refund <= failures {
            map.reading.report(
                map.place(of: "refund_after_failures"), found: "\(refund), while a unit is replaced after \(failures)",
                expected: "more than 'replace_after_failures'", remedy: "raise it, or take it out")
        }
        return RepairTerms(
            reasons: Set(reasons), shareMax: share, failures: failures, withinDays: days, refundFailures: refund)
    }

    private static func advance(_ map: MapReader) -> AdvanceTerms {
        let tiers = map.value(
            "tiers", Form<Tier>.name("customer tier").list(0...namesMax), default: [],
            "Customers whose replacement may go ahead.")
        let days = AdvanceTerms.daysRange
        let replacement = map.value(
            "replacement_days", .integer(days), default: 14, "Days until the faulty unit is due.")
        let loaner = map.value("loaner_days", .integer(days), default: 30, "Days until a loaner is due.")
        let remind = map.value(
            "remind_days", .integer(AdvanceTerms.remindRange), default: 3,
            "Days before the due day on which the customer is reminded.")
        let charge = map.value(
            "charge", Form<ChargeDecider>.choice, default: .review,
            "Who decides that the customer is charged when the goods do not come, or are denied: `review` asks a "
                + "person, and the customer hears nothing before; `automatic` charges as soon as it is due.")
        if map.isSound, remind >= min(replacement, loaner) {
            map.reading.report(
                map.place(of: "remind_days"),
                found: "\(remind) days, and goods are due within \(min(replacement, loaner))",
                expected: "a reminder before the due day", remedy: "lower it")
        }
        return AdvanceTerms(
            tiers: Set(tiers), replacementDays: replacement, loanerDays: loaner, remindDays: remind, charge: charge)
    }
}
