import JSONText
import Ledger
import Policy
import Returns

/// Counts the days on which carriers come anew, from the day on which a person approves.
///
/// The policy plans them for an approval on the day of the request. A return that waited for a person would
/// otherwise promise a driver for a day that has passed.
extension JSONValue {
    func redated(from today: CalendarDate, by calendar: BusinessCalendar) -> JSONValue {
        replacing("shipments") { plans in
            .array(plans.elements.map { $0.replacing("pick_up") { $0.pickUp(from: today, by: calendar) } })
        }
    }

    private func pickUp(from today: CalendarDate, by calendar: BusinessCalendar) -> JSONValue {
        guard let days = self["business_days"]?.integer else { return self }
        return replacing("day") { _ in .string(calendar.date(Int(days), after: today).description) }
    }

    /// The object with one of its members changed; anything else as it is.
    private func replacing(_ key: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.map { $0.key == key ? Member(key, change($0.value)) : $0 })
    }
}
