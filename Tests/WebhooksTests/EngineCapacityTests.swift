import Testing

@testable import Webhooks

@Suite("Engine: open files")
struct EngineCapacityTests {
    @Test("the limit is raised as far as needed, never lowered, never beyond the hard one")
    func raised() {
        #expect(OpenFileLimit(soft: 1_024, hard: 524_288).raised(for: 8_960) == 8_960)
        #expect(OpenFileLimit(soft: 1_024, hard: 4_096).raised(for: 8_960) == 4_096)
        #expect(OpenFileLimit(soft: 20_000, hard: 20_000).raised(for: 8_960) == nil)
        #expect(OpenFileLimit(soft: 4_096, hard: 4_096).raised(for: 8_960) == nil)
    }

    @Test("with files enough for all transfers there is nothing to report")
    func enough() {
        let limits = DeliveryLimits()
        let capacity = EngineCapacity(limits, openFilesMax: EngineCapacity.files(for: limits))
        #expect(capacity.transfers == 8_192 && capacity.shortage == nil)
        #expect(EngineCapacity(limits, openFilesMax: .max).transfers == 8_192)
    }

    @Test("with fewer, fewer transfers run at a time, and the operator is told what to set")
    func shortage() {
        let limits = DeliveryLimits()
        let capacity = EngineCapacity(limits, openFilesMax: 1_024)
        #expect(capacity.transfers == 256 && capacity.shortage?.contains("LimitNOFILE=8960") == true)
        #expect(EngineCapacity(limits, openFilesMax: 64).transfers == 16)
    }

    @Test("a started engine tells what it can do, and how long its turns take")
    func started() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench { $0.transfersMax = 8 }
        #expect(bench.capacity.transfers == 8 && bench.capacity.shortage == nil)
        #expect(try await bench.attempt(receiver.url("/")).outcome == .delivered(status: 200))
        #expect(bench.engine.pulse.longestTurn > 0)
    }
}
