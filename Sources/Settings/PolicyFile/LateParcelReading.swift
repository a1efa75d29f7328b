import Policy
import Returns

/// Reads `late_parcels`: what becomes of a parcel that comes after the last day.
enum LateParcelReading {
    static func terms(_ map: MapReader) -> LateParcelTerms {
        let days = map.section(
            "late_parcels", "Parcels that come after the last day of the authorization."
        ) { late in
            late.value(
                "accept_days", .integer(LateParcelTerms.daysRange), default: LateParcelTerms.standardDays,
                "So many days after the last day a parcel is taken as if it were in time; later ones are for a "
                    + "person. 0: always a person.")
        }
        return LateParcelTerms(acceptDays: days)
    }
}
