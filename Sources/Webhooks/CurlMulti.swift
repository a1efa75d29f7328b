import CCurl

/// libcurl's multi handle, driven by the sockets that are ready and by its own timer.
///
/// `curl_multi_socket_action` touches only the transfers that have something to do, so that
/// thousands of hung ones cost nothing: `curl_multi_poll`, which looks at every transfer in every
/// turn, is as fast with a few and four times slower beside two thousand hung ones.
///
/// Used on the loop's thread alone. Transfers that have ended are asked for with `ended`.
final class CurlMulti {
    /// Microseconds for which one turn serves sockets before the loop comes round again.
    private static let turnMicroseconds: Int64 = 10_000

    private let multi: UnsafeMutableRawPointer
    private let forgotten = ForgottenConnection()
    let sockets: SocketWatch
    /// When libcurl wants to be called though no socket is ready; microseconds.
    private var timer: Int64?
    private var connectionsMax = 0
    private let pulse: LoopPulse
    /// When the current turn began; microseconds.
    private var turnBegan = MonotonicClock.microseconds()

    init(pulse: LoopPulse) throws(EngineFault) {
        self.pulse = pulse
        sockets = try SocketWatch()
        guard let multi = curl_multi_init() else {
            throw EngineFault(
                operation: "start the delivery engine", problem: "libcurl gave no multi handle",
                hint: "look for a lack of memory")
        }
        self.multi = multi
        ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
        let myself = Unmanaged.passUnretained(self).toOpaque()
        ccurl_multi_set_socket_callback(multi) { _, socket, what, context, _ in
            guard let context else { return 0 }
            CurlMulti.at(context).sockets.want(CurlMulti.interest(what), of: socket)
            return 0
        }
        ccurl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, myself)
        ccurl_multi_set_timer_callback(multi) { _, milliseconds, context in
            guard let context else { return 0 }
            CurlMulti.at(context).timer =
                milliseconds < 0 ? nil : MonotonicClock.microseconds() + Int64(milliseconds) * 1_000
            return 0
        }
        ccurl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, myself)
    }

    /// Every easy handle has been removed before. Closing the kept connections must not call us.
    deinit {
        ccurl_multi_set_socket_callback(multi, nil)
        ccurl_multi_set_timer_callback(multi, nil)
        curl_multi_cleanup(multi)
    }

    /// Keeps connections up to this number, those in use among them: libcurl counts both, and would
    /// else close each healthy connection after its use while enough others hang.
    func keep(connections: Int) {
        guard connections != connectionsMax else { return }
        connectionsMax = connections
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connections)
    }

    /// Begins a transfer at the next turn. Returns what went wrong.
    func add(_ easy: UnsafeMutableRawPointer) -> String? {
        let code = curl_multi_add_handle(multi, easy)
        return code == CURLM_OK ? nil : String(cString: curl_multi_strerror(code))
    }

    /// Breaks a running transfer off.
    func remove(_ easy: UnsafeMutableRawPointer) {
        curl_multi_remove_handle(multi, easy)
    }

    /// The next transfer that has ended by itself; it has been removed.
    func ended() -> (easy: UnsafeMutableRawPointer, result: CURLcode)? {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            let result = ccurl_message_result(message)
            forgotten.forget(easy)
            curl_multi_remove_handle(multi, easy)
            return (easy, result)
        }
        return nil
    }

    /// Waits for sockets, libcurl's timer, the bell, or the deadline; then lets libcurl work.
    ///
    /// - Parameter deadline: microseconds of the monotonic clock.
    func work(until deadline: Int64) {
        let before = MonotonicClock.microseconds()
        pulse.beat(before - turnBegan)
        let end = timer.map { min($0, deadline) } ?? deadline
        let milliseconds = max(0, min(60_000, (end - before + 999) / 1_000))
        var running: Int32 = 0
        sockets.wait(milliseconds: Int32(milliseconds)) {
            turnBegan = MonotonicClock.microseconds()
        } serve: { ready in
            // What is left over is still ready at the next wait.
            guard MonotonicClock.microseconds() < turnBegan + Self.turnMicroseconds else { return }
            curl_multi_socket_action(multi, ready.socket, Self.selection(ready.interest), &running)
        }
        if let timer, timer <= MonotonicClock.microseconds() {
            self.timer = nil
            curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
        }
    }

    private static func interest(_ what: Int32) -> SocketWatch.Interest {
        switch what {
        case CURL_POLL_IN: .reading
        case CURL_POLL_OUT: .writing
        case CURL_POLL_INOUT: [.reading, .writing]
        default: []
        }
    }

    /// A broken socket is read from and written to: that tells the error. libcurl itself would only
    /// say that there is one.
    private static func selection(_ interest: SocketWatch.Interest) -> Int32 {
        guard !interest.contains(.broken) else { return CURL_CSELECT_IN | CURL_CSELECT_OUT }
        return (interest.contains(.reading) ? CURL_CSELECT_IN : 0)
            | (interest.contains(.writing) ? CURL_CSELECT_OUT : 0)
    }

    private static func at(_ context: UnsafeMutableRawPointer) -> CurlMulti {
        Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue()
    }
}
