import ArgumentParser
import Glibc
import JSONText
import Ledger
import Returns
import Spool

/// `rmad queue`: what waits, and for how long.
package struct QueueCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Show what waits, the oldest first.",
        discussion: """
            Files in the drop by station and in work, papers and webhooks that are owed, returns that wait for a \
            person; whether a daemon is running, and why it takes nothing from the drop where it does not. Files with \
            names of unfinished uploads are counted apart.

            Example:
              rmad queue

            With --json, one object: daemon (state, pid, since, paused_since, reason), queues (name, station, count, \
            unfinished, oldest, closed: a station that this user may not look into). Ends with 0 whatever waits.
            """)

    @OptionGroup(title: "Global options") var options: GlobalOptions

    package init() {}

    package func run() throws {
        try DeskSession.run(options) { session in
            let daemon = DaemonStanding.at(session.place)
            let pause = Pausing.at(session.place, daemon)
            let queues = try Self.queues(session)
            switch session.form {
            case .json:
                session.screen.json(["daemon": daemon.json(pause), "queues": .array(queues.map(\.json))])
            case .forPeople: Self.show(queues, daemon, pause, session)
            }
            return .ok
        }
    }

    private static func queues(_ session: DeskSession) throws -> [WaitingQueue] {
        let place = session.place
        let files = try [.drop, .work].flatMap { try WaitingFiles.count($0, in: place.layout) }
        let backlogs = try session.read { try $0.backlogs() }
        return files.map(WaitingQueue.init) + backlogs.map(WaitingQueue.init)
    }

    private static func show(
        _ queues: [WaitingQueue], _ daemon: DaemonStanding, _ pause: Pausing?, _ session: DeskSession
    ) {
        let screen = session.screen
        screen.line("Daemon: " + screen.ink.paint(daemon.words(session.zone), daemon.ink))
        if let pause {
            screen.paragraph(
                "Nothing is taken from the drop since \(session.zone.text(pause.since)): "
                    + "\(Printable.line(pause.words)).", .attention)
        }
        for queue in queues where queue.isClosed {
            screen.paragraph(
                "Not counted: station \(Printable.line(queue.station)) may not be looked into by this user. Where "
                    + "rmad's own may not either, nothing is taken from it: give the folder to the group that drops "
                    + "files (chgrp rmad, chmod 2770), or remove it.", .attention)
        }
        screen.line()
        let waiting = queues.filter { $0.count + $0.unfinished > 0 }
            .sorted { ($0.oldest?.milliseconds ?? .max) < ($1.oldest?.milliseconds ?? .max) }
        guard !waiting.isEmpty else { return screen.line("Nothing waits.") }
        var table = Table([
            .init("What waits", .wrapped(min: 16)), .init("Count", side: .right), .init("Oldest", side: .right),
            .init("Since", leaves: 1),
        ])
        let now = session.place.now()
        for queue in waiting {
            table.add([
                .init(Printable.line(queue.words)), .init("\(queue.count)"),
                .init(queue.oldest.map { Age.text(milliseconds: now.milliseconds - $0.milliseconds) } ?? ""),
                .init(queue.oldest.map(session.zone.text) ?? ""),
            ])
        }
        screen.show(table)
        screen.paragraph("Times: \(session.zone.name).", .faint)
    }
}

/// One row of what waits.
private struct WaitingQueue {
    let name: String
    let station: String
    let count: Int
    let unfinished: Int
    let oldest: Instant?
    var isClosed = false

    init(_ files: WaitingFiles) {
        isClosed = files.isClosed
        name = WaitingFiles.name(of: files.place)
        station = files.station
        count = files.count
        unfinished = files.unfinished
        oldest = files.oldest
    }

    init(_ backlog: Backlog) {
        name = backlog.name
        station = ""
        count = backlog.count
        unfinished = 0
        // The ledger gives papers that are given up no time: their moment is the epoch.
        oldest = backlog.oldest.flatMap { $0.milliseconds > 0 ? $0 : nil }
    }

    var words: String {
        let place = station.isEmpty ? name : "\(name), station \(station)"
        return unfinished == 0 ? place : "\(place) (and \(unfinished) being uploaded)"
    }

    var json: JSONValue {
        .object(known: [
            ("name", .string(name)), ("station", station.isEmpty ? nil : .string(station)), ("count", .count(count)),
            ("unfinished", unfinished == 0 ? nil : .count(unfinished)),
            ("oldest", oldest.map { .string($0.description) }), ("closed", isClosed ? true : nil),
        ])
    }
}

extension DaemonStanding {
    fileprivate func json(_ pause: Pausing?) -> JSONValue {
        guard let pause, case .object(let members) = json, case .object(let more) = pause.json else { return json }
        return .object(members + more)
    }

    fileprivate var ink: Ink {
        switch self {
        case .running: .good
        case .stopped, .neverStarted, .unknown: .attention
        }
    }
}
