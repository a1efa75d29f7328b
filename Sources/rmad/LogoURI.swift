import Foundation
import Settings

/// A logo inside an HTML page, which has no other file beside it (RFC 2397).
extension LogoFile {
    var dataURI: String {
        let kind =
            switch format {
            case .png: "image/png"
            case .svg: "image/svg+xml"
            }
        return "data:\(kind);base64,\(Data(bytes).base64EncodedString())"
    }
}
