import CCups

/// A connection to an IPP queue through libcups. It belongs to one thread, because libcups keeps its last error
/// for each.
final class QueueConnection {
    private let http: OpaquePointer
    private let queue: QueueAddress
    private let patience: Patience

    /// Nobody answered, or not in IPP.
    struct Trouble: Error {
        let words: String
    }

    init(_ queue: QueueAddress, limits: PrinterLimits, isStopping: @escaping () -> Bool) throws(Trouble) {
        self.queue = queue
        let encryption = queue.isEncrypted ? HTTP_ENCRYPTION_ALWAYS : HTTP_ENCRYPTION_IF_REQUESTED
        guard
            let http = httpConnect2(
                queue.host, Int32(queue.port), nil, AF_UNSPEC, encryption, 1, Int32(clamping: limits.connect), nil)
        else { throw Trouble(words: Self.lastWords) }
        self.http = http
        patience = Patience(stall: limits.stall, drain: limits.drain, isStopping: isStopping)
        ccups_never_ask_for_passwords()
        httpSetTimeout(
            http, Patience.lookSeconds,
            { _, data in data.map { Unmanaged<Patience>.fromOpaque($0).takeUnretainedValue().goesOn ? 1 : 0 } ?? 0 },
            Unmanaged.passUnretained(patience).toOpaque())
    }

    deinit { httpClose(http) }

    /// Asks a question without a document.
    func ask(_ request: QueueRequest) throws(Trouble) -> QueueAnswer {
        patience.begin()
        // cupsDoRequest frees the request.
        guard let answer = cupsDoRequest(http, request.take(), queue.path) else {
            throw Trouble(words: Self.lastWords)
        }
        return QueueAnswer(answer)
    }

    /// How far a document came when it did not arrive.
    enum Failure: Error {
        /// The queue let us send nothing of it.
        case beforeDocument(String)
        case inDocument(String)
    }

    /// Sends a document behind a request.
    func send(_ bytes: [UInt8], behind request: QueueRequest) throws(Failure) -> QueueAnswer {
        patience.begin()
        let ipp = request.take()
        defer { ippDelete(ipp) }
        let length = ippLength(ipp) + bytes.count
        guard cupsSendRequest(http, ipp, queue.path, length) == HTTP_STATUS_CONTINUE else {
            throw .beforeDocument(Self.lastWords)
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Self.pieceBytes)
            patience.begin()
            let status = piece.withUnsafeBytes { raw in
                cupsWriteRequestData(http, raw.bindMemory(to: CChar.self).baseAddress, raw.count)
            }
            guard status == HTTP_STATUS_CONTINUE else {
                throw .inDocument(
                    "the connection broke off at byte \(bytes.count - rest.count) of \(bytes.count): \(Self.lastWords)")
            }
            rest = rest.dropFirst(piece.count)
        }
        patience.begin()
        guard let answer = cupsGetResponse(http, queue.path) else {
            throw .inDocument("no answer after the last byte: \(Self.lastWords)")
        }
        return QueueAnswer(answer)
    }

    private static let pieceBytes = 32_768

    private static var lastWords: String {
        cupsLastErrorString().map { String(cString: $0) } ?? "no connection"
    }
}

/// Decides, each second without a word from the queue, whether to wait on.
private final class Patience {
    static let lookSeconds = 1.0

    private let stall: Int64
    private let drain: Int64
    private let isStopping: () -> Bool
    private var deadline: Deadline
    private var isDraining = false

    init(stall: Int64, drain: Int64, isStopping: @escaping () -> Bool) {
        self.stall = stall
        self.drain = drain
        self.isStopping = isStopping
        deadline = Deadline(after: stall)
    }

    func begin() { deadline = Deadline(after: isDraining ? drain : stall) }

    var goesOn: Bool {
        if !isDraining, isStopping() {
            isDraining = true
            deadline = deadline.or(Deadline(after: drain))
        }
        return !deadline.hasPassed
    }
}
