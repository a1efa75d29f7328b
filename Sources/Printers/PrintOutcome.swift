/// What came of sending a document to a printer, sorted by what is known of the paper.
package enum PrintOutcome: Sendable, Equatable {
    /// The printer took all of it, and said so as well as its protocol can.
    case printed
    /// Nothing was sent: it cannot be reached, or says that it cannot print now. Trying again is harmless.
    case off(String)
    /// Bytes were sent and then the trail was lost: it may be on paper, wholly, in part or not at all.
    case unknown(String)
    /// The printer or its queue does not take this document; sending it again would not change that.
    case refused(String)
    /// The document was called back before its first byte left.
    case withdrawn
    /// The queue has all of it and had not finished when we had to stop asking; ask again by the job's number.
    case interrupted
}

/// How long a printer is waited for, in milliseconds.
package struct PrinterLimits: Sendable, Equatable {
    /// Until a connection stands.
    package var connect: Int64 = 5_000
    /// Without a byte taken, or a word in an answer.
    package var stall: Int64 = 30_000
    /// A raw printer: from the first byte until it has hung up. A queue: until it has printed the job.
    package var finish: Int64 = 600_000
    /// What is under way may take so long when the daemon stops.
    package var drain: Int64 = 5_000

    package init() {}
}

/// What goes to a printer.
package struct PrintDocument: Sendable {
    package enum Language: String, CaseIterable, Sendable {
        case zpl, pdf

        /// The document format of IPP.
        var mediaType: String {
            switch self {
            case .zpl: "application/vnd.zebra-zpl"
            case .pdf: "application/pdf"
            }
        }
    }

    package var bytes: [UInt8]
    package var language: Language
    /// Width and height of the paper in hundredths of a millimetre, as PWG 5101.1 counts.
    package var paper: (width: Int, height: Int)
    /// What the queue's list of jobs shows.
    package var title: String

    package init(bytes: [UInt8], language: Language, paper: (width: Int, height: Int), title: String) {
        self.bytes = bytes
        self.language = language
        self.paper = paper
        self.title = title
    }
}

/// A way to a printer. It blocks its caller: whoever prints has a thread of its own for each printer.
package protocol Printer: Sendable {
    /// For people: where it is.
    var address: String { get }

    /// Sends a document.
    /// - Parameters:
    ///   - isStopping: asked now and then; true lets what is under way end soon.
    ///   - waiting: told when the queue has all of it and the printer waits for a hand, as for new paper.
    ///   - begin: called once, right before the first byte of the document leaves, with the queue's number of the
    ///     job where there is one. It writes down that the document may be on paper from now on; false calls it back.
    func print(
        _ document: PrintDocument, isStopping: @Sendable () -> Bool, waiting: (_ reason: String) -> Void,
        begin: (_ queueJob: Int?) -> Bool
    ) -> PrintOutcome

    /// Whether it can be reached and prints; nothing is printed by asking.
    /// - Returns: nil, or why not.
    func trouble() -> String?

    /// What became of a job that was handed over before, for queues that remember.
    func outcome(
        ofQueueJob job: Int, isStopping: @Sendable () -> Bool, waiting: (_ reason: String) -> Void
    ) -> PrintOutcome
}
