import Glibc

/// The pause between two looks at the ledger, which has no bell for other processes.
enum Pause {
    private static let microseconds: UInt32 = 20_000
    static func short() { usleep(microseconds) }
}
