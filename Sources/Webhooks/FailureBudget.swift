/// How much of the time that an endpoint may go on failing has been used up.
///
/// The budget is the span of its retry schedule: an endpoint that has failed for so long has lost its
/// first message for good. The operator is told at half of it, and again as the end comes nearer,
/// once for each level that is reached. Pure; times are in milliseconds.
package struct FailureBudget: Sendable, Hashable {
    /// A share of the budget, in percent.
    package enum Level: Int, Sendable, Hashable, Comparable, CaseIterable {
        case none = 0
        case half = 50
        case seventy = 70
        case ninety = 90
        case spent = 100

        package static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
    }

    /// Milliseconds.
    package let span: Int64

    package init(_ schedule: RetrySchedule) {
        self.init(span: schedule.span)
    }

    /// - Parameter span: milliseconds; a budget of nothing is spent by the first failure.
    package init(span: Int64) {
        self.span = span
    }

    /// The highest level reached.
    ///
    /// - Parameter failingSince: the first failure since the last success; nil when it does not fail.
    package func level(failingSince: Int64?, now: Int64) -> Level {
        guard let failingSince else { return .none }
        guard span > 0 else { return .spent }
        let share = Double(max(0, now - failingSince)) / Double(span) * 100
        return Level.allCases.last { share >= Double($0.rawValue) } ?? .none
    }
}
