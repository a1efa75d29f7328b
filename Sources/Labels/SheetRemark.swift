/// What a sheet does not show although it was asked to, in words for the log and for `rmad check`.
package enum SheetRemark: Sendable, Hashable, CustomStringConvertible {
    /// Too long at the smallest size; it ends in an ellipsis.
    case shortened(Part)
    /// Signs without a letter's meaning, such as emoji.
    case leftOut(String, of: Part)
    /// No installed font has them; boxes stand in their place.
    case withoutFont(String, of: Part)
    /// More marks than a parcel may bear.
    case marksLeftOut(Int)

    package enum Part: String, Sendable {
        case recipient = "the recipient's address"
        case sender = "the sender's address"
        case service = "the carrier and its service"
        case routing = "the dock"
        case mark = "a mark"
        case text = "a text"
    }

    package var description: String {
        switch self {
        case .shortened(let part): "\(part.rawValue) is too long and was shortened"
        case .leftOut(let signs, let part): "\(part.rawValue) is printed without \(signs)"
        case .withoutFont(let signs, let part): "\(part.rawValue) has signs that no installed font has: \(signs)"
        case .marksLeftOut(let count): "\(count) marks were left out: a label bears \(LabelContent.marksMax)"
        }
    }
}
