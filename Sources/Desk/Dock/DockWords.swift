import Returns

/// Everything that `rmad dock` says, in one place. For staff, in English.
enum DockWords {
    static let ready = "Scan a parcel, an RMA number or a serial number."
    static let offerWorkbench = "b and Enter puts it on the workbench."
    static let nothingToUndo = "There is nothing to undo."
    static let undone = "Undone."
    static let noLine = "There is no line to count. Scan the goods."
    static let tooMany = "That is more than one receipt can hold. Check the number."
    static let tooManyPhotos = "A receipt has at most 20 photos."
    static let noWeight = "That is no weight. Type grams, or 1.25 kg."
    static let itself = "That is what was announced. Count it instead."
    static let nothingCounted = "Nothing is counted yet. e and Enter says that the parcel was empty."
    static let nothingKnown = "Say at least one thing of it: a code, what is in it, or the sender."
    static let answerFirst = "Answer the question first: Enter, + or -."
    static let unsent = "This count is not sent yet. + throws it away, - goes back to it."
    static let putBack = "Put back. Nothing was recorded."
    static let blindPutBack = "Put back. Nothing was recorded of the unknown parcel."
    static let scannedAlready = "That parcel is the one that is open. It was not counted twice."
    static let leadsHere =
        "That belongs to the return that is open, and is no article that it awaits: nothing was counted. Scan the "
        + "article itself; serial numbers are read at the bench."
    static let noLastParcel = "No parcel was counted here before this one."
    static let nothingOpen = "No count is open. Scan a parcel first."
    static let nothingToCorrect = "Nothing of this return was counted yet: there is nothing to correct."
    static let sendFirst = "Send this count (+) or put it back (Esc) before another one is corrected."
    static let correcting = "Correction: type for each wrong line how many units are really here. Esc leaves it."
    static let onlyCounts = "A correction holds counts only. Esc leaves it; then count what came beside."
    static let sayWhy = "Say in a few words what was wrong with the count; then send it with +."
    static let looking = "Looking…"
    static let sending = "Sending…"

    static func unitNeeded(_ text: String) -> String {
        "\(text) of what? Type \(text) kg, or grams without a fraction."
    }

    static func scanParcels(_ count: Int) -> String {
        "This return has \(count) parcels that are not here yet. Scan the label of each one that you open."
    }

    static func serialTwice(_ serial: String) -> String {
        "S/N \(serial) is counted. It was not counted twice; type the number of units if there are more."
    }

    static func surplus(_ units: Int, _ awaited: Int) -> String {
        "\(units) counted, \(awaited) awaited. Enter: yes, \(units) are here. -: no."
    }

    static func notAnnounced(_ code: String) -> String {
        "\(code) is not announced. Enter: count it. x and Enter: it came instead of the marked line. -: no."
    }

    static func otherReturn(_ rma: String, _ customer: String) -> String {
        "That is \(rma) of \(customer). Send this count first (+), or put it back (Esc). "
            + "If it lay in the same parcel, scan it then and press s and Enter."
    }

    static func lost(parcel: Int, _ orders: [String]) -> String {
        let fate = orders.isEmpty ? "nothing is ordered for it" : orders.joined(separator: "; ")
        return "Parcel \(parcel) is counted as lost; \(fate). Count what is here."
    }

    /// What the count of a parcel that was lost does to what is ordered for it.
    /// - Parameter isDueOnReceipt: the policy gives this customer what is due before the inspection.
    static func lossOrder(_ order: ResolutionOrder, in rma: RMANumber, isDueOnReceipt: Bool) -> String {
        let kind =
            switch order.kind {
            case .refund: "a refund"
            case .credit: "a credit"
            case .exchange: "an exchange"
            case .replacement: "a replacement"
            case .repair: "a repair"
            }
        let amount = order.kind.isMoney ? (order.paid ?? order.breakdown?.total).map { " of \($0)" } ?? "" : ""
        let name = "(\(order.name(in: rma)))"
        guard order.state.isOpen else { return "\(kind)\(amount) was given \(name) and stays as it is" }
        return "\(kind)\(amount) is ordered \(name): "
            + (isDueOnReceipt
                ? "it stands, as the policy gives this customer what is due at the count"
                : "the count withdraws it, and what is due is ordered anew after the inspection")
    }

    static func parcelToo(_ number: Int) -> String { "Parcel \(number) of the same return is counted here, too." }
    static func sameParcel(_ code: String) -> String { "These goods lay in the parcel \(code)." }

    static func countedBefore(_ rma: String, _ recent: DockCard.Recent) -> String {
        let when = recent.minutes == 0 ? "a moment ago" : "\(recent.minutes) min ago"
        guard recent.isThisStation else {
            let place = recent.station.isEmpty ? "a file in the drop" : recent.station
            return "\(place) counted this parcel of \(rma) \(when): \(recent.goods). Enter: leave it. +: these are "
                + "further goods. c and Enter: correct the count."
        }
        let question = "+: count another parcel of it. c and Enter: correct the count. Enter: leave it."
        return "\(rma) was counted here \(when). \(question)"
    }

    /// - Parameter result: what the receipt says; its first sentence names events, what follows is advice.
    static func counted(_ draft: DockDraft, _ result: String) -> String {
        var goods = draft.card.lines.indices.compactMap { index in
            draft.counts[index].map { "\($0) × \(draft.card.lines[index].sku)" }
        }
        goods += draft.unannounced.map { "\($0.quantity) × \($0.sku)" }
        let what = draft.isEmpty ? "an empty parcel" : goods.joined(separator: ", ")
        let advice = result.split(separator: ".", omittingEmptySubsequences: true)
            .drop { !$0.hasPrefix(" ") }.joined(separator: ".")
        let done = draft.isCorrection ? "corrected" : "recorded"
        return "\(draft.card.rma): \(what) \(done).\(advice.isEmpty ? "" : advice + ".")"
    }

    static let complete = "Not everything is here. Enter: more may come. +: nothing more comes. -: go on counting."
    static let discard = "Throw this count away? +: yes. Enter or -: no."

    static func prompt(_ desk: DockDesk) -> String {
        switch desk.prompt {
        case .scan: return "Scan"
        case .count:
            guard let draft = desk.draft, draft.rowCount > 0 else { return "Scan goods" }
            let row = desk.selected
            guard row < draft.card.lines.count else {
                return "Units of \(draft.unannounced[row - draft.card.lines.count].sku)"
            }
            return "Units of \(draft.card.lines[row].sku)"
        case .weight: return "Weight in grams"
        case .photo: return "Photo (path)"
        case .note: return "Note"
        case .instead: return "What came instead"
        case .blind:
            switch desk.blind?.step {
            case .codes: return "Scan what is on it (Enter: that is all)"
            case .goods, nil: return "What is in it (Enter: that is all)"
            case .sender: return "Sender's name (Enter: not legible)"
            case .postalCode: return "Sender's postal code"
            case .location: return "Where does it lie"
            }
        case .question(let question):
            switch question {
            case .complete: return complete
            case .discard: return discard
            case .again: return "Enter, + or c"
            case .surplus, .unannounced, .further: return "Enter, + or -"
            }
        case .looking: return looking
        case .sending: return sending
        }
    }

    static func keys(_ desk: DockDesk) -> String {
        switch desk.prompt {
        case .scan: "b⏎ workbench   q⏎ end"
        case .count:
            desk.draft?.isCorrection == true
                ? "+ send  - undo  , note  Esc"
                : desk.draft?.card.isCounted == true
                    ? "+ send  - undo  * condition  / weight  . photo  , note  c⏎ correct  x⏎ wrong  Esc"
                    : "+ send  - undo  * condition  / weight  . photo  , note  e⏎ empty  x⏎ wrong  Esc"
        case .weight, .photo, .note, .instead: "Enter takes it   Esc back"
        case .blind: "Enter next   Esc put back"
        case .question: "Enter   + yes   - no"
        case .looking, .sending: ""
        }
    }
}
