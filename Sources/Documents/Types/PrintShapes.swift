import Returns

/// `print_request` and `printer_order`: what people want of printers.
extension Shape {
    static let printRequest = Shape(
        kind: .printRequest, title: "a print request",
        about: "Somebody asks for the labels of a return, or the tags of its units, on paper. A label that may be on "
            + "paper already comes with the mark COPY. With `cancel` what waits is called off; what was never printed "
            + "stays the original.",
        fields: [
            SharedFields.rma,
            Field(
                "printer", .identifier,
                "The printer's name in the configuration; that of the station when left out.",
                words: ["printer name", "Drucker", "impresora", "imprimante"]),
            Field(
                "parcel", .integer(1...1_000), "Only this parcel of the return, from 1; all when left out.",
                words: ["parcel number", "Paket", "Paketnummer", "paquete", "colis"]),
            Field(
                "cancel", .flag,
                "true calls off what waits, or was refused; with `printer` only what waits for that printer.",
                words: ["call off", "stornieren", "cancelar", "annuler"]),
            Field(
                "what", .choice(Choices.printedPaper), "`label` or `bin_tag`; the label when left out.",
                words: ["paper", "Papier", "was"]),
            Field(
                "unit", .integer(1...100_000), "Only the tag of this unit, from 1; all when left out.",
                words: ["unit number", "Gerät", "unidad", "unité"]),
            SharedFields.staff,
        ],
        table: TableForm(
            signature: [], groupedBy: [],
            example: """
                type,rma,printer
                print_request,RMA-4KD-9T2X,counter
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "printer": "counter"}
            """
    ) { values in
        .printRequest(
            PrintRequest(
                key: values.key, printer: values.name("printer"), parcel: values.integer("parcel"),
                isCancellation: values.flag("cancel"), staff: values.text("staff"),
                paper: values.choice("what") ?? .label, unit: values.integer("unit")))
    }

    static let printerOrder = Shape(
        kind: .printerOrder, title: "a printer order",
        about: "The operator halts a printer, lets it go on, empties its queue, or has it print a label that "
            + "belongs to no return.",
        fields: [
            Field(
                "printer", .identifier, .required, "The printer's name in the configuration.",
                words: ["printer name", "Drucker", "impresora", "imprimante"]),
            Field(
                "action", .choice(Choices.printerAction), .required,
                "`pause` sends nothing more until `resume`; `test` prints a test label; `clear` calls off all that "
                    + "waits.",
                words: ["order", "Aktion", "acción"]),
        ],
        table: TableForm(
            signature: ["printer", "action"], groupedBy: [],
            example: """
                printer,action
                counter,test
                """),
        example: """
            {"printer": "counter", "action": "test"}
            """
    ) { values in
        guard let printer: PrinterName = values.name("printer"),
            let action: PrinterOrder.Action = values.choice("action")
        else { return nil }
        return .printerOrder(PrinterOrder(printer: printer, action: action))
    }
}
