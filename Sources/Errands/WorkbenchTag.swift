import Labels
import Ledger
import Returns

/// What is known of a parcel on the workbench, as far as it fits on a tag.
extension BinTagContent {
    init(_ item: WorkbenchItem, receivedOn day: CalendarDate, language: Language) {
        let content = item.content
        let goods = content.goods.map { found in
            let name = found.sku?.text ?? found.description ?? found.serial.map { "S/N \($0)" } ?? "?"
            return found.quantity == 1 ? name : "\(found.quantity) × \(name)"
        }
        let sender = [content.sender.name, content.sender.postalCode].compactMap { $0 }.joined(separator: ", ")
        self.init(
            workbench: item.number, goods: goods.isEmpty ? "?" : goods.joined(separator: ", "),
            sender: sender.isEmpty ? content.codes.first : sender, location: content.location,
            receivedOn: day, language: language, madeAt: item.receivedAt)
    }
}
