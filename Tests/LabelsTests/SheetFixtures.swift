import Labels
import Returns

/// Sheets of every layout, and labels in every script.
enum SheetFixtures {
    private static let names: [(String, String, PostalAddress)] = [
        (
            "latin", "Ann Smith",
            PostalAddress(lines: ["1 Main Street"], city: "Austin", region: "TX", postalCode: "73301", country: "US")
        ),
        (
            "accents", "Jürgen Øster-Łukasiewicz",
            PostalAddress(lines: ["Świętokrzyska 14"], city: "Łódź", postalCode: "90-001", country: "PL")
        ),
        (
            "cyrillic", "Анна Петрова",
            PostalAddress(
                lines: ["ул. Тверская, д. 7"], city: "Москва", region: "Москва", postalCode: "125009", country: "RU")
        ),
        (
            "greek", "Γεώργιος Παπαδόπουλος",
            PostalAddress(lines: ["Ερμού 12"], city: "ΑΘΗΝΑ", postalCode: "105 63", country: "GR")
        ),
        (
            "arabic", "محمد عبد الله",
            PostalAddress(lines: ["شارع الملك فهد ٢٥"], city: "الرياض", postalCode: "11564", country: "SA")
        ),
        (
            "hebrew", "דנה כהן",
            PostalAddress(lines: ["רחוב הרצל 5"], city: "תל אביב", postalCode: "6522001", country: "IL")
        ),
        (
            "japanese", "山田 直子",
            PostalAddress(
                lines: ["千代田1丁目1番1号"], city: "千代田区", region: "東京都", postalCode: "100-0001", country: "JP")
        ),
        (
            "chinese", "王小明",
            PostalAddress(lines: ["建国门外大街1号"], city: "朝阳区", region: "北京市", postalCode: "100004", country: "CN")
        ),
        (
            "korean", "김민수",
            PostalAddress(lines: ["세종대로 110"], city: "중구", region: "서울특별시", postalCode: "04524", country: "KR")
        ),
        (
            "thai", "สมชาย ใจดี",
            PostalAddress(
                lines: ["99 ถนนสุขุมวิท"], city: "วัฒนา", region: "กรุงเทพมหานคร", postalCode: "10110", country: "TH")
        ),
        (
            "devanagari", "प्रिया शर्मा",
            PostalAddress(lines: ["12 महात्मा गांधी मार्ग"], city: "मुंबई", postalCode: "400001", country: "IN")
        ),
    ]

    static func scripts() -> [(String, LabelContent)] {
        names.map { script, name, address in
            var content = Fixtures.label()
            content.from = .init(name: name, address: address)
            content.to = content.from
            content.to.address?.country = "DE"
            content.routing = name
            content.summary = name
            content.copyMark = script == "greek" ? "COPY" : nil
            content.marks = [name, name]
            return (script, content)
        }
    }

    static func slip(_ count: Int) -> PackingSlipContent {
        PackingSlipContent(
            rma: Fixtures.label().rma, brand: Brand(name: "Example Shop"), customerName: "Ann Smith",
            to: Fixtures.warehouse,
            lines: (1...count).map { .init(number: $0, title: "Desk lamp \($0)", sku: "LA-\($0)", quantity: $0) },
            handOverBy: CalendarDate(iso: "2026-12-08"), madeAt: Fixtures.madeAt)
    }

    static var unnamed: BinTagContent {
        BinTagContent(
            workbench: WorkbenchNumber(12), goods: "2 × LA-2040, a blue cable", sender: "Ana Ruiz, 20095",
            location: "Shelf 3", receivedOn: Fixtures.madeAt.date, language: .english, madeAt: Fixtures.madeAt)
    }

    static func tag(_ line: Int = 1) -> BinTagContent {
        BinTagContent(
            rma: Fixtures.label().rma, line: line, sku: "LA-2040", title: "Desk lamp", serial: "SN 48-113", grade: .b,
            disposition: "Refurbish", destination: "Aisle 4", receivedOn: CalendarDate(iso: "2026-12-10"),
            madeAt: Fixtures.madeAt)
    }

    static func counter() -> CounterCodeContent {
        CounterCodeContent(
            rma: Fixtures.label().rma, brand: Brand(name: "Example Shop"),
            code: "https://returns.example.com/c/4KD9T2X",
            readable: "4KD 9T2X", lines: ["Lindenplatz 3, Bonn", "Monday to Friday 08:00-18:30"],
            expires: CalendarDate(iso: "2026-12-08"), madeAt: Fixtures.madeAt)
    }

    static func page(_ language: Language = .english, paragraphs: Int = 1) -> InstructionsPage {
        InstructionsPage(
            title: "Your return RMA-4KD-9T2X", brand: "Example Shop", language: language, isRightToLeft: false,
            blocks: [
                .paragraph("Thank you for letting us know. Everything is ready for your return."),
                .heading("How to send it back"),
                .step(
                    .init(
                        number: 1, title: "Pack the goods",
                        paragraphs: [String](
                            repeating: "Put all items into a sturdy box, with padding on every side, so that nothing "
                                + "moves when you shake it gently.", count: paragraphs),
                        items: ["Use the original box."], address: ["Example Returns GmbH", "30179 Hannover"],
                        link: "https://returns.example.com/r/4KD9T2X")),
                .table(header: ["Product", "Quantity"], rows: [["Desk lamp", "1"], ["Cable", "2"]]),
                .facts([.init(label: "E-mail", value: "returns@example.com", link: "mailto:returns@example.com")]),
                .items(["We confirm by Friday 11 December 2026 that your parcel has arrived."]),
            ],
            footer: "Return RMA-4KD-9T2X, edition 2026-11")
    }

    /// One of each layout but the carriers' labels.
    static func documents(
        _ renderer: LabelRenderer, _ density: DotDensity
    ) throws -> [(String, SheetDocument)] {
        var found: [(String, SheetDocument)] = []
        for paper in [LabelStock.a4, .letter] {
            found.append(
                (
                    "sheet-\(paper.rawValue)",
                    try renderer.labelWithInstructions(Fixtures.label(), page(), paper: paper, density: density)
                ))
        }
        for stock in [LabelStock.a4, .letter, .fourBySix, .a6] {
            found.append(("slip-\(stock.rawValue)", try renderer.packingSlip(slip(3), stock: stock, density: density)))
        }
        for stock in [LabelStock.tag, .fourBySix, .a6] {
            found.append(("tag-\(stock.rawValue)", try renderer.binTag(tag(), stock: stock, density: density)))
        }
        found.append(("tag-workbench", try renderer.binTag(unnamed, density: density)))
        for stock in [LabelStock.fourBySix, .a6] {
            found.append(
                ("counter-\(stock.rawValue)", try renderer.counterCode(counter(), stock: stock, density: density)))
        }
        return found
    }
}
