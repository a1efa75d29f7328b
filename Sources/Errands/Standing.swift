import Ledger
import Returns
import Webhooks

/// How one endpoint is doing, and what of its deliveries is in memory. Moments are unix milliseconds.
struct Standing {
    let addressee: Addressee
    var window = AdaptiveWindow()
    var breaker = Breaker()
    var rate: RateLimit
    /// The receiver asked for patience until then.
    var pausedUntil: Int64
    /// Heads of lanes, read from the ledger and not begun.
    var shelf: [DueDelivery] = []
    /// Begun, and not yet reported.
    var flying: [Int64: DueDelivery] = [:]
    /// Reported, and not yet in the ledger: there they still look as if they were to be sent.
    var unrecorded: Set<Int64> = []
    /// When the ledger has to be asked for more; nil: when a commit says so.
    var askAt: Int64?
    /// When something may be begun that may not now; nil: when an attempt ends.
    var wakeAt: Int64?
    /// The queue in which it waits for its turn; nil for none.
    var turn: Turn?
    /// An attempt has succeeded.
    var isProven: Bool
    /// When an attempt last succeeded, since the daemon began.
    var lastSuccess: Int64?
    /// When the first attempt failed after which none has succeeded; nil while it is well.
    var failingSince: Int64?
    /// Answers in a row that asked for patience.
    var throttles = 0
    /// When the last of them came that was counted.
    var throttledAt = Int64.min
    /// Milliseconds of its failure for which it had asked to be left alone: they are not its fault.
    var excused: Int64 = 0
    /// The newest attempt failed, and it was not looked yet at what follows.
    var hasFailedAnew = false
    /// It was disabled: what is under way may end, and nothing more is begun or told.
    var isStruck = false
    /// The percentage of the failure budget that was told last.
    var alerted: Int

    init(_ addressee: Addressee) {
        self.addressee = addressee
        isProven = addressee.hasDelivered
        rate = RateLimit(perSecond: addressee.record.terms.ratePerMinute.map { Double($0) / 60 })
        pausedUntil = addressee.record.pausedUntil?.milliseconds ?? 0
        failingSince = addressee.record.failingSince?.milliseconds
        alerted = addressee.record.alerted
    }

    enum Turn { case trusted, suspect }

    /// Whether it must share the smaller half of the places: nothing is known of it yet, or nothing good.
    var isSuspect: Bool { !isProven || failingSince != nil }
    /// Nothing of its deliveries is known to the engine or on its way to the ledger.
    var isAtRest: Bool { flying.isEmpty && unrecorded.isEmpty }
    var busy: Set<Int64> { unrecorded.union(flying.keys).union(shelf.map(\.id)) }

    /// How many more deliveries are worth keeping at hand: an endpoint that answers fast gets a second helping.
    var room: Int {
        let wanted = window.size >= Self.fastWindow ? window.size * 2 : window.size
        return max(0, wanted - shelf.count)
    }

    private static let fastWindow = 8
    /// Milliseconds for which one that asks for patience without saying how long is left alone, at first and at most.
    static let pauseFirst: Int64 = 250
    static let pauseMax: Int64 = 30_000
    /// One that has taken nothing for longer is not merely overrun, whatever it answers.
    static let overrunMax: Int64 = 60_000
}
