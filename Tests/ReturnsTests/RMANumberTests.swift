import Returns
import Testing

@Suite("RMA numbers")
struct RMANumberTests {
    let pattern = RMANumberPattern.standard

    @Test("different ordinals give different numbers")
    func bijection() throws {
        let small = try RMANumberPattern("????#")
        let numbers = Set((0..<small.capacity).compactMap { small.number(ordinal: $0) })
        #expect(numbers.count == small.capacity)
        #expect(small.number(ordinal: small.capacity) == nil)
    }

    @Test(
        "a number is found in a text where it stands as we write it, and what only looks like one is not",
        arguments: [
            ("Order %, second parcel", true), ("rma=%", true), ("(%)", true), ("%", true), ("größe %!", true),
            ("X%", false), ("%9", false), ("é%", false), ("Order RMA-000-0009", false), ("", false),
        ])
    func inProse(text: String, isFound: Bool) throws {
        let number = try #require(pattern.number(ordinal: 12_345))
        for written in [number.text, number.text.lowercased()] {
            let prose = text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: written)
            #expect(pattern.first(in: prose) == (isFound ? number : nil), "\(prose)")
        }
    }

    @Test("every single wrong character is caught", arguments: [0, 1, 12_345, 594_823_320])
    func substitutions(ordinal: Int) throws {
        let number = try #require(pattern.number(ordinal: ordinal))
        let signs = Array(number.text.utf8)
        for index in signs.indices.dropFirst(4) where signs[index] != UInt8(ascii: "-") {
            for sign in RMANumberPattern.alphabet where sign != signs[index] {
                var wrong = signs
                wrong[index] = sign
                #expect(throws: RMANumberPattern.ReadError.check) {
                    try pattern.read(String(decoding: wrong, as: UTF8.self))
                }
            }
        }
    }

    @Test("every swap of two different characters is caught")
    func swaps() throws {
        for ordinal in stride(from: 0, to: 100_000, by: 977) {
            let signs = Array(try #require(pattern.number(ordinal: ordinal)).text.utf8)
            let places = signs.indices.dropFirst(4).filter { signs[$0] != UInt8(ascii: "-") }
            for first in places {
                for second in places where second > first && signs[first] != signs[second] {
                    var wrong = signs
                    wrong.swapAt(first, second)
                    #expect(throws: RMANumberPattern.ReadError.check) {
                        try pattern.read(String(decoding: wrong, as: UTF8.self))
                    }
                }
            }
        }
    }

    @Test("a number is read as people type it")
    func typing() throws {
        let number = try #require(pattern.number(ordinal: 42))
        let bare = number.text.dropFirst(4)
        for typed: String in [
            number.text.lowercased(), String(bare), String(bare.replacing("-", with: " ")),
            number.text.replacing("0", with: "o"), " \(number.text) ",
        ] {
            #expect(try pattern.read(typed) == number)
        }
    }

    @Test("a pattern without room or check character is refused")
    func patterns() {
        #expect(throws: RMANumberPattern.PatternError.serialCharacters(found: 2)) { try RMANumberPattern("A-??#") }
        #expect(throws: RMANumberPattern.PatternError.checkCharacter) { try RMANumberPattern("A-?????") }
        #expect(throws: RMANumberPattern.PatternError.characters) { try RMANumberPattern("Ä-?????#") }
    }

    @Test("parcel codes follow GS1 and UPU check digits")
    func parcelCodes() {
        #expect(ParcelCode("(00)006141411234567890")?.text == "006141411234567890")
        #expect(ParcelCode("00006141411234567890")?.text == "006141411234567890")
        #expect(ParcelCode("006141411234567891") == nil)
        #expect(ParcelCode("RB123456785GB") == .s10("RB123456785GB"))
        #expect(ParcelCode("RB123456786GB") == nil)
        #expect(
            ParcelCode.sscc(extensionDigit: 0, companyPrefix: "0614141", serial: 123_456_789)
                == .sscc("006141411234567890"))
        #expect(ParcelCode.s10(service: "RB", serial: 12_345_678, country: "GB") == .s10("RB123456785GB"))
        #expect(ParcelCode.sscc(extensionDigit: 0, companyPrefix: "0614141", serial: 1_000_000_000) == nil)
    }
}
