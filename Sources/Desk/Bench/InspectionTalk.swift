import Digests
import JSONText
import Ledger
import Returns
import Spool

/// Asks an inspector about the goods of a return, and makes the documents of the answers.
struct InspectionTalk {
    let one: ReturnCase
    let checklists: [Checklist]
    let staff: String?
    let talk: Conversation
    /// Where the daemon takes photos from.
    let photoFolder: PhotoFolder

    /// - Returns: an `inspection` for each line of which something was judged.
    func records(line number: Int?) throws -> [JSONValue] {
        var records: [JSONValue] = []
        for line in one.lines where (number == nil || line.number == number) && line.line.unitsToJudge > 0 {
            let units = try units(of: line)
            guard !units.isEmpty else { continue }
            records.append(
                .object(known: [
                    ("type", .string(DeclarationKind.inspection.rawValue)), ("rma", .string(one.number.text)),
                    ("line", .count(line.number)), ("units", .array(units)), ("staff", .text(staff)),
                ]))
        }
        return records
    }

    /// - Returns: an `inspection` that judges anew what was judged wrongly.
    func correction(of unit: CaseUnit) throws -> [JSONValue] {
        guard let line = one.lines.first(where: { $0.number == unit.line }) else { return [] }
        describe(
            line,
            "\(unit.words): judged \(unit.verdict.rawValue)" + (unit.grade.map { ", grade \($0.rawValue)" } ?? ""))
        let (judged, _) = try self.unit(of: line, atMost: unit.quantity, correcting: unit)
        return [
            .object(known: [
                ("type", .string(DeclarationKind.inspection.rawValue)), ("rma", .string(one.number.text)),
                ("corrects", .count(unit.number)), ("units", [judged]), ("staff", .text(staff)),
            ])
        ]
    }

    private func describe(_ line: CaseLine, _ standing: String) {
        let product = line.product
        talk.tell("")
        talk.tell(
            "Line \(line.number): \(Printable.line(product.sku.text))"
                + (product.title.map { "  \(Printable.line($0))" } ?? "") + ", \(standing)")
        talk.tell(
            "  sent back because: \(product.reason.rawValue.spoken)"
                + (product.note.map { " - \(Printable.line($0))" } ?? ""))
        if let serial = product.serial { talk.tell("  announced serial number: \(Printable.line(serial.text))") }
        if !product.hazards.isEmpty {
            talk.tell("  CAREFUL: \(product.hazards.map(\.rawValue.spoken).sorted().joined(separator: ", "))")
        }
    }

    private func units(of line: CaseLine) throws -> [JSONValue] {
        describe(line, "\(line.line.unitsToJudge) to judge")
        var units: [JSONValue] = []
        var left = line.line.unitsToJudge
        while left > 0 {
            if !units.isEmpty {
                let next = try talk.choose("\(left) left to judge: go on", among: ["yes", "no"], standard: "yes")
                guard next == "yes" else { break }
            }
            let (unit, quantity) = try unit(of: line, atMost: left)
            units.append(unit)
            left -= quantity
        }
        return units
    }

    private func unit(
        of line: CaseLine, atMost left: Int, correcting wrong: CaseUnit? = nil
    ) throws -> (JSONValue, Int) {
        let quantity = left == 1 ? 1 : try count(atMost: left)
        let serial = quantity == 1 ? try self.serial(standard: wrong?.serial) : nil
        var answers: [JSONValue.Member] = []
        for question in checklists.first(where: { $0.takes(line.product.category) })?.questions ?? [] {
            let standard: (String, String?)? = question.isRequired ? nil : ("leave open", nil)
            if let answer = try talk.choose(question.text, among: question.answers, standard: standard) {
                answers.append(.init(question.id, .string(answer)))
            }
        }
        let verdict = try talk.choose(
            "Accept", among: UnitVerdict.allCases.map(\.rawValue), standard: UnitVerdict.accepted.rawValue)
        let grade = try talk.choose(
            "Grade", among: Grade.allCases.map(\.rawValue),
            standard: (answers.isEmpty ? "none" : "by the answers", nil))
        let cost = line.product.reason.isSellersFault ? try money("Cost of a repair, for example 42.00 EUR") : nil
        let photos = try photos()
        let (disposition, reason) = try way()
        let note =
            try wrong == nil
            ? talk.text("Note, which the customer can read")
            : talk.ask("What was wrong, for the customer to read") { .success(Optional($0)) }
        let names = try photos.map { path, digest in UnitPhoto(name: try photoFolder.put(path), sha256: digest) }
        let unit = JSONValue.object(known: [
            ("quantity", .count(quantity)), ("verdict", .string(verdict)), ("serial", .text(serial)),
            ("grade", .text(grade)), ("checklist", answers.isEmpty ? nil : .object(answers)),
            ("photos", names.isEmpty ? nil : .array(names.map { .string($0.text) })), ("note", .text(note)),
            ("disposition", .text(disposition)), ("reason", .text(reason)), ("repair_cost", cost),
        ])
        return (unit, quantity)
    }

    private func serial(standard: SerialNumber?) throws -> String? {
        guard let standard else { return try talk.text("Serial number") }
        return try talk.ask("Serial number", standard: (Printable.line(standard.text), standard.text)) {
            .success(Optional($0))
        }
    }

    private func count(atMost left: Int) throws -> Int {
        try talk.ask("How many alike", standard: ("1", 1)) { answer in
            guard let count = Int(answer), (1...left).contains(count) else {
                return .failure(.init(words: "A number from 1 to \(left), please."))
            }
            return .success(count)
        }
    }

    /// Enter leaves the way to the rules; whoever says another one says why.
    private func way() throws -> (String?, String?) {
        let ways = Disposition.allCases.filter { $0 != .none }.map(\.rawValue)
        let way = try talk.choose("Where to", among: ways, standard: ("by the rules", nil))
        return (way, way == nil ? nil : try talk.text("Why there, if the rules say otherwise"))
    }

    private func money(_ question: String) throws -> JSONValue? {
        try talk.ask(question, standard: ("not known", JSONValue?.none)) { answer in
            let parts = answer.split(whereSeparator: \.isWhitespace)
            let amount = (parts.first ?? "").replacing(",", with: ".")
            let isAmount =
                !amount.isEmpty && amount.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
                && amount.count { $0 == "." } <= 1 && amount.first != "." && amount.last != "."
            guard isAmount, parts.count <= 2, parts.count == 1 || Currency(parts[1]) != nil else {
                return .failure(.init(words: "An amount and its currency, please, such as 42.00 EUR."))
            }
            return .success(
                .object(known: [
                    ("amount", .string(String(amount))),
                    ("currency", parts.count == 2 ? .string(parts[1].uppercased()) : nil),
                ]))
        }
    }

    /// Photos by their paths, with the digests of what they show.
    private func photos() throws -> [(path: String, sha256: String)] {
        var photos: [(path: String, sha256: String)] = []
        while photos.count < CaseUnit.photosMax {
            let none: (path: String, sha256: String)? = nil
            let photo = try talk.ask("Photo, by its path", standard: ("no more", none)) { path in
                if let problem = PhotoFolder.problem(path) { return .failure(.init(words: problem)) }
                guard case .bytes(let bytes) = FileText.read(path, bytesMax: Spool.photoBytesMax) else {
                    return .failure(.init(words: "\(path) cannot be read."))
                }
                return .success((path, Digest(of: bytes).description))
            }
            guard let photo else { break }
            photos.append(photo)
        }
        return photos
    }
}
