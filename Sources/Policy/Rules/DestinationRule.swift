import Returns

/// Where the goods go: the first entry that fits, else the default warehouse.
struct DestinationRule {
    static func weigh(
        _ line: WeighedLine, _ book: PolicyBook, goods: GoodsMovement
    ) -> (ruling: Ruling, warehouse: WarehouseName?) {
        if goods == .stayWithCustomer {
            return (Ruling(.notes, PhraseKey.destinationNone.phrase(), "nothing travels"), nil)
        }
        let term = book.destinations.first { $0.selector.matches(line) }
        let warehouse = term?.warehouse ?? book.defaultWarehouse
        let words = term.map { "'\($0.name)'" } ?? "no entry fits, the default"
        return (
            Ruling(
                .notes, PhraseKey.destinationWarehouse.phrase(["warehouse": .text(warehouse.text)]),
                "\(words): \(warehouse)"), warehouse
        )
    }
}
