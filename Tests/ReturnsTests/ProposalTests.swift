import Testing

@testable import Returns

@Suite("Proposals for parcels that nobody can name")
struct ProposalTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let clues: ParcelClues
        let score: Int
        let says: [String]
        var change: @Sendable (inout ReturnCandidate) -> Void = { _ in }
        var testDescription: String { name }
    }

    static let rows: [Row] = [
        Row(name: "nothing fits", clues: ParcelClues(codes: ["zzz"], nameWords: ["ruiz"]), score: 0, says: []),
        Row(
            name: "our number was written on the box", clues: ParcelClues(codes: ["rma4kd9t2x"]), score: 110,
            says: ["its number is on the parcel", "its parcel is on the way"]),
        Row(
            name: "the carrier's number", clues: ParcelClues(codes: ["1z5r89390357567127"]), score: 110,
            says: ["code 1z5r89390357567127 is that of parcel 1", "its parcel is on the way"]),
        Row(
            name: "a serial number", clues: ParcelClues(serials: ["sn42"]), score: 70,
            says: ["serial sn42 is that of line 1", "its parcel is on the way"]),
        Row(
            name: "the order's number", clues: ParcelClues(codes: ["a17"]), score: 50,
            says: ["order a17 is on the parcel", "its parcel is on the way"]),
        Row(
            name: "the whole name and the postal code",
            clues: ParcelClues(nameWords: ["grace", "hopper"], postalCode: "20095"), score: 60,
            says: [
                "the sender's name is the customer's", "postal code 20095 is the customer's",
                "its parcel is on the way",
            ]),
        Row(
            name: "half a name", clues: ParcelClues(nameWords: ["hopper"]), score: 25,
            says: ["the sender's name has hopper in it", "its parcel is on the way"]),
        Row(
            name: "the article, and as many of it", clues: ParcelClues(units: ["lamp": 2]), score: 30,
            says: ["article lamp is awaited by line 1", "and as many of it, 2", "its parcel is on the way"]),
        Row(
            name: "the article, another number of it", clues: ParcelClues(units: ["lamp": 1]), score: 25,
            says: ["article lamp is awaited by line 1", "its parcel is on the way"]),
        Row(
            name: "an overdue parcel", clues: ParcelClues(serials: ["sn42"]), score: 75,
            says: ["serial sn42 is that of line 1", "its parcel is overdue"], change: { $0.parcels[0].state = .lost }),
        Row(
            name: "everything is here already", clues: ParcelClues(serials: ["sn42"]), score: 30,
            says: ["serial sn42 is that of line 1", "everything of the return is here already"],
            change: { $0.lines[0].awaited = 0 }),
        Row(
            name: "a declined return", clues: ParcelClues(serials: ["sn42"]), score: 50,
            says: ["serial sn42 is that of line 1", "the return is declined"], change: { $0.state = .declined }),
    ]

    @Test("each clue has its points and its words", arguments: rows)
    func points(row: Row) {
        var candidate = Self.candidate
        row.change(&candidate)
        let proposal = ReturnProposal(of: candidate, for: row.clues)
        #expect(proposal.score == row.score)
        #expect(proposal.reasons.map(\.words) == row.says)
    }

    @Test("the best stand first, weak ones are left out, and there are never more than five")
    func ranking() {
        let candidates = (0..<9).map { number in
            var one = Self.candidate
            one.rma = RMANumber(trusted: "RMA-\(number)")
            if number == 7 { one.lines[0].serial = "sn99" }
            if number == 8 { one.nameWords = [] }
            return one
        }
        let clues = ParcelClues(serials: ["sn99"], nameWords: ["grace", "hopper"])
        let ranked = ReturnProposal.ranked(candidates, for: clues)
        #expect(ranked.map(\.rma.text) == ["RMA-7", "RMA-0", "RMA-1", "RMA-2", "RMA-3"])
        #expect(ranked[0].score >= ProposalScale.certain)
    }

    @Test(
        "a code that is not ours is named",
        arguments: [
            ("1Z5R89390357567127", "a tracking number of UPS"),
            ("]C100614141123456789012", "no number whose form we know"),
            ("006141411234567890", "an SSCC of another house (company prefix 0614141…)"),
            ("RB123456785GB", "a postal number (S10) of GB"), ("9400111206206406260787", "a tracking number of USPS"),
            ("4006381333931", "the article number (GTIN) of a product, not of a parcel"),
            (
                "\u{1B}[2Jgarbage",
                "no number that we know: it has signs that parcel numbers do not have, or is too long"
            ),
        ])
    func foreign(code: String, words: String) { #expect(ForeignNumber(code).words == words) }

    @Test(
        "a number of the workbench is read as people type it",
        arguments: [
            ("WB-12", 12 as Int64?), ("wb12", 12), ("]C0WB-12", 12), (" Wb - 7 ", 7), ("WB-0", nil), ("WB", nil),
            ("RMA-12", nil), ("WB-1x", nil), ("WB-99999999999999999999", nil),
        ])
    func numbers(text: String, value: Int64?) { #expect(WorkbenchNumber(text)?.value == value) }

    private static let candidate = ReturnCandidate(
        rma: RMANumber(trusted: "RMA-4KD-9T2X"), code: "rma4kd9t2x", state: .approved, nameWords: ["grace", "hopper"],
        postalCode: "20095",
        lines: [ReturnCandidate.GoodsLine(number: 1, sku: "lamp", serial: "sn42", order: "a17", awaited: 2)],
        parcels: [ReturnCandidate.Parcel(number: 1, codes: ["1z5r89390357567127"], state: .inTransit)])
}
