import Ledger
import Returns

/// What a person does while a count is open.
extension DockDesk {
    enum Reply: Sendable, Equatable { case enter, yes, no, instead }

    /// Changes the draft so that it can be undone.
    mutating func change(_ body: (inout DockDraft) -> Void) {
        guard var next = draft else { return }
        body(&next)
        guard let before = draft, next != before else { return }
        past.append(before)
        touched = nil
        if past.count > Self.undoMax { past.removeFirst() }
        draft = next
        selected = min(selected, max(0, next.rowCount - 1))
    }

    mutating func undo() -> [Action] {
        guard let before = past.popLast() else { return complain(DockWords.nothingToUndo) }
        draft = before
        touched = nil
        selected = min(selected, max(0, before.rowCount - 1))
        banner = Banner(mood: .attention, text: DockWords.undone)
        return []
    }

    /// A line while counting: nothing, a number, a weight, a word, or a scan.
    mutating func count(_ line: String) -> [Action] {
        guard let draft else { return [] }
        banner = nil
        if line.isEmpty { return countAsExpected(draft) }
        // Few digits are a count, even where an article is called like that.
        if line.count <= 3, let units = Int(line), units >= 0 { return setSelected(to: units) }
        let read = GoodsCode.serial(in: line) ?? line
        let serial = GoodsCode.unit(read)
        if let row = Self.row(of: serial, in: draft) { return countUnit(row, serial: serial, read: read) }
        let named = DockText.lines(draft.card, named: line)
        if let row = named.first(where: { draft.card.lines[$0].awaited > 0 }) ?? named.first {
            return set(row, to: (draft.counts[row] ?? 0) + 1)
        }
        let article = GoodsCode.article(line)
        if let row = draft.unannounced.firstIndex(where: { GoodsCode.article($0.sku) == article }) {
            selected = draft.card.lines.count + row
            change { $0.unannounced[row].quantity += 1 }
            touched = selected
            return []
        }
        if line.count <= 5, let units = Int(line), units >= 0 { return setSelected(to: units) }
        if let grams = DockText.grams(line, needsUnit: true) { return weigh(grams) }
        if DockText.lacksUnit(line) { return complain(DockWords.unitNeeded(line)) }
        return word(line)
    }

    /// The line that announces a serial number, else one of the article with which it was sold: one that is awaited
    /// first, and none that announces another unit.
    private static func row(of serial: String, in draft: DockDraft) -> Int? {
        let lines = draft.card.lines
        if let row = lines.firstIndex(where: { $0.serial.map { GoodsCode.unit($0) } == serial }) { return row }
        let sold = lines.indices.filter { lines[$0].sold.contains(serial) }
        let open = sold.filter { lines[$0].serial == nil || lines[$0].announced > 1 }
        return open.first { (draft.counts[$0] ?? 0) < lines[$0].awaited } ?? open.first ?? sold.first
    }

    /// One serial number names one unit: scanned again, it is the same one.
    private mutating func countUnit(_ row: Int, serial: String, read: String) -> [Action] {
        guard let draft else { return [] }
        let line = draft.card.lines[row]
        let before = draft.counts[row] ?? 0
        let isAnnounced = line.serial.map { GoodsCode.unit($0) } == serial
        guard !draft.serials.contains(serial), !isAnnounced || line.announced > 1 || before == 0 else {
            return complain(DockWords.serialTwice(isAnnounced ? line.serial ?? read : read))
        }
        let actions = set(row, to: before + 1)
        if self.draft?.counts[row] == before + 1 { self.draft?.serials.insert(serial) }
        return actions
    }

    private mutating func setSelected(to units: Int) -> [Action] {
        guard let draft, draft.rowCount > 0 else { return complain(DockWords.noLine) }
        return set(selected, to: units)
    }

    private mutating func word(_ line: String) -> [Action] {
        let word = line.lowercased()
        if draft?.isCorrection == true, ["x", "e", "s", "c"].contains(word) { return complain(DockWords.onlyCounts) }
        switch word {
        case "c":
            guard let draft, draft.card.isCounted else { return complain(DockWords.nothingToCorrect) }
            guard draft.isUntouched else { return complain(DockWords.sendFirst) }
            return correct(draft)
        case "x":
            guard let draft, selected < draft.card.lines.count else { return complain(DockWords.noLine) }
            return ask(.instead)
        case "e":
            change {
                $0.isEmpty.toggle()
                if $0.isEmpty {
                    $0.counts = $0.counts.map { _ in nil }
                    $0.unannounced = []
                }
            }
            return []
        case "n": return ask(.note)
        case "s":
            guard let lastParcel else { return complain(DockWords.noLastParcel) }
            change { if !$0.parcels.contains(lastParcel) { $0.parcels.append(lastParcel) } }
            banner = Banner(mood: .good, text: DockWords.sameParcel(lastParcel))
            return []
        default:
            prompt = .looking
            unknownCode = line
            return [.look(line)]
        }
    }

    /// What was counted of the return before is counted anew.
    mutating func correct(_ next: DockDraft) -> [Action] {
        let actions = open(DockDraft(correcting: next.card, scanned: next.scanned))
        selected = 0
        banner = Banner(mood: .attention, text: DockWords.correcting)
        return actions
    }

    private mutating func countAsExpected(_ draft: DockDraft) -> [Action] {
        let lines = draft.card.lines
        guard selected < lines.count, draft.counts[selected] == nil, lines[selected].awaited > 0 else {
            return advance()
        }
        return set(selected, to: lines[selected].awaited)
    }

    /// Sets a row, and asks first where that is more than was announced.
    private mutating func set(_ row: Int, to units: Int, isConfirmed: Bool = false) -> [Action] {
        guard let draft else { return [] }
        guard row < draft.card.lines.count else {
            selected = row
            change { $0.unannounced[row - $0.card.lines.count].quantity = units }
            touched = row
            return []
        }
        selected = row
        guard units <= Quantity.unitsMax else { return complain(DockWords.tooMany) }
        let awaited = draft.card.lines[row].awaited
        // Told once: who confirmed three of one is not asked again at the fourth.
        guard units <= awaited || isConfirmed || (draft.counts[row] ?? 0) > awaited else {
            banner = Banner(mood: .attention, text: DockWords.surplus(units, awaited))
            prompt = .question(.surplus(row: row, units: units, awaited: awaited))
            return [.bell]
        }
        change {
            $0.counts[row] = units
            $0.isEmpty = false
        }
        touched = row
        return units >= awaited ? advance() : []
    }

    /// To the next line that is not counted.
    private mutating func advance() -> [Action] {
        if let draft, let next = draft.open.first(where: { $0 > selected }) ?? draft.open.first { selected = next }
        return []
    }

    mutating func nextCondition() -> [Action] {
        let row = touched ?? selected
        defer { touched = row }
        let all: [Condition?] = Condition.allCases.map { $0 } + [nil]
        change { draft in
            let isAnnounced = row < draft.card.lines.count
            let index = row - draft.card.lines.count
            guard isAnnounced || draft.unannounced.indices.contains(index) else { return }
            let now = isAnnounced ? draft.conditions[row] : draft.unannounced[index].condition
            let next = all[((all.firstIndex(of: now) ?? all.count - 1) + 1) % all.count]
            if isAnnounced { draft.conditions[row] = next } else { draft.unannounced[index].condition = next }
        }
        return []
    }

    mutating func weigh(_ line: String) -> [Action] {
        guard !line.isEmpty else { return ask(.count) }
        guard let grams = DockText.grams(line, needsUnit: false) else {
            return complain(DockText.lacksUnit(line) ? DockWords.unitNeeded(line) : DockWords.noWeight)
        }
        return weigh(grams)
    }

    private mutating func weigh(_ grams: Int) -> [Action] {
        guard (1...DockReceipt.gramsMax).contains(grams) else { return complain(DockWords.noWeight) }
        change { $0.grams = grams }
        return ask(.count)
    }

    mutating func photo(_ path: String, _ problem: String?) -> [Action] {
        if let problem { return complain(problem) }
        guard let draft, draft.photos.count < DockReceipt.photosMax else { return complain(DockWords.tooManyPhotos) }
        change { $0.photos.append(path) }
        banner = nil
        return ask(.count)
    }

    /// Something else came in place of the selected line.
    mutating func came(_ code: String) -> [Action] {
        guard let draft, selected < draft.card.lines.count else { return ask(.count) }
        let line = draft.card.lines[selected]
        guard GoodsCode.article(code) != GoodsCode.article(line.sku) else {
            return complain(DockWords.itself, then: isInstead ? .instead : nil)
        }
        banner = nil
        change {
            $0.unannounced.append(
                UnannouncedGoods(sku: code, quantity: 1, insteadOf: line.awaited > 0 ? line.sku : nil))
        }
        selected = draft.rowCount
        return ask(.count)
    }

    mutating func foundWhileCounting(_ answer: DockAnswer) -> [Action] {
        prompt = .count
        guard let draft, let code = unknownCode else { return [] }
        unknownCode = nil
        defer { isInstead = false }
        if case .noArticle(let words) = answer { return complain(words, then: isInstead ? .instead : .count) }
        // Whatever else it may be, somebody said that it is goods.
        if isInstead { return came(code) }
        switch answer {
        case .failed(let text), .noArticle(let text): return complain(text)
        case .card(let card) where card.rma == draft.card.rma:
            guard card.scannedParcel != nil, card.scannedParcel != draft.card.scannedParcel else {
                let isParcel = card.scannedParcel != nil || Self.isSame(code, card.rma)
                banner = Banner(mood: .attention, text: isParcel ? DockWords.scannedAlready : DockWords.leadsHere)
                return [.bell]
            }
            change { if !$0.parcels.contains(code) { $0.parcels.append(code) } }
            banner = Banner(mood: .good, text: DockWords.parcelToo(card.scannedParcel ?? 0))
            return []
        case .card(let card): return complain(DockWords.otherReturn(card.rma, card.customer))
        case .unknown where draft.isCorrection: return complain(DockWords.onlyCounts)
        case .unknown(let words):
            prompt = .question(.unannounced(code: code, words: words))
            banner = Banner(mood: .attention, text: DockWords.notAnnounced(code))
            return [.bell]
        }
    }

    /// Whether a scan is a number, however it is written.
    private static func isSame(_ scan: String, _ number: String) -> Bool {
        let (scan, number) = (SearchTerms.compact(scan), SearchTerms.compact(number))
        return scan == number || scan.hasSuffix(number)
    }

    mutating func answer(_ question: Question, _ reply: Reply) -> [Action] {
        switch question {
        case .surplus(let row, let units, _):
            prompt = .count
            banner = nil
            return reply == .enter || reply == .yes ? set(row, to: units, isConfirmed: true) : []
        case .unannounced(let code, _):
            prompt = .count
            banner = nil
            switch reply {
            case .enter, .yes:
                change { $0.unannounced.append(UnannouncedGoods(sku: code, quantity: 1)) }
                selected = max(0, (draft?.rowCount ?? 1) - 1)
                return []
            case .instead: return came(code)
            case .no: return []
            }
        case .again(let next):
            guard reply == .yes else { return back(nil) }
            var next = next
            next.isFurther = next.card.recent?.isThisStation == false
            return open(next)
        case .further:
            guard reply == .yes else {
                banner = nil
                return ask(.count)
            }
            draft?.isFurther = true
            return send(isComplete: isComplete)
        case .complete:
            switch reply {
            case .yes: return send(isComplete: true)
            case .enter: return send(isComplete: false)
            case .no, .instead: return ask(.count)
            }
        case .discard:
            guard reply == .yes else {
                banner = nil
                return ask(.count)
            }
            return back(Banner(mood: .attention, text: DockWords.putBack))
        }
    }

    /// The questions about a parcel that nobody can name, one line each.
    mutating func describe(_ line: String) -> [Action] {
        guard var next = blind else { return ask(.scan) }
        switch next.step {
        // A label that is scanned while its goods are asked for is still a label.
        case .codes where !line.isEmpty, .goods where ScannedNumber(line).isParcelNumber:
            guard next.codes.count < BlindReceipt.codesMax else { return complain(DockWords.tooMany) }
            if !next.codes.contains(line) { next.codes.append(line) }
            blind = next
            return []
        case .codes: break
        case .goods where !line.isEmpty:
            guard next.goods.count < BlindReceipt.goodsMax else { return complain(DockWords.tooMany) }
            next.goods.append(line)
            blind = next
            return []
        case .goods: break
        case .sender: next.sender = line.isEmpty ? nil : line
        case .postalCode: next.postalCode = line.isEmpty ? nil : line
        case .location: next.location = line.isEmpty ? nil : line
        }
        guard let step = BlindDraft.Step(rawValue: next.step.rawValue + 1) else {
            guard !next.codes.isEmpty || !next.goods.isEmpty || next.sender != nil else {
                next.step = .goods
                blind = next
                return complain(DockWords.nothingKnown)
            }
            blind = next
            banner = nil
            prompt = .sending
            return [.sendBlind(next)]
        }
        next.step = step
        blind = next
        return []
    }
}

/// How typed and scanned texts are read.
enum DockText {
    /// The lines of an article: as it is written first, else as it reads.
    static func lines(_ card: DockCard, named text: String) -> [Int] {
        let exact = card.lines.indices.filter { card.lines[$0].sku == text }
        guard exact.isEmpty else { return exact }
        let code = GoodsCode.article(text)
        return card.lines.indices.filter { GoodsCode.article(card.lines[$0].sku) == code }
    }

    /// A number with a fraction and nothing behind it: nobody can tell grams from kilograms.
    static func lacksUnit(_ text: String) -> Bool {
        let digits = text.filter { !$0.isWhitespace }
        return digits.contains { $0 == "." || $0 == "," } && grams(digits + "kg", needsUnit: true) != nil
    }

    /// `850`, `850 g`, `0.85 kg`, `0,85kg` in grams.
    /// - Parameter needsUnit: a number alone is a count.
    static func grams(_ text: String, needsUnit: Bool) -> Int? {
        var digits = text.lowercased().filter { !$0.isWhitespace }
        var scale = 1
        if digits.hasSuffix("kg") {
            digits.removeLast(2)
            scale = 1000
        } else if digits.hasSuffix("g") {
            digits.removeLast()
        } else if needsUnit {
            return nil
        }
        let parts = digits.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        guard (1...2).contains(parts.count), parts.allSatisfy({ $0.utf8.allSatisfy(\.isASCIIDigit) }),
            parts[0].count <= 7, let whole = Int(parts[0])
        else { return nil }
        guard parts.count == 2 else { return whole * scale }
        guard scale == 1000, (1...3).contains(parts[1].count), let rest = Int(parts[1]) else { return nil }
        return whole * 1000 + rest * [100, 10, 1][parts[1].count - 1]
    }
}
