import Returns

/// The names of the papers of a return, known before they are made.
package struct PaperPaths: Sendable {
    /// The label formats that are made: `pdf`, `zpl`, `png`.
    package let formats: [String]

    package init(formats: [String]) { self.formats = formats }

    /// `RMA-4KD-9T2X.pdf`; further parcels of a return are counted: `RMA-4KD-9T2X-2.pdf`.
    package func labels(of number: RMANumber, shipment: Int) -> [String] {
        formats.map { "\(stem(number, shipment)).\($0)" }
    }

    package func instructions(of number: RMANumber, shipment: Int?) -> [String] {
        ["html", "txt"].map { "\(stem(number, shipment ?? 1)).instructions.\($0)" }
    }

    /// Instructions not to send goods: `RMA-4KD-9T2X.do-not-send.html`.
    package func warning(of number: RMANumber) -> [String] {
        ["html", "txt"].map { "\(stem(number, 1)).do-not-send.\($0)" }
    }

    private func stem(_ number: RMANumber, _ shipment: Int) -> String {
        // The pattern of numbers is the operator's and may hold signs that mean something in a path.
        let safe = String(number.text.map { $0 == "/" || $0 == "\\" || $0 == ":" ? "_" : $0 })
        return shipment == 1 ? safe : "\(safe)-\(shipment)"
    }
}
