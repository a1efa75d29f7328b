import JSONText
import Returns

/// The files of docs/ that are written from the shapes. A test and `rmad` compare them with what is in the tree.
package enum DocumentsReference {
    package static func files() -> [(path: String, text: String)] {
        let schemas = DeclarationKind.allCases.map { kind in
            (path: "docs/schemas/\(kind.rawValue).schema.json", text: SchemaWriter.schema(of: kind).prettyText + "\n")
        }
        return [(path: "docs/documents.md", text: ReferencePage.text())]
            + [(path: "docs/schemas/document.schema.json", text: SchemaWriter.document().prettyText + "\n")] + schemas
    }
}

/// docs/documents.md.
enum ReferencePage {
    static func text() -> String {
        ([introduction] + DeclarationKind.allCases.map(section) + [PayloadPage.text, endings]).joined(separator: "\n")
    }

    private static let introduction = """
        # Documents

        This page is written by rmad itself from the descriptions that it checks documents with (`DocumentsReference`);
        change those, not this page. The JSON Schemas in docs/schemas come from the same descriptions.

        Whatever changes a return is a document: a file in the drop directory, a request to the API, a command. Each
        holds one record or many. A record that needs a correction comes back with the reason; the others are taken.

        ## JSON

        A `.json` file holds one object or an array of objects in UTF-8; a `.jsonl` file holds one object on every line,
        and a broken line spoils no other. `type` names the kind of each record. Optional fields may be left out, `null`
        or empty. Fields that rmad does not know are kept and warned of. Amounts are text with a point in front of the
        cents; dates are `2026-03-14`; moments have an offset from UTC, `2026-03-20T14:05:00+01:00`.

        ## Tables (CSV)

        The first row names the columns, in any order and case, in English, German, Spanish or French. Cells are
        separated by `,` `;` tab or `|`; a first line `sep=;` is understood. Save as "CSV UTF-8": other files are read
        as Windows-1252 and warned of; UTF-16 with a byte order mark is fine.

        - **Which type?** A column `type` says it for every row. Without one the header must have all columns of the
          type's *signature* (below). If several types fit, the one that understands the most columns is meant; if two
          understand equally many, rmad asks for the column `type`.
        - **Several rows, one record.** Rows of a return request with the same `reference`, of an order with the same
          `number`, of a dock receipt with the same `rma` and `received_at` are lines of one record. What belongs to the
          whole record stands in its first row; other rows repeat it or leave it empty. One bad row hands back all rows
          of its record.
        - **Dates** may be `2026-03-14`, `14.03.2026`, `14/03/2026`, `03/14/2026` or a spreadsheet's day number (46022).
          Where day and month could be swapped (`03/04/2026`), rmad asks, unless the site's date order is configured.
        - **Numbers** may be `1.299,00`, `1,299.00` or `1 299,00`, with a currency sign or code. `1.299` alone can be
          two different amounts, so rmad asks for the cents.
        - **Lists** in one cell (`hazards`, `serials`, `events`) are separated by `|`, `;` or `,`.
        - `rmad_reason` is the column in which refused rows come back; leave it or take it out.

        """

    private static let endings = """
        ## Bounds

        A file may have 32 MiB, 20,000 records and 100,000 rows, 256 columns, 64 levels of nesting. A record may have
        1,000 lines; a line 100,000 units. Names have at most 200 characters, notes 2,000, identifiers 120 bytes. Dates
        lie between 1990 and tomorrow.

        """

    private static func section(_ kind: DeclarationKind) -> String {
        let shape = Shape.of(kind)
        var lines = [
            "## `\(kind.rawValue)`", "", shape.about, "",
            "| field | | meaning | column in a table, and other headers |",
            "|---|---|---|---|",
        ]
        lines += rows(shape, path: "", kind, fieldPath: [])
        let rules = shape.rules.compactMap(sentence)
        if !rules.isEmpty { lines += [""] + rules.map { "- \($0)" } }
        lines += ["", "```json", SchemaWriter.example(of: kind).prettyText, "```"]
        if let form = shape.table {
            let signature = form.signature.map { "`\($0)`" }.joined(separator: ", ")
            lines += [
                "",
                form.signature.isEmpty
                    ? "A table of this type needs the column `type`." : "Signature of a table: \(signature).", "",
                "```csv", form.example, "```",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func rows(
        _ shape: Shape, path: String, _ kind: DeclarationKind, fieldPath: [String]
    ) -> [String] {
        shape.fields.flatMap { field -> [String] in
            let name = path + field.name
            let need = field.need == .required ? "needed" : ""
            let columns = TableColumns.of(kind).filter { $0.path == fieldPath + [field.name] && $0.part == 0 }
            let headers = columns.first.map { column in
                "`\(column.name)`" + (column.words.isEmpty ? "" : "; " + column.words.joined(separator: ", "))
            }
            let row = "| `\(name)` | \(need) | \(field.about) \(hint(field.kind)) | \(headers ?? "") |"
            switch field.kind {
            case .record(let part):
                return [row] + rows(part, path: "\(name).", kind, fieldPath: fieldPath + [field.name])
            case .records(let part, _):
                return [row] + rows(part, path: "\(name)[].", kind, fieldPath: fieldPath + [field.name])
            case .identifier, .line, .prose, .choice, .integer, .flag, .money, .date, .moment, .email, .phone, .country,
                .language, .webAddress, .eventType, .fileName, .list, .answers:
                return [row]
            }
        }
    }

    private static func hint(_ kind: FieldKind) -> String {
        switch kind {
        case .choice(let set): "One of " + set.values.map { "`\($0)`" }.joined(separator: ", ") + "."
        case .money:
            "`{\"amount\": \"129.90\", \"currency\": \"EUR\"}`; in a table this column and `currency`."
        case .list(let inner, let max):
            "A list of at most \(max)." + { if case .choice = inner { " " + hint(inner) } else { "" } }()
        case .record, .identifier, .line, .prose, .email, .language, .webAddress, .eventType, .fileName, .country: ""
        case .answers(let max): "At most \(max)."
        case .records(_, let max): "A list of 1 to \(max)."
        case .integer, .flag, .date, .moment, .phone: "(\(kind.expectation.sentence))"
        }
    }

    private static func sentence(_ rule: Rule) -> String? {
        switch rule {
        case .oneOf(let names, let remedy): "\(names.map { "`\($0)`" }.joined(separator: " or ")) is needed. \(remedy)"
        case .needs(let needed, let field, let values, let remedy):
            "`\(needed)` is needed where `\(field)` is \(values.map { "`\($0)`" }.joined(separator: " or ")). \(remedy)"
        case .somethingCounted(_, _, let remedy): remedy
        case .better(_, let remedy): "Recommended: \(remedy)"
        case .inOrder(let first, let second): "`\(second)` should not lie before `\(first)`."
        }
    }
}
