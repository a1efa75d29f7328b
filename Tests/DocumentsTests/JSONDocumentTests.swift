import Documents
import Returns
import Testing

@Suite("Documents in JSON")
struct JSONDocumentTests {
    @Test("a full return request becomes a declaration with every value")
    func fullRequest() throws {
        let text = """
            {"type": "return_request", "reference": "R-1", "customer": {"number": "K-77", "name": "Ana Ruiz", "company": "Luz SL",
             "email": "ana@example.com", "phone": "+34 91 1234567", "language": "es-MX", "tier": "gold", "address":
             {"lines": ["Calle Mayor 1", "2º B"], "city": "Madrid", "region": null, "postal_code": "28013", "country": "es"}},
             "channel": "web", "wish": "refund", "gift": true, "note": "a\\nb", "lines": [{"order": "B-1", "sku": "LAMP-1",
             "title": "Lamp", "category": "light", "serial": "SN1", "quantity": 2, "reason": "color", "condition": "used",
             "note": "n", "price": {"amount": "129.90", "currency": "eur"}, "purchased_on": "2026-03-14",
             "hazards": ["liquid", "magnet"]}]}
            """
        let record = try #require(try Fixture.read(text).records.first)
        let expected = ReturnRequest(
            reference: Reference(trusted: "R-1"),
            customer: Customer(
                number: CustomerNumber(trusted: "K-77"), name: "Ana Ruiz", company: "Luz SL", email: "ana@example.com",
                phone: "+34 91 1234567", language: .spanish, tier: Tier(trusted: "gold"),
                address: PostalAddress(
                    lines: ["Calle Mayor 1", "2º B"], city: "Madrid", postalCode: "28013", country: "ES")),
            channel: Channel(trusted: "web"), wish: .refund, isGift: true, note: "a\nb",
            lines: [
                RequestedLine(
                    order: OrderNumber(trusted: "B-1"), sku: SKU(trusted: "LAMP-1"), title: "Lamp",
                    category: Category(trusted: "light"), serial: SerialNumber(trusted: "SN1"), quantity: 2,
                    reason: .colour,
                    condition: .used, note: "n", unitPrice: Money(minor: 12990, currency: Currency(trusted: "EUR")),
                    purchasedOn: CalendarDate(iso: "2026-03-14"), hazards: [.liquid, .magnet])
            ])
        #expect(record.declaration == .returnRequest(expected), "\(record.problems)")
        #expect(record.warnings.isEmpty)
    }

    @Test("the example of every type is declared without a warning")
    func examples() throws {
        let all = DocumentsReference.files().filter {
            $0.path.hasSuffix(".schema.json") && !$0.path.contains("document.")
        }
        #expect(all.count == DeclarationKind.allCases.count)
        for kind in DeclarationKind.allCases {
            let record = try #require(try Fixture.read(Samples.json(kind)).records.first)
            #expect(record.declaration?.kind == kind, "\(record.problems)")
            #expect(record.warnings.isEmpty, "\(record.warnings)")
        }
    }

    @Test(
        "a bad value is named with its field, its place and a remedy",
        arguments: [
            ("\"quantity\":0", Problem.Code.outOfRange, "lines[0].quantity"),
            ("\"quantity\":-1", .outOfRange, "lines[0].quantity"),
            ("\"quantity\":1.5", .number, "lines[0].quantity"),
            ("\"quantity\":1000000000000", .outOfRange, "lines[0].quantity"),
            ("\"quantity\":1e400", .outOfRange, "lines[0].quantity"),
            ("\"quantity\":\"2\"", .wrongKind, "lines[0].quantity"),
            ("\"order\":10023", .wrongKind, "lines[0].order"), ("\"order\":{}", .wrongKind, "lines[0].order"),
            ("\"purchased_on\":\"2026-02-30\"", .date, "lines[0].purchased_on"),
            ("\"purchased_on\":\"14.03.2026\"", .date, "lines[0].purchased_on"),
            ("\"purchased_on\":\"2026-05-29\"", .dateInFuture, "lines[0].purchased_on"),
            ("\"purchased_on\":\"1989-12-31\"", .dateTooOld, "lines[0].purchased_on"),
            ("\"condition\":\"defekt\"", .unknownValue, "lines[0].condition"),
            ("\"title\":\"\(String(repeating: "x", count: 10_000))\"", .tooLong, "lines[0].title"),
            ("\"note\":\"\(String(repeating: "x", count: 2_001))\"", .tooLong, "lines[0].note"),
            ("\"title\":\"a\\u0007b\"", .controlCharacter, "lines[0].title"),
            ("\"title\":\"a\\nb\"", .controlCharacter, "lines[0].title"),
            ("\"serial\":\"\(String(repeating: "ä", count: 61))\"", .tooLong, "lines[0].serial"),
            ("\"price\":{\"amount\":\"1,50\"}", .number, "lines[0].price.amount"),
            ("\"price\":{\"amount\":\"-1.50\"}", .outOfRange, "lines[0].price.amount"),
            ("\"price\":{\"amount\":\"1.505\"}", .number, "lines[0].price.amount"),
            ("\"price\":{\"amount\":\"1.5\",\"currency\":\"XXX\"}", .currency, "lines[0].price.currency"),
            ("\"price\":{\"amount\":\"99999999999.99\"}", .outOfRange, "lines[0].price.amount"),
            ("\"price\":{\"currency\":\"EUR\"}", .missing, "lines[0].price.amount"),
            ("\"price\":12", .wrongKind, "lines[0].price"),
            ("\"hazards\":\"liquid\"", .wrongKind, "lines[0].hazards"),
            ("\"hazards\":[\"bomb\"]", .unknownValue, "lines[0].hazards[0]"),
        ])
    func badLine(member: String, code: Problem.Code, field: String) throws {
        let record = try #require(try Fixture.read(Fixture.request(line: member)).records.first)
        let problem = try #require(record.problems.first)
        #expect(problem.code == code, "\(problem)")
        #expect(problem.field == field)
        #expect(problem.line == 2 && (problem.column ?? 0) > 1)
        #expect(problem.found.count <= Problem.foundMax && problem.remedy.hasSuffix("."))
        #expect(record.problems.count == 1, "\(record.problems)")
    }

    @Test(
        "a bad customer is named",
        arguments: [
            ("\"email\":\"ana@example.com\"", Problem.Code.missing), ("\"name\":\"A\",\"email\":\"ana\"", .email),
            ("\"name\":\"A\",\"email\":\"a b@example.com\"", .email),
            ("\"name\":\"A\",\"email\":\"a@b@example.com\"", .email),
            ("\"name\":\"A\",\"email\":\"a@localhost\"", .email), ("\"name\":\"A\",\"phone\":\"12\"", .phone),
            ("\"name\":\"A\",\"phone\":\"call me 12345\"", .phone),
            ("\"name\":\"A\",\"language\":\"german!\"", .language),
            ("\"name\":\"A\",\"address\":{\"lines\":[\"x\"],\"city\":\"B\",\"country\":\"XX\"}", .country),
            ("\"name\":\"A\",\"address\":{\"lines\":[],\"city\":\"B\",\"country\":\"DE\"}", .tooFew),
            (
                #""name":"A","address":{"lines":["1","2","3","4","5"],"city":"B","country":"DE"}"#,
                .tooMany
            ),
            ("\"name\":\"  \"", .missing), ("\"name\":\"\\u202e\"", .missing),
        ])
    func badCustomer(members: String, code: Problem.Code) throws {
        let record = try #require(try Fixture.read(Fixture.request(customer: members)).records.first)
        #expect(record.problems.map(\.code).contains(code), "\(record.outcome)")
    }

    @Test("tomorrow is still a day of purchase, because somewhere it is tomorrow already")
    func tomorrow() throws {
        #expect(try Fixture.read(Fixture.request(line: "\"purchased_on\":\"2026-05-28\"")).declared == 1)
    }

    @Test("bidirectional overrides are taken out and warned of")
    func bidi() throws {
        let record = try Fixture.read(Fixture.request(line: "\"title\":\"cod\\u202e.exe\"")).records[0]
        #expect(record.request?.lines[0].title == "cod.exe")
        #expect(record.warnings.map(\.code) == [.hiddenCharacter])
        #expect(record.warnings[0].found.contains("\\u{202e}"))
    }

    @Test("unknown fields are warned of with what was probably meant, rmad_reason is not")
    func unknown() throws {
        let record = try Fixture.read(Fixture.request(line: "\"qauntity\":3", top: "\"rmad_reason\":\"x\"")).records[0]
        #expect(record.warnings.map(\.code) == [.unknownField])
        #expect(record.warnings[0].remedy.contains("\"quantity\""))
    }

    @Test("a customer without any way to reach them is warned of, a language that we do not speak too")
    func warned() throws {
        let record = try Fixture.read(Fixture.request(customer: "\"name\":\"A\",\"language\":\"nl\"")).records[0]
        #expect(record.warnings.map(\.code) == [.language, .unreachable])
        #expect(record.request?.customer.language == .english)
    }

    @Test("null and blank optional fields are left out")
    func blanks() throws {
        let record = try Fixture.read(Fixture.request(line: "\"order\":null,\"title\":\" \",\"hazards\":[]")).records[0]
        #expect(record.request?.lines[0].order == nil && record.request?.lines[0].title == nil)
    }

    @Test(
        "rules between fields",
        arguments: [
            ("{\"type\":\"inspection\",\"rma\":\"X\",\"accepted\":1,\"rejected\":0}", Problem.Code.missing),
            ("{\"type\":\"inspection\",\"rma\":\"X\",\"line\":1,\"accepted\":0,\"rejected\":0}", .outOfRange),
            ("{\"type\":\"review\",\"rma\":\"X\",\"verdict\":\"decline\"}", .missing),
            ("{\"type\":\"feedback\",\"rma\":\"X\"}", .missing),
            ("{\"type\":\"feedback\",\"rma\":\"X\",\"rating\":6}", .outOfRange),
            (
                "{\"type\":\"settlement\",\"rma\":\"X\",\"line\":1,\"resolution\":\"none\",\"reference\":\"P\"}",
                .unknownValue
            ),
            ("{\"type\":\"endpoint\",\"name\":\"a\",\"url\":\"ftp://x\"}", .url),
            ("{\"type\":\"endpoint\",\"name\":\"a\",\"url\":\"https://x\",\"secret_file\":\"../x\"}", .name),
            ("{\"type\":\"endpoint\",\"name\":\"a\",\"url\":\"https://x\",\"events\":[\"A B\"]}", .name),
            (
                #"{"type":"tracking_event","carrier":"dhl","number":"1","occurred_at":"2026-03-20T14:05:00"}"#,
                .offsetMissing
            ),
            (
                #"{"type":"tracking_event","carrier":"dhl","number":"1","occurred_at":"2026-03-20T25:05:00Z"}"#,
                .moment
            ),
            (
                "{\"type\":\"tracking_event\",\"carrier\":\"dhl\",\"number\":\"1\",\"occurred_at\":\"yesterday\"}",
                .moment
            ),
            ("{\"type\":\"returns\"}", .typeUnknown), ("{\"a\":1}", .typeMissing), ("[1]", .notAnObject),
            ("{\"type\":\"order\",\"number\":\"1\",\"purchased_on\":\"2026-01-01\",\"lines\":[]}", .tooFew),
        ])
    func rules(text: String, code: Problem.Code) throws {
        let record = try Fixture.read(text).records[0]
        #expect(record.problems.map(\.code) == [code], "\(record.outcome)")
    }

    @Test("a carrier's moment is read to the millisecond in UTC, its name in small letters")
    func moment() throws {
        let text = """
            {"type":"tracking_event","carrier":"DHL","number":"1","occurred_at":"2026-03-20T14:05:00.1239+01:00"}
            """
        guard case .trackingEvent(let event) = try Fixture.read(text).records[0].declaration else {
            Issue.record("no event")
            return
        }
        #expect(event.occurredAt.description == "2026-03-20T13:05:00.123Z")
        #expect(event.carrier.text == "dhl")
    }

    @Test("one bad record of an array, or line of JSON Lines, does not spoil the others")
    func independence() throws {
        let good = Fixture.request().split(separator: "\n").joined()
        let array = try Fixture.read("[\(good), {\"type\":\"order\"}, \(good)]")
        #expect(array.format == .json && array.declared == 2 && array.refused == 1)
        for name in ["drop.jsonl", "drop", "drop.json"] {
            let lines = try Fixture.read("\(good)\n{\"type\": oops\n\n\(good)\n", name)
            #expect(lines.format == .jsonLines && lines.declared == 2 && lines.refused == 1)
            #expect(lines.records[1].problems[0].code == .json && lines.records[1].problems[0].line == 2)
            #expect(lines.records[2].line == 4)
        }
    }

    @Test("the canonical form knows a record again, whatever its order, white space and rmad_reason")
    func canonical() throws {
        let one = try Fixture.read("{\"type\":\"feedback\",\"rma\":\"X\",\"rating\":5}").records[0]
        let two = try Fixture.read(
            "[{ \"rating\": 5, \"rmad_reason\": \"r\", \"rma\": \"X\",\n\"type\": \"feedback\" }]"
        ).records[0]
        let three = try Fixture.read("{\"type\":\"feedback\",\"rma\":\"X\",\"rating\":4}").records[0]
        #expect(one.canonical == two.canonical && one.canonical != three.canonical)
    }

    @Test(
        "a file that cannot be read says why",
        arguments: [
            ([], "a.json", Problem.Code.emptyFile), (Array(" \n".utf8), "a.csv", .emptyFile),
            (Array("[]".utf8), "a.json", .emptyFile),
            (Array("PK\u{3}\u{4}xlsx".utf8), "a.csv", .binaryFile), (Array("%PDF-1.7".utf8), "a.pdf", .binaryFile),
            (Array("sku\u{0}".utf8), "a.csv", .binaryFile), (Array("{\"type\": }".utf8), "a.json", .json),
            ([0x7B, 0x22, 0xE4, 0x22, 0x7D], "a.json", .json), (Array("hello world".utf8), "a.csv", .header),
            (Array("<html>".utf8), "a.csv", .binaryFile), (Array("sku,reason\n".utf8), "a.csv", .emptyFile),
            (Array(String(repeating: "[", count: 10_000).utf8), "a.json", .json),
        ] as [([UInt8], String, Problem.Code)])
    func unreadable(bytes: [UInt8], name: String, code: Problem.Code) {
        #expect(Fixture.unreadable(bytes, name).map(\.code) == [code])
    }
}
