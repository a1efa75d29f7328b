/// docs/states.md: every axis with its moves, made from the enums, so that the page cannot be wrong.
package enum StatesReference {
    package static func markdown() -> String {
        var page = """
            # States

            Made from the code by `make docs`; a test compares them. A return has several axes that move
            independently; what can be derived (`in transit`, `partly received`) is never stored.


            """
        page += section(RMAState.self, title: "The authorization", text: "One for each RMA.")
        page += section(
            ReceiptState.self, title: "Receipt",
            text: "One for each line. Only a dock scan moves it; a carrier's word never does.")
        page += section(Verdict.self, title: "Verdict", text: "One for each line: what the inspection says.")
        page += section(
            Disposition.self, title: "Disposition",
            text: "One for each unit, and one for each line, which shows what its units share: where the goods go. "
                + "Re-disposition is allowed and recorded.")
        page += section(Resolution.self, title: "Resolution", text: "One for each line: what the customer gets.")
        page += section(
            ShipmentState.self, title: "Shipment",
            text: "One for each parcel. `delivered` is at our door; only a dock scan makes it `checked_in`, and only a "
                + "correction of the count takes it from there.")
        page += section(
            ResolutionState.self, title: "Resolution order",
            text: "One for each thing that the customer is to get: so many units of a line, in one way.")
        page += section(
            DenialState.self, title: "Denial",
            text: "One for each time that the customer was told that they do not get something: what became of the "
                + "alternative, and whether it was appealed.")
        page += section(
            TaskState.self, title: "Task", text: "One for each thing that waits for a person (`rmad tasks`).")
        page += section(
            PromiseState.self, title: "Promise",
            text: "One for each thing that a customer was promised by a day (`rmad promises`).")
        page += section(
            CareState.self, title: "Care", text: "One for each customer: whether they deserve special care.")
        page += derived()
        return page
    }

    private static func section<State: Axis>(_ axis: State.Type, title: String, text: String) -> String {
        let states = Array(State.allCases)
        var page = "## \(title)\n\n\(text) Begins as `\(State.initial.rawValue)`.\n\n"
        page += "```mermaid\nstateDiagram-v2\n    [*] --> \(State.initial.rawValue)\n"
        for state in states {
            for next in states where state.mayBecome(next) {
                page += "    \(state.rawValue) --> \(next.rawValue)\n"
            }
        }
        page += "```\n\n| from | may become |\n|---|---|\n"
        for state in states {
            let next = states.filter(state.mayBecome).map { "`\($0.rawValue)`" }
            page +=
                "| `\(state.rawValue)` | \(next.isEmpty ? "nothing: it is an end" : next.joined(separator: ", ")) |\n"
        }
        return page + "\n"
    }

    private static func derived() -> String {
        "## Whereabouts\n\nDerived from the axes, in this order of precedence from the last to the first:\n\n"
            + Whereabouts.allCases.map { "- `\($0.rawValue)`" }.joined(separator: "\n") + "\n"
    }
}
