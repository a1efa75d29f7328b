import Returns

/// The dock's program without its terminal: what a key, a scan or an answer changes, and what is to be done then.
///
/// A scanner is a keyboard that ends with Enter, so a line is a scan, a count or a word; signs of the number pad act
/// at once while nothing is typed, unless they begin a scan. Everything can be undone until it is sent.
struct DockDesk: Sendable, Equatable {
    enum Input: Sendable, Equatable {
        case character(Character), enter, backspace, escape, up, down
        /// Signs that came at once, from a scanner or a clipboard: none of them is a key.
        case text(String)
        /// Some scanners end with it instead of Enter; alone it goes to the next row.
        case tab
        /// Ctrl-C, Ctrl-D, or the end of the input.
        case end
        case found(DockAnswer)
        /// Whether a photo can be read; nil: it can.
        case photo(path: String, problem: String?)
        case fate(DockFate)
    }

    enum Action: Sendable, Equatable {
        case look(String)
        case checkPhoto(String)
        case send(DockDraft, isComplete: Bool)
        case sendBlind(BlindDraft)
        case bell
        case leave
    }

    /// What the next line is an answer to.
    enum Prompt: Sendable, Equatable {
        case scan, count, weight, photo, note
        /// What came in place of the selected line.
        case instead
        case blind
        case question(Question)
        /// Nothing: an answer is on its way.
        case looking, sending
    }

    enum Question: Sendable, Equatable {
        /// More than was announced.
        case surplus(row: Int, units: Int, awaited: Int)
        /// Nobody announced it.
        case unannounced(code: String, words: String)
        /// Counted a moment ago.
        case again(DockDraft)
        /// Counted at another station while it was counted here.
        case further
        /// Whether anything more is expected.
        case complete
        /// What was typed would be lost.
        case discard
    }

    struct Banner: Sendable, Equatable {
        enum Mood: Sendable, Equatable { case good, bad, attention }
        var mood: Mood
        var text: String
    }

    /// Keys of the number pad that act at once while a count is open.
    static let signs = "+-*/.,"
    static let typedMax = 400
    static let undoMax = 200

    var prompt = Prompt.scan
    var typed = ""
    var banner: Banner?
    var draft: DockDraft?
    var blind: BlindDraft?
    /// The selected row of the draft.
    var selected = 0
    /// The row that was counted last, which a condition is said of; nil after another row was chosen.
    var touched: Int?
    /// What was said to be sent: nothing more comes.
    var isComplete = false
    /// The code of the parcel that was counted last, for returns that lay in the same one.
    var lastParcel: String?
    /// What was scanned and not found, for the workbench.
    var unknownCode: String?
    /// What is looked up came in place of the selected line.
    var isInstead = false
    /// Receipts of this session.
    var sentCount = 0
    var past: [DockDraft] = []
    /// What was sent here and not read by the daemon yet.
    var unread: [DockDraft] = []

    mutating func handle(_ input: Input) -> [Action] {
        switch input {
        case .found(let answer): return found(answer)
        case .photo(let path, let problem): return photo(path, problem)
        case .fate(let fate): return ended(fate)
        case .end: return end()
        case .character(let character): return character.isNewline ? handle(.enter) : type(character)
        case .text(let text):
            text.forEach { take($0) }
            return []
        case .tab: return handle(typed.isEmpty ? .down : .enter)
        case .backspace:
            if !typed.isEmpty { typed.removeLast() }
            return []
        case .enter:
            let line = String(typed.trimmingWhitespace())
            typed = ""
            return enter(line)
        case .escape: return escape()
        case .up, .down:
            guard prompt == .count, let draft, draft.rowCount > 0 else { return [] }
            selected = (selected + (input == .up ? draft.rowCount - 1 : 1)) % draft.rowCount
            touched = nil
            return []
        }
    }

    // MARK: Keys

    private mutating func type(_ character: Character) -> [Action] {
        if typed.isEmpty, let actions = sign(character) { return actions }
        take(character)
        return []
    }

    private mutating func take(_ character: Character) {
        guard prompt != .looking, prompt != .sending, typed.count < Self.typedMax else { return }
        typed.append(character)
    }

    /// Signs that act at once; nil where the character is simply typed.
    private mutating func sign(_ character: Character) -> [Action]? {
        if case .question(let question) = prompt {
            switch character {
            case "+": return answer(question, .yes)
            case "-": return answer(question, .no)
            default: return nil
            }
        }
        guard prompt == .count else { return nil }
        switch character {
        case "+": return finish()
        case "-": return undo()
        case "*": return nextCondition()
        case "/": return ask(.weight)
        case ".": return ask(.photo)
        case ",": return ask(.note)
        default: return nil
        }
    }

    /// Whether signs act at once now.
    var isKeyTaken: Bool {
        switch prompt {
        case .count, .question: true
        case .scan, .weight, .photo, .note, .instead, .blind, .looking, .sending: false
        }
    }

    private mutating func escape() -> [Action] {
        typed = ""
        switch prompt {
        case .scan, .looking, .sending:
            banner = nil
            return []
        case .weight, .photo, .note, .instead: return ask(.count)
        case .question(let question): return answer(question, .no)
        case .blind:
            blind = nil
            return back(Banner(mood: .attention, text: DockWords.blindPutBack))
        case .count:
            guard let draft, !draft.isUntouched else { return back(nil) }
            return ask(.question(.discard))
        }
    }

    private mutating func end() -> [Action] {
        guard let draft, !draft.isUntouched, prompt != .question(.discard) else { return [.leave] }
        return complain(DockWords.unsent, then: .question(.discard))
    }

    mutating func ask(_ next: Prompt) -> [Action] {
        prompt = next
        typed = ""
        return []
    }

    mutating func complain(_ text: String, then next: Prompt? = nil) -> [Action] {
        banner = Banner(mood: .bad, text: text)
        if let next { prompt = next }
        return [.bell]
    }

    /// Back to the next scan.
    mutating func back(_ banner: Banner?) -> [Action] {
        draft = nil
        past = []
        selected = 0
        touched = nil
        self.banner = banner
        return ask(.scan)
    }

    // MARK: Lines

    private mutating func enter(_ line: String) -> [Action] {
        switch prompt {
        case .looking, .sending: return []
        case .scan: return scan(line)
        case .count: return count(line)
        case .weight:
            banner = nil
            return weigh(line)
        case .photo: return line.isEmpty ? ask(.count) : [.checkPhoto(line)]
        case .note:
            // A sign alone is no note: who presses `+` here wants to send.
            if line.count == 1, let key = line.first, Self.signs.contains(key) { return ask(.count) + type(key) }
            banner = nil
            if !line.isEmpty { change { $0.note = line } }
            return ask(.count)
        case .instead:
            guard !line.isEmpty else { return ask(.count) }
            isInstead = true
            prompt = .looking
            unknownCode = line
            return [.look(line)]
        case .blind: return describe(line)
        case .question(let question):
            switch (line.lowercased(), question) {
            case ("", _): return answer(question, .enter)
            case ("y", _): return answer(question, .yes)
            case ("n", _): return answer(question, .no)
            case ("x", .unannounced): return answer(question, .instead)
            case ("c", .again(let next)): return correct(next)
            case (_, _): return complain(DockWords.answerFirst)
            }
        }
    }

    private mutating func scan(_ line: String) -> [Action] {
        guard !line.isEmpty else { return [] }
        if line.lowercased() == "q" { return [.leave] }
        if line.count == 1, line.allSatisfy(Self.signs.contains) { return complain(DockWords.nothingOpen) }
        if line.lowercased() == "b" {
            blind = BlindDraft(codes: unknownCode.map { [$0] } ?? [])
            banner = nil
            return ask(.blind)
        }
        prompt = .looking
        unknownCode = line
        return [.look(line)]
    }

    private mutating func found(_ answer: DockAnswer) -> [Action] {
        guard prompt == .looking else { return [] }
        if draft != nil { return foundWhileCounting(answer) }
        prompt = .scan
        switch answer {
        case .failed(let text): return complain(text)
        case .unknown(let text), .noArticle(let text): return complain("\(text) \(DockWords.offerWorkbench)")
        case .card(let card):
            let next = DockDraft(card: card, scanned: unknownCode ?? card.rma)
            unknownCode = nil
            if let recent = card.recent ?? unreadCount(of: next) {
                banner = Banner(mood: .attention, text: DockWords.countedBefore(card.rma, recent))
                prompt = .question(.again(next))
                return [.bell]
            }
            return open(next)
        }
    }

    /// A count of the same parcel that waits in the drop: the ledger does not know of it.
    private mutating func unreadCount(of next: DockDraft) -> DockCard.Recent? {
        // Once the return has changed, the ledger says what was counted.
        unread.removeAll {
            $0.card.rma == next.card.rma && ($0.card.lines != next.card.lines || $0.card.parcels != next.card.parcels)
        }
        let isKnown = unread.contains { sent in
            sent.card.rma == next.card.rma
                && (sent.card.scannedParcel == nil || next.card.scannedParcel == nil
                    || sent.card.scannedParcel == next.card.scannedParcel)
        }
        return isKnown ? DockCard.Recent(minutes: 0, station: "", isThisStation: true) : nil
    }

    mutating func open(_ next: DockDraft) -> [Action] {
        draft = next
        past = []
        touched = nil
        selected = next.card.lines.firstIndex { $0.awaited > 0 } ?? 0
        banner = Self.greeting(next.card).map { Banner(mood: .attention, text: $0) }
        prompt = .count
        return next.card.warnings.isEmpty && next.card.losses.isEmpty ? [] : [.bell]
    }

    // MARK: Sending

    private mutating func finish() -> [Action] {
        guard let draft else { return [] }
        guard draft.isEmpty || draft.counts.contains(where: { $0 != nil }) || !draft.unannounced.isEmpty else {
            return complain(DockWords.nothingCounted)
        }
        guard !draft.isCorrection || draft.note != nil else { return complain(DockWords.sayWhy, then: .note) }
        let lacks = draft.card.lines.indices.contains { row in
            (draft.counts[row] ?? (draft.isCorrection ? .max : 0)) < draft.card.lines[row].awaited
        }
        guard lacks, !draft.isEmpty else { return send(isComplete: true) }
        return ask(.question(.complete))
    }

    /// The banner of a return that is open: what must not be overlooked, then what is to be scanned.
    private static func greeting(_ card: DockCard) -> String? {
        if let warning = card.warnings.first ?? card.losses.first { return warning }
        let coming = card.parcels.count { !$0.isHere }
        return coming > 1 && card.scannedParcel == nil ? DockWords.scanParcels(coming) : nil
    }

    mutating func send(isComplete: Bool) -> [Action] {
        guard let draft else { return [] }
        banner = nil
        prompt = .sending
        self.isComplete = isComplete
        return [.send(draft, isComplete: isComplete)]
    }

    private mutating func ended(_ fate: DockFate) -> [Action] {
        guard prompt == .sending else { return [] }
        switch fate {
        case .taken(let text), .waiting(let text):
            var isTaken = true
            if case .waiting = fate { isTaken = false }
            if !isTaken, let draft { unread.append(draft) }
            sentCount += 1
            lastParcel = draft?.ownParcel ?? lastParcel
            unknownCode = nil
            blind = nil
            let actions = back(Banner(mood: isTaken ? .good : .attention, text: text))
            return isTaken ? actions : actions + [.bell]
        case .countedElsewhere(let text):
            banner = Banner(mood: .attention, text: text)
            prompt = .question(.further)
            return [.bell]
        case .refused(let text):
            // Nothing is lost: what was typed is there to be corrected.
            return complain(text, then: blind == nil ? .count : .blind)
        }
    }
}
