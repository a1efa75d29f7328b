import Backups
import Intake
import Ledger
import Returns

/// What can be read of one document in an archive: its original, and what it became when it came. What the disk does
/// not give is said of that document, and stops no other.
struct ArchiveReading {
    /// A receipt that was kept.
    enum Receipt {
        case kept(Precedent)
        /// There is none, a power cut has left it empty, or it is another document's.
        case none
        /// In words.
        case unreadable(String)

        init(_ path: String, of document: DocumentID) {
            do throws(BackupFault) {
                let kept = try ArchivedOriginals.bytes(path).flatMap { Precedent(receipt: $0) }
                self = kept.flatMap { $0.document == document ? .kept($0) : nil } ?? .none
            } catch {
                self = .unreadable("\(error)")
            }
        }

        var isKept: Bool { if case .kept = self { true } else { false } }
    }

    let precedent: Precedent
    private let path: String?
    private let trouble: String?

    /// - Parameters:
    ///   - path: of the original; nil where there is none.
    ///   - without: what is known of it where no receipt tells.
    init(path: String?, receipt: Receipt, without: @autoclosure () -> Precedent) {
        self.path = path
        switch receipt {
        case .kept(let kept): (precedent, trouble) = (kept, nil)
        case .none: (precedent, trouble) = (without(), nil)
        // It has numbers, and they can be had again: nothing is recorded under others.
        case .unreadable(let found): (precedent, trouble) = (without(), found)
        }
    }

    /// A receipt beside which no original lies; nil where it says nothing.
    init?(receipt path: String, of document: DocumentID) {
        let receipt = Receipt(path, of: document)
        if case .none = receipt { return nil }
        let day = path.split(separator: "/").dropLast().last.map(String.init) ?? ""
        self.init(
            path: nil, receipt: receipt,
            without: Precedent(
                document: document, name: "", station: "", fileTime: Instant(milliseconds: 0), folder: day))
    }

    /// Reads it anew each time: many large files are not held at once.
    func original() -> Replay.Original {
        if let trouble { return .unreadable(trouble) }
        guard let path else { return .missing }
        do throws(BackupFault) {
            return try ArchivedOriginals.bytes(path).map { .whole($0) } ?? .missing
        } catch {
            return .unreadable("\(error)")
        }
    }
}
