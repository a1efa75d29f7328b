import JSONText
import Ledger
import Returns
import Testing

/// Who is who in files of which the ledger knows nothing.
@Suite("Texts of a person")
struct PersonTextsTests {
    private let anna = PersonTexts(json: [
        "numbers": ["k-1", "4711", "rma-fdf-7ctr"], "emails": ["anna@example.org"], "phones": ["49305551234"],
        "names": ["anna", "zoë lindt"], "lines": ["birkenweg 3"], "shared": [],
    ])

    private func rest(_ text: String, named name: String = "file") -> (rest: String?, isUndecided: Bool) {
        let cut = CutFile(Array(text.utf8), named: name, without: anna)
        return switch cut.rest {
        case .whole: (text, cut.isUndecided)
        case .part(let bytes): (String(decoding: bytes, as: UTF8.self), cut.isUndecided)
        case .nothing: (nil, cut.isUndecided)
        }
    }

    @Test(
        "a record goes that has a number, an e-mail address, a telephone or the whole name, however it is written",
        arguments: [
            #"{"customer":{"number":"K-1"}}"#, #"{"customer":{"email":"ANNA@example.org"}}"#,
            #"{"customer":{"name":"Anna"}}"#, #"{"customer":{"phone":"0049 30 555 1234"}}"#,
            #"{"customer":{"phone":"030/5551234"}}"#, #"{"customer":{"phone":"+49 (0)30 5551234"}}"#,
            #"{"customer":{"number":4711}}"#, #"{"note":"called by Zoe\#u{308} Lindt, again"}"#,
            #"{"customer":{"name":"Zo\u00eb Lindt"}}"#, "Please see RMA-FDF-7CTR.\n",
            "customer name;order\nAnna;A-1\n",
        ])
    func theirs(text: String) {
        let left = rest(text)
        #expect(left.rest == nil || left.rest == "customer name;order\n", "\(left)")
        #expect(!left.isUndecided)
    }

    @Test(
        "names and streets that others have, too, take nothing of others",
        arguments: [
            #"{"customer":{"name":"Johanna Weber","address":{"lines":["Birkenweg 31"]}}}"#,
            #"{"customer":{"number":"K-11","name":"Hannah Annas"},"quantity":47110}"#,
            #"{"customer":{"email":"johanna@example.org","phone":"+49 30 55512345"}}"#,
            "customer name;order\nJohanna;A-4711\n",
        ])
    func others(text: String) {
        let left = rest(text)
        #expect(left.rest == text)
        #expect(!left.isUndecided)
    }

    @Test(
        "what may be theirs or somebody else's stays, and is named",
        arguments: [
            #"{"customer":{"name":"Clara Schmidt","address":{"lines":["Birkenweg 3"]}}}"#,
            #"{"customer":{"name":"Anna","email":"other@example.org"}}"#,
            #"{"customer":{"name":"Zoë Lindt","number":"K-9"}}"#,
            #"{"customer":{"name":"Zoë Lindt","address":{"lines":["Lagerstraße 12"]}}}"#,
            #"{"note":"Anna called"}"#,
        ])
    func undecided(text: String) {
        let left = rest(text)
        #expect(left.rest == text)
        #expect(left.isUndecided)
    }

    @Test("of a file of several people their records go, and those of others stay as they were")
    func parts() {
        let list = rest(#"[{"customer":{"number":"K-1"}}, {"customer":{"number":"K-2","name":"Johanna"}}]"#)
        #expect(list.rest == "[\n{\"customer\":{\"number\":\"K-2\",\"name\":\"Johanna\"}}\n]\n")
        let table = rest("customer number,name\nK-2,\"Weber,\nJohanna\"\nK-1,Anna\nK-3,Anna\n")
        #expect(table.rest == "customer number,name\nK-2,\"Weber,\nJohanna\"\nK-3,Anna\n")
        #expect(table.isUndecided)
        let lines = rest("{\"email\":\"anna@example.org\"}\n{\"email\":\"b@example.org\"}\n")
        #expect(lines.rest == "{\"email\":\"b@example.org\"}\n")
    }

    @Test("a file that bears the name goes where nothing in it is somebody else's")
    func names() {
        #expect(rest("{", named: "zoë lindt").rest == nil)
        let other = rest(#"[{"customer":{"number":"K-2"}},{"customer":{"number":"K-3"}}]"#, named: "zoë lindt")
        #expect(other.rest != nil && other.isUndecided)
    }
}
