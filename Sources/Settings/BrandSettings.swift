import Returns

/// How papers and pages look, and whom they name, for the returns of one brand.
package struct BrandSettings: Sendable, Equatable {
    /// Colour and picture.
    package struct Look: Sendable, Equatable {
        /// `#RRGGBB`, or nil for plain black.
        package var colour: String?
        package var logo: LogoFile?
    }

    /// nil for the only brand of a house: its returns are stored without a brand, and stay the default brand's
    /// when there are several one day.
    package var name: BrandName?
    /// The name on labels, papers and pages.
    package var title: String
    package var look: Look
    /// Whole: what the brand leaves out is the house's.
    package var contact: ContactSettings
    /// nil for the house's own address. Without a slash at the end.
    package var trackingBaseURL: String?
    /// Sales channels whose returns are this brand's.
    package var channels: [Channel]
    package var isDefault: Bool

    init(name: BrandName?, title: String, look: Look) {
        self.name = name
        self.title = title
        self.look = look
        contact = ContactSettings(desk: "", phone: nil, email: nil, hours: [], timeZone: "UTC")
        trackingBaseURL = nil
        channels = []
        isDefault = name == nil
    }
}

/// A picture that was read and begins like one. Whether it can be drawn is found out where it is drawn.
package struct LogoFile: Sendable, Equatable {
    package static let bytesMax = 1_048_576
    /// Where the element of an SVG must have begun.
    private static let headBytesMax = 4_096

    package enum Format: String, Sendable { case png, svg }

    /// Absolute.
    package let path: String
    package let format: Format
    package let bytes: [UInt8]

    init(path: String) throws(TextFile.ReadError) {
        let bytes = try TextFile.bytes(of: path, max: Self.bytesMax)
        guard let format = Self.format(of: bytes) else {
            throw TextFile.ReadError(found: bytes.isEmpty ? "an empty file" : "a file that begins like neither")
        }
        self.path = path
        self.format = format
        self.bytes = bytes
    }

    private static func format(of bytes: [UInt8]) -> Format? {
        // PNG (ISO/IEC 15948), 5.2: the signature. Whoever draws it says where the file ends too early.
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        if bytes.starts(with: png) { return .png }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let head = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
        let text = String(decoding: head.prefix(headBytesMax), as: UTF8.self).trimmingWhitespace()
        let start = text.prefix(20).lowercased()
        let isXML = ["<svg", "<?xml", "<!--", "<!doctype svg"].contains(where: start.hasPrefix)
        return isXML && text.contains("<svg") && String(validating: bytes, as: UTF8.self) != nil ? .svg : nil
    }
}
