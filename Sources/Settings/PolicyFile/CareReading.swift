import Policy
import Returns

/// Reads `carriage` and `care`: what is done for the customer where something goes wrong, and afterwards.
enum CareReading {
    static func carriage(_ map: MapReader) -> CarriageTerms {
        map.section("carriage", "What is done where a carrier loses, damages or delays a parcel.") { section in
            var terms = CarriageTerms()
            section.read(
                "transit_business_days", .integer(0...30), into: &terms.transitBusinessDays,
                "So many business days a parcel is usually on its way: until its carrier names a day, promises count "
                    + "from then.")
            section.read(
                "trace_after_days", .integer(0...60), into: &terms.traceAfterDays,
                "After so many days without a word of a parcel under way the carrier is asked and the customer told; "
                    + "0: never.")
            section.read(
                "lost_after_days", .integer(0...120), into: &terms.lostAfterDays,
                "After so many days in all it counts as lost; 0: never.")
            if terms.lostAfterDays > 0, terms.lostAfterDays <= terms.traceAfterDays || terms.traceAfterDays == 0 {
                section.reading.report(
                    section.place(of: "lost_after_days"),
                    found: "\(terms.lostAfterDays), which leaves the carrier no day to answer",
                    expected: "more than 'trace_after_days', which is \(terms.traceAfterDays)",
                    remedy: "raise it, or write 0")
            }
            section.read(
                "on_lost", Form<CarriageTerms.OnLost>.choice, into: &terms.onLost,
                "What becomes of lost goods: an order to refund or to replace them, or a person decides.")
            terms.onDamaged = RecompenseReading.read(
                section, "on_damaged",
                "What the customer gets at once for a damaged parcel; a person looks in any case.")
            terms.onLate = RecompenseReading.read(
                section, "on_late", "What the customer gets for a parcel that comes later than the carrier had said.")
            section.read(
                "late_business_days", .integer(1...30), into: &terms.lateBusinessDays,
                "The new day for a late parcel is so many business days away.")
            section.read(
                "answer_business_days", .integer(0...30), into: &terms.answerBusinessDays,
                "Where a parcel is held up, refused or sent back the customer is told more within so many business "
                    + "days, and told the day.")
            section.read(
                "team", .name("person or team"), into: &terms.team,
                "Who asks carriers; whoever is there without it.")
            return terms
        }
    }

    static func care(_ map: MapReader) -> CareTerms {
        map.section("care", "How customers are looked after, at the end of a return and when something went wrong.") {
            section in
            var terms = CareTerms()
            section.read(
                "follow_up_days", .integer(0...365), into: &terms.followUpDays,
                "So many days after the end the customer is thanked and asked whether all is well; 0: never.")
            section.read(
                "questions", Form<String>.text(60).list(0...20), into: &terms.questions,
                "The questions of the survey, by names that your survey page knows.")
            section.section("feedback", "What customers write reaches a person.") { feedback in
                feedback.read(
                    "assignee", .name("person or team"), into: &terms.assignee,
                    "Who answers; whoever is there without it.")
                feedback.read(
                    "business_days", .integer(0...30), into: &terms.answerBusinessDays,
                    "Within so many business days.")
            }
            section.read(
                "repeat_failure_days", .integer(0...3650), into: &terms.repeatFailureDays,
                "The same unit or order line failing again within so many days brings special care; 0: never.")
            section.read(
                "special_care_days", .integer(1...3650), into: &terms.specialCareDays,
                "Special care after a complaint lasts so many days, unless a person ends it.")
            section.read(
                "goodwill_per_year", .amounts, into: &terms.goodwillPerYear,
                "The most goodwill in money for one customer within a year; each currency is counted for itself.")
            return terms
        }
    }
}
