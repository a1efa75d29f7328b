import Testing

@testable import Errands

/// When an erasure that could not be ended is tried again, and what of it is told.
@Suite("Put off erasures")
struct PutOffErasureTests {
    private let start = ContinuousClock.now
    private let lock = ErasedFiles.Undone(erasure: 7, found: "labels/x.pdf: Operation not permitted")

    @Test("an erasure that fails again and again waits longer each time, an hour at most, and is told once")
    func growing() {
        var putOff = PutOffErasures()
        var (now, waits, told) = (start, [Int64](), 0)
        for _ in 1...14 {
            told += putOff.put(off: [lock], besides: putOff.waiting(at: now), at: now).count
            #expect(putOff.waiting(at: now) == [7])
            let wait = putOff.millisecondsLeft(at: now) ?? 0
            waits.append(wait)
            now += .milliseconds(wait)
            #expect(putOff.waiting(at: now) == [])
        }
        #expect(zip(waits, waits.dropFirst()).allSatisfy { $0 <= $1 } && waits[0] < 6_000)
        #expect(waits.last.map { $0 / 1000 } == 3_600)
        #expect(told == 1)
    }

    @Test("others are tried meanwhile; one that is done is forgotten, and told anew when it fails again")
    func others() {
        var putOff = PutOffErasures()
        _ = putOff.put(off: [lock], besides: [], at: start)
        let other = ErasedFiles.Undone(erasure: 8, found: "evidence/RMA-1/thumbs")
        let soon = start + .milliseconds(1_000)
        #expect(putOff.put(off: [other], besides: putOff.waiting(at: soon), at: soon) == [other])
        #expect(putOff.waiting(at: soon) == [7, 8])
        let late = start + .milliseconds(5_500)
        #expect(putOff.waiting(at: late) == [8])
        #expect(putOff.put(off: [], besides: [8], at: late) == [])
        #expect(putOff.waiting(at: late) == [8])
        #expect(putOff.put(off: [lock], besides: [8], at: late) == [lock])
    }
}
