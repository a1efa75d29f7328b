import Returns
import Testing

@Suite("Numbers that scanners read")
struct CarrierNumberTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let scanned: String
        let scheme: CarrierNumber.Scheme
        let text: String
        var postalCode: String?
        var testDescription: String { scanned }

        init(_ scanned: String, _ scheme: CarrierNumber.Scheme, _ text: String? = nil, postalCode: String? = nil) {
            self.scanned = scanned
            self.scheme = scheme
            self.text = text ?? scanned
            self.postalCode = postalCode
        }
    }

    static let examples: [Example] = [
        Example("1Z5R89390357567127", .ups1Z), Example("1z 879 e93 03 4683 4440", .ups1Z, "1Z879E930346834440"),
        Example("1Z410E7W0392751591", .ups1Z), Example("1Z8V92A70367203024", .ups1Z),
        Example("986578788855", .fedEx12), Example("4771 7908 1230", .fedEx12, "477179081230"),
        Example("799531274483", .fedEx12), Example("974367662710", .fedEx12),
        Example("0414 4176 0228 964", .fedEx15, "041441760228964"), Example("568283610012734", .fedEx15),
        Example("1001921334250001000300779017972697", .fedEx34, "779017972697"),
        Example("1002297871540001000300790695517286", .fedEx34, "790695517286"),
        Example("9622001900000000000000776632517510", .fedEx96, "776632517510"),
        Example("9632001560123456789900794808390594", .fedEx96, "794808390594"),
        Example("9611020987654312345672", .fedEx96, "987654312345672"),
        Example("DT000012345678", .fedExDoorTag),
        Example("9400111206206406260787", .uspsIMpb),
        Example("420221539101026837331000039521", .uspsIMpb, "9101026837331000039521", postalCode: "22153"),
        Example("]C142022153\u{1D}9101026837331000039521", .uspsIMpb, "9101026837331000039521", postalCode: "22153"),
        Example("(420) 22153 (91) 01026837331000039521", .uspsIMpb, "9101026837331000039521", postalCode: "22153"),
        Example("4201002334249200190132607600833457", .uspsIMpb, "9200190132607600833457", postalCode: "100233424"),
        Example("92748931507708513018050063", .uspsIMpb),
        Example(
            "9505 5110 6960 5048 6006 24", .uspsIMpb,
            "9505511069605048600624"),
        Example("03071790000523483741", .uspsIMpb),
        Example("3318810025", .dhlExpress), Example("84 8713 5506", .dhlExpress, "8487135506"),
        Example("00340434161094015902", .dhlPaket), Example("JJD0099999999", .dhlPiece),
        Example("JVGL0999999990", .dhlPiece), Example("GM2951173225174494", .dhlGlobalMail),
        Example("0081 827 0998 0000 0200 33 350 276 C", .dpd28, "09980000020033", postalCode: "0081827"),
        Example("RB 123 456 785 GB", .s10, "RB123456785GB"), Example("rb123456785gb", .s10, "RB123456785GB"),
        Example("006141411234567890", .sscc), Example("(00)006141411234567890", .sscc, "006141411234567890"),
        Example("]C100006141411234567890", .sscc, "006141411234567890"),
        Example("\u{1D}00006141411234567890", .sscc, "006141411234567890"),
    ]

    @Test("numbers that are known to be valid name their carrier first", arguments: examples)
    func valid(example: Example) throws {
        let best = try #require(ScannedNumber.readings(of: example.scanned).first)
        #expect(best.scheme == example.scheme)
        #expect(best.text == example.text)
        #expect(best.postalCode == example.postalCode)
        #expect(ScannedNumber(example.scanned).filings.contains(example.text))
    }

    @Test(
        "numbers that are known to be wrong are none of that carrier's",
        arguments: [
            Example("2Z5R89390357567127", .ups1Z), Example("1Z1111111111111111", .ups1Z),
            Example("996578788855", .fedEx12), Example("568283610012732", .fedEx15),
            Example("1001901781990001000300617767839438", .fedEx34),
            Example("9622001560001234567100794808390597", .fedEx96), Example("9600000000000000000001", .fedEx96),
            Example("4201028200009261290113185417468511", .uspsIMpb), Example("9200000000000000000000", .uspsIMpb),
            Example("3318810010", .dhlExpress), Example("3318810034", .dhlExpress), Example("XJD0099999998", .dhlPiece),
            Example("GS295117494011169041", .dhlGlobalMail), Example("00340434161094015903", .dhlPaket),
            Example("008182709980000020033350276A", .dpd28), Example("RB123456786GB", .s10),
            Example("006141411234567891", .sscc),
        ])
    func invalid(example: Example) {
        #expect(!ScannedNumber.readings(of: example.scanned).contains { $0.scheme == example.scheme })
    }

    @Test("a number that fits several carriers names all of them, the surest first")
    func several() {
        let paket = ScannedNumber.readings(of: "00340434161094015902")
        #expect(paket.map(\.scheme) == [.dhlPaket, .sscc, .uspsIMpb])
        #expect(paket.map(\.evidence) == [.sure, .sure, .length])
        #expect(paket.map(\.carrier?.text) == ["dhl", nil, "usps"])
        #expect(ScannedNumber.readings(of: "]C100340434161094015902").map(\.scheme) == [.dhlPaket, .sscc])
        #expect(ScannedNumber("00340434161094015902").filings == ["00340434161094015902", "340434161094015902"])
    }

    @Test("what is no number has no reading and no filing")
    func nothing() {
        for text in ["", " ", "]C1", "Müller", "😀", "\u{1D}", String(repeating: "1", count: 61), "1Z5R8939035756712;"] {
            #expect(ScannedNumber.readings(of: text) == [], "\(text)")
            #expect(ScannedNumber(text).filings == [], "\(text)")
        }
        #expect(ScannedNumber("ab-12").filings == ["AB12"])
    }

    @Test("spaces, hyphens, small letters and a symbology identifier change nothing")
    func forms() {
        var random = SplitMix64(state: Self.seed)
        for example in Self.examples {
            var typed = ""
            for sign in example.scanned {
                if sign != "\u{1D}", random.next() % 4 == 0 { typed += random.next() % 2 == 0 ? " " : "-" }
                typed += random.next() % 2 == 0 ? sign.lowercased() : String(sign)
            }
            if typed.hasPrefix("]") { continue }
            let best = ScannedNumber.readings(of: "]C0" + typed).first
            #expect(best?.text == example.text, "seed \(Self.seed): \(typed)")
        }
    }

    @Test("foreign text of any kind is read without a crash")
    func fuzz() {
        var random = SplitMix64(state: Self.seed)
        let signs = Array("0123456789019ZJDGM]C(){}\u{1D}\u{0} -äé😀\u{301}".unicodeScalars)
        for _ in 0..<20_000 {
            var text = ""
            for _ in 0..<random.next() % 40 {
                text.unicodeScalars.append(signs[Int(random.next() % UInt64(signs.count))])
            }
            for reading in ScannedNumber.readings(of: text) {
                #expect(reading.text.utf8.allSatisfy { $0.isASCIIDigit || $0.isASCIICapital }, "seed \(Self.seed)")
            }
        }
    }

    private static let seed: UInt64 = 20_261_122
}

@Suite("Check digits")
struct CheckDigitTests {
    /// Changes of one character that a rule does not promise to notice.
    private func isExcused(_ rule: CheckDigitRule, _ body: [Character], _ place: Int, _ new: Character) -> Bool {
        func value(_ sign: Character) -> Int { sign.wholeNumberValue ?? (Int(sign.asciiValue ?? 0) - 3) % 10 }
        var changed = body
        changed[place] = new
        switch rule {
        case .none: return true
        case .gs1, .luhn: return false
        case .mod7: return abs(value(body[place]) - value(new)) % 7 == 0
        case .ups:
            let doubled = (body.count - 1 - place) % 2 == 1
            let difference = abs(value(body[place]) - value(new))
            return difference == 0 || (doubled && difference == 5)
        case .fedEx:
            let remainders = [body, changed].map { signs in
                signs.reversed().enumerated().reduce(0) { $0 + value($1.element) * [1, 3, 7][$1.offset % 3] } % 11
            }
            return Set(remainders) == [0, 10]
        case .s10:
            let remainders = [body, changed].map { signs in
                zip(signs, [8, 6, 4, 2, 3, 5, 9, 7]).reduce(0) { $0 + value($1.0) * $1.1 } % 11
            }
            return Set(remainders) == [0, 6]
        }
    }

    @Test("each rule notices every single wrong digit that it promises to notice", arguments: CheckDigitRule.allCases)
    func singleDigits(rule: CheckDigitRule) throws {
        guard rule != .none else { return }
        let seed: UInt64 = 7_777
        var random = SplitMix64(state: seed)
        let signs = Array(rule == .ups ? "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" : "0123456789")
        var missed = 0
        for _ in 0..<400 {
            let length = rule == .s10 ? 8 : rule == .ups ? 15 : 1 + Int(random.next() % 20)
            let front = Array(rule == .ups ? "1Z" : "")
            let body = front + (0..<length).map { _ in signs[Int(random.next() % UInt64(signs.count))] }
            let digit = try #require(rule.digit(for: String(body)))
            #expect(rule.accepts(String(body) + String(digit)))
            for place in front.count..<body.count {
                for new in signs where new != body[place] {
                    var changed = body
                    changed[place] = new
                    guard rule.accepts(String(changed) + String(digit)) else { continue }
                    missed += 1
                    #expect(isExcused(rule, body, place, new), "seed \(seed): \(String(body)) at \(place) to \(new)")
                }
            }
            for wrong in 0...9 where wrong != digit { #expect(!rule.accepts(String(body) + String(wrong))) }
        }
        if rule == .gs1 || rule == .luhn { #expect(missed == 0) }
    }

    @Test("Luhn's own example and the empty and the foreign body")
    func luhn() {
        #expect(CheckDigitRule.luhn.digit(for: "7992739871") == 3)
        for rule in CheckDigitRule.allCases where rule != .none {
            #expect(rule.digit(for: "") == nil)
            #expect(rule.digit(for: "12 4") == nil)
            #expect(!rule.accepts(""))
        }
    }
}

@Suite("Forms of number ranges")
struct NumberFormTests {
    @Test("the numbers of a form sort as their serials and can be read back")
    func order() throws {
        let forms = [
            NumberForm(prefix: "1Z5R893903", digits: 7, check: .ups),
            NumberForm(prefix: "00614141", digits: 9, check: .gs1),
            NumberForm(prefix: "RB", digits: 8, check: .s10, suffix: "DE"),
            NumberForm(prefix: "", digits: 9, check: .mod7), NumberForm(prefix: "AB", digits: 5, check: .none),
        ]
        for form in forms {
            var before = ""
            for serial in [0, 1, 9, 10, 99, 100, 12_345, 99_999] {
                let text = try #require(form.text(serial: serial))
                #expect(text.utf8.count == form.width && before < text)
                #expect(form.serial(of: text) == serial)
                before = text
            }
        }
        #expect(
            NumberForm(prefix: "1Z5R893903", digits: 7, check: .ups).text(serial: 5_756_712) == "1Z5R89390357567127")
        #expect(NumberForm(prefix: "AB", digits: 5, check: .none).text(serial: 100_000) == nil)
        #expect(NumberForm(prefix: "AB", digits: 7, check: .s10).text(serial: 1) == nil)
    }

    @Test("two forms share numbers only where one of each is the same text")
    func sharing() {
        let short = NumberForm(prefix: "AB", digits: 2, check: .none)
        let long = NumberForm(prefix: "A", digits: 3, check: .none)
        let nested = NumberForm(prefix: "AB1", digits: 1, check: .none)
        #expect(!short.mayShare(0...99, with: long, 0...999), "a letter is no digit")
        #expect(short.mayShare(10...12, with: nested, 0...9))
        #expect(!short.mayShare(20...99, with: nested, 0...9))
        let german = NumberForm(prefix: "RB", digits: 8, check: .s10, suffix: "DE")
        let british = NumberForm(prefix: "RB", digits: 8, check: .s10, suffix: "GB")
        #expect(!german.mayShare(0...9, with: british, 0...9))
        #expect(german.mayShare(0...9, with: german, 9...20))
        #expect(!german.mayShare(0...8, with: german, 9...20))
    }
}

@Suite("How far a range is used up")
struct RangeStandingTests {
    private func standing(_ last: Int, next: Int?, count: Int = 0, days: Int = 30) -> RangeStanding {
        RangeStanding(name: "x", first: 1, last: last, next: next, recent: .init(count: count, days: days))
    }

    @Test("percent and thresholds are reached exactly, and 100 only with the last number")
    func levels() {
        #expect(standing(1000, next: nil).percent == 0)
        #expect(standing(1000, next: 900).level(warnAt: 90) == 0)
        #expect(standing(1000, next: 901).level(warnAt: 90) == 90)
        #expect(standing(1000, next: 951).level(warnAt: 90) == 95)
        #expect(standing(1000, next: 991).level(warnAt: 90) == 99)
        #expect(standing(1000, next: 1000).level(warnAt: 90) == 99)
        #expect(standing(1000, next: 1001).level(warnAt: 90) == 100)
        #expect(standing(1000, next: 961).level(warnAt: 97) == 0)
        #expect(standing(1000, next: 971).level(warnAt: 97) == 97)
        #expect(standing(1000, next: 5000).left == 0, "a range that was shortened below what is used")
        #expect(standing(1000, next: 5000).percent == 100)
    }

    @Test("the days left follow from the use of the window, and need a history")
    func days() {
        #expect(standing(1000, next: 401, count: 300).daysLeft == 60)
        #expect(standing(1000, next: 701, count: 300).dayLevel == 30)
        #expect(standing(1000, next: 931, count: 300).dayLevel == 7)
        #expect(standing(1000, next: 401, count: 300, days: 6).daysLeft == nil)
        #expect(standing(1000, next: 401).daysLeft == nil)
    }
}
