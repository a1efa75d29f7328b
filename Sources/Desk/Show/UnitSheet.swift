import JSONText
import Ledger
import Returns

/// The units of a return: what was found, where they go, and what is recommended.
struct UnitSheet {
    let folder: CaseFolder
    let screen: Screen

    func show() {
        let units = folder.stored.case.units
        guard !units.isEmpty else { return }
        screen.line()
        screen.heading("Units")
        for unit in units { show(unit) }
    }

    private func show(_ unit: CaseUnit) {
        let sku = folder.stored.case.lines.first { $0.number == unit.line }?.product.sku.text ?? ""
        let head = [
            "\(unit.number)", unit.quantity > 1 ? "\(unit.quantity) ×" : nil, Printable.line(sku),
            "line \(unit.line)", unit.verdict.rawValue,
            unit.overtakenBy?.words, unit.grade.map { "grade \($0.rawValue)" },
        ].compactMap { $0 }
        screen.paragraph(head.joined(separator: "  "), indent: 2, .strong)
        var fields = Fields()
        let isOdd = unit.serialFinding == .other
        fields.add(
            "Serial",
            [unit.serial.map { Printable.line($0.text) }, unit.serialFinding.map { Self.words($0) }],
            isOdd ? .attention : .plain)
        // What is judged anew goes where its newer record says.
        fields.add(
            unit.isOvertaken ? "Went to" : "Goes to",
            [
                unit.disposition == .none ? "nobody has said" : unit.disposition.rawValue.spoken,
                unit.bin.map { Printable.line($0) }, unit.destination.map { "warehouse \(Printable.line($0.text))" },
                unit.rule.map { "rule '\(Printable.line($0))'" }, unit.decidedBy.map { "by \(Printable.line($0))" },
            ])
        fields.add("Because", unit.decisionReason.map(Printable.text))
        fields.add(
            "Checklist",
            unit.checklist.map { "\(Printable.line($0.question)) \(Printable.line($0.answer))" }.joined(
                separator: " · "))
        fields.add("Worth", [unit.value.map { "\($0)" }, unit.repairCost.map { "repair \($0)" }])
        fields.add(
            "Photos",
            unit.photos.map { photo in
                Printable.line(photo.name) + (photo.sha256.map { " (sha256 \($0.prefix(12))…)" } ?? "")
            }.joined(separator: "\n"))
        fields.add("Note", unit.note.map(Printable.text))
        if let advice = folder.advice(for: unit) {
            fields.add("Advice", advice.steps.map { Printable.line($0) }.joined(separator: "\n"), .attention)
        }
        fields.add("Judged", unit.judgedOn?.description)
        screen.show(fields, indent: 5)
    }

    private static func words(_ finding: SerialFinding) -> String {
        switch finding {
        case .announced: "as announced"
        case .sold: "as sold"
        case .other: "not the one that was announced or sold"
        case .unannounced: "none was announced"
        case .unread: "none was read"
        }
    }
}

extension CaseFolder {
    /// The newest recommendation for a unit, with its reckoning.
    func advice(for unit: CaseUnit) -> (answer: String, steps: [String])? {
        events.last { $0.draft.axis == Change.adviceAxis && $0.draft.subject == "unit:\(unit.number)" }.map { event in
            (event.draft.after, (event.draft.reason ?? "").split(whereSeparator: \.isNewline).map(String.init))
        }
    }
}
