import Digests
import Documents
import Returns
import Spool

/// A file that was read once, and what its bytes say. From here on nobody looks at the file again.
struct Arrival: Sendable {
    enum Content: Sendable {
        case document(ReadDocument)
        case unreadable(UnreadableDocument)
    }

    let file: ClaimedFile
    let bytes: [UInt8]
    let digest: Digest
    let receivedAt: Instant
    let content: Content
    /// The photos that its records name, kept as evidence already; by the paths in the document.
    let photos: [String: PhotoOutcome]
    /// What is wrong with the signatures of the file's payloads, by their place in the file.
    let unsigned: [Int: Returns.Refusal]

    /// The file's name as it may be printed, at most `nameMax` characters.
    var name: String { String(file.name.printable.prefix(Self.nameMax)) }
    /// The station's name, or nothing for the drop directory itself.
    var station: String { file.station?.printable ?? "" }
    private static let nameMax = 255

    init(file: ClaimedFile, bytes: [UInt8], terms: IntakeTerms, photographs: PhotoKeeping) {
        self.file = file
        self.bytes = bytes
        digest = Digest(of: bytes)
        let now = terms.now()
        // A file that the ledger has lost is judged by the day on which it came.
        receivedAt = min(file.archivedAt.map { Instant(milliseconds: $0.milliseconds) } ?? now, now)
        do throws(UnreadableDocument) {
            let document = try DocumentReader.read(
                bytes, fileName: file.name.printable, options: terms.reading(terms.siteDay(receivedAt)))
            content = .document(document)
            var unsigned: [Int: Returns.Refusal] = [:]
            for (index, payload) in document.payloads.enumerated() {
                unsigned[index] = terms.services.problem(of: payload, at: receivedAt)
            }
            self.unsigned = unsigned
            photos = photographs.keep(document)
        } catch {
            content = .unreadable(error)
            unsigned = [:]
            photos = [:]
        }
    }

    /// Why a record of a payload must not be believed; nil where nothing speaks against it.
    func problem(of record: ReadRecord) -> Returns.Refusal? { record.payload.flatMap { unsigned[$0.payload] } }

    /// Who brought it: the station, or the spool where no station is named.
    var actor: Actor { Actor("station:\(station)") ?? Actor(trusted: "spool") }
}
