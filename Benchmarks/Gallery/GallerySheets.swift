import Labels
import Returns

/// One example of each layout, with names in several scripts.
struct GallerySheets {
    private let renderer: LabelRenderer
    private let brand: Brand
    private let madeAt = Instant(milliseconds: 1_795_000_000_000)
    private let rma = RMANumber(trusted: "RMA-4KD-9T2X")

    init(_ renderer: LabelRenderer) throws {
        self.renderer = renderer
        let logo = try Logo(svg: Array(Self.logo.utf8))
        brand = Brand(name: "Helix", colour: Colour("#0B5FA5"), logo: logo)
    }

    /// By the name of the picture.
    func documents() throws -> [(String, SheetDocument)] {
        let plain = try label()
        var reprint = plain
        reprint.copyMark = "COPY"
        reprint.marks = ["UN 3481 Lithium ion battery", "Surface transportation only"]
        var dense = plain
        dense.carrier = "USPS"
        dense.service = "Ground Advantage Return for Restricted Electronics"
        dense.to.name = "Helix Retouren und Aufbereitung Norddeutschland GmbH & Co. KG"
        dense.to.address?.lines.append("Ecke Friedrich-Wilhelm-Raiffeisen-Straße, Zufahrt Hof B, Tor 7")
        dense.marks = [
            "UN 3481 Lithium ion battery", "Surface Transportation Only", "Restricted Electronic Device",
            "Limited Quantity",
        ]
        return [
            ("label-4x6", try renderer.label(plain)),
            ("label-4x6-copy", try renderer.label(reprint)),
            ("label-4x6-scripts", try renderer.label(try foreign())),
            ("label-a6", try renderer.label(plain, stock: .a6, density: .dpi300)),
            ("label-a6-marks", try renderer.label(dense, stock: .a6)),
            ("label-a4", try renderer.labelWithInstructions(plain, page, paper: .a4, density: .dpi203)),
            ("label-letter", try renderer.labelWithInstructions(plain, page, paper: .letter, density: .dpi203)),
            ("instructions-a4", try renderer.instructions(page, brand: brand, paper: .a4, madeAt: madeAt)),
            (
                "label-a4-arabic",
                try renderer.labelWithInstructions(foreign(), arabicPage, paper: .a4, density: .dpi203)
            ),
            ("slip-a4", try renderer.packingSlip(slip(4), stock: .a4, density: .dpi203)),
            ("slip-4x6", try renderer.packingSlip(slip(9), stock: .fourBySix, density: .dpi203)),
            ("tag-100x50", try renderer.binTag(tag, stock: .tag)),
            ("tag-4x6", try renderer.binTag(tag, stock: .fourBySix)),
            ("counter-a6", try renderer.counterCode(counter, stock: .a6, density: .dpi203)),
        ]
    }

    private static let logo = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 236 60">
        <path d="M30 4 L36 22 L54 16 L42 30 L54 44 L36 38 L30 56 L24 38 L6 44 L18 30 L6 16 L24 22 Z" fill="#0B5FA5"/>
        <path d="M78 12 V48 M78 30 H98 M98 12 V48 M136 15.5 H116 V44.5 H136 M116 30 H132 M152 12 V44.5 H172 M188 12
        V48 M204 13 L228 47 M228 13 L204 47" fill="none" stroke="#12212E" stroke-width="7"/></svg>
        """

    private func label() throws -> LabelContent {
        guard let code = ParcelCode.sscc(extensionDigit: 3, companyPrefix: "4012345", serial: 7) else {
            throw LabelError.codeInvalid(rma: rma.text, code: "-")
        }
        return LabelContent(
            rma: rma, brand: brand,
            from: .init(
                name: "Jürgen Müller-Lüdenscheidt",
                address: PostalAddress(
                    lines: ["Schöne Aussicht 7"], city: "Köln", postalCode: "50667", country: "DE")),
            to: .init(name: "Helix Retouren GmbH", address: warehouse), code: code,
            trackingURL: "https://returns.example.com/r/4KD9T2X", carrier: "DHL", service: "DHL Paket",
            routing: "R3 · Dock 12",
            summary: "2 × Desk lamp, 1 × Cable", station: "dock-3", piece: .init(1, of: 2),
            expires: CalendarDate(iso: "2026-12-08"), language: .english, madeAt: madeAt)
    }

    private func foreign() throws -> LabelContent {
        var content = try label()
        content.from = .init(
            name: "محمد عبد الله",
            address: PostalAddress(
                lines: ["شارع الملك فهد ٢٥"], city: "الرياض", postalCode: "11564", country: "SA"))
        content.to = .init(
            name: "山田商事株式会社 返品係",
            address: PostalAddress(
                lines: ["千代田1丁目1番1号"], city: "千代田区", region: "東京都", postalCode: "100-0001", country: "JP"))
        content.marks = ["Хрупкое – не бросать"]
        content.summary = "ทดสอบ สินค้า 2"
        return content
    }

    private var warehouse: PostalAddress {
        PostalAddress(
            lines: ["Retourenzentrum Halle 3", "Industriestraße 12"], city: "Hannover", postalCode: "30179",
            country: "DE")
    }

    private func slip(_ count: Int) -> PackingSlipContent {
        let titles = [
            "Noise-cancelling headphones, black", "USB-C charging cable, 2 m", "Desk lamp »Polaris«", "Kettle",
        ]
        return PackingSlipContent(
            rma: rma, brand: brand, customerName: "Jürgen Müller-Lüdenscheidt",
            to: .init(name: "Helix Retouren GmbH", address: warehouse),
            lines: (0..<count).map {
                .init(number: $0 + 1, title: titles[$0 % titles.count], sku: "HP-20\($0)0-B", quantity: 1 + $0 % 3)
            }, handOverBy: CalendarDate(iso: "2026-12-08"), madeAt: madeAt)
    }

    private var tag: BinTagContent {
        BinTagContent(
            rma: rma, line: 1, sku: "HP-2040-B", title: "Noise-cancelling headphones, black", serial: "SN 48-113-902",
            grade: .b, disposition: "Refurbish", destination: "Aisle 4 · Bin 17",
            receivedOn: CalendarDate(iso: "2026-12-10"), madeAt: madeAt)
    }

    private var counter: CounterCodeContent {
        CounterCodeContent(
            rma: rma, brand: brand, code: "https://returns.example.com/c/4KD9T2X", readable: "4KD 9T2X",
            lines: [
                "Parcel shop Lindenplatz", "Lindenplatz 3, 50674 Köln", "Monday to Friday 08:00–18:30",
                "Saturday 09:00–14:00",
            ],
            expires: CalendarDate(iso: "2026-12-08"), madeAt: madeAt)
    }

    private var arabicPage: InstructionsPage {
        InstructionsPage(
            title: "إرجاعكم RMA-4KD-9T2X", brand: "Helix", language: .english, isRightToLeft: true,
            blocks: [
                .paragraph("شكرًا لإبلاغنا. كل شيء جاهز لإرجاعكم، يرجى اتباع هذه الخطوات وتسليم الطرد في الموعد."),
                .facts([.init(label: "رقم الإرجاع", value: "RMA-4KD-9T2X")]),
                .heading("كيفية الإرسال"),
                .step(
                    .init(
                        number: 1, title: "غلّفوا البضاعة",
                        paragraphs: ["ضعوا جميع القطع في صندوق متين مع حشوة من كل جانب."],
                        items: ["استخدموا العلبة الأصلية إن وُجدت.", "أضيفوا جميع الملحقات."])),
                .step(
                    .init(
                        number: 2, title: "تابعوا إرجاعكم", paragraphs: ["تعرض هذه الصفحة دائمًا مكان إرجاعكم."],
                        link: "https://returns.example.com/r/4KD9T2X")),
                .table(header: ["المنتج", "الكمية"], rows: [["سماعات رأس", "1"], ["USB-C", "2"]]),
            ],
            footer: "RMA-4KD-9T2X · 2026-11")
    }

    private var page: InstructionsPage {
        InstructionsPage(
            title: "Your return RMA-4KD-9T2X", brand: "Helix", language: .english, isRightToLeft: false,
            blocks: [
                .paragraph(
                    "Hello Jürgen Müller, thank you for letting us know. Everything is ready for your return. Please "
                        + "follow these steps and hand over the parcel by Tuesday 8 December 2026."),
                .facts([
                    .init(label: "Return number", value: "RMA-4KD-9T2X"),
                    .init(label: "Hand over by", value: "Tuesday 8 December 2026"),
                ]),
                .heading("How to send it back"),
                .step(
                    .init(
                        number: 1, title: "Remove your accounts and data",
                        paragraphs: [
                            "Save what you want to keep. Then sign out of every account, remove passwords and screen "
                                + "locks, switch off device tracking and reset the device."
                        ])),
                .step(
                    .init(
                        number: 2, title: "Pack the goods",
                        paragraphs: ["Put all 3 items into a sturdy box, with padding on every side."],
                        items: [
                            "Use the original box inside a shipping box, if you still have it.",
                            "Add everything that came with it, such as cables and manuals.",
                        ])),
                .step(
                    .init(
                        number: 3, title: "Hand the parcel over by Tuesday 8 December 2026",
                        paragraphs: ["Any drop-off point of this service accepts it. The label carries this address:"],
                        address: ["Helix Retouren GmbH", "Industriestraße 12", "30179 Hannover"])),
                .step(
                    .init(
                        number: 4, title: "Follow your return",
                        paragraphs: ["This page always shows where your return is."],
                        link: "https://returns.example.com/r/4KD9T2X")),
                .heading("What this return is for"),
                .table(
                    header: ["Product", "Item number", "Quantity", "Reason"],
                    rows: [
                        ["Noise-cancelling headphones, black", "HP-2040-B", "1", "Defective"],
                        ["USB-C charging cable, 2 m", "CB-0002", "2", "Changed my mind"],
                    ]),
                .heading("What we promise you"),
                .items([
                    "We confirm by Friday 11 December 2026 that your parcel has arrived.",
                    "Your refund is on its way by Friday 18 December 2026.",
                ]),
                .heading("We are here for you"),
                .facts([
                    .init(label: "Phone", value: "+49 511 5550 123", link: "tel:+495115550123"),
                    .init(label: "E-mail", value: "returns@example.com", link: "mailto:returns@example.com"),
                    .init(label: "Hours", value: "Monday to Friday 09:00–17:00, local time in Berlin (UTC+01:00)"),
                ]),
            ],
            footer: "Return RMA-4KD-9T2X · issued on Tuesday 24 November 2026 · edition 2026-11")
    }
}
