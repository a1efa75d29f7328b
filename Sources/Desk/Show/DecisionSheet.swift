import JSONText
import Ledger
import Returns

/// The policy's decision with every rule's finding: what the customer was told, and the numbers behind it.
struct DecisionSheet {
    let decision: JSONValue
    let edition: String
    let screen: Screen

    func show() {
        screen.line()
        screen.heading("Decision")
        var fields = Fields()
        fields.add(
            "Answer",
            [
                text("answer").map { $0.spoken }, text("x12").map { "X12 \($0)" }, "policy \(Printable.line(edition))",
            ])
        fields.add("Said", text("message"))
        for line in decision["lines"]?.elements ?? [] {
            fields.add(
                "Line \(line["line"]?.integer ?? 0)",
                [
                    words(line["answer"]), line["authorized"]?.integer.map { "\($0) authorized" },
                    words(line["goods"]), words(line["postage"]).map { "postage \($0)" },
                    name(line["destination"]).map { "to \($0)" }, money(line["fee"]).map { "fee \($0)" },
                    line["not_by_parcel"].map { "not by parcel: \(list($0))" },
                ])
        }
        for parcel in decision["shipments"]?.elements ?? [] {
            let lines = parcel["lines"]?.elements.map(\.spoken).joined(separator: ", ") ?? ""
            fields.add(
                "Parcel",
                [
                    name(parcel["warehouse"]).map { "to \($0)" }, "lines \(lines)", name(parcel["service"]),
                    words(parcel["postage"]).map { "postage \($0)" }, name(parcel["marks"]).map { "marks \($0)" },
                    parcel["pick_up"].map(pickUp), name(parcel["drop_off"]).map { "drop-off \($0)" },
                    parcel["paperless"] == true ? "paperless" : nil,
                    parcel["limits"].map(list), parcel["packing"].map { "packing \(list($0))" },
                ])
        }
        screen.show(fields, indent: 2)
        let findings = decision["findings"]?.elements ?? []
        guard !findings.isEmpty else { return }
        var table = Table([
            .init("Rule"), .init("Line", side: .right), .init("Finding"),
            .init("In words", .wrapped(min: 20)), .init("Explanation", .wrapped(min: 20)),
        ])
        for finding in findings {
            let outcome = finding["outcome"]?.string ?? ""
            table.add([
                .init(words(finding["rule"]) ?? ""), .init(finding["line"]?.integer.map { "\($0)" } ?? ""),
                .init(Printable.line(outcome.spoken), Self.ink(outcome)), .init(line(finding["words"])),
                .init(line(finding["explanation"])),
            ])
        }
        screen.show(table, indent: 2)
    }

    private func text(_ key: String) -> String? { decision[key]?.string.map(Printable.text) }
    /// A word of ours.
    private func words(_ value: JSONValue?) -> String? { value.map { Printable.line($0.spoken.spoken) } }
    /// A word of the site's, as the site writes it.
    private func name(_ value: JSONValue?) -> String? { value.map { Printable.line($0.spoken) } }
    private func line(_ value: JSONValue?) -> String { Printable.text(value?.spoken ?? "") }

    /// Words of ours, one after the other: `lithium battery, magnet`.
    private func list(_ value: JSONValue) -> String {
        value.strings.map { Printable.line($0.spoken) }.joined(separator: ", ")
    }

    private func pickUp(_ value: JSONValue) -> String {
        let clock = { (key: String) -> String in
            let minutes = value[key]?.integer ?? 0
            let text = { (number: Int64) in number < 10 ? "0\(number)" : "\(number)" }
            return "\(text(minutes / 60)):\(text(minutes % 60))"
        }
        let zone = name(value["time_zone"]) ?? ""
        return "fetched on \(name(value["day"]) ?? "?"), \(clock("from_minute")) to \(clock("until_minute")) \(zone)"
    }

    private func money(_ value: JSONValue?) -> String? {
        guard let value else { return nil }
        return Money(stored: value)?.description ?? Printable.line(value.spoken)
    }

    /// As the policy writes its outcomes; what it may write one day is plain.
    private static func ink(_ outcome: String) -> Ink {
        ["fits": Ink.good, "refuses": .bad, "needs_person": .attention][outcome] ?? .plain
    }
}

extension Money {
    /// From the ledger's JSON, `{"minor": 500, "currency": "EUR"}`.
    fileprivate init?(stored: JSONValue) {
        guard let minor = stored["minor"]?.integer, let code = stored["currency"]?.string,
            let currency = Currency(code)
        else { return nil }
        self.init(minor: minor, currency: currency)
    }
}
