/// How a house shows itself on its sheets: a name, and where they are given a colour and a logo.
package struct Brand: Sendable, Equatable {
    package var name: String
    /// Used where a format has colours (PDF, SVG); printers of labels have none.
    package var colour: Colour?
    package var logo: Logo?

    package init(name: String, colour: Colour? = nil, logo: Logo? = nil) {
        self.name = name
        self.colour = colour
        self.logo = logo
    }
}

/// A colour of the screen, eight bits a part.
package struct Colour: Sendable, Equatable {
    package var red: UInt8
    package var green: UInt8
    package var blue: UInt8

    /// `#RRGGBB`; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6,
            let value = UInt32(String(decoding: Array(digits), as: UTF8.self), radix: 16),
            !digits.contains(UInt8(ascii: "+"))
        else { return nil }
        red = UInt8(value >> 16)
        green = UInt8(value >> 8 & 0xFF)
        blue = UInt8(value & 0xFF)
    }

    /// On white paper: WCAG 2's relative luminance, 0 is black.
    package var luminance: Double {
        let part = { (value: UInt8) -> Double in
            let share = Double(value) / 255
            // The gamma of sRGB, near enough for a choice between two colours.
            return share * share
        }
        return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
    }
}
