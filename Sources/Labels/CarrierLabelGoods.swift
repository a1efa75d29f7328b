import Messages
import Returns

extension CarrierLabel {
    /// As many goods as fit in one line, and how many more there are.
    func counted(_ goods: [String], from x: Double, to end: Double, _ sheet: SheetComposer) -> String? {
        let fits = { (text: String) in !loses([text], x, end, Style(points: 8), sheet) }
        let all = goods.joined(separator: ", ")
        guard goods.count > 1, !fits(all) else { return nil }
        let tail = { (kept: Int) in
            " " + words.say(Phrase("label.more", ["count": .count(goods.count - kept)]), in: content.language)
        }
        for kept in stride(from: goods.count - 1, through: 1, by: -1) {
            let text = goods[..<kept].joined(separator: ", ") + tail(kept)
            if fits(text) { return text }
        }
        var first = PrintableText(goods[0]).text
        while !first.isEmpty, !fits(first + "…" + tail(1)) { first.removeLast() }
        return first + "…" + tail(1)
    }
}
