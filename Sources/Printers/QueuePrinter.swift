import CCups
import Glibc

/// A queue of CUPS, or a printer that speaks IPP itself.
///
/// Unlike a raw printer it answers: whether it can print, under which number it has the job, and what became of
/// it. A job is made first and the document sent into it, so that its number is written down before the first
/// byte and can be asked for after a crash.
package struct QueuePrinter: Printer {
    package let queue: QueueAddress
    package let limits: PrinterLimits

    package init(_ queue: QueueAddress, limits: PrinterLimits = PrinterLimits()) {
        self.queue = queue
        self.limits = limits
    }

    package var address: String { queue.text }

    package func trouble() -> String? {
        do throws(QueueConnection.Trouble) {
            let connection = try QueueConnection(queue, limits: limits, isStopping: { false })
            return try standing(connection).trouble
        } catch { return error.words }
    }

    package func print(
        _ document: PrintDocument, isStopping: @Sendable () -> Bool, waiting: (_ reason: String) -> Void,
        begin: (_ queueJob: Int?) -> Bool
    ) -> PrintOutcome {
        withoutActuallyEscaping(isStopping) { isStopping in
            do throws(QueueConnection.Trouble) {
                let connection = try QueueConnection(queue, limits: limits, isStopping: isStopping)
                let standing = try standing(connection)
                if let trouble = standing.trouble { return .off(trouble) }
                guard let format = standing.format(for: document.language) else {
                    return .refused(
                        "it takes no \(document.language.mediaType), only \(standing.formats.joined(separator: ", "))")
                }
                guard !isStopping() else { return .off("the daemon stops") }
                return try print(document, as: format, on: connection, isStopping, begin, waiting)
            } catch { return .off(error.words) }
        }
    }

    package func outcome(
        ofQueueJob job: Int, isStopping: @Sendable () -> Bool, waiting: (_ reason: String) -> Void
    ) -> PrintOutcome {
        withoutActuallyEscaping(isStopping) { isStopping in followed(job, isStopping, waiting) }
    }

    /// Asks for a job until it has come to an end. While its printer waits for a hand, as for new paper, the job
    /// waits with it, however long that takes: the queue has it and prints it then.
    private func followed(
        _ job: Int, _ isStopping: @escaping @Sendable () -> Bool, _ waiting: (_ reason: String) -> Void
    ) -> PrintOutcome {
        var end = Deadline(after: limits.finish)
        var lookAtPrinter = Deadline(after: Self.lookMilliseconds)
        var trouble = ""
        var told: String?
        var isFirst = true
        while isFirst || !end.hasPassed {
            if !isFirst { usleep(Self.pauseMicroseconds) }
            isFirst = false
            guard !isStopping() else { return .interrupted }
            do throws(QueueConnection.Trouble) {
                let standing = try jobStanding(job, isStopping)
                if let outcome = standing.outcome { return outcome }
                trouble = standing.words
                guard lookAtPrinter.hasPassed else { continue }
                lookAtPrinter = Deadline(after: Self.lookMilliseconds)
                let printer = try self.standing(try QueueConnection(queue, limits: limits, isStopping: isStopping))
                guard let need = printer.need else { continue }
                end = Deadline(after: limits.finish)
                guard need != told else { continue }
                told = need
                waiting("\(need); the queue has the label and prints it then")
            } catch { trouble = error.words }
        }
        return .unknown("the queue has it as job \(job) and did not finish it: \(trouble)")
    }

    private func standing(_ connection: QueueConnection) throws(QueueConnection.Trouble) -> QueueStanding {
        let request = QueueRequest(IPP_OP_GET_PRINTER_ATTRIBUTES, queue)
        request.want([
            "printer-state", "printer-state-reasons", "printer-state-message", "printer-is-accepting-jobs",
            "document-format-supported",
        ])
        return QueueStanding(try connection.ask(request))
    }

    private func jobStanding(
        _ job: Int, _ isStopping: @escaping @Sendable () -> Bool
    ) throws(QueueConnection.Trouble) -> QueueJobStanding {
        let connection = try QueueConnection(queue, limits: limits, isStopping: isStopping)
        let request = QueueRequest(IPP_OP_GET_JOB_ATTRIBUTES, queue, job: job)
        request.want(["job-state", "job-state-reasons", "job-impressions-completed", "job-printer-state-message"])
        return QueueJobStanding(job, try connection.ask(request))
    }

    /// Everything that goes wrong before the document's first byte is trouble; nothing behind it is.
    private func print(
        _ document: PrintDocument, as format: String, on connection: QueueConnection,
        _ isStopping: @escaping @Sendable () -> Bool, _ begin: (_ queueJob: Int?) -> Bool,
        _ waiting: (_ reason: String) -> Void
    ) throws(QueueConnection.Trouble) -> PrintOutcome {
        let creation = QueueRequest(IPP_OP_CREATE_JOB, queue)
        creation.text("job-name", document.title, IPP_TAG_NAME)
        switch document.language {
        case .pdf: creation.page(document.paper)
        // Labels in the printer's own language bring their size along.
        case .zpl: break
        }
        let created = try connection.ask(creation)
        switch created.verdict {
        case .yes: break
        case .unfit(let words): return .refused("it cannot print this: \(words)")
        case .refused(let words), .failed(let words): return .off(words)
        }
        guard let job = created.number("job-id") else { return .off("it made a job without a number") }
        guard begin(job) else {
            _ = try connection.ask(QueueRequest(IPP_OP_CANCEL_JOB, queue, job: job))
            return .withdrawn
        }
        let sending = QueueRequest(IPP_OP_SEND_DOCUMENT, queue, job: job)
        sending.text("document-name", document.title, IPP_TAG_NAME)
        sending.text("document-format", format, IPP_TAG_MIMETYPE)
        sending.flag("last-document", true)
        do throws(QueueConnection.Failure) {
            switch try connection.send(document.bytes, behind: sending).verdict {
            case .yes: return followed(job, isStopping, waiting)
            case .unfit(let words), .refused(let words): return .refused(words)
            case .failed(let words): return .unknown(words)
            }
        } catch {
            switch error {
            case .beforeDocument(let words): return .off(words)
            case .inDocument(let words): return .unknown(words)
            }
        }
    }

    private static let pauseMicroseconds: UInt32 = 250_000
    /// Between two looks at a printer that has a job of ours.
    private static let lookMilliseconds: Int64 = 1_000
}

/// What a queue says of itself.
struct QueueStanding {
    let formats: [String]
    /// Why nothing can be printed now.
    let trouble: String?
    /// What a person is to do at the printer: it is out of paper, it is open. As a warning it may still print from
    /// another tray, so it is trouble only as an error; where a job does not come forward, it is why.
    let need: String?

    init(_ answer: QueueAnswer) {
        formats = answer.texts("document-format-supported")
        switch answer.verdict {
        case .unfit(let words), .refused(let words), .failed(let words):
            trouble = words
            need = nil
        case .yes:
            let reasons = answer.texts("printer-state-reasons").filter { $0 != "none" }
            let told = answer.texts("printer-state-message").filter { !$0.isEmpty } + reasons
            let why = told.isEmpty ? "" : ": \(told.joined(separator: ", "))"
            let needs = reasons.compactMap(Self.need)
            need = (needs.first(where: \.isGrave) ?? needs.first)?.words
            if let grave = needs.first(where: \.isGrave) {
                trouble = grave.words
            } else if answer.number("printer-state") == Int(IPP_PSTATE_STOPPED.rawValue) {
                trouble = "it is stopped\(why)"
            } else if answer.flag("printer-is-accepting-jobs") == false {
                trouble = "it takes no jobs\(why)"
            } else {
                trouble = nil
            }
        }
    }

    /// What a reason asks for; nil for a mere report, and for one of another kind.
    private static func need(_ reason: String) -> (words: String, isGrave: Bool)? {
        let suffix = severities.first(where: reason.hasSuffix)
        guard suffix != "-report", let words = needs[suffix.map { String(reason.dropLast($0.count)) } ?? reason]
        else { return nil }
        return ("\(words) (\(reason))", suffix != "-warning")
    }

    /// RFC 8011, 5.4.12: one without a suffix is as grave as an error.
    private static let severities = ["-error", "-warning", "-report"]

    private static let needs = [
        "media-empty": "it is out of paper", "media-needed": "it waits for paper", "media-jam": "its paper is jammed",
        "door-open": "its door is open", "cover-open": "its cover is open", "interlock-open": "it is open",
        "input-tray-missing": "its paper tray is missing", "marker-supply-empty": "its ribbon or ink is used up",
        "toner-empty": "its toner is used up", "output-area-full": "its output tray is full",
    ]

    /// The format under which it takes a document unchanged. CUPS knows no type for printer languages and passes
    /// them on as `cups-raw`; it would print an octet stream of ZPL as text.
    func format(for language: PrintDocument.Language) -> String? {
        let wanted =
            switch language {
            case .pdf: [language.mediaType]
            case .zpl: [language.mediaType, "application/vnd.cups-raw"]
            }
        return wanted.first(where: formats.contains)
    }
}

/// What a queue says of a job.
struct QueueJobStanding {
    /// Nil while it is not finished.
    let outcome: PrintOutcome?
    let words: String

    init(_ job: Int, _ answer: QueueAnswer) {
        switch answer.verdict {
        case .unfit(let words), .refused(let words), .failed(let words):
            self.words = words
            outcome = .unknown("the queue does not say what became of job \(job): \(words)")
            return
        case .yes: break
        }
        let reasons = answer.texts("job-state-reasons").filter { $0 != "none" }
        let told = (answer.texts("job-printer-state-message").filter { !$0.isEmpty } + reasons).joined(separator: ", ")
        words = told.isEmpty ? "no reason is given" : told
        let isBlank = answer.number("job-impressions-completed") == 0
        switch answer.number("job-state").map({ ipp_jstate_t(rawValue: UInt32(clamping: $0)) }) {
        case IPP_JSTATE_COMPLETED:
            outcome =
                reasons.contains("job-completed-with-errors")
                ? .unknown("the queue completed job \(job) with errors: \(words)") : .printed
        case IPP_JSTATE_CANCELED, IPP_JSTATE_ABORTED:
            let ending = "the queue ended job \(job) unprinted: \(words)"
            outcome = isBlank ? .refused(ending) : .unknown(ending)
        case nil: outcome = .unknown("the queue does not say how job \(job) stands")
        default: outcome = nil
        }
    }
}
