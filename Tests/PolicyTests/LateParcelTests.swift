import Policy
import Returns
import Testing

@Suite("Late parcels")
struct LateParcelTests {
    @Test(
        "a parcel is taken so many days after the last day, and left to a person after them",
        arguments: [
            (-3, 30, LateParcel.accept), (0, 30, .accept), (30, 30, .accept), (31, 30, .review), (1, 0, .review),
            (0, 0, .accept),
        ])
    func days(late: Int, accepted: Int, answer: LateParcel) {
        let lastDay = CalendarDate(year: 2026, month: 11, day: 22)
        let terms = LateParcelTerms(acceptDays: accepted)
        #expect(terms.answer(lastDay: lastDay, today: lastDay!.adding(days: late)) == answer)
    }

    @Test("where no last day was given nothing is late")
    func noDay() {
        let today = CalendarDate(year: 2026, month: 11, day: 22)!
        #expect(LateParcelTerms(acceptDays: 0).answer(lastDay: nil, today: today) == .accept)
    }
}
