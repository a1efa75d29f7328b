import Testing

/// The reader of code that the other tidy tests stand on.
@Suite("Tidy: reading code")
struct SwiftTextTests {
    @Test(
        "comments and strings vanish, interpolations stay",
        arguments: [
            ("a // b", "a     "),
            ("a /* b /* c */ d */ e", "a                   e"),
            (#"a("b \(c) d", e)"#, "a(    (c)   , e)"),
            (##"a(#"b " \(c) \#(d)"#)"##, "a(             (d)  )"),
        ])
    func blanks(source: String, code: String) {
        #expect(SwiftText(source).lines == [code])
    }

    @Test("the code of an interpolation is code")
    func interpolation() {
        #expect(SwiftText(#"print("now: \(Date()), \(f("Date()"))")"#).lines[0].matches(of: /Date\(\)/).count == 1)
        #expect(SwiftText(##"print(#"\(Date()) \#(Date())"#)"##).lines[0].matches(of: /Date\(\)/).count == 1)
    }

    @Test("lines of a multi-line string are known")
    func multiline() {
        let text = SwiftText("let a = \"\"\"\n    \"b\" // c\n    \"\"\"\nlet d = 1")
        #expect(text.beginsInString == [false, true, true, false])
        #expect(text.lines[1].allSatisfy { $0 == " " })
        #expect(text.lines[3] == "let d = 1")
    }

    @Test("imports are found with their attributes and declarations")
    func imports() {
        let text = SwiftText(
            "@testable import A\nimport struct B.C\npackage import D // import E\n\"\"\"\nimport F\n\"\"\"")
        #expect(text.imports.map(\.module) == ["A", "B", "D"])
        #expect(text.imports.map(\.line) == [1, 2, 3])
    }
}
