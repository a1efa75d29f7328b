/// Documents name articles and units as somebody typed or scanned them. Before anything is done with them they get the
/// return's own spelling: the same one first, else the only one that reads the same.
extension ReturnCase {
    /// An article of the return; as it came where none of its articles, or several, read like that.
    package func spelled(_ sku: SKU) -> SKU {
        sku.spelled(as: lines.map(\.product.sku)) { GoodsCode.article($0) }
    }

    /// A unit of the return.
    /// - Parameter others: further numbers that the unit may have.
    package func spelled(_ serial: SerialNumber, or others: [SerialNumber] = []) -> SerialNumber {
        let known = lines.compactMap(\.product.serial) + units.compactMap(\.serial) + others
        return serial.spelled(as: known) { GoodsCode.unit($0) }
    }

    package func spelled(_ receipt: DockReceipt) -> DockReceipt {
        var receipt = receipt
        receipt.lines = receipt.lines.map(spelled)
        return receipt
    }

    private func spelled(_ counted: CountedLine) -> CountedLine {
        var own = counted
        own.sku = spelled(counted.sku)
        own.insteadOf = counted.insteadOf.map(spelled)
        // A bar code with the article's number may have the unit's beside it.
        let beside =
            counted.quantity == 1 && own.sku != counted.sku ? GoodsCode.serial(in: counted.sku.text) : nil
        own.serial = (counted.serial ?? beside.flatMap { SerialNumber($0) }).map { spelled($0) }
        return own
    }

    /// - Parameter sold: the serial numbers with which the goods were sold.
    package func spelled(_ inspection: Inspection, sold: [SerialNumber] = []) -> Inspection {
        var inspection = inspection
        inspection.sku = inspection.sku.map(spelled)
        for index in inspection.units.indices {
            inspection.units[index].serial = inspection.units[index].serial.map { spelled($0, or: sold) }
        }
        return inspection
    }

    package func spelled(_ settlement: Settlement) -> Settlement {
        var settlement = settlement
        settlement.sku = settlement.sku.map(spelled)
        settlement.serial = settlement.serial.map { spelled($0) }
        if settlement.serial != nil { settlement.quantity = settlement.quantity ?? 1 }
        return settlement
    }

    /// Goods of a parcel that nobody could name. Whoever described them need not have known the shop's number of the
    /// article: a serial number that was announced says it.
    package func counted(_ goods: FoundGoods) -> CountedLine {
        let serial = goods.serial.map { spelled($0) }
        let bySerial = serial.flatMap { own in lines.first { $0.product.serial == own }?.product.sku }
        // What was described may be an article's number, written as people speak it.
        let sku =
            (goods.sku
            ?? goods.description.flatMap { SKU($0) }.map(spelled).flatMap { named in
                lines.contains { $0.product.sku == named } ? named : nil
            }).map(spelled)
        let isOurs = lines.contains { $0.product.sku == sku }
        return CountedLine(
            sku: (isOurs ? sku : bySerial ?? sku) ?? FoundGoods.unidentified, serial: serial,
            quantity: goods.quantity, condition: goods.condition, note: goods.description,
            description: goods.description)
    }
}

extension RequestedLine {
    /// With the article and the unit as the order that sold them spells them.
    package func spelled(as order: Order) -> RequestedLine {
        var own = self
        own.sku = sku.spelled(as: order.lines.map(\.sku)) { GoodsCode.article($0) }
        let sold = order.lines.filter { $0.sku == own.sku }.flatMap(\.serials)
        own.serial = serial?.spelled(as: sold) { GoodsCode.unit($0) }
        return own
    }
}

extension Name {
    fileprivate func spelled(as known: [Name], by code: (String) -> String) -> Name {
        guard !known.contains(self) else { return self }
        let own = code(text)
        let alike = Set(known.filter { code($0.text) == own })
        return alike.count == 1 ? alike.first ?? self : self
    }
}
