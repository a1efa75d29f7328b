import Ledger
import Returns

/// Finds the parcel that a carrier speaks of. Carriers use numbers again, so a number alone says little: the newest
/// parcel with that number counts whose span the event falls in, unless a number of ours that came along names another
/// return. One that is not here yet goes first, then one that a number of ours names which came along, then one that is
/// here.
struct ParcelSearch {
    /// How long before a parcel was ours, and after it had come, events of its number are still taken for its own:
    /// labels are registered ahead, clocks differ, and last scans come late.
    static let daysBefore = 7
    static let daysAfter = 30
    /// How far ahead of our clock a carrier's may be. Local times that are read as UTC are up to 14 hours ahead.
    static let hoursAhead = 24

    private let recorder: Recorder
    private var spans: [String: [ParcelSpan]] = [:]
    private var filings: [String: TrackingNumber] = [:]

    init(recorder: Recorder) { self.recorder = recorder }

    /// The event with its number as it is filed: without spaces, routing and the like, so that a scan of the same
    /// number finds it.
    mutating func filed(_ event: TrackingEvent) -> TrackingEvent {
        var event = event
        let text = event.number.text
        if let known = filings[text] {
            event.number = known
        } else {
            if let filing = ScannedNumber(text).filings.first { event.number = TrackingNumber(trusted: filing) }
            filings[text] = event.number
        }
        return event
    }

    mutating func parcel(of event: TrackingEvent) throws -> Result<ParcelSpan, Refusal> {
        let newest = recorder.occasion.at.adding(milliseconds: Int64(Self.hoursAhead) * 3_600_000)
        guard event.occurredAt <= newest else {
            return .failure(
                Refusal(
                    found: "an event of \(event.occurredAt), which is yet to come",
                    expected: "a time of at most \(Self.hoursAhead) hours after now, \(recorder.occasion.at)",
                    remedy: "Correct `occurred_at`; if our clock is wrong, set it (timedatectl)."))
        }
        let bearing = try parcels(bearing: event.number.text)
        if let parcel = bearing.first(where: { $0.ended == nil && fits(event, $0) }) {
            guard let other = try otherReturn(than: parcel, named: event.references) else { return .success(parcel) }
            // Carriers use their numbers again, and a reference says whose it is now; our own labels are nobody else's.
            if let own = try ownLabel(event.number.text, of: parcel) {
                return .failure(contradiction(event, own, other))
            }
        }
        for reference in event.references {
            switch try parcel(named: reference, for: event) {
            case .success(let parcel?): return .success(parcel)
            case .success(nil): continue
            case .failure(let refusal): return .failure(refusal)
            }
        }
        // Last scans of a parcel that is here already.
        if let parcel = bearing.first(where: { fits(event, $0) }) { return .success(parcel) }
        return .failure(bearing.isEmpty ? notOurs(event) : outside(event, bearing))
    }

    /// The return that the references name, where none of them names the parcel's own.
    private mutating func otherReturn(than parcel: ParcelSpan, named references: [String]) throws -> RMANumber? {
        var other: RMANumber?
        for reference in references {
            guard let number = number(in: reference), let stored = try recorder.snapshot.stored(number) else {
                let named = try parcels(bearing: reference)
                if named.contains(where: { $0.rma == parcel.rma }) { return nil }
                guard let first = named.first else { continue }
                other = try other ?? recorder.snapshot.stored(id: first.rma)?.case.number
                continue
            }
            if stored.id == parcel.rma { return nil }
            other = other ?? stored.case.number
        }
        return other
    }

    /// The return of a parcel whose label bears the number as its code.
    private func ownLabel(_ number: String, of parcel: ParcelSpan) throws -> RMANumber? {
        guard let stored = try recorder.snapshot.stored(id: parcel.rma),
            stored.case.shipments.contains(where: { $0.number == parcel.shipment && $0.code.text == number })
        else { return nil }
        return stored.case.number
    }

    private func contradiction(_ event: TrackingEvent, _ own: RMANumber, _ other: RMANumber) -> Refusal {
        Refusal(
            found: "the number \(event.number), which is on a label of \(own), and a reference to \(other)",
            expected: "a number and `references` of one return",
            remedy: "Correct `number` or `references`, whichever is wrong. Nothing was recorded.")
    }

    private mutating func parcels(bearing number: String) throws -> [ParcelSpan] {
        if let known = spans[number] { return known }
        let found = try recorder.snapshot.parcels(bearing: number)
        spans[number] = found
        return found
    }

    private func fits(_ event: TrackingEvent, _ parcel: ParcelSpan) -> Bool {
        event.occurredAt >= parcel.began.adding(days: -Self.daysBefore)
            && (parcel.ended.map { event.occurredAt <= $0.adding(days: Self.daysAfter) } ?? true)
    }

    /// The parcel by a number of ours that came along; nil where the text is none.
    private mutating func parcel(
        named reference: String, for event: TrackingEvent
    ) throws -> Result<ParcelSpan?, Refusal> {
        if let parcel = try parcels(bearing: reference).first(where: { fits(event, $0) }) { return .success(parcel) }
        guard let number = number(in: reference), let stored = try recorder.snapshot.stored(number)
        else { return .success(nil) }
        let all = stored.case.shipments
        let unnamed = all.filter { $0.tracking == nil || $0.tracking?.text == $0.code.text }
        let candidates = all.count == 1 ? all : unnamed
        guard candidates.count == 1,
            let parcel = try recorder.snapshot.parcel(candidates[0].number, of: stored.id)
        else {
            return .failure(
                Refusal(
                    found: "\(number), which has \(all.count) parcels, and the unknown number \(event.number)",
                    expected: "the code of one of its labels: "
                        + all.prefix(10).map(\.code.text).joined(separator: ", "),
                    remedy: "Write that code into `references`, or as `number`."))
        }
        return fits(event, parcel) ? .success(parcel) : .failure(outside(event, [parcel]))
    }

    /// The whole text as people type a number, or one that stands in it as we write it.
    private func number(in reference: String) -> RMANumber? {
        if case .success(let number) = recorder.number(in: reference) { return number }
        return recorder.terms.pattern.first(in: reference)
    }

    private func notOurs(_ event: TrackingEvent) -> Refusal {
        Refusal(
            found: "the number \(event.number) of \(event.carrier), which none of our labels bears",
            expected: "the code of a label, or a carrier's number that came with it",
            remedy: "If it is another parcel, nothing needs to be done. If the carrier gave ours another number, send "
                + "one event that names the label's code or the RMA number in `references` first.")
    }

    private func outside(_ event: TrackingEvent, _ parcels: [ParcelSpan]) -> Refusal {
        let spans = parcels.prefix(3).map { parcel in
            "from \(parcel.began.date)" + (parcel.ended.map { " to \($0.date)" } ?? "")
        }
        return Refusal(
            found: "an event of \(event.occurredAt), when the number \(event.number) was not ours",
            expected: "a time at which it was: " + spans.joined(separator: ", or ")
                + " (\(Self.daysBefore) days before and \(Self.daysAfter) days after count, too)",
            remedy:
                "Correct `occurred_at`. If the carrier used the number for another parcel, nothing needs to be done.")
    }
}
