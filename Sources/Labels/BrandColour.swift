import Glibc

/// The brand's colour in the two shades in which it can be read: on light paper and on dark.
///
/// Links and step numbers are set in it, so it has to stand out from the paper by 4.5 to 1 (WCAG 2.2, 1.4.3). A
/// colour that does not is mixed with black or white until it does; its hue stays.
struct BrandColour: Sendable, Equatable {
    static let contrastMin = 4.5
    /// The grounds on which it stands: the darker one of the light page, the lighter one of the dark.
    static let lightGround = RGB(red: 0xF5, green: 0xF7, blue: 0xF9)
    static let darkGround = RGB(red: 0x1D, green: 0x23, blue: 0x2A)
    static let standard = BrandColour(RGB(red: 0x0B, green: 0x5C, blue: 0xAD))

    let onLight: RGB
    let onDark: RGB

    init(_ colour: RGB) {
        onLight = colour.mixed(with: RGB(red: 0, green: 0, blue: 0), untilReadableOn: Self.lightGround)
        onDark = colour.mixed(with: RGB(red: 255, green: 255, blue: 255), untilReadableOn: Self.darkGround)
    }

    /// - Parameter text: `#0b5cad`. Nil for anything else.
    init?(_ text: String) {
        let digits = text.utf8.dropFirst()
        let isHex = digits.allSatisfy { (48...57).contains($0) || (65...70).contains($0) || (97...102).contains($0) }
        guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6, isHex,
            let value = UInt32(text.dropFirst(), radix: 16)
        else { return nil }
        self.init(RGB(red: UInt8(value >> 16), green: UInt8(value >> 8 & 255), blue: UInt8(value & 255)))
    }

    /// A colour of the screen (sRGB).
    struct RGB: Sendable, Equatable {
        var red, green, blue: UInt8

        /// `#0b5cad`
        var hex: String {
            "#" + [red, green, blue].map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }

        /// WCAG 2.2, relative luminance.
        var luminance: Double {
            let linear = [red, green, blue].map { channel -> Double in
                let part = Double(channel) / 255
                return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
            }
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        }

        func contrast(to other: RGB) -> Double {
            let (lower, upper) = (min(luminance, other.luminance), max(luminance, other.luminance))
            return (upper + 0.05) / (lower + 0.05)
        }

        func mixed(with other: RGB, untilReadableOn ground: RGB) -> RGB {
            let shades = (0...20).lazy.map { share in
                RGB(
                    red: RGB.mixed(red, other.red, share), green: RGB.mixed(green, other.green, share),
                    blue: RGB.mixed(blue, other.blue, share))
            }
            return shades.first { $0.contrast(to: ground) >= BrandColour.contrastMin } ?? other
        }

        /// - Parameter share: of the second, in twentieths.
        private static func mixed(_ first: UInt8, _ second: UInt8, _ share: Int) -> UInt8 {
            UInt8((Int(first) * (20 - share) + Int(second) * share) / 20)
        }
    }
}
