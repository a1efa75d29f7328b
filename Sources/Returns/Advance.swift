/// Goods that went to the customer before theirs came back, and what is expected for them.
package struct Advance: Sendable, Equatable {
    package enum Kind: String, CaseIterable, Sendable {
        /// The customer keeps it and sends the faulty one.
        case replacement
        /// The customer sends it back once theirs is repaired.
        case loaner
    }

    /// How it ended; each advance ends once.
    package enum End: String, CaseIterable, Sendable {
        /// What was awaited came and was accepted.
        case returned
        /// It was charged.
        case charged
        /// A person let it be.
        case waived
    }

    package var kind: Kind
    /// Of what was sent.
    package var serial: SerialNumber?
    /// The last day on which the awaited goods may come.
    package var due: CalendarDate
    /// The shop's identifier of what was sent.
    package var reference: Reference
    /// When the customer was reminded.
    package var remindedOn: CalendarDate?
    package var end: End?

    package init(
        kind: Kind, serial: SerialNumber? = nil, due: CalendarDate, reference: Reference,
        remindedOn: CalendarDate? = nil, end: End? = nil
    ) {
        self.kind = kind
        self.serial = serial
        self.due = due
        self.reference = reference
        self.remindedOn = remindedOn
        self.end = end
    }
}
