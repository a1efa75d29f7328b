import Policy
import Returns

/// Reads `shipping`: how the customer packs a parcel and hands it over.
struct ShippingReading {
    /// In which the hours of a pick-up are meant where it says nothing else.
    let timeZone: String
    /// The messages of the site's default language; nil where they could not be read: then none is missed.
    let phrases: Set<String>?
    let validDays: Int

    func terms(_ map: MapReader) -> [ShippingTerm] {
        let terms = map.list(
            "shipping",
            "How parcels are packed and handed over. The first entry that fits decides; no entry: with a printed "
                + "label at any drop-off point. Lines that are handed over in different ways travel in parcels of "
                + "their own.", counts: 0...PolicyBook.entriesMax
        ) { entry, index in
            let name = TermReading.name(entry, index)
            let selector = SelectorReading.read(entry)
            let isFetched = entry.isGiven("pick_up")
            let pickUp = entry.section("pick_up", "The carrier comes to the customer.", pickUp)
            let dropOff = entry.optional(
                "drop_off", .phraseName,
                "Where the customer hands the parcel over: the message drop_off.NAME in the catalogues.")
            let paperless = entry.value(
                "paperless", .flag, default: false,
                "The carrier's counter prints the label: the customer shows the parcel's code there.")
            let packing = entry.value(
                "packing", Form<String>.phraseName.list(0...ShippingTerm.packingMax), default: [],
                "Advice on packing: the messages packing.NAME in the catalogues.")
            if let dropOff { check("drop_off", dropOff, at: entry.place(of: "drop_off"), entry) }
            for (number, name) in packing.enumerated() {
                check("packing", name, at: entry.place(ofItem: number, in: "packing"), entry)
            }
            if isFetched { checkIsFetched(entry, dropOff: dropOff, paperless: paperless) }
            return ShippingTerm(
                name: name, selector: selector,
                handOver: isFetched
                    ? pickUp.map(HandOver.pickUp) ?? .anywhere
                    : .dropOff(dropOff, isPaperless: paperless), packing: packing)
        }
        FirstMatchList(map: map, key: "shipping").checkShadows(terms.map { ($0.name, $0.selector) })
        return terms
    }

    /// - Returns: nil where something is wrong with it, or nothing is said.
    private func pickUp(_ map: MapReader) -> PickUpTerm? {
        let days = map.value(
            "after_days", .integer(1...PickUpTerm.businessDaysMax), default: 2,
            "Business days of the site after the approval.")
        let from = map.value("from", .timeOfDay, default: 540, "In quotation marks: the driver comes no earlier.")
        let until = map.value("to", .timeOfDay, default: 1020, "In quotation marks: the driver comes no later.")
        let zone = map.value("time_zone", .timeZone, default: timeZone, "Where the driver comes.")
        guard map.isSound else { return nil }
        if until <= from {
            map.reading.report(
                map.place(of: "to"), found: "a time that is not after 'from'", expected: "from < to",
                remedy: "correct one of the two")
        }
        if days > validDays {
            map.reading.report(
                map.place(of: "after_days"),
                found: "\(days) business days, while an authorization is good for "
                    + "\(validDays) days", expected: "a pick-up within 'valid_days'",
                remedy: "come earlier, or raise 'valid_days'")
        }
        return PickUpTerm(businessDays: days, from: from, until: until, timeZone: zone)
    }

    private func checkIsFetched(_ entry: MapReader, dropOff: String?, paperless: Bool) {
        guard entry.isSound else { return }
        for (key, isGiven) in [("drop_off", dropOff != nil), ("paperless", paperless)] where isGiven {
            entry.reading.report(
                entry.place(of: key), found: "'pick_up' and '\(key)' in one entry", expected: "one of them",
                remedy: "take one out: a parcel that is fetched sees no counter")
        }
    }

    /// A sentence that nobody wrote cannot be said.
    private func check(_ group: String, _ name: String, at place: Place, _ entry: MapReader) {
        guard let phrases, !phrases.contains("\(group).\(name)") else { return }
        let known = phrases.filter { $0.hasPrefix(group + ".") && $0.utf8.count { $0 == UInt8(ascii: ".") } == 1 }
            .map { String($0.dropFirst(group.utf8.count + 1)) }.sorted()
        let nearest = Spelling.nearest(to: name, among: known)
        entry.reading.report(
            place, found: "'\(name)', for which there is no message '\(group).\(name)'",
            expected: known.isEmpty ? "a message of the catalogues" : "one of \(known.joined(separator: ", "))",
            remedy: nearest.map { "did you mean '\($0)'?" }
                ?? "write the message under '\(group):' in each language's instructions.yaml")
    }
}

extension Form where Value == String {
    /// The last part of a message's key.
    static var phraseName: Form {
        .scalar(
            "name of a message: small letters, digits and '_'", remedy: "write a name such as original_box",
            show: { $0 }
        ) { text in
            let isName = text.utf8.allSatisfy { (97...122).contains($0) || $0.isDigit || $0 == UInt8(ascii: "_") }
            return isName && (1...40).contains(text.utf8.count) ? text : nil
        }
    }
}
