import Messages
import Returns

/// The page as one HTML file: its style inside, no script, nothing from outside.
///
/// Landmarks, headings in order and real lists and tables make it readable by ear; the paper's size is the
/// printer's business, so that A4 and Letter both print well.
struct InstructionsHTML {
    /// A larger logo is left out: the file travels by e-mail.
    package static let logoBytesMax = 400_000

    let page: InstructionsPage
    let colour: BrandColour
    let logo: String?
    let counter: CounterCode?

    var written: String {
        var html = HTMLWriter(capacity: 20_000)
        head(&html)
        html.markup("<body>\n")
        var rest = page.blocks[...]
        header(&html, &rest)
        html.markup("<main>\n")
        body(&html, rest)
        html.element("</main>\n<footer><p>", page.footer, "</p></footer>\n</body>\n</html>\n")
        return String(decoding: html.bytes, as: UTF8.self)
    }

    // MARK: Head

    private func head(_ html: inout HTMLWriter) {
        html.element("<!DOCTYPE html>\n<html lang=\"", page.language.rawValue, "\" dir=\"")
        html.markup(page.isRightToLeft ? "rtl" : "ltr")
        html.markup(
            """
            ">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">
            <meta name="referrer" content="no-referrer">
            <meta name="format-detection" content="telephone=no">

            """)
        html.element("<title>", page.title, "")
        html.element(" – ", page.brand, "</title>\n<style>\n")
        html.element(":root{--accent:", colour.onLight.hex, "}\n")
        html.element("@media (prefers-color-scheme:dark){:root{--accent:", colour.onDark.hex, "}}\n")
        html.markup(InstructionsStyle.sheet)
        html.markup("\n</style>\n</head>\n")
    }

    /// The title, and the facts that belong to it.
    private func header(_ html: inout HTMLWriter, _ rest: inout ArraySlice<InstructionsPage.Block>) {
        html.markup("<header>\n")
        if let logo, Self.isPicture(logo) {
            html.element("<img class=\"logo\" src=\"", logo, "\" alt=\"")
            html.element("", page.brand, "\">\n")
        } else {
            html.element("<p class=\"brand\">", page.brand, "</p>\n")
        }
        html.element("<h1>", page.title, "</h1>\n")
        if case .facts(let facts)? = rest.first {
            rest = rest.dropFirst()
            self.facts(&html, facts, list: "<dl class=\"cards\">\n")
        }
        symbol(&html)
        html.markup("</header>\n")
    }

    /// Only pictures, and only those that the file itself holds.
    private static func isPicture(_ uri: String) -> Bool {
        let kinds = ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/svg+xml;base64,"]
        guard uri.utf8.count <= logoBytesMax, let kind = kinds.first(where: { uri.hasPrefix($0) }) else { return false }
        let isBase64 = uri.utf8.dropFirst(kind.utf8.count).allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "+/=".utf8.contains(byte)
        }
        return isBase64 && uri.utf8.count > kind.utf8.count
    }

    /// Black on white in dark mode and on paper too: a reader expects dark modules.
    private func symbol(_ html: inout HTMLWriter) {
        guard let counter else { return }
        let quiet = SymbolContent.qr("").quietModules
        let side = String(counter.modules + 2 * quiet)
        html.element(
            "<svg class=\"symbol\" aria-hidden=\"true\" viewBox=\"-", "\(quiet) -\(quiet) \(side) \(side)", "\">")
        html.element("<path d=\"", counter.path, "\"/></svg>\n")
    }

    // MARK: Body

    /// A section for each heading, a list for consecutive steps.
    private func body(_ html: inout HTMLWriter, _ blocks: ArraySlice<InstructionsPage.Block>) {
        var sections = 0
        var isInSteps = false
        for block in blocks {
            if isInSteps, !block.isStep {
                html.markup("</ol>\n")
                isInSteps = false
            }
            switch block {
            case .heading(let heading):
                if sections > 0 { html.markup("</section>\n") }
                sections += 1
                html.element("<section aria-labelledby=\"s", String(sections), "\">\n")
                html.element("<h2 id=\"s", String(sections), "\">")
                html.element("", heading, "</h2>\n")
            case .paragraph(let paragraph): html.element("<p>", paragraph, "</p>\n")
            case .step(let step):
                if !isInSteps { html.markup("<ol class=\"steps\">\n") }
                isInSteps = true
                self.step(&html, step)
            case .items(let items): list(&html, items)
            case .facts(let facts): self.facts(&html, facts, list: "<dl class=\"rows\">\n")
            case .table(let header, let rows): table(&html, header, rows, section: sections)
            }
        }
        if isInSteps { html.markup("</ol>\n") }
        if sections > 0 { html.markup("</section>\n") }
    }

    private func step(_ html: inout HTMLWriter, _ step: InstructionsPage.Step) {
        html.element("<li>\n<h3>", step.title, "</h3>\n")
        for paragraph in step.paragraphs { html.element("<p>", paragraph, "</p>\n") }
        if !step.items.isEmpty { list(&html, step.items) }
        if !step.address.isEmpty {
            html.markup("<address>")
            for (index, line) in step.address.enumerated() { html.element(index == 0 ? "" : "<br>", line, "") }
            html.markup("</address>\n")
        }
        if let link = step.link {
            html.markup("<p class=\"link\">")
            anchor(&html, link, Self.webSchemes.contains { link.hasPrefix($0) } ? link : nil)
            html.markup("</p>\n")
        }
        html.markup("</li>\n")
    }

    private func list(_ html: inout HTMLWriter, _ items: [String]) {
        html.markup("<ul>\n")
        for item in items { html.element("<li>", item, "</li>\n") }
        html.markup("</ul>\n")
    }

    private func facts(_ html: inout HTMLWriter, _ facts: [InstructionsPage.Fact], list: StaticString) {
        html.markup(list)
        for fact in facts {
            html.element("<div><dt>", fact.label, "</dt><dd>")
            let isSafe = fact.link.map { link in
                (Self.webSchemes + ["tel:", "mailto:"]).contains { link.hasPrefix($0) }
            }
            anchor(&html, fact.value, isSafe == true ? fact.link : nil)
            html.markup("</dd></div>\n")
        }
        html.markup("</dl>\n")
    }

    /// The region can be scrolled by keyboard where the table is wider than the screen.
    private func table(_ html: inout HTMLWriter, _ header: [String], _ rows: [[String]], section: Int) {
        let counts = header.indices.map { column in
            !rows.isEmpty && rows.allSatisfy { $0.indices.contains(column) && Int($0[column]) != nil }
        }
        html.element("<div class=\"wide\" role=\"group\" aria-labelledby=\"s", String(section), "\" tabindex=\"0\">\n")
        html.element("<table aria-labelledby=\"s", String(section), "\">\n<thead><tr>")
        for (cell, isCount) in zip(header, counts) {
            html.element(isCount ? "<th scope=\"col\" class=\"count\">" : "<th scope=\"col\">", cell, "</th>")
        }
        html.markup("</tr></thead>\n<tbody>\n")
        for row in rows {
            html.element("<tr><th scope=\"row\">", row.first ?? "", "</th>")
            for (cell, isCount) in zip(row, counts).dropFirst() {
                html.element(isCount ? "<td class=\"count\">" : "<td>", cell, "</td>")
            }
            html.markup("</tr>\n")
        }
        html.markup("</tbody>\n</table>\n</div>\n")
    }

    // MARK: Links

    /// Nothing else is made clickable: a link such as "javascript:" is shown, never followed.
    private static let webSchemes = ["https://", "http://"]

    private func anchor(_ html: inout HTMLWriter, _ text: String, _ link: String?) {
        guard let link else {
            html.element("<bdi>", text, "</bdi>")
            return
        }
        html.element("<a href=\"", link, "\">")
        html.element("<bdi>", text, "</bdi></a>")
    }
}

extension InstructionsPage.Block {
    fileprivate var isStep: Bool {
        switch self {
        case .step: true
        case .heading, .paragraph, .items, .facts, .table: false
        }
    }
}
