import GRDB
import Returns

/// What was owed while the clock was ahead is due in a future that nobody will wait for, once the clock is set right.
extension Snapshot {
    /// Endpoints, or nothing but papers and exports, that wait for a moment which only a wrong clock can have named.
    package func isAnythingOwedTooLate(at now: Instant) throws -> Bool {
        let late = WrongClock(now)
        for endpoint in try endpoints() {
            let found = try db.row(
                "SELECT 1 FROM deliveries d WHERE \(WrongClock.deliveries) LIMIT 1", late.arguments(of: endpoint.name)
            ) { $0[0] as Int }
            if found != nil { return true }
        }
        let others = try db.row(
            """
            SELECT EXISTS (SELECT 1 FROM papers WHERE \(WrongClock.papers))
                OR EXISTS (SELECT 1 FROM exports WHERE \(WrongClock.exports))
            """, [late.retry, late.now]
        ) { $0[0] as Int }
        return others == 1
    }
}

extension Transaction {
    /// Makes due at once what `isAnythingOwedTooLate` finds.
    /// - Returns: how many.
    package func bringForward(at now: Instant) throws -> Int {
        let late = WrongClock(now)
        var count = 0
        for endpoint in try snapshot.endpoints() {
            try db.run(
                "UPDATE deliveries AS d SET due_at = ?2 WHERE \(WrongClock.deliveries)",
                late.arguments(of: endpoint.name))
            guard db.changesCount > 0 else { continue }
            count += db.changesCount
            aftermath.endpoints.insert(endpoint.name.text)
        }
        try db.run("UPDATE papers SET due_at = ?2 WHERE \(WrongClock.papers)", [late.retry, late.now])
        count += db.changesCount
        try db.run("UPDATE exports SET due_at = ?2 WHERE \(WrongClock.exports)", [late.retry, late.now])
        return count + db.changesCount
    }
}

/// By what a moment is known that a wrong clock named: what it was counted from has not come yet, or it is further off
/// than anything is ever put off.
private struct WrongClock {
    /// A clock that is set by a minute is no wrong clock.
    private static let slackMilliseconds: Int64 = 60_000
    /// The longest wait of a schedule, seven days, stretched by chance, or a day that a receiver asked for.
    private static let waitMilliseconds: Int64 = 9 * 24 * 3_600_000
    /// Papers are tried again within an hour.
    private static let retryMilliseconds: Int64 = 2 * 3_600_000

    /// ?1 the endpoint, ?2 now, ?3 a little later, ?4 the latest moment that is possible.
    static let deliveries = """
        d.state = 'ready' AND d.endpoint = ?1 AND d.due_at > ?3 AND (d.created_at > ?3 OR d.due_at > ?4 \
        OR EXISTS (SELECT 1 FROM attempts a WHERE a.delivery = d.id AND a.started_at > ?3))
        """
    /// ?1 the latest moment that is possible.
    static let papers = "state = 'owed' AND due_at > ?1"
    /// ?2 now; the slack is in what it is compared with.
    static let exports = "state = 'owed' AND due_at > ?2 AND owed_at > ?2 + 60000"

    let now: Int64

    init(_ now: Instant) { self.now = now.milliseconds }

    var retry: Int64 { now + Self.retryMilliseconds }

    func arguments(of endpoint: EndpointName) -> [any SQLConvertible] {
        [endpoint.text, now, now + Self.slackMilliseconds, now + Self.waitMilliseconds]
    }
}
