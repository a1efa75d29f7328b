/// Where an IPP queue is: a printer's own, or one of CUPS.
package struct QueueAddress: Sendable, Equatable {
    package let host: String
    package let port: Int
    /// `/printers/zebra`, `/ipp/print`.
    package let path: String
    package let isEncrypted: Bool

    package init(host: String, port: Int, path: String, isEncrypted: Bool) {
        self.host = host
        self.port = port
        self.path = path
        self.isEncrypted = isEncrypted
    }

    /// `ipp://localhost:631/printers/zebra`, as it stands in `printer-uri`.
    package var text: String {
        "\(isEncrypted ? "ipps" : "ipp")://\(host.contains(":") ? "[\(host)]" : host):\(port)\(path)"
    }
}
