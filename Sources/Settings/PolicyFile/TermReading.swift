import Policy
import Returns

/// Reads the other lists of the policy, one function for each.
enum TermReading {
    /// An entry's name, in explanations and problems.
    static func name(_ entry: MapReader, _ index: Int) -> String {
        entry.optional("name", .text(60), "By which explanations call the entry; its number without it.")
            ?? "entry \(index + 1)"
    }

    static func papers(_ map: MapReader) -> PaperTerms {
        map.section("papers", "What to answer where the papers are not in order.") { papers in
            func answer(_ key: String, _ standard: Answer, _ meaning: String) -> Answer {
                papers.value(key, Form<Answer>.choice, default: standard, meaning)
            }
            return PaperTerms(
                unknownOrder: answer("unknown_order", .review, "The order is not in our records."),
                withoutOrder: answer("without_order", .review, "No order is named: bought elsewhere, lost papers."),
                productNotInOrder: answer(
                    "product_not_in_order", .decline,
                    "The order does not hold the product. With the reason wrong_item a person looks in any case."),
                giftOfOtherCustomer: answer(
                    "gift_of_other_customer", .authorize, "A gift is sent by somebody else than who bought it."),
                unnamedCustomer: answer(
                    "unnamed_customer", .authorize, "The request does not say who sends the goods."),
                serialMissing: answer(
                    "serial_missing", .authorize, "The order's serial numbers are known and the line gives none."))
        }
    }

    static func conditions(_ map: MapReader) -> [ConditionTerm] {
        let terms = map.list(
            "conditions",
            "In which state goods are taken back. The first entry that fits decides; no entry accepts all.",
            counts: 0...PolicyBook.entriesMax
        ) { entry, index in
            ConditionTerm(
                name: name(entry, index), selector: SelectorReading.read(entry),
                accepts: entry.optional(
                    "accept", Form<Condition>.choice.list(1...Condition.allCases.count),
                    "The states that are accepted; any where it is left out."
                ).map(Set.init),
                otherwise: entry.value(
                    "otherwise", Form<Answer>.choice, default: .review, "The answer for another state."),
                unknown: entry.value(
                    "unknown", Form<Answer>.choice, default: .authorize, "The answer where the state was not told."))
        }
        FirstMatchList(map: map, key: "conditions").checkShadows(terms.map { ($0.name, $0.selector) })
        return terms
    }

    static func approvals(_ map: MapReader) -> [ApprovalTerm] {
        map.list(
            "approvals", "What a person must see first. Every entry that fits counts.",
            counts: 0...PolicyBook.entriesMax
        ) { entry, index in
            ApprovalTerm(
                name: name(entry, index), selector: SelectorReading.read(entry),
                above: entry.optional(
                    "above", .amounts, "Only lines worth more than this; lines of any value where it is left out."))
        }
    }

    static func restrictions(_ map: MapReader) -> [RestrictionTerm] {
        let terms = map.list(
            "restricted", "Goods that may not travel like others. For each hazard the first entry that fits decides.",
            counts: 0...PolicyBook.entriesMax
        ) { entry, index in
            let term = RestrictionTerm(
                name: name(entry, index),
                hazards: Set(
                    entry.required("hazards", Form<Hazard>.choice.list(1...Hazard.allCases.count), "The hazards.") ?? []
                ),
                selector: SelectorReading.read(entry),
                answer: entry.value("answer", Form<Answer>.choice, default: .review, "What to answer."),
                carriage: Carriage(
                    service: entry.optional("service", .text(40), "The service by which the parcel must travel."),
                    marks: entry.value(
                        "marks", Form<String>.text(60).list(0...8), default: [], "Words to print on the label."),
                    limits: entry.value(
                        "limits", Form<CarriageLimit>.choice.list(0...CarriageLimit.allCases.count), default: [],
                        "Ways that the parcel may not take; the customer reads them. inland_only: goods that are in "
                            + "another country than their warehouse are declined, with what the customer can do "
                            + "instead; where the address is not known, the parcel must stay inside its country.")),
                isByParcel: entry.value(
                    "by_parcel", .flag, default: true,
                    "false: no label is made; the customer is told not to send the goods and whom to call. Always "
                        + "so for damaged_battery."))
            checkIsArranged(term, entry)
            return term
        }
        for (index, term) in terms.enumerated() where map.isSound("restricted") {
            let isDead =
                !term.hazards.isEmpty
                && term.hazards.allSatisfy { hazard in
                    term.selector.isShadowed(by: terms[..<index].filter { $0.hazards.contains(hazard) }.map(\.selector))
                }
            guard isDead else { continue }
            map.reading.report(
                map.place(ofItem: index, in: "restricted"),
                found: "an entry '\(term.name)' that can never decide: entries before it take its hazards",
                expected: "narrow entries before wide ones", remedy: "move it up, or take it out")
        }
        return terms
    }

    /// Goods without a parcel need somebody who arranges another way.
    private static func checkIsArranged(_ term: RestrictionTerm, _ entry: MapReader) {
        let isBattery = !term.hazards.isDisjoint(with: Hazard.neverByParcel)
        guard entry.isSound, term.answer == .authorize, isBattery || !term.isByParcel else { return }
        entry.reading.report(
            entry.place(of: "answer"),
            found: "'authorize' for goods that may not travel as a parcel"
                + (isBattery ? ": a damaged battery may burn" : ""),
            expected: "review or decline", remedy: "write 'review': a person arranges the way with the customer")
    }

    static func postage(_ map: MapReader) -> [PostageTerm] {
        let terms = map.list(
            "postage", "Who pays the way back. The first entry that fits decides, else the seller pays.",
            counts: 0...PolicyBook.entriesMax
        ) { entry, index in
            let selector = SelectorReading.read(entry)
            let payer = entry.required("payer", Form<PostagePayer>.choice, "Who pays.") ?? .seller
            let amount = entry.optional(
                "amount", .amounts,
                "What a parcel with our label costs a customer who pays; it is kept back from the refund, once for "
                    + "each parcel.")
            if amount != nil, payer != .customer {
                entry.reading.report(
                    entry.place(of: "amount"), found: "an amount where the \(payer.rawValue) pays",
                    expected: "an amount with 'payer: customer' alone", remedy: "take it out")
            }
            if payer == .customer, let reasons = selector.reasons, reasons.allSatisfy(\.isSellersFault) {
                entry.reading.warn(
                    entry.place(of: "payer"), found: "the customer, for goods that failed or were the wrong ones",
                    expected: "the seller", remedy: "in the European Union the seller pays: write 'payer: seller'")
            }
            return PostageTerm(name: name(entry, index), selector: selector, payer: payer, amount: amount)
        }
        FirstMatchList(map: map, key: "postage").checkShadows(terms.map { ($0.name, $0.selector) })
        return terms
    }

    static func keeps(_ map: MapReader) -> [KeepTerm] {
        let terms = map.list(
            "keep", "Goods that are not worth the way back. The first entry that fits decides.",
            counts: 0...PolicyBook.entriesMax
        ) { entry, index in
            KeepTerm(
                name: name(entry, index), selector: SelectorReading.read(entry),
                below: entry.optional(
                    "below", .amounts, "Lines worth less than this stay with the customer; left out, none do."))
        }
        FirstMatchList(map: map, key: "keep").checkShadows(terms.map { ($0.name, $0.selector) })
        return terms
    }

    static func destinations(_ map: MapReader, _ warehouses: [Warehouse]?) -> [DestinationTerm] {
        let terms = map.list(
            "destinations", "Where goods go. The first entry that fits decides, else the default warehouse.",
            counts: 0...PolicyBook.entriesMax
        ) { entry, index -> DestinationTerm? in
            let name = name(entry, index)
            let selector = SelectorReading.read(entry)
            let warehouse: WarehouseName? = entry.required(
                "warehouse", .name("name of a warehouse"), "One of the configuration's warehouses.")
            guard let warehouse else { return nil }
            known(warehouse, warehouses, entry, "warehouse")
            return DestinationTerm(name: name, selector: selector, warehouse: warehouse)
        }
        FirstMatchList(map: map, key: "destinations").checkShadows(terms.map { ($0.name, $0.selector) })
        return terms
    }

    static func promises(_ map: MapReader) -> [PromiseTerm] {
        map.section("promises", "What we promise, in business days. A promise that is left out is not made.") {
            promises in
            PromiseName.allCases.compactMap { name in
                let isMade = promises.isGiven(name.rawValue)
                let term = promises.section(name.rawValue, meaning(of: name)) { promise -> PromiseTerm in
                    let days = promise.value(
                        "business_days", .integer(0...BusinessCalendar.businessDaysMax), default: 2, "Business days.")
                    let after = promise.value(
                        "after", Form<Milestone>.choice, default: milestones(for: name)[0],
                        "From which the days are counted.")
                    if !milestones(for: name).contains(after) {
                        promise.reading.report(
                            promise.place(of: "after"), found: "'\(after.rawValue)'",
                            expected: "one of \(milestones(for: name).map(\.rawValue).joined(separator: ", "))",
                            remedy: "a promise is counted from something that comes before it")
                    }
                    return PromiseTerm(name: name, businessDays: days, after: after)
                }
                return isMade ? term : nil
            }
        }
    }

    private static func milestones(for name: PromiseName) -> [Milestone] {
        switch name {
        case .answered: [.requested]
        case .receiptConfirmed: [.delivered]
        case .inspected: [.received, .delivered]
        case .refunded: [.inspected, .received, .delivered]
        }
    }

    private static func meaning(of name: PromiseName) -> String {
        switch name {
        case .answered: "A person has answered a request that was left to a person."
        case .receiptConfirmed: "The receipt of the parcel is confirmed."
        case .inspected: "The goods are inspected."
        case .refunded: "The refund is on its way."
        }
    }
}
