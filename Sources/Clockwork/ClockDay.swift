import Ledger
import Returns

/// Which day the clock's work was last done for, and whether today is to be believed.
///
/// A clock that is set a year ahead by mistake would break every promise and tell every customer. So a leap of more
/// than `leapDaysMax` days since the last work is believed only when it has stood for a while; a clock that was wrong
/// is mostly set right before. After a long stop this makes the first work an hour late, which harms nobody.
struct ClockDay {
    enum Judgement: Equatable {
        case believed
        case doubted(days: Int, isNew: Bool)
    }

    static let leapDaysMax = 7

    private let doubtsMax: Int
    private var doubts = 0
    private var done: CalendarDate?
    private var begun: CalendarDate?

    init(doubtsMax: Int) { self.doubtsMax = doubtsMax }

    /// - Parameter known: the day of the last work, from the ledger.
    mutating func judge(_ today: CalendarDate, known: CalendarDate?) -> Judgement {
        let leap = known.map { today.dayNumber - $0.dayNumber } ?? 0
        guard leap > Self.leapDaysMax, doubts < doubtsMax else {
            doubts = 0
            return .believed
        }
        doubts += 1
        return .doubted(days: leap, isNew: doubts == 1)
    }

    /// Whether the work of the day is still to be done.
    func isNew(_ today: CalendarDate) -> Bool { done != today }

    /// Whether this is the day's first look; however often its work is tried.
    mutating func begins(_ today: CalendarDate) -> Bool {
        defer { begun = today }
        return begun != today
    }

    /// Remembers the day, here and in the ledger; a clock that was set back is followed, too.
    mutating func worked(_ today: CalendarDate, _ sweep: Sweep) throws {
        guard done != today else { return }
        sweep.submit { transaction in
            try transaction.remember(clockDay: today)
            return []
        }
        done = today
    }
}
