import Returns

/// A label printer.
package struct PrinterSettings: Sendable, Equatable {
    /// How it is reached.
    package enum Way: Sendable, Equatable {
        case raw(host: String, port: Int, hangsUp: Bool, answersStatus: Bool)
        case queue(Queue)
    }

    package enum Language: String, CaseIterable, Sendable { case zpl, pdf }

    /// The labels in it, in inches.
    package enum Stock: String, CaseIterable, Sendable { case fourBySix = "4x6", a6, tag = "100x50" }

    package var name: PrinterName
    package var way: Way
    package var language: Language
    /// Dots per inch: 203 or 300.
    package var dotsPerInch: Int
    package var stock: Stock
    /// Folders in the drop; `""` is the drop itself.
    package var stations: [String]
    package var isDefault: Bool
    /// It prints the tags of units that are judged at its stations.
    package var printsTags = false
    /// Tags are too small for the label of a parcel.
    package var printsLabels: Bool { stock != .tag }

    /// A queue of CUPS on this machine, or any that speaks IPP.
    package struct Queue: Sendable, Equatable {
        package var host: String
        package var port: Int
        package var path: String
        package var isEncrypted: Bool

        var text: String {
            "\(isEncrypted ? "ipps" : "ipp")://\(host.contains(":") ? "[\(host)]" : host):\(port)\(path)"
        }

        /// `zebra`, or `ipp://host[:port]/path`.
        init?(_ text: String) {
            guard text.utf8.count <= 500 else { return nil }
            let schemes = [("ipp://", false), ("ipps://", true)]
            guard let (scheme, isEncrypted) = schemes.first(where: { text.hasPrefix($0.0) }) else {
                // As CUPS names queues: no space, no slash, no number sign.
                let isName = text.utf8.allSatisfy { $0.isLetter || $0.isDigit || "-_.+".utf8.contains($0) }
                guard isName, !text.isEmpty, text.utf8.count <= 127 else { return nil }
                self.init(host: "localhost", port: Self.standardPort, path: "/printers/\(text)", isEncrypted: false)
                return
            }
            let rest = text.dropFirst(scheme.count)
            let authority = rest.prefix { $0 != "/" }
            let path = rest.dropFirst(authority.count)
            guard path.utf8.allSatisfy({ $0.isLetter || $0.isDigit || "/-_.~%+".utf8.contains($0) }) else { return nil }
            let host: Substring
            let port: Substring
            if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
                host = authority[authority.index(after: authority.startIndex)..<end]
                port = authority[authority.index(after: end)...]
            } else {
                host = authority.prefix { $0 != ":" }
                port = authority.dropFirst(host.count)
            }
            let number = port.isEmpty ? Self.standardPort : port.hasPrefix(":") ? Int(port.dropFirst()) : nil
            guard !host.isEmpty, host.utf8.allSatisfy({ $0.isLetter || $0.isDigit || ".-_:".utf8.contains($0) }),
                let number, (1...65_535).contains(number)
            else { return nil }
            self.init(
                host: String(host), port: number, path: path.isEmpty ? "/" : String(path), isEncrypted: isEncrypted)
        }

        private init(host: String, port: Int, path: String, isEncrypted: Bool) {
            self.host = host
            self.port = port
            self.path = path
            self.isEncrypted = isEncrypted
        }

        /// IANA's for IPP.
        private static let standardPort = 631
    }
}
