/// A printer that takes bytes on a TCP port, as Zebra's and most others do on 9100.
///
/// The protocol has no answer. What can be known is that the printer's side took every byte and then hung up
/// in good order; with `hangsUp` false, that it acknowledged every byte. Anything else after the first byte is
/// unknown. A Zebra can be asked first (`~HS`), so that paper which is out or a raised head is found before
/// anything was sent.
package struct RawPrinter: Printer {
    package let host: String
    package let port: Int
    package let limits: PrinterLimits
    /// Whether it hangs up when it has taken everything, as most do.
    package let hangsUp: Bool
    /// Whether it answers Zebra's question for its status.
    package let answersStatus: Bool

    package init(host: String, port: Int, hangsUp: Bool, answersStatus: Bool, limits: PrinterLimits = PrinterLimits()) {
        self.host = host
        self.port = port
        self.hangsUp = hangsUp
        self.answersStatus = answersStatus
        self.limits = limits
    }

    package var address: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    package func trouble() -> String? {
        do throws(Wire.Trouble) {
            try checkStatus(try connected())
            return nil
        } catch { return error.words }
    }

    package func print(
        _ document: PrintDocument, isStopping: @Sendable () -> Bool, waiting: (_ reason: String) -> Void,
        begin: (_ queueJob: Int?) -> Bool
    ) -> PrintOutcome {
        let wire: Wire
        do throws(Wire.Trouble) {
            wire = try connected()
            try checkStatus(wire)
        } catch { return .off(error.words) }
        guard !isStopping() else { return .off("the daemon stops") }
        guard begin(nil) else { return .withdrawn }
        do throws(Wire.Trouble) {
            try send(document.bytes, on: wire, isStopping)
            try waitForEnd(of: wire, isStopping)
            return .printed
        } catch { return .unknown(error.words) }
    }

    /// A raw printer remembers nothing.
    package func outcome(
        ofQueueJob job: Int, isStopping: @Sendable () -> Bool, waiting: (_ reason: String) -> Void
    ) -> PrintOutcome {
        .unknown("the daemon ended while it was sent")
    }

    /// A printer that serves somebody else may take a connection and hang up at once: that is seen here, while
    /// nothing is sent yet.
    private func connected() throws(Wire.Trouble) -> Wire {
        let wire = try Wire(host: host, port: port, within: limits.connect)
        if case .ready(canRead: true, canWrite: _) = try wire.wait(
            toWrite: false, until: Deadline(after: Self.farewellMilliseconds)),
            try wire.read() == nil
        {
            throw Wire.Trouble("it hung up at once; perhaps it serves somebody else")
        }
        return wire
    }

    private func checkStatus(_ wire: Wire) throws(Wire.Trouble) {
        guard answersStatus else { return }
        let deadline = Deadline(after: limits.connect)
        _ = try wire.write(ArraySlice(ZebraStatus.question))
        var answer: [UInt8] = []
        while !deadline.hasPassed {
            guard case .ready(canRead: true, canWrite: _) = try wire.wait(toWrite: false, until: deadline) else {
                continue
            }
            guard let bytes = try wire.read() else { throw Wire.Trouble("it hung up when asked for its status") }
            answer += bytes
            guard answer.count <= ZebraStatus.bytesMax else { throw Wire.Trouble("its status cannot be read") }
            guard let status = ZebraStatus(answer) else { continue }
            guard let words = status.trouble else { return }
            throw Wire.Trouble(words)
        }
        throw Wire.Trouble("it did not answer the question for its status")
    }

    private func send(
        _ bytes: [UInt8], on wire: Wire, _ isStopping: @Sendable () -> Bool
    ) throws(Wire.Trouble) {
        var rest = bytes[...]
        var end = Deadline(after: limits.finish)
        var stall = Deadline(after: limits.stall)
        var isDraining = false
        while !rest.isEmpty {
            if !isDraining, isStopping() {
                isDraining = true
                end = end.or(Deadline(after: limits.drain))
            }
            guard !end.hasPassed, !stall.hasPassed else {
                throw Wire.Trouble(
                    isDraining
                        ? "the daemon stopped while it was sent"
                        : "it stopped taking bytes after \(bytes.count - rest.count) of \(bytes.count)")
            }
            guard case .ready(let canRead, let canWrite) = try wire.wait(toWrite: true, until: end.or(stall)) else {
                continue
            }
            // What it says is of no use to us, but must not stop up the connection.
            if canRead, try wire.read() == nil {
                throw Wire.Trouble("it hung up after \(bytes.count - rest.count) of \(bytes.count) bytes or fewer")
            }
            guard canWrite else { continue }
            let count = try wire.write(rest.prefix(Self.pieceBytes))
            if count > 0 {
                rest = rest.dropFirst(count)
                stall = Deadline(after: limits.stall)
            }
        }
        try wire.finishWriting()
    }

    private func waitForEnd(of wire: Wire, _ isStopping: @Sendable () -> Bool) throws(Wire.Trouble) {
        let end = Deadline(after: limits.finish)
        var stall = Deadline(after: limits.stall)
        var drain: Deadline?
        var hasHungUp = false
        var lastLeft: Int?
        while true {
            let left = try wire.unacknowledged()
            if left != lastLeft { stall = Deadline(after: limits.stall) }
            lastLeft = left
            let isTaken = left == 0
            if isTaken, hasHungUp || !hangsUp { return }
            if drain == nil, isStopping() { drain = Deadline(after: limits.drain) }
            let deadline = (drain.map(end.or) ?? end).or(stall)
            guard !deadline.hasPassed else {
                throw Wire.Trouble(
                    isTaken
                        ? "the bytes reached it, but it did not hang up: it may not have read them, as one that is "
                            + "paused or busy; only where its labels do come out each time, set `hangs_up: false`"
                        : "it did not take the last bytes")
            }
            if hasHungUp || (isTaken && !hangsUp) {
                Wire.pause()
            } else if case .ready(canRead: true, canWrite: _) = try wire.wait(toWrite: false, until: deadline) {
                hasHungUp = try wire.read() == nil
            }
        }
    }

    /// So long a label waits for the farewell of a printer that has no time.
    private static let farewellMilliseconds: Int64 = 50
    /// Written at once at the most, so that a stop is noticed.
    private static let pieceBytes = 65_536
}
