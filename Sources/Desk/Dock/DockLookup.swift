import JSONText
import Ledger
import Returns

/// Looks up what was scanned: a number of ours in any form, a parcel's code, a serial, an order, a name.
struct DockLookup {
    let ledger: Ledger
    let place: DeskPlace
    let station: String

    /// A scan of a return that was counted at this station so long ago is perhaps the same scan twice.
    static let repeatMinutes = 10
    static let notesMax = 3
    private static let candidatesMax = 5

    func look(_ code: String) -> DockAnswer {
        do {
            return try ledger.read { try look(code, in: $0) }
        } catch {
            return .failed("The ledger cannot be read: \(error)")
        }
    }

    private func look(_ code: String, in snapshot: Snapshot) throws -> DockAnswer {
        do {
            let (stored, parcel) = try CaseFinder(pattern: place.pattern).find(code, in: snapshot)
            return .card(try card(stored, parcel: parcel, in: snapshot))
        } catch let fault as DeskFault where fault.status == .finding {
            return try lookFurther(code, in: snapshot)
        }
    }

    /// No number of ours: perhaps a serial, an order or a name, or a parcel on the workbench.
    private func lookFurther(_ code: String, in snapshot: Snapshot) throws -> DockAnswer {
        if let number = WorkbenchNumber(code), let item = try snapshot.workbench(number) {
            return .noArticle("\(number) lies on the workbench: \(item.words). rmad workbench \(number) says more.")
        }
        if let item = try snapshot.workbench(bearing: code) {
            return .unknown("'\(code)' is on the workbench already, as \(item.number) (\(item.words)).")
        }
        let isTooShort = SearchTerms.compact(code).count < 3
        let named = isTooShort ? [] : try snapshot.find(code, limit: Self.candidatesMax, isWhole: true)
        if named.count == 1, let stored = try snapshot.stored(named[0].number) {
            return .card(try card(stored, parcel: nil, in: snapshot))
        }
        switch try sold(code, in: snapshot) {
        case .card(let card)?: return .card(card)
        case .unknown(let words)?: return .unknown(words)
        case .noArticle?, .failed?, nil: break
        }
        let found = isTooShort || !named.isEmpty ? named : try snapshot.find(code, limit: Self.candidatesMax)
        guard found.isEmpty else {
            let names = found.map { "\($0.number) \($0.customer ?? "")" }.joined(separator: ", ")
            let fits = named.isEmpty ? "is only the beginning of what is known of" : "fits several returns:"
            return .unknown("'\(code)' \(fits) \(names). Scan or type the one that is meant.")
        }
        return stranger(code)
    }

    /// A serial number that stands only in the order with which the unit was sold.
    private func sold(_ code: String, in snapshot: Snapshot) throws -> DockAnswer? {
        var returns: [StoredCase] = []
        for order in try snapshot.orders(bearing: code) {
            for found in try snapshot.find(order.text, limit: Self.candidatesMax) {
                guard let stored = try snapshot.stored(found.number), !returns.contains(where: { $0.id == stored.id }),
                    stored.case.lines.contains(where: { $0.product.order == order })
                else { continue }
                returns.append(stored)
            }
        }
        let open = returns.filter { $0.case.state.isAwaitingGoods }
        let meant = open.isEmpty ? returns : open
        guard let only = meant.first else { return nil }
        guard meant.count == 1 else {
            let names = meant.map { "\($0.case.number) \($0.customer.name ?? "")" }.joined(separator: ", ")
            return .unknown("'\(code)' was sold with an order of several returns: \(names). Scan or type one of them.")
        }
        return .card(try card(only, parcel: nil, in: snapshot))
    }

    /// What nobody here knows. What has the form of our numbers, or says of itself that it is a parcel's, is no
    /// article; anything else may be one.
    private func stranger(_ code: String) -> DockAnswer {
        let isOurForm = place.pattern.hasForm(code)
        if let mistake = place.pattern.mistake(in: code) {
            let words = "'\(code)' is no return of ours: \(mistake)."
            return isOurForm ? .noArticle("\(words) Scan it again, or compare it with the label.") : .unknown(words)
        }
        let scanned = ScannedNumber(code)
        if scanned.isLogisticUnit, !scanned.isParcelNumber {
            return .noArticle(
                "'\(code)' is marked as a parcel's number (SSCC), and its digits do not fit. Scan it again.")
        }
        let foreign = ForeignNumber(code, looksLikeRMA: isWellFormed(code))
        let words = "'\(code)' is not ours: it is \(foreign.words)."
        return isOurForm || scanned.isLogisticUnit ? .noArticle(words) : .unknown(words)
    }

    /// Words of a count of the same parcel at another station, a moment ago; nil where there is none.
    func rival(of draft: DockDraft) throws -> String? {
        try ledger.read { snapshot in
            guard let stored = try snapshot.stored(RMANumber(trusted: draft.card.rma)) else { return nil }
            let own = try draft.parcels.compactMap { try snapshot.parcel($0) }.filter { $0.rma == stored.id }
            let opened = Set(own.map(\.shipment) + (draft.card.scannedParcel.map { [$0] } ?? []))
            // Goods that lay in another return's parcel are not in anybody's hands here.
            guard draft.parcels.isEmpty || !own.isEmpty else { return nil }
            return try recent(stored, opened: opened, in: snapshot)
                .flatMap { $0.isThisStation ? nil : DockWords.countedBefore(draft.card.rma, $0) }
        }
    }

    private func isWellFormed(_ code: String) -> Bool {
        do throws(RMANumberPattern.ReadError) {
            _ = try place.pattern.read(code)
            return true
        } catch {
            return false
        }
    }

    private func card(_ stored: StoredCase, parcel: Int?, in snapshot: Snapshot) throws -> DockCard {
        let one = stored.case
        let events = try snapshot.events(of: stored.id)
        var card = DockCard(
            rma: one.number.text, state: one.state,
            customer: stored.customer.name ?? stored.customer.company ?? stored.customer.number?.text ?? "–",
            lines: try one.lines.map { try line($0, in: snapshot) },
            parcels: one.shipments.map {
                DockCard.Parcel(
                    number: $0.number, code: $0.code.text, state: $0.state.rawValue, isHere: $0.state == .checkedIn)
            })
        card.scannedParcel = parcel
        card.warnings = try Self.special(stored, in: snapshot, on: place.now().date) + Self.warnings(stored)
        card.losses = one.shipments.filter { $0.state == .lost && (parcel == nil || $0.number == parcel) }
            .map { loss(of: $0.number, in: stored) }
        card.notes = events.filter(\.isNote).compactMap(\.draft.reason).suffix(Self.notesMax)
            .map { String($0.prefix(200)) }
        card.wantsPhotos = one.lines.contains { line in
            line.product.reason == .damagedInTransit || line.product.condition == .damaged
        }
        card.recent = try recent(stored, opened: Set(parcel.map { [$0] } ?? []), in: snapshot)
        return card
    }

    private func line(_ line: CaseLine, in snapshot: Snapshot) throws -> DockCard.GoodsLine {
        DockCard.GoodsLine(
            number: line.number, sku: line.product.sku.text, title: line.product.title,
            serial: line.product.serial?.text, sold: try serials(soldWith: line.product, in: snapshot),
            awaited: max(0, line.line.authorized - line.line.received),
            received: line.line.received + line.line.extra, condition: line.product.condition?.rawValue,
            reason: line.product.reason.rawValue, hazards: line.product.hazards.map(\.rawValue.spoken).sorted(),
            unitGrams: try snapshot.unitGrams(of: line.product), receipt: line.line.receipt.rawValue,
            extra: line.line.extra)
    }

    private func serials(soldWith product: RequestedLine, in snapshot: Snapshot) throws -> Set<String> {
        guard let order = try product.order.flatMap({ try snapshot.order($0) }) else { return [] }
        return Set(order.lines.filter { $0.sku == product.sku }.flatMap(\.serials).map { GoodsCode.unit($0.text) })
    }

    private static func warnings(_ stored: StoredCase) -> [String] {
        var warnings: [String] = []
        let hazards = Set(stored.case.lines.flatMap(\.product.hazards))
        if !hazards.isEmpty {
            let names = hazards.map(\.rawValue.spoken).sorted().joined(separator: ", ")
            warnings.append("Dangerous goods: \(names). Look before you open it.")
        }
        switch stored.case.state {
        case .declined, .cancelled:
            warnings.append("This return is \(stored.case.state.words). Count it and put it aside: a person decides.")
        case .expired: warnings.append("This return has expired. Count it; the policy says what becomes of it.")
        case .closed: warnings.append("This return is closed. A count opens it again, and a person looks.")
        case .requested, .underReview, .infoNeeded:
            warnings.append("This return is not decided yet. Count it and put it aside.")
        case .approved: break
        }
        return warnings
    }

    private func loss(of parcel: Int, in stored: StoredCase) -> String {
        let orders = stored.case.orders(forLossOf: parcel)
        let isKept = place.isDueOnReceipt(stored.customer)
        let fates = orders.map { DockWords.lossOrder($0, in: stored.case.number, isDueOnReceipt: isKept) }
        return DockWords.lost(parcel: parcel, fates)
    }

    private static func special(
        _ stored: StoredCase, in snapshot: Snapshot, on today: CalendarDate
    ) throws -> [String] {
        try snapshot.care(of: CustomerKey(stored), on: today).map { ["Special care: \($0.mark.words)"] } ?? []
    }

    /// The last count, where it may be the one that is about to be taken: of this station, or of the same parcel at
    /// another one.
    private func recent(_ stored: StoredCase, opened: Set<Int>, in snapshot: Snapshot) throws -> DockCard.Recent? {
        let now = place.now()
        let isOnlyParcel = stored.case.shipments.count <= 1
        let opened = opened.isEmpty && isOnlyParcel ? Set(stored.case.shipments.map(\.number)) : opened
        let last = try snapshot.dockCounts(of: stored).last { count in
            let minutes = (now.milliseconds - count.at.milliseconds) / 60_000
            let isHere = count.station == station && (0..<Int64(Self.repeatMinutes)).contains(minutes)
            return isHere || count.isRival(station: station, at: now, opened: opened, isOnlyParcel: isOnlyParcel)
        }
        return last.map { count in
            DockCard.Recent(
                minutes: max(0, Int((now.milliseconds - count.at.milliseconds) / 60_000)), station: count.station,
                isThisStation: count.station == station, goods: count.words)
        }
    }
}

extension RMAState {
    /// Goods of it may still come.
    fileprivate var isAwaitingGoods: Bool {
        switch self {
        case .requested, .underReview, .infoNeeded, .approved: true
        case .declined, .cancelled, .expired, .closed: false
        }
    }
}

extension WorkbenchItem {
    /// Where it lies, or what became of it.
    package var words: String {
        switch state {
        case .open: content.location.map { "lies at \($0)" } ?? "open"
        case .matched: rma.map { "matched with \($0)" } ?? "matched"
        case .closed: "closed: \(reason ?? "")"
        }
    }
}
