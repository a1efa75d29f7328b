import Returns

/// How a piece of the dock's screen looks.
enum DockStyle: Sendable, Equatable {
    case plain, strong, faint, good, bad, attention
    /// The row that the next number is for.
    case selected
    /// Whole rows that are seen from afar.
    case goodBanner, badBanner, attentionBanner

    /// ECMA-48 SGR parameters.
    var code: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .faint: "2"
        case .good: "32"
        case .bad: "31"
        case .attention: "33"
        case .selected: "7"
        case .goodBanner: "1;37;42"
        case .badBanner: "1;37;41"
        case .attentionBanner: "1;30;43"
        }
    }
}

/// A row of the dock's screen, exactly as wide as the screen.
struct DockRow: Sendable, Equatable {
    var text: String
    var style: DockStyle

    init(_ text: String, _ style: DockStyle = .plain) {
        self.text = text
        self.style = style
    }
}

/// Draws the dock: a function of what it knows and of the size of the screen.
struct DockView {
    /// Below this nothing useful can be shown.
    static let leastColumns = 40
    static let leastRows = 12

    let desk: DockDesk
    let station: String
    let staff: String?
    let daemon: String
    let columns: Int
    let rows: Int

    /// As many rows as the screen has, each as wide as it is.
    func screen() -> [DockRow] {
        guard columns >= Self.leastColumns, rows >= Self.leastRows else {
            let words = "The window is too small: \(Self.leastColumns)×\(Self.leastRows) at least."
            return fitted(Wrapping.lines(words, width: columns).map { DockRow($0) }, rows)
        }
        let foot = banner + [DockRow(" \(DockWords.prompt(desk)) > \(shown(desk.typed))▏", .strong), keys]
        return fitted([head] + fitted(middle(rows - 1 - foot.count), rows - 1 - foot.count) + foot, rows)
    }

    private var head: DockRow {
        let who = ["rmad dock", station, staff ?? ""].filter { !$0.isEmpty }.joined(separator: "  ")
        let right = "\(desk.sentCount) counted   \(daemon)"
        let space = max(1, columns - 2 - DisplayWidth.of(who) - DisplayWidth.of(right))
        return DockRow(" \(who)\(String(repeating: " ", count: space))\(right) ", .faint)
    }

    private var keys: DockRow { DockRow(" \(DockWords.keys(desk))", .faint) }

    private var banner: [DockRow] {
        guard let banner = desk.banner else { return [] }
        let style: DockStyle =
            switch banner.mood {
            case .good: .goodBanner
            case .bad: .badBanner
            case .attention: .attentionBanner
            }
        let lines = Wrapping.lines(Printable.text(banner.text), width: columns - 4)
        // Reasons may be long; what does not fit stands in the rejected folder as well.
        return lines.prefix(max(2, rows / 3)).map { DockRow("  \($0)", style) }
    }

    private func middle(_ height: Int) -> [DockRow] {
        if let blind = desk.blind, desk.draft == nil { return workbench(blind) }
        guard let draft = desk.draft ?? asked else { return ready }
        let top = title(draft.card.rma, height) + about(draft)
        let bottom = evidence(draft)
        let goods = self.goods(draft, max(1, height - top.count - bottom.count - 1))
        return top + goods + [DockRow("")] + bottom
    }

    /// The return that a question is about before it is open.
    private var asked: DockDraft? {
        if case .question(.again(let draft)) = desk.prompt { return draft }
        return nil
    }

    private var ready: [DockRow] {
        [DockRow("")] + large("SCAN") + [DockRow(""), DockRow("  \(DockWords.ready)")]
    }

    private func large(_ text: String) -> [DockRow] {
        let isFitting = BlockLetters.width(of: text) + 4 <= columns
        return isFitting ? BlockLetters.rows(text).map { DockRow("  \($0)", .strong) } : [DockRow("  \(text)", .strong)]
    }

    /// Large where there is room for the goods below it.
    private func title(_ rma: String, _ height: Int) -> [DockRow] {
        height >= 14 ? [DockRow("")] + large(shown(rma)) + [DockRow("")] : [DockRow("  \(shown(rma))", .strong)]
    }

    private func about(_ draft: DockDraft) -> [DockRow] {
        let card = draft.card
        var rows = [DockRow("  \(shown(card.customer))   \(card.state.words)", .strong)]
        rows += card.warnings.map { DockRow("  ! \(shown($0))", .bad) }
        // As many rows as it takes: what becomes of the order stands at its end.
        rows += card.losses.flatMap { Wrapping.lines("! \(shown($0))", width: columns - 4) }
            .map { DockRow("  \($0)", .attention) }
        rows += card.notes.map { DockRow("  \(shown($0))", .attention) }
        if card.wantsPhotos, draft.photos.isEmpty {
            rows.append(DockRow("  Please take a photo of the packaging and of the goods.", .attention))
        }
        if !card.parcels.isEmpty { rows.append(DockRow("  \(Self.parcels(card))", .faint)) }
        return rows
    }

    /// Each parcel and how far it is, whether its own code was scanned or not.
    static func parcels(_ card: DockCard) -> String {
        let words = card.parcels.map { "\($0.number) \($0.isHere ? "is here" : $0.state.spoken)" }
        let own = card.scannedParcel.map { "Parcel \($0) of \(card.parcels.count). " } ?? ""
        return "\(own)Parcels: \(words.joined(separator: ", "))"
    }

    /// The selected row is always in sight.
    private func goods(_ draft: DockDraft, _ height: Int) -> [DockRow] {
        var all = draft.card.lines.indices.map { announced(draft, $0) }
        all += draft.unannounced.indices.map { unannounced(draft, $0) }
        guard all.count > height else { return all }
        let first = min(max(0, desk.selected - height / 2), all.count - height)
        return Array(all[first..<first + height])
    }

    private func announced(_ draft: DockDraft, _ row: Int) -> DockRow {
        let line = draft.card.lines[row]
        let count = draft.counts[row]
        let here =
            line.awaited > 0 || count != nil || draft.isCorrection
            ? "\(count.map(String.init) ?? "·")/\(line.awaited)" : line.receipt.spoken
        let before = draft.isCorrection ? "  was \(line.received)" : ""
        let condition = draft.conditions[row].map { "  [\($0.rawValue)]" } ?? ""
        let serial = line.serial.map { "  S/N \(shown($0))" } ?? ""
        let hazards = line.hazards.isEmpty ? "" : "  ⚠ \(line.hazards.joined(separator: ", "))"
        let title = line.title.map { "  \(shown($0))" } ?? ""
        let text = "\(shown(line.sku))\(before)\(condition)\(hazards)\(serial)\(title)  (\(line.reason.spoken))"
        let style: DockStyle =
            desk.selected == row && desk.prompt != .sending
            ? .selected
            : count.map { $0 == line.awaited ? .good : .attention } ?? (line.awaited == 0 ? .faint : .plain)
        return DockRow(mark(row) + pad(here, 10) + text, style)
    }

    private func unannounced(_ draft: DockDraft, _ index: Int) -> DockRow {
        let goods = draft.unannounced[index]
        let row = draft.card.lines.count + index
        let instead = goods.insteadOf.map { "in place of \(shown($0))" } ?? "not announced"
        let condition = goods.condition.map { "  [\($0.rawValue)]" } ?? ""
        return DockRow(
            mark(row) + pad("\(goods.quantity)", 10) + "\(shown(goods.sku))\(condition)  \(instead)",
            desk.selected == row ? .selected : .attention)
    }

    private func mark(_ row: Int) -> String { desk.selected == row ? " ▶ " : "   " }

    private func evidence(_ draft: DockDraft) -> [DockRow] {
        var parts: [String] = []
        if draft.isCorrection { parts.append("CORRECTION: what is really here") }
        if draft.isEmpty { parts.append("The parcel is EMPTY") }
        if let grams = draft.grams {
            let expected = draft.card.expectedGrams.map { ", \(Self.weight($0)) expected" } ?? ""
            parts.append("\(Self.weight(grams))\(expected)")
        } else if let expected = draft.card.expectedGrams {
            parts.append("\(Self.weight(expected)) expected")
        }
        if !draft.photos.isEmpty { parts.append("\(draft.photos.count) photos") }
        if !draft.parcels.isEmpty { parts.append("\(draft.parcels.count) further parcels") }
        if let note = draft.note { parts.append("“\(shown(note))”") }
        return parts.isEmpty ? [] : [DockRow("  " + parts.joined(separator: "  ·  "))]
    }

    private func workbench(_ blind: BlindDraft) -> [DockRow] {
        let facts = [
            ("Codes", blind.codes.joined(separator: ", ")), ("In it", blind.goods.joined(separator: "; ")),
            ("Sender", [blind.sender, blind.postalCode].compactMap { $0 }.joined(separator: ", ")),
            ("Lies at", blind.location ?? ""),
        ]
        return [DockRow("")] + large("WORKBENCH") + [DockRow("")]
            + facts.filter { !$0.1.isEmpty }.map { DockRow("  \(pad($0.0, 9))\(shown($0.1))") }
    }

    static func weight(_ grams: Int) -> String {
        grams < 1000 ? "\(grams) g" : "\(grams / 1000).\((grams % 1000 / 10).padded(2)) kg"
    }

    private func shown(_ text: String) -> String { Printable.line(text) }

    private func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - DisplayWidth.of(text)))
    }

    /// Exactly `height` rows, each exactly as wide as the screen.
    private func fitted(_ rows: [DockRow], _ height: Int) -> [DockRow] {
        var rows = Array(rows.prefix(height))
        while rows.count < height { rows.append(DockRow("")) }
        return rows.map { row in
            let cut = DisplayWidth.cut(row.text, to: columns)
            return DockRow(cut + String(repeating: " ", count: max(0, columns - DisplayWidth.of(cut))), row.style)
        }
    }
}
