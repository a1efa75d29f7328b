import CCurl

extension Transfer {
    /// Whether nothing was sent because no connection came about: another address may be tried.
    func foundNoConnection(_ result: CURLcode) -> Bool {
        guard stop == nil, sendings == 0, microseconds(CURLINFO_CONNECT_TIME_T) == 0 else { return false }
        return result == CURLE_COULDNT_CONNECT || result == CURLE_OPERATION_TIMEDOUT
    }

    /// The report of a transfer that libcurl has ended.
    func report(_ result: CURLcode, finishedAt: Int64) -> AttemptReport {
        report(outcome(result), responseEnd(result), finishedAt: finishedAt)
    }

    /// The report of a transfer that is taken out while it runs.
    func abandoned(at moment: Int64) -> AttemptReport {
        report(.notAttempted(.abandoned), .absent, finishedAt: moment)
    }

    private func report(
        _ outcome: AttemptOutcome, _ end: AttemptReport.ResponseEnd, finishedAt: Int64
    ) -> AttemptReport {
        AttemptReport(
            token: delivery.request.token, endpoint: delivery.request.endpoint, outcome: outcome,
            startedAt: startedAt, finishedAt: finishedAt, timings: timings, peer: address,
            port: delivery.request.address.port, connection: connection, responseEnd: end,
            responseExcerpt: response.excerpt)
    }

    private func outcome(_ result: CURLcode) -> AttemptOutcome {
        if case .addressDenied(let reason) = stop { return .refusedByPolicy(reason: reason) }
        guard let status = response.status else { return .unreachable(reason: reason(result)) }
        switch status {
        case 200..<300: return .delivered(status: status)
        case 410: return .gone
        case 429, 502, 503, 504: return .throttled(status: status, retryAfter: response.retryAfter)
        case 413 where response.retryAfter != nil, 500..<600 where response.retryAfter != nil:
            return .throttled(status: status, retryAfter: response.retryAfter)
        case 300..<400: return .rejected(status: status, location: response.location)
        default: return .rejected(status: status, location: nil)
        }
    }

    private func responseEnd(_ result: CURLcode) -> AttemptReport.ResponseEnd {
        guard response.status != nil else { return .absent }
        if case .bodyTooLong = stop { return .tooLong }
        return result == CURLE_OK ? .complete : .brokenOff
    }

    /// Why no final answer came, in plain words.
    private func reason(_ result: CURLcode) -> String {
        switch stop {
        case .repeated:
            return "the kept connection was closed before an answer came; the receiver may have the message"
        case .headerTooLong:
            return "the answer's header has more than \(limits.responseHeaderBytesMax) bytes"
        case .bodyTooLong:
            return "the answer has a body of more than \(limits.responseBodyBytesMax) bytes and no status"
        case .addressDenied(let reason):
            return reason
        case .noSocket(let reason):
            return "no socket could be opened (\(reason)); raise the limit of open files (LimitNOFILE= under systemd)"
        case nil:
            return words(result).reason(result)
        }
    }

    private func words(_ result: CURLcode) -> FailureWords {
        var (systemError, verification) = (0, 0)
        ccurl_get_long(easy, CURLINFO_OS_ERRNO, &systemError)
        ccurl_get_long(easy, CURLINFO_SSL_VERIFYRESULT, &verification)
        return FailureWords(
            place: "\(address.inURL):\(delivery.request.address.port)", host: delivery.request.address.host,
            stage: stage, words: errorWords.isEmpty ? String(cString: curl_easy_strerror(result)) : errorWords,
            systemError: Int32(truncatingIfNeeded: systemError),
            verification: verification,
            lacksIdentity: delivery.request.address.isSecure && delivery.request.clientIdentity == nil, limits: limits)
    }

    private var stage: FailureWords.Stage {
        guard sendings == 0 else {
            let hasBegun = response.hasBegun || microseconds(CURLINFO_STARTTRANSFER_TIME_T) > 0
            return hasBegun ? .readingHeader : .awaitingAnswer
        }
        return handshakeAfter == nil ? .connecting : .shakingHands
    }

    private var connection: AttemptReport.Connection {
        guard sendings > 0 else { return .none }
        var opened = 0
        ccurl_get_long(easy, CURLINFO_NUM_CONNECTS, &opened)
        return opened == 0 ? .reused : .fresh
    }

    /// libcurl counts every step from the transfer's start, and repeats the last step's time for a
    /// step that a reused connection does not have.
    private var timings: AttemptReport.Timings {
        var timings = AttemptReport.Timings()
        timings.lookup = delivery.lookup
        timings.firstByte = microseconds(CURLINFO_STARTTRANSFER_TIME_T)
        timings.total = microseconds(CURLINFO_TOTAL_TIME_T)
        if connection == .fresh {
            let connected = microseconds(CURLINFO_CONNECT_TIME_T)
            timings.connect = connected - microseconds(CURLINFO_NAMELOOKUP_TIME_T)
            timings.tls = max(0, microseconds(CURLINFO_APPCONNECT_TIME_T) - connected)
        } else if connection == .none, let handshakeAfter {
            timings.connect = handshakeAfter
            timings.tls = max(0, timings.total - handshakeAfter)
        }
        return timings
    }

    private func microseconds(_ info: CURLINFO) -> Int64 {
        var value: curl_off_t = 0
        ccurl_get_offset(easy, info, &value)
        return Int64(value)
    }
}
