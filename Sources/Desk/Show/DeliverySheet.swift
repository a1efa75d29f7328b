import JSONText
import Ledger
import Returns

/// One delivery with all that is known of it.
struct DeliverySheet: Sendable {
    let summary: DeliverySummary
    let payload: [UInt8]
    let attempts: [AttemptSummary]

    static func unknown(_ ids: [String]) -> DeskFault {
        let shown = ids.map { "'\(Printable.line($0))'" }.joined(separator: ", ")
        return DeskFault(
            .finding, "there is no delivery \(shown)",
            remedy: "Copy the whole id, it begins with msg_: rmad deliveries list.")
    }

    func show(_ session: DeskSession) {
        let (screen, zone) = (session.screen, session.zone)
        let state = DeliveryState(rawValue: summary.state)
        screen.line(
            screen.ink.paint(Printable.line(summary.publicID.text), .strong) + "  "
                + screen.ink.paint(Printable.line(summary.state), state?.ink ?? .plain))
        var fields = Fields()
        fields.add("Means", state?.words)
        fields.add("Event", Printable.line(summary.kind))
        fields.add("Return", summary.rma.map { Printable.line($0.text) })
        fields.add("Endpoint", Printable.line(summary.endpoint.text))
        fields.add("Since", zone.exact(summary.createdAt))
        fields.add("Due", summary.endedAt == nil ? zone.exact(summary.dueAt) : nil)
        fields.add("Ended", summary.endedAt.map(zone.exact))
        fields.add("Last error", summary.lastError.map(Printable.line), .bad)
        fields.add("Times", zone.name)
        screen.show(fields, indent: 2)
        for attempt in attempts { show(attempt, session) }
        screen.line()
        screen.heading("Payload")
        screen.lines(Printable.block(JSONValue(reading: payload)?.prettyText ?? text(payload)).map { "  \($0)" })
    }

    private func show(_ attempt: AttemptSummary, _ session: DeskSession) {
        let screen = session.screen
        screen.line()
        screen.heading("Attempt \(attempt.number)")
        var fields = Fields()
        fields.add("Started", session.zone.exact(attempt.startedAt))
        fields.add("Took", "\(attempt.endedAt.milliseconds - attempt.startedAt.milliseconds) ms")
        fields.add("Outcome", [Printable.line(attempt.outcome), attempt.status.map { "status \($0)" }])
        fields.add("Peer", attempt.peer.map(Printable.line))
        fields.add("Timings", Printable.line(attempt.timings.spoken))
        screen.show(fields, indent: 2)
        guard !attempt.response.isEmpty else { return }
        screen.line("  " + screen.ink.paint("Response begins", .faint))
        for line in Printable.block(attempt.response) { screen.paragraph(line, indent: 4) }
    }

    var json: JSONValue {
        guard case .object(let members) = summary.json else { return summary.json }
        return .object(
            members + [
                .init("payload", JSONValue(reading: payload) ?? .string(text(payload))),
                .init("attempts", .array(attempts.map(json(of:)))),
            ])
    }

    private func json(of attempt: AttemptSummary) -> JSONValue {
        .object(known: [
            ("number", .count(attempt.number)), ("started_at", .string(attempt.startedAt.description)),
            ("ended_at", .string(attempt.endedAt.description)), ("outcome", .string(attempt.outcome)),
            ("status", attempt.status.map { .count($0) }), ("peer", .text(attempt.peer)),
            ("timings", attempt.timings), ("response", .string(text(attempt.response))),
        ])
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
