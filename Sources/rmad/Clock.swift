import Desk
import Returns

/// The wall clock for the daemon and its log: the one that the desk reads too.
enum Clock {
    static func now() -> Instant { DeskPlace.wallClock() }
}
