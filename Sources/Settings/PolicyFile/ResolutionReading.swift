import Policy
import Returns

/// Reads `resolution`: what customers get, and when it is due.
enum ResolutionReading {
    static func terms(_ map: MapReader) -> ResolutionTerms {
        map.section("resolution", "What customers get for goods that were found good, and when.") { section in
            let standard = ResolutionTerms.standard
            let granted = section.value(
                "granted", Form<Wish>.choice.list(1...Wish.allCases.count), default: Wish.allCases,
                "The wishes that are granted; another wish becomes `standard`.")
            let kind = section.value(
                "standard", Form<Wish>.choice, default: standard.standard, "Where the customer wished for nothing.")
            let gift = section.value(
                "gift", Form<Wish>.choice, default: standard.gift,
                "For gifts. Who sends a gift back never reads what was paid.")
            let tiers = section.value(
                "on_receipt_tiers", Form<Tier>.name("customer tier").list(0...50), default: [],
                "Customers of these tiers get theirs when the goods are counted; all others after the inspection.")
            let bonus = section.optional("credit_bonus", .percent, "On top of a credit.") ?? 0
            let deductions = deductions(section)
            let shipping = section.value(
                "refund_shipping", Form<ShippingRefund>.choice, default: standard.shippingRefund,
                "When what the customer paid for the way out is given back. In the European Union a consumer who "
                    + "withdraws from a whole order gets it back.")
            let retries = section.value(
                "retries", .integer(0...10), default: standard.retriesMax,
                "How often an order that failed at the shop is written again by itself.")
            let alternative = section.value(
                "denial_alternative", Form<DenialAlternative>.choice, default: standard.denialAlternative,
                "What a denied customer is offered, where the denial itself does not say it in `alternative`.")
            let assignee: StaffName? = section.optional(
                "assignee", .name("name of a person or team"), "Who settles what no file carries out.")
            for (key, wish) in [("standard", kind), ("gift", gift)] where !granted.contains(wish) {
                section.reading.report(
                    section.place(of: key), found: "'\(wish.rawValue)', which `granted` does not list",
                    expected: "one of \(granted.map(\.rawValue).joined(separator: ", "))",
                    remedy: "add it to 'granted', or write another")
            }
            return ResolutionTerms(
                granted: Set(granted), standard: kind, gift: gift, tiersOnReceipt: Set(tiers), creditBonus: bonus,
                deductions: deductions, shippingRefund: shipping, retriesMax: retries, assignee: assignee,
                denialAlternative: alternative)
        }
    }

    private static func deductions(_ section: MapReader) -> [DeductionTerm] {
        section.list(
            "deductions",
            "What is kept back for what the goods have lost. The first entry that fits decides; never where the "
                + "seller is at fault.",
            counts: 0...PolicyBook.entriesMax
        ) { entry, index -> DeductionTerm? in
            let name = TermReading.name(entry, index)
            let selector = SelectorReading.read(entry)
            let grades = entry.required(
                "grades", Form<Grade>.choice.list(1...Grade.allCases.count), "The grades that the inspector gave.")
            let percent = entry.required("percent", .percent, "The share of the price.")
            guard let grades, let percent else { return nil }
            return DeductionTerm(name: name, selector: selector, grades: Set(grades), basisPoints: percent)
        }
    }
}
