import Ledger
import Policy
import Returns

/// Everything that the clock judges by and that is not in the ledger.
package struct ClockTerms: Sendable {
    package var policy: PolicyBook
    package var voice: Voice
    package var now: @Sendable () -> Instant
    /// What the site's wall shows at a moment.
    package var siteTime: @Sendable (Instant) -> SiteTime
    /// How long attempts are kept after their delivery has ended.
    package var keepAttemptsDays: Int
    /// A phrase in a language, by the message catalogues.
    package var say: @Sendable (Phrase, Language) -> String
    /// Other work of a new day, such as clearing the archive.
    package var daily: @Sendable (CalendarDate) -> Void
    /// Whether files with orders go to the shop or the ERP.
    package var exportsResolutions = false
    /// When what was kept is forgotten.
    package var retention = Retention()
    /// Erases personal data: finds it by a reader, and answers what the transaction does with it. nil where nobody can.
    package var erase: EraseForGood?
    /// For how many looks, a minute apart, a clock that leapt ahead is not believed.
    package var doubtsMax = 60
    /// Hears of a trouble, and of what the clock did.
    package var tell: @Sendable (ClockNews) -> Void

    package init(
        policy: PolicyBook, voice: Voice, now: @escaping @Sendable () -> Instant,
        siteTime: @escaping @Sendable (Instant) -> SiteTime, keepAttemptsDays: Int,
        say: @escaping @Sendable (Phrase, Language) -> String, daily: @escaping @Sendable (CalendarDate) -> Void,
        tell: @escaping @Sendable (ClockNews) -> Void
    ) {
        self.policy = policy
        self.voice = voice
        self.now = now
        self.siteTime = siteTime
        self.keepAttemptsDays = keepAttemptsDays
        self.say = say
        self.daily = daily
        self.tell = tell
    }

    /// Who changes what time alone changes.
    func occasion(at now: Instant, _ site: SiteTime) -> Occasion {
        Occasion(at: now, actor: Actor(trusted: "clock"), document: nil, day: site.day)
    }
}

/// After how many days what was kept is forgotten; nil: never.
package struct Retention: Sendable {
    package var originalsDays: Int?
    package var personalDataDays: Int?

    package init(originalsDays: Int? = nil, personalDataDays: Int? = nil) {
        self.originalsDays = originalsDays
        self.personalDataDays = personalDataDays
    }
}

/// - Returns: nil where returns stand against erasing a customer.
package typealias EraseForGood =
    @Sendable (ErasureWish, Ledger) throws -> (@Sendable (Transaction, Occasion) throws -> Void)?

/// What the log hears of.
package enum ClockNews: Sendable, Equatable {
    case expired(RMANumber)
    /// What happened to a return by time alone, as its events are called.
    case changed(RMANumber, [String])
    /// The clock leapt ahead by so many days; what follows from it waits for a while.
    case doubted(days: Int)
    /// The clock was ahead and was set right: so many pieces of work waited for a moment that it had named.
    case broughtForward(Int)
    case originalsForgotten(Int)
    case fault(String)
}
