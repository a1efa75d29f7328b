import CCups

/// A question to an IPP queue (RFC 8011). Sent once.
final class QueueRequest {
    private var ipp: OpaquePointer?

    /// - Parameter job: the job that is asked about; nil: the queue itself.
    init(_ operation: ipp_op_t, _ queue: QueueAddress, job: Int? = nil) {
        ipp = ippNewRequest(operation)
        ippAddString(ipp, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", nil, queue.text)
        if let job { ippAddInteger(ipp, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", Int32(clamping: job)) }
        text("requesting-user-name", "rmad", IPP_TAG_NAME)
    }

    deinit { ippDelete(ipp) }

    /// Hands the request to libcups.
    func take() -> OpaquePointer? {
        defer { ipp = nil }
        return ipp
    }

    func text(_ name: String, _ value: String, _ tag: ipp_tag_t) {
        ippAddString(ipp, IPP_TAG_OPERATION, tag, name, nil, value)
    }

    func flag(_ name: String, _ value: Bool) { ippAddBoolean(ipp, IPP_TAG_OPERATION, name, value ? 1 : 0) }

    /// Only these attributes are wanted in the answer.
    func want(_ names: [String]) {
        guard let first = names.first else { return }
        // It moves when it grows.
        var attribute = ippAddString(ipp, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", nil, first)
        for (index, name) in names.enumerated().dropFirst() {
            ippSetString(ipp, &attribute, Int32(index), name)
        }
    }

    /// A page of exactly this size, printed as large as it is (PWG 5100.13).
    func page(_ paper: (width: Int, height: Int)) {
        let size = ippNew()
        ippAddInteger(size, IPP_TAG_ZERO, IPP_TAG_INTEGER, "x-dimension", Int32(clamping: paper.width))
        ippAddInteger(size, IPP_TAG_ZERO, IPP_TAG_INTEGER, "y-dimension", Int32(clamping: paper.height))
        let media = ippNew()
        ippAddCollection(media, IPP_TAG_ZERO, "media-size", size)
        ippAddCollection(ipp, IPP_TAG_JOB, "media-col", media)
        ippAddString(ipp, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-scaling", nil, "none")
        // The request holds them now.
        ippDelete(media)
        ippDelete(size)
    }
}

/// What a queue answered.
final class QueueAnswer {
    private let ipp: OpaquePointer

    init(_ ipp: OpaquePointer) { self.ipp = ipp }

    deinit { ippDelete(ipp) }

    enum Verdict {
        case yes
        /// The document or what is asked of it can never be done: its format, its paper, its size.
        case unfit(String)
        /// The request is not acceptable for another reason (client errors, RFC 8011, B.1.4): not found, not allowed.
        case refused(String)
        /// The server could not do it now.
        case failed(String)
    }

    var verdict: Verdict {
        let status = ippGetStatusCode(ipp)
        guard status.rawValue >= 0x400 else { return .yes }
        let told = texts("status-message").first.map { ": \($0)" } ?? ""
        let words = "\(ippErrorString(status).map { String(cString: $0) } ?? "error \(status.rawValue)")\(told)"
        guard !Self.unfitting.contains(status) else { return .unfit(words) }
        return status.rawValue < 0x500 ? .refused(words) : .failed(words)
    }

    private static let unfitting: [ipp_status_t] = [
        IPP_STATUS_ERROR_REQUEST_ENTITY, IPP_STATUS_ERROR_REQUEST_VALUE, IPP_STATUS_ERROR_DOCUMENT_FORMAT_NOT_SUPPORTED,
        IPP_STATUS_ERROR_ATTRIBUTES_OR_VALUES, IPP_STATUS_ERROR_CONFLICTING, IPP_STATUS_ERROR_DOCUMENT_FORMAT_ERROR,
    ]

    func number(_ name: String) -> Int? {
        guard let attribute = ippFindAttribute(ipp, name, IPP_TAG_ZERO) else { return nil }
        let tag = ippGetValueTag(attribute)
        return tag == IPP_TAG_INTEGER || tag == IPP_TAG_ENUM ? Int(ippGetInteger(attribute, 0)) : nil
    }

    func flag(_ name: String) -> Bool? {
        ippFindAttribute(ipp, name, IPP_TAG_BOOLEAN).map { ippGetBoolean($0, 0) != 0 }
    }

    func texts(_ name: String) -> [String] {
        guard let attribute = ippFindAttribute(ipp, name, IPP_TAG_ZERO) else { return [] }
        return (0..<ippGetCount(attribute)).compactMap { index in
            ippGetString(attribute, index, nil).map { String(cString: $0) }
        }
    }
}
