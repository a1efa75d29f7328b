import ArgumentParser
import JSONText
import Returns

/// `rmad workbench add`: a parcel that nobody can name is recorded.
struct WorkbenchAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Put a parcel that nobody can name on the workbench.",
        discussion: """
            --goods takes an article number, words, or S/N and a serial, with a count in front: '2x LAMP-1', \
            'S/N SN-0042', 'a blue cable'. The answer names the parcel's number: write it on the parcel.

            Example:
              rmad workbench add --code 1Z5R89390357567127 --goods '2x LAMP-1'
            """)

    @Option(name: .long, help: ArgumentHelp("A number or code on it; may be repeated.", valueName: "code"))
    var code: [String] = []
    @Option(name: .long, help: ArgumentHelp("What is in it; may be repeated.", valueName: "goods"))
    var goods: [String] = []
    @Option(name: .long, help: ArgumentHelp("The sender's name as far as it is legible.", valueName: "name"))
    var sender: String?
    @Option(name: .long, help: ArgumentHelp("The sender's postal code.", valueName: "code")) var postalCode: String?
    @Option(name: .long, help: ArgumentHelp("The sender's street and town.", valueName: "text")) var address: String?
    @Option(name: .long, help: ArgumentHelp("Grams, or kilograms with kg: 850, 1.25kg.", valueName: "weight"))
    var weight: String?
    @Option(name: .long, help: ArgumentHelp("A photo of it; may be repeated.", valueName: "file"), completion: .file())
    var photo: [String] = []
    @Option(name: .long, help: ArgumentHelp("Where it lies now.", valueName: "place")) var location: String?
    @Option(name: .long, help: ArgumentHelp("A remark.", valueName: "text")) var note: String?
    @Option(name: .long, help: ArgumentHelp("Who puts it there.", valueName: "name")) var staff: String?
    @OptionGroup var waiting: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        if let weight, DockText.grams(weight, needsUnit: false) == nil {
            throw ValidationError("--weight takes grams, or kilograms with kg: 850, 1.25kg.")
        }
    }

    func run() throws {
        try DeskSession.run(options) { session in
            let folder = PhotoFolder(place: session.place)
            let photos = try photo.map { try folder.put($0) }
            let record = JSONValue.object(known: [
                ("type", .string(DeclarationKind.blindReceipt.rawValue)),
                ("received_at", .string(session.place.now().description)),
                ("codes", code.isEmpty ? nil : .array(code.map { .string($0) })),
                ("goods", goods.isEmpty ? nil : .array(goods.map { GoodsText($0).json })),
                ("sender_name", .text(sender)), ("sender_address", .text(address)),
                ("sender_postal_code", .text(postalCode)),
                ("weight_grams", weight.flatMap { DockText.grams($0, needsUnit: false) }.map { .count($0) }),
                ("photos", photos.isEmpty ? nil : .array(photos.map { .string($0) })), ("location", .text(location)),
                ("staff", .text(staff)), ("note", .text(note)),
            ])
            return try Errand(stem: "workbench", records: [record]).perform(session, waitSeconds: waiting.wait)
        }
    }
}

/// `rmad workbench match WB RMA`.
struct WorkbenchMatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match", abstract: "Say whose parcel it is: it becomes a receipt of that return.",
        discussion: """
            Counts, conditions, weight and photos go with it. --complete says that nothing more is expected.

            Example:
              rmad workbench match WB-12 RMA-4KD-9T2X --staff Maria
            """)

    @Argument(help: "The parcel, such as WB-12.") var number: String
    @Argument(help: "The number of the return, in any spelling, or the code of one of its parcels.") var rma: String
    @Flag(name: .long, help: "Nothing more is expected: what was not in it is short.") var complete = false
    @Option(name: .long, help: ArgumentHelp("Who found it out.", valueName: "name")) var staff: String?
    @Option(name: .long, help: ArgumentHelp("How it was found out.", valueName: "text")) var note: String?
    @OptionGroup var waiting: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            let record = JSONValue.object(known: [
                ("type", .string(DeclarationKind.workbenchMatch.rawValue)), ("workbench", .string(number)),
                ("rma", .string(rma)), ("complete", complete ? true : nil), ("staff", .text(staff)),
                ("note", .text(note)),
            ])
            return try Errand(stem: "match-\(number)", records: [record]).perform(session, waitSeconds: waiting.wait)
        }
    }
}

/// `rmad workbench close WB`.
struct WorkbenchCloseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Take a parcel off the workbench that belongs to no return.",
        discussion: "Example:\n  rmad workbench close WB-12 --reason 'handed back to the carrier'")

    @Argument(help: "The parcel, such as WB-12.") var number: String
    @Option(name: .long, help: ArgumentHelp("What became of it.", valueName: "text")) var reason: String
    @Option(name: .long, help: ArgumentHelp("Who closes it.", valueName: "name")) var staff: String?
    @OptionGroup var waiting: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            let record = JSONValue.object(known: [
                ("type", .string(DeclarationKind.workbenchClosure.rawValue)), ("workbench", .string(number)),
                ("reason", .string(reason)), ("staff", .text(staff)),
            ])
            return try Errand(stem: "close-\(number)", records: [record]).perform(session, waitSeconds: waiting.wait)
        }
    }
}
