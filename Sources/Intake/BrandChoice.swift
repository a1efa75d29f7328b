import Returns

/// Which of our brands a return belongs to: the one that its request names, else that of the sales channel of the
/// first order that has one, else that of the request's own channel, else the default.
package struct BrandChoice: Sendable {
    private let names: [BrandName]
    private let channels: [Channel: BrandName]
    /// nil in a house with one brand: its returns are stored without any.
    private let standard: BrandName?

    package init(names: [BrandName] = [], channels: [Channel: BrandName] = [:], standard: BrandName? = nil) {
        self.names = names
        self.channels = channels
        self.standard = standard
    }

    func brand(of request: ReturnRequest, orders: [OrderNumber: Order]) throws(Refusal) -> BrandName? {
        if let asked = request.brand {
            if let known = names.first(where: { $0.text.lowercased() == asked.text.lowercased() }) { return known }
            throw Refusal(
                found: "the brand '\(asked)'",
                expected: names.isEmpty
                    ? "no brand: this house has one" : "one of the brands \(names.map(\.text).joined(separator: ", "))",
                remedy: "Correct it, or leave it out: then the sales channel of the order decides.")
        }
        let sold = request.lines.compactMap { $0.order.flatMap { orders[$0]?.channel } }
        return (sold + [request.channel].compactMap { $0 }).compactMap { channels[$0] }.first ?? standard
    }
}
