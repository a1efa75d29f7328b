import Documents
import Returns
import Testing

@Suite("Documents in tables")
struct TableTests {
    private func lines(_ text: String) throws -> [RequestedLine] {
        try Fixture.read(text, "drop.csv").records.flatMap { record in
            if record.outcome.isRefused { Issue.record("\(record.problems)") }
            return record.request?.lines ?? []
        }
    }

    private func firstProblem(_ text: String) throws -> Problem {
        try #require(try Fixture.read(text, "drop.csv").records.first { $0.outcome.isRefused }?.problems.first)
    }

    @Test("the example of every type is declared without a warning, and means the same as the one in JSON")
    func examples() throws {
        for kind in DeclarationKind.allCases {
            let document = try Fixture.read(Samples.csv(kind), "drop.csv")
            #expect(document.warnings.isEmpty, "\(document.warnings)")
            #expect(document.records.count == 1)
            #expect(document.records[0].declaration?.kind == kind, "\(document.records[0].outcome)")
            #expect(document.records[0].warnings.isEmpty, "\(document.records[0].warnings)")
        }
    }

    @Test(
        "headers are understood in four languages, any order, case and spacing, with any separator",
        arguments: [
            "customer_name,SKU,quantity,reason\nAna,LAMP-1,2,defective\n",
            "Grund;Menge;SKU/Artikelnummer;Kunde\ndefekt;2;LAMP-1;Ana",
            "Artículo\tCantidad\tMotivo\tCliente\r\nLAMP-1\t2\tdefectuoso\tAna\r\n",
            "Référence article|Quantité|Motif|Nom du client\nLAMP-1|2|défectueux|Ana\n",
            "sep=;\r\nARTIKEL-NR.;Menge (Stück);Rückgabegrund;Kundenname\r\nLAMP-1;2;kaputt;Ana\r\n",
            "\u{FEFF}artikelnummer;anzahl;rueckgabegrund;kundenname\rLAMP-1;2;Defekt;Ana\r",
            ";;;\n sku ; Qty ; Return Reason ; Customer Name \n\n\"LAMP-1\" ; 2 ;\"does not work\"; Ana \n;;;\n",
        ])
    func languages(text: String) throws {
        let lines = try lines(text)
        #expect(lines.count == 1)
        #expect(lines.first?.sku.text == "LAMP-1" && lines.first?.quantity == 2 && lines.first?.reason == .defective)
    }

    @Test("quotes, doubled quotes, separators and line breaks inside cells")
    func quotes() throws {
        let lines = try lines(
            "sku,reason,note,customer_name\nA,defective,\"says \"\"hum\"\", then\r\nstops\",Ana\nB,unwanted,x,Bo\n")
        #expect(lines.map(\.note) == ["says \"hum\", then\nstops", "x"])
    }

    @Test("rows of one reference are lines of one request, even with others between; a bad row refuses them all")
    func grouped() throws {
        let text =
            "reference;customer_name;sku;reason\nR1;Ana;A;defekt\nR2;Bo;B;zu klein\n"
            + "R1;;C;zu groß\n;Cy;D;defekt\n;Cy;E;defekt\n"
        let document = try Fixture.read(text, "drop.csv")
        #expect(document.records.map { $0.request?.lines.map(\.sku.text) ?? [] } == [["A", "C"], ["B"], ["D"], ["E"]])
        let bad = try Fixture.read(text.replacing("zu groß", with: "blau"), "drop.csv")
        #expect(bad.records.map(\.outcome.isRefused) == [true, false, false, false])
        #expect(bad.records[0].problems.map(\.line) == [4] && bad.records[0].problems[0].field == "reason")
    }

    @Test("rows of one record that say different things are named with both lines")
    func disagreement() throws {
        let problem = try firstProblem("reference;customer_name;sku;reason\nR1;Ana;A;defekt\nR1;Bo;C;defekt\n")
        #expect(problem.code == .rowsDisagree && problem.line == 3 && problem.column == 2)
        #expect(problem.expected.contains("line 2"))
    }

    @Test(
        "dates as spreadsheets write them",
        arguments: [
            "2025-12-31", "31.12.2025", "31/12/2025", "12/31/2025", "46022", "2025/12/31", "31.12.2025 00:00",
            "46022,5", "31-12-2025",
        ])
    func dates(cell: String) throws {
        let lines = try lines("sku;reason;customer_name;Kaufdatum\nA;defekt;Ana;\(cell)\n")
        #expect(lines.first?.purchasedOn == CalendarDate(iso: "2025-12-31"))
    }

    @Test(
        "a date that may be two days, or none, is a problem",
        arguments: [
            ("03/04/2025", Problem.Code.ambiguousDate), ("30.02.2025", .date), ("31.12.25", .date), ("soon", .date),
            ("2025-13-01", .date), ("13/13/2025", .date), ("99999", .date), ("31.12.2027", .dateInFuture),
        ])
    func badDates(cell: String, code: Problem.Code) throws {
        #expect(try firstProblem("sku;reason;customer_name;Kaufdatum\nA;defekt;Ana;\(cell)\n").code == code)
    }

    @Test("the site's date order decides what could be two days")
    func order() throws {
        for (order, iso) in [(DateOrder.dayFirst, "2025-04-03"), (.monthFirst, "2025-03-04")] {
            var options = Fixture.options
            options.dateOrder = order
            let text = "sku;reason;customer_name;Kaufdatum\nA;defekt;Ana;03/04/2025\n"
            let document = try DocumentReader.read(Array(text.utf8), fileName: "a.csv", options: options)
            #expect(document.records[0].request?.lines[0].purchasedOn == CalendarDate(iso: iso))
        }
    }

    @Test(
        "amounts as people write them",
        arguments: [
            ("1299", 129_900, "EUR"), ("1.299,00", 129_900, "EUR"), ("1,299.00", 129_900, "EUR"),
            ("1 299,00 €", 129_900, "EUR"),
            ("€ 129,90", 12_990, "EUR"), ("129.90 USD", 12_990, "USD"), ("CHF 1'299.00", 129_900, "CHF"),
            ("$5", 500, "USD"),
            ("0.500", 50, "EUR"), ("1.299.000", 129_900_000, "EUR"), ("7,5", 750, "EUR"), ("¥1200", 1_200, "JPY"),
            ("0", 0, "EUR"),
        ])
    func amounts(cell: String, minor: Int64, currency: String) throws {
        let lines = try lines("sku;reason;customer_name;Preis\nA;defekt;Ana;\(cell)\n")
        #expect(lines.first?.unitPrice == Money(minor: minor, currency: Currency(trusted: currency)))
    }

    @Test(
        "amounts that may be two amounts, or none, are problems",
        arguments: [
            ("1.299", Problem.Code.ambiguousNumber), ("1,299", .ambiguousNumber), ("-5,00", .outOfRange),
            ("cheap", .number),
            ("1.29.00", .number), ("12,345", .ambiguousNumber), ("1,2345", .number), ("5 XXX", .currency),
            ("1,2,3", .number),
        ])
    func badAmounts(cell: String, code: Problem.Code) throws {
        #expect(try firstProblem("sku;reason;customer_name;Preis\nA;defekt;Ana;\(cell)\n").code == code)
    }

    @Test("the amount's sign and the currency column must not contradict each other")
    func contradiction() throws {
        let text = "sku;reason;customer_name;Preis;Währung\nA;defekt;Ana;5 €;USD\n"
        #expect(try firstProblem(text).code == .contradiction)
        #expect(try lines(text.replacing("5 €", with: "5")).first?.unitPrice?.currency.code == "USD")
    }

    @Test(
        "counts that are none",
        arguments: [
            ("0", Problem.Code.outOfRange), ("-1", .outOfRange), ("1,5", .number), ("1000000000000", .outOfRange),
            ("2 Stk", .number),
            ("1.000", .ambiguousNumber),
        ])
    func badCounts(cell: String, code: Problem.Code) throws {
        #expect(try firstProblem("sku;reason;customer_name;Menge\nA;defekt;Ana;\(cell)\n").code == code)
    }

    @Test("rows that are too long are problems, missing cells at the end are empty ones")
    func ragged() throws {
        let text = "sku;reason;customer_name;note\nA;defekt;Ana\nB;defekt;Ana;x;;\nC;defekt;Ana;a;b\nD\n"
        let document = try Fixture.read(text, "drop.csv")
        #expect(document.records.map(\.outcome.isRefused) == [false, false, true, true])
        #expect(document.records[2].problems.map(\.code) == [.rowTooLong])
        #expect(document.records[3].problems.map(\.code) == [.missing, .missing])
    }

    @Test("an unclosed quote names the line where it opened")
    func unclosed() {
        let problems = Fixture.unreadable(
            Array("sku,reason,customer_name\nA,defective,Ana\nB,\"unwanted,Bo\nC,style,Cy\n".utf8), "a.csv")
        #expect(problems.map(\.code) == [.unclosedQuote] && problems[0].line == 3 && problems[0].column == 2)
    }

    @Test("characters behind a closing quote are a problem of their row")
    func stray() throws {
        #expect(try firstProblem("sku,reason,customer_name\n\"A\"x,defective,Ana\n").code == .strayQuote)
    }

    @Test("encodings: UTF-16 is fine, anything else is Windows-1252 and warned of")
    func encodings() throws {
        let text = "sku;reason;customer_name\nA;zu groß;Zoë €\n"
        for isBig in [true, false] {
            let units = [0xFEFF] + Array(text.utf16)
            let bytes = units.flatMap {
                isBig ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)]
            }
            let document = try DocumentReader.read(bytes, fileName: "a.csv", options: Fixture.options)
            #expect(document.records[0].request?.customer.name == "Zoë €" && document.warnings.isEmpty)
        }
        let bytes = text.unicodeScalars.map { $0 == "€" ? 0x80 : UInt8($0.value) }
        let document = try DocumentReader.read(bytes, fileName: "a.csv", options: Fixture.options)
        #expect(document.records[0].request?.customer.name == "Zoë €")
        #expect(document.records[0].request?.lines[0].reason == .sizeTooLarge)
        #expect(document.warnings.map(\.code) == [.encoding])
        #expect(Fixture.unreadable(bytes + [0x81], "a.csv").map(\.code) == [.encoding])
    }

    @Test("a number that a spreadsheet shortened is not taken for an article")
    func shortened() throws {
        #expect(try firstProblem("sku;reason;customer_name\n4,00638E+12;defekt;Ana\n").code == .name)
        #expect(try lines("sku;reason;customer_name\n\"=\"\"00123\"\"\";defekt;Ana\n").first?.sku.text == "00123")
    }

    @Test("unknown columns are warned of once, with what was probably meant")
    func unknown() throws {
        let document = try Fixture.read(
            "sku;reason;customer_name;quantty;colour of box\nA;defekt;Ana;2;red\nB;defekt;Ana;1;red\n", "a.csv")
        #expect(document.warnings.map(\.code) == [.unknownField, .unknownField])
        #expect(document.warnings[0].remedy.contains("\"quantity\""))
        #expect(document.declared == 2)
    }

    @Test("two columns for one field cannot be read; the column's own name wins over a word for it")
    func twice() throws {
        #expect(
            Fixture.unreadable(Array("Menge;Anzahl;sku;reason;customer_name\n1;2;A;defekt;Ana\n".utf8), "a.csv").map(
                \.code) == [.columnTwice])
        #expect(
            Fixture.unreadable(Array("sku;sku;reason;customer_name\nA;A;defekt;Ana\n".utf8), "a.csv").map(\.code) == [
                .columnTwice
            ])
        #expect(try lines("quantity;Anzahl;sku;reason;customer_name\n2;9;A;defekt;Ana\n").first?.quantity == 2)
    }

    @Test("types: a column says it, or the columns do, or rmad asks")
    func types() throws {
        let text =
            "type;rma;sku;quantity;accepted;rejected\nWareneingang;X;A;1;;\ninspection;X;A;;1;0\nbanana;X;A;1;;\n"
        let document = try Fixture.read(text, "a.csv")
        #expect(document.records.map { $0.declaration?.kind } == [.dockReceipt, .inspection, nil])
        #expect(document.records[2].problems.map(\.code) == [.typeUnknown])
        #expect(Fixture.unreadable(Array("rma,reason\nX,y\n".utf8), "a.csv").map(\.code) == [.typeMissing])
        let german = "Bestellnummer;Artikelnummer;Menge;Kaufdatum\nB1;A;1;01.03.2026\nB1;B;2;01.03.2026\n"
        guard case .order(let order) = try Fixture.read(german, "a.csv").records[0].declaration else {
            Issue.record("no order")
            return
        }
        #expect(order.lines.count == 2)
    }

    @Test("country names, languages, yes and no in four languages")
    func words() throws {
        let text = """
            sku;reason;Kunde;Sprache;Straße;Ort;PLZ;Land;Geschenk;hazards
            A;zu klein;Ana;Deutsch;Weg 1;Wien;1010;Österreich;ja;Akku, flüssig
            A;trop petit;Ana;français;Rue 1;Paris;75001;France;non;
            """
        let requests = try Fixture.read(text, "a.csv").records.compactMap(\.request)
        #expect(
            requests.map(\.customer.address?.country) == ["AT", "FR"]
                && requests.map(\.customer.language) == [.german, .french])
        #expect(requests.map(\.isGift) == [true, false] && requests[0].lines[0].hazards == [.lithiumBattery, .liquid])
        #expect(requests.allSatisfy { $0.lines[0].reason == .sizeTooSmall })
    }

    @Test("any bytes are read or refused, never more")
    func anyBytes() {
        let seed: UInt64 = 77
        var random = SplitMix64(seed: seed)
        let pieces =
            [
                "sku", "reason", "customer_name", ";", ",", "\n", "\r\n", "\"", "defekt", "A", "1.299", "31/12/2025",
                "\u{202E}", "€",
                "type", "order", "rma", " ", "\t", "sep=;", "{", "[", "purchased_on",
            ].map { Array($0.utf8) } + [[0xFF], [0xE4], [0x80]]
        for _ in 0..<4_000 {
            let count = Int.random(in: 0...30, using: &random)
            let head = Bool.random(using: &random) ? Array("sku;reason;customer_name\n".utf8) : []
            let bytes = head + (0..<count).flatMap { _ in pieces.randomElement(using: &random) ?? [] }
            guard let document = try? DocumentReader.read(bytes, fileName: "a", options: Fixture.options) else {
                continue
            }
            _ = GiveBack.file(of: document)
            _ = ReasonFile.text(fileName: "a", document: document)
        }
    }
}
