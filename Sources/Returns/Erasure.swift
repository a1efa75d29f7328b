/// Somebody's personal data is to be erased: everywhere, and for good.
package struct Erasure: Sendable, Equatable {
    /// The shop's number of the customer.
    package var customer: CustomerNumber?
    /// The e-mail address of a customer; it finds their number, too.
    package var email: String?
    /// In what is kept of a wish in its place: everybody whom it meant.
    package var customers: [CustomerNumber] = []
    /// Likewise: addresses that can be compared and not read.
    package var sealedEmails: [String] = []
    /// Returns, whoever's they are.
    package var returns: [ReturnKey]
    /// For the record, without the person's data.
    package var reason: String
    /// Also where returns are open.
    package var isForced: Bool
    package var staff: String?

    package init(
        customer: CustomerNumber?, email: String?, returns: [ReturnKey], reason: String, isForced: Bool, staff: String?
    ) {
        self.customer = customer
        self.email = email
        self.returns = returns
        self.reason = reason
        self.isForced = isForced
        self.staff = staff
    }
}
