import JSONText
import Labels
import Ledger
import Messages
import Returns

/// How a parcel is packed, marked and handed over, as the policy planned it.
extension PaperContent {
    func consignment(_ shipment: Shipment, _ lines: [CaseLine]) -> InstructionsContent.Consignment {
        let plan = plan(of: shipment)
        return InstructionsContent.Consignment(
            packing: plan?["packing"]?.strings.map { "packing." + $0 }.filter(isKnown).map { Phrase($0) } ?? [],
            hazards: hazards(plan, lines),
            holdsPersonalData: lines.contains { $0.product.category?.text == "electronics" },
            carrier: shipment.carrier?.title ?? "", service: service(of: shipment),
            dropOff: plan?["drop_off"]?.string.map { "drop_off." + $0 }.flatMap { key in
                isKnown(key) ? terms.catalogue.say(key, in: stored.language) : nil
            },
            deadline: stored.case.validUntil ?? stored.createdAt.date,
            postage: plan?["postage"]?.string == "customer" ? .customer : .seller,
            warehouse: warehouse(of: shipment),
            pickUp: plan?["pick_up"].flatMap(pickUp),
            paperless: plan?["paperless"] == true ? shipment.code.text : nil,
            limits: plan?["limits"]?.strings.compactMap(InstructionsContent.CarriageLimit.init(rawValue:)) ?? [])
    }

    /// What each hazard demands. Decisions of old do not tell the hazards apart: then each gets all marks.
    private func hazards(_ plan: JSONValue?, _ lines: [CaseLine]) -> [InstructionsContent.HazardMarks] {
        guard let demands = plan?["hazards"]?.elements else {
            let marks = plan?["marks"]?.strings ?? []
            return Set(lines.flatMap(\.product.hazards)).sorted { $0.rawValue < $1.rawValue }
                .map { InstructionsContent.HazardMarks($0, marks: marks) }
        }
        return demands.compactMap { demand in
            demand["hazard"]?.string.flatMap(Hazard.init(rawValue:)).map {
                InstructionsContent.HazardMarks(
                    $0, marks: demand["marks"]?.strings ?? [], service: demand["service"]?.string)
            }
        }
    }

    /// - Returns: nil where the address is not known: no driver finds it.
    private func pickUp(_ plan: JSONValue) -> InstructionsContent.PickUp? {
        guard let day = plan["day"]?.string.flatMap(CalendarDate.init(iso:)),
            let from = plan["from_minute"]?.integer, let until = plan["until_minute"]?.integer,
            let zone = plan["time_zone"]?.string, let address = stored.customer.address
        else { return nil }
        return InstructionsContent.PickUp(
            day: day, from: Int(from), until: Int(until), timeZone: zone,
            place: LabelContent.Party(name: sender, address: address))
    }

    /// A sentence that was taken out since then is left out; its key says nothing to a customer.
    private func isKnown(_ key: String) -> Bool {
        terms.catalogue.holds(key, in: stored.language) || terms.catalogue.holds(key, in: .english)
    }
}
