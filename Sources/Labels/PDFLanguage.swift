/// The language of a PDF, for screen readers: `/Lang` in the catalogue (ISO 32000-1, 14.9.2).
///
/// Cairo 1.16 cannot say it, nor that the file is tagged. Both are added as an incremental update, the standard's own
/// way to change a finished file (7.5.6): a new catalogue, a cross-reference section for it and a trailer that names
/// the old.
enum PDFLanguage {
    /// Leaves the file as it is where Cairo's ending is not the one that we know.
    static func append(_ language: String, to file: inout [UInt8]) {
        guard let trailer = Trailer(endOf: file) else { return }
        let offset = file.count
        let object =
            "\(trailer.root) 0 obj\n<< /Type /Catalog\n\(trailer.entries)"
            + "   /Lang (\(language))\n   /ViewerPreferences << /DisplayDocTitle true /PrintScaling /None >>\n"
            + ">>\nendobj\n"
        let section =
            "xref\n\(trailer.root) 1\n\(String(offset).leftPadded(10)) 00000 n \n"
            + "trailer\n<< /Size \(trailer.size)\n   /Root \(trailer.root) 0 R\n   /Info \(trailer.info) 0 R\n"
            + "   /Prev \(trailer.start)\n>>\nstartxref\n\(offset + object.utf8.count)\n%%EOF\n"
        file.append(contentsOf: (object + section).utf8)
    }

    /// What stands at the end of a file that Cairo wrote.
    private struct Trailer {
        var size, root, info, start: Int
        /// What Cairo's catalogue says: pages, and where the document is tagged its structure.
        var entries: String

        init?(endOf file: [UInt8]) {
            let tail = String(decoding: file.suffix(512), as: UTF8.self)
            guard let trailer = tail.range(after: "trailer"),
                let size = trailer.number(after: "/Size "), let root = trailer.number(after: "/Root "),
                let info = trailer.number(after: "/Info "), let start = trailer.number(after: "startxref\n"),
                start < file.count
            else { return nil }
            // The catalogue is Cairo's last object, right before the table of cross-references.
            let before = String(decoding: file[max(0, start - 128)..<start], as: UTF8.self)
            guard let catalogue = before.range(after: "\(root) 0 obj"), let pages = catalogue.number(after: "/Pages "),
                catalogue.contains("/Type /Catalog")
            else { return nil }
            (self.size, self.root, self.info, self.start) = (size, root, info, start)
            entries = "   /Pages \(pages) 0 R\n"
            guard let structure = catalogue.number(after: "/StructTreeRoot ") else { return }
            entries += "   /StructTreeRoot \(structure) 0 R\n   /MarkInfo << /Marked true >>\n"
        }
    }
}

extension StringProtocol {
    /// What stands behind the last occurrence of a mark.
    fileprivate func range(after mark: String) -> Substring? {
        let bytes = Array(utf8)
        let wanted = Array(mark.utf8)
        guard bytes.count >= wanted.count else { return nil }
        for start in stride(from: bytes.count - wanted.count, through: 0, by: -1)
        where bytes[start..<start + wanted.count].elementsEqual(wanted) {
            return Substring(String(decoding: bytes[(start + wanted.count)...], as: UTF8.self))
        }
        return nil
    }

    fileprivate func number(after mark: String) -> Int? {
        range(after: mark).flatMap { Int($0.prefix { $0.isASCII && $0.isNumber }) }
    }
}

extension String {
    fileprivate func leftPadded(_ width: Int) -> String {
        String(repeating: "0", count: Swift.max(0, width - count)) + self
    }
}
