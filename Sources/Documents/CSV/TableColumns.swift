import Returns

/// One column that a table of some type may have.
struct TableColumn: Sendable {
    /// The field's path in the document: `customer`, `address`, `city`.
    let path: [String]
    /// Its place among the columns that make up one list: 0 for `address`, 1 for `address_2`.
    let part: Int
    /// What we call it.
    let name: String
    /// What others call it.
    let words: [String]
    let about: String
    let isRequired: Bool
    let kind: FieldKind
    /// The name as headers are compared, and all that the column is called: made once, asked for by every file.
    let nameKey: String
    let keys: Set<String>

    init(
        path: [String], part: Int, name: String, words: [String], about: String, isRequired: Bool, kind: FieldKind
    ) {
        self.path = path
        self.part = part
        self.name = name
        self.words = words
        self.about = about
        self.isRequired = isRequired
        self.kind = kind
        nameKey = Folded.key(name)
        keys = Set(([name] + words).map { Folded.key($0) })
    }
}

/// The columns of each type, flattened from its shape: the fields of the record and of its lines side by side.
enum TableColumns {
    static func of(_ kind: DeclarationKind) -> [TableColumn] { byKind[kind] ?? [] }

    /// Whether any type has the column; `type` and `rmad_reason` count.
    static func isKnown(_ header: String) -> Bool { keys(of: header).contains { known.contains($0) } }

    /// The keys under which a header is looked up: the whole of it, and for `SKU/Artikelnummer` or
    /// `Menge (Stück)` each part.
    static func keys(of header: String) -> [String] {
        let whole = Folded.key(header)
        let parts = header.split { "/()[]".contains($0) }.map { Folded.key($0) }.filter { !$0.isEmpty }
        return parts.count > 1 ? [whole] + parts : whole.isEmpty ? [] : [whole]
    }

    static let typeKeys = Set(
        [
            "type", "document type", "record type", "Typ", "Dokumenttyp", "Art", "tipo", "tipo de documento",
            "type de document",
        ].map(Folded.key))
    static let reasonKey = Folded.key(ReasonField.name)

    private static let byKind: [DeclarationKind: [TableColumn]] = Dictionary(
        uniqueKeysWithValues: DeclarationKind.allCases.map { ($0, flattened(.of($0), path: [])) })

    private static let known: Set<String> = {
        var keys = typeKeys.union([reasonKey])
        for column in byKind.values.joined() { keys.formUnion(column.keys) }
        return keys
    }()

    private static func flattened(_ shape: Shape, path: [String], isRequired: Bool = true) -> [TableColumn] {
        shape.fields.filter(\.isInTables).flatMap { field -> [TableColumn] in
            let fieldPath = path + [field.name]
            let needed = isRequired && field.need == .required
            let column = TableColumn(
                path: fieldPath, part: 0, name: field.column, words: field.words, about: field.about,
                isRequired: needed, kind: field.kind)
            switch field.kind {
            case .record(let part), .records(let part, _):
                return flattened(part, path: fieldPath, isRequired: needed)
            case .money: return [column, currency(path: fieldPath)]
            case .list(.line, let max):
                return [column]
                    + (2...max).map { number in
                        TableColumn(
                            path: fieldPath, part: number - 1, name: "\(field.column)_\(number)",
                            words: ["address line \(number)", "Adresszusatz \(number - 1)", "Adresse \(number)"],
                            about: "The next line of it.", isRequired: false, kind: .line(max: SharedFields.nameMax))
                    }
            case .identifier, .line, .prose, .choice, .integer, .flag, .date, .moment, .email, .phone, .country,
                .language, .webAddress, .eventType, .fileName, .list, .answers:
                return [column]
            }
        }
    }

    private static func currency(path: [String]) -> TableColumn {
        TableColumn(
            path: path + ["currency"], part: 0, name: "currency",
            words: ["currency code", "Währung", "moneda", "divisa", "devise", "monnaie"],
            about: "The currency of the amount (ISO 4217), unless the amount's cell names it.", isRequired: false,
            kind: .line(max: 20))
    }
}
