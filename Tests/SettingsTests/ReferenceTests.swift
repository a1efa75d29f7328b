import Settings
import Testing

@Suite struct ReferenceTests {
    @Test("the reference names every key with its type, default and meaning")
    func reference() {
        let page = SettingsReference.markdown()
        let rows = [
            "| `spool.settle_ms` | whole number, 0 to 600000 | `1000` |",
            "| `site.languages` | list of 1 to 6: one of en, de, es, fr, ja, ar | `[en, de, es, fr, ja, ar]` |",
            "| `warehouses[].city` | text of 1 to 60 characters | required |",
            "| `labels.ranges[].kind` | one of sscc, s10, carrier | required |",
            "| `policy` | path | `policy.yaml` |",
            "| `windows[].when.fault` | one of seller, customer | none |",
            "| `promises.refunded.after` | one of requested, delivered, received, inspected | `inspected` |",
        ]
        for row in rows { #expect(page.contains(row), "\(row)") }
        #expect(page == SettingsReference.markdown())
    }

    @Test("docs/configuration.md is what the declarations say")
    func isCurrent() throws {
        let page = try Workbench.read(Workbench.shipped + "/../docs/configuration.md")
        #expect(page == SettingsReference.markdown(), "write SettingsReference.markdown() to docs/configuration.md")
    }

    @Test("every key of the shipped files stands in the reference")
    func complete() throws {
        let page = SettingsReference.markdown()
        for name in ["rmad.yaml", "policy.yaml"] {
            for line in try Workbench.read(Workbench.shipped + "/" + name).split(separator: "\n") {
                let text = line.drop { $0 == " " || $0 == "-" }
                let key = text.prefix { $0 != ":" }
                guard !text.hasPrefix("#"), text.contains(":"), !key.contains(" "), !key.contains("{") else { continue }
                #expect(page.contains("\(key)`") || page.contains("### \(key)\n"), "\(name): \(key)")
            }
        }
    }
}
