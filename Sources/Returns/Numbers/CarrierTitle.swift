extension Name where Subject == CarrierSubject {
    /// As carriers write themselves, for people: `DHL`, `FedEx`, `Hermes`. Names of up to four letters are initials.
    package var title: String {
        if text == "fedex" { return "FedEx" }
        return text.utf8.count <= 4 ? text.uppercased() : text.prefix(1).uppercased() + text.dropFirst()
    }
}
