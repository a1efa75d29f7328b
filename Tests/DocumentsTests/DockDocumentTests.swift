import Documents
import Returns
import Testing

@Suite("Documents of the dock")
struct DockDocumentTests {
    @Test("a receipt in JSON with everything that it can say")
    func whole() throws {
        let receipt = try receipt(
            """
            {"type":"dock_receipt","rma":"X","lines":[{"sku":"A","quantity":1,"condition":"used","serial":"S"},
             {"sku":"B","quantity":2,"instead_of":"C"}],"weight_grams":1240,"photos":["a.jpg","b.png"],
             "parcels":["1","2"],"station":"dock-1","staff":"Maria","complete":true}
            """)
        #expect(receipt.grams == 1240 && receipt.photos == ["a.jpg", "b.png"] && receipt.parcels == ["1", "2"])
        #expect(receipt.lines[1].insteadOf == SKU("C") && receipt.station == "dock-1" && receipt.isComplete)
    }

    @Test(
        "an empty parcel needs no lines, in JSON and in a table of four languages",
        arguments: [
            (#"{"type":"dock_receipt","rma":"X","empty":true}"#, "a.json"),
            (#"{"type":"dock_receipt","rma":"X","lines":[],"empty":true}"#, "a.json"),
            ("type,rma,empty\ndock_receipt,X,yes\n", "a.csv"),
            ("Typ;Retourennummer;leer;Gewicht\nWareneingang;X;ja;300\n", "a.csv"),
            ("type;rma;vacío\nrecepción;X;sí\n", "a.csv"), ("type;rma;vide\nréception;X;oui\n", "a.csv"),
            ("rma;sku;quantity;empty box\nX;;;yes\n", "a.csv"),
        ])
    func empty(text: String, name: String) throws {
        let receipt = try receipt(text, name)
        #expect(receipt.isEmpty && receipt.lines.isEmpty && receipt.key.text == "X")
    }

    @Test(
        "a receipt that says neither what was there nor that nothing was is refused",
        arguments: [
            (#"{"type":"dock_receipt","rma":"X","lines":[]}"#, "a.json"),
            (#"{"type":"dock_receipt","rma":"X"}"#, "a.json"), ("type,rma,note\ndock_receipt,X,y\n", "a.csv"),
            (#"{"type":"dock_receipt","rma":"X","lines":[{"sku":"A","quantity":1}],"weight_grams":0}"#, "a.json"),
            (#"{"type":"dock_receipt","rma":"X","lines":[{"sku":"A","quantity":-1}]}"#, "a.json"),
        ])
    func refused(text: String, name: String) throws {
        let record = try #require(try Fixture.read(text, name).records.first)
        #expect(record.declaration == nil && !record.problems.isEmpty)
    }

    @Test("a count that names a line is told that it names articles")
    func lineNumber() throws {
        let text = #"{"type":"dock_receipt","rma":"X","lines":[{"line":1,"quantity":1}]}"#
        let record = try #require(try Fixture.read(text, "a.json").records.first)
        let missing = try #require(record.problems.first)
        #expect(missing.remedy.contains("A count names articles, not lines of the return."), "\(missing)")
    }

    @Test("rows of one parcel are one receipt; a row without an article is about the parcel")
    func rows() throws {
        let receipt = try receipt(
            "rma;sku;quantity;statt;Gewicht;Fotos\nX;A;1;;1240;a.jpg|b.jpg\nX;B;1;C;;\n", "a.csv")
        #expect(receipt.lines.map(\.sku.text) == ["A", "B"] && receipt.lines[1].insteadOf == SKU("C"))
        #expect(receipt.grams == 1240 && receipt.photos == ["a.jpg", "b.jpg"])
    }

    @Test("blind receipts, matches and closings are read from JSON and tables")
    func workbench() throws {
        let json = """
            {"type":"blind_receipt","codes":["1Z"],"goods":[{"description":"a cable","quantity":2}],
             "sender_name":"Ana","sender_postal_code":"28001","location":"shelf 3"}
            """
        guard case .blindReceipt(let blind) = try Fixture.read(json).records[0].declaration else {
            Issue.record("no blind receipt")
            return
        }
        #expect(blind.goods == [FoundGoods(description: "a cable", quantity: 2)] && blind.sender.postalCode == "28001")
        let table = """
            type;codes;sku;quantity;Absender;Absender-PLZ;Lagerplatz;workbench;rma;reason
            unbekanntes Paket;1Z;LAMP;1;Ana;28001;R3;;;
            unbekanntes Paket;1Z;BULB;2;;;;;;
            blind_receipt;2Z;;;Bo;;;;;
            match;;;;;;;WB-12;RMA-1;
            workbench_close;;;;;;;WB-13;;not ours
            """
        let declared = try Fixture.read(table, "a.csv").records.compactMap(\.declaration)
        #expect(declared.map(\.kind) == [.blindReceipt, .blindReceipt, .workbenchMatch, .workbenchClosure])
        guard case .blindReceipt(let first) = declared[0], case .blindReceipt(let second) = declared[1] else { return }
        #expect(first.goods.map(\.sku) == [SKU("LAMP"), SKU("BULB")] && first.location == "R3")
        #expect(second.goods.isEmpty && second.sender.name == "Bo")
    }

    @Test(
        "a parcel of which nothing is said, and goods without a name, are refused",
        arguments: [
            #"{"type":"blind_receipt","location":"shelf 3"}"#,
            #"{"type":"blind_receipt","codes":["1Z"],"goods":[{"quantity":2}]}"#,
            #"{"type":"workbench_close","workbench":"WB-1"}"#, #"{"type":"workbench_match","workbench":"WB-1"}"#,
        ])
    func refusedBlind(text: String) throws {
        #expect(try Fixture.read(text).records[0].declaration == nil)
    }

    private func receipt(_ text: String, _ name: String = "a.json") throws -> DockReceipt {
        let document = try Fixture.read(text, name)
        guard case .dockReceipt(let receipt) = document.records.first?.declaration, document.records.count == 1 else {
            Issue.record("\(document.records.map(\.problems))")
            throw NotRead()
        }
        return receipt
    }

    private struct NotRead: Error {}
}
