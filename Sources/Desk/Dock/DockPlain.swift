import Returns

/// The dock line by line, without any control sequence: for screen readers, pipes and tests.
struct DockPlain {
    private(set) var desk = DockDesk()
    private var told: DockDesk.Banner?

    /// Lines that are one sign are keys, all others are typed and entered.
    static func inputs(of line: String) -> [DockDesk.Input] {
        let line = String(line.trimmingWhitespace())
        if line.lowercased() == "esc" { return [.escape] }
        if line.count == 1, let sign = line.first, DockDesk.signs.contains(sign) { return [.character(sign)] }
        return [.text(line), .enter]
    }

    /// What a line does; what is to be said of it is in the second part.
    mutating func handle(
        _ inputs: [DockDesk.Input], perform: (DockDesk.Action) -> DockDesk.Input?
    ) -> (
        lines: [String], isOver: Bool
    ) {
        let before = desk
        var isOver = false
        var waiting = inputs[...]
        // A sign that is no key now is a line like any other.
        if inputs.count == 1, case .character = inputs[0], !desk.isKeyTaken { waiting.append(.enter) }
        while let input = waiting.popFirst() {
            for action in desk.handle(input) {
                if action == .leave { isOver = true }
                if let next = perform(action) { waiting.insert(next, at: waiting.startIndex) }
            }
        }
        return (words(since: before), isOver)
    }

    private func words(since before: DockDesk) -> [String] {
        var lines: [String] = []
        if let banner = desk.banner, banner != before.banner {
            let word =
                switch banner.mood {
                case .good: "OK"
                case .bad: "ERROR"
                case .attention: "NOTE"
                }
            lines.append("\(word): \(Printable.line(banner.text))")
        }
        if let draft = desk.draft, draft != before.draft { lines += Self.card(draft, isNew: before.draft == nil) }
        if desk.prompt != before.prompt || desk.selected != before.selected || desk.blind != before.blind {
            lines.append("\(DockWords.prompt(desk))?")
        }
        return lines
    }

    private static func card(_ draft: DockDraft, isNew: Bool) -> [String] {
        let card = draft.card
        var lines: [String] = []
        if isNew {
            lines.append("\(card.rma), \(Printable.line(card.customer)), \(card.state.words)")
            lines += card.warnings.dropFirst().map { "WARNING: \(Printable.line($0))" }
            let losses = card.warnings.isEmpty ? card.losses.dropFirst() : card.losses[...]
            lines += losses.map { "NOTE: \(Printable.line($0))" }
            if !card.parcels.isEmpty { lines.append(DockView.parcels(card)) }
            lines += card.notes.map { "NOTED: \(Printable.line($0))" }
        }
        for (index, line) in card.lines.enumerated() {
            let before = draft.isCorrection ? "\(line.received) counted before, " : ""
            let count = draft.counts[index].map { "\($0) counted, " } ?? ""
            let condition = draft.conditions[index].map { ", \($0.rawValue)" } ?? ""
            let serial = line.serial.map { " (S/N \(Printable.line($0)))" } ?? ""
            let hazards = line.hazards.isEmpty ? "" : ", careful: \(line.hazards.joined(separator: ", "))"
            lines.append(
                "  \(line.number). \(Printable.line(line.sku))\(serial): \(before)\(count)\(line.awaited) "
                    + (draft.isCorrection ? "announced" : "awaited")
                    + "\(condition)\(hazards)")
        }
        for goods in draft.unannounced {
            let instead = goods.insteadOf.map { " in place of \(Printable.line($0))" } ?? ", not announced"
            lines.append("  \(goods.quantity) × \(Printable.line(goods.sku))\(instead)")
        }
        if let grams = draft.grams {
            let expected = card.expectedGrams.map { ", \(DockView.weight($0)) expected" } ?? ""
            lines.append("  weight \(DockView.weight(grams))\(expected)")
        }
        if !draft.photos.isEmpty { lines.append("  \(draft.photos.count) photos") }
        if draft.isEmpty { lines.append("  the parcel is empty") }
        return lines
    }
}
