/// What goods are reckoned to bring back, by where they go: percent of what the customer had paid. An estimate, for
/// figures alone; nothing is paid by it.
package struct RecoveryShares: Sendable, Equatable {
    /// Without an entry nothing is estimated: nobody knows yet, or the goods are the customer's again.
    package var percents: [Disposition: Int] = [
        .restock: 100, .openBox: 80, .refurbish: 60, .repair: 50, .returnToVendor: 70, .liquidate: 20, .donate: 0,
        .recycle: 0, .destroy: 0,
    ]

    package init() {}
}
