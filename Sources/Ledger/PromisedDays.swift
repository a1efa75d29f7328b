import JSONText
import Returns

extension [RecordedEvent] {
    /// What was still promised right after an event of a return, with the day that held then; by the events alone.
    package func standingDays(after last: RecordedEvent) -> [(name: String, due: CalendarDate)] {
        var days: [PromiseName: CalendarDate] = [:]
        for event in self where event.sequence <= last.sequence {
            let draft = event.draft
            for name in PromiseName.allCases {
                let told = draft.details[PromiseKeeping.detailPrefix + name.rawValue]?.string
                if let day = told.flatMap({ CalendarDate(iso: $0) }) { days[name] = day }
                guard draft.subject == Change.Subject.promise(name).text else { continue }
                if draft.axis == Change.promiseDateAxis, let day = CalendarDate(iso: draft.after) { days[name] = day }
                if draft.axis == PromiseState.axisName, PromiseState(rawValue: draft.after)?.isOpen == false {
                    days[name] = nil
                }
            }
        }
        return PromiseName.allCases.compactMap { name in days[name].map { (name.rawValue, $0) } }
    }
}
