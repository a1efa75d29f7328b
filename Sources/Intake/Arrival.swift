import Digests
import Documents
import Returns
import Spool
import Workers

/// A file that was read once, and what its bytes say. From here on nobody looks at the file again.
struct Arrival: Sendable {
    enum Content: Sendable {
        case document(ReadDocument)
        case unreadable(UnreadableDocument)
    }

    /// Nil: it comes from an archive, after a restore.
    let file: ClaimedFile?
    let bytes: [UInt8]
    let digest: Digest
    let receivedAt: Instant
    let content: Content
    /// The photos that its records name, kept as evidence already; by the paths in the document.
    let photos: [String: PhotoOutcome]
    /// What is wrong with the signatures of the file's payloads, by their place in the file.
    let unsigned: [Int: Returns.Refusal]
    /// The file's name as it may be printed, at most `nameMax` characters.
    let name: String
    /// The station's name, or nothing for the drop directory itself.
    let station: String
    /// What it became when it came for the first time.
    let precedent: Precedent?
    /// Held until what it became is published; nil where only one is in hand at a time.
    private let share: Allowance.Share?
    private static let nameMax = 255

    init(
        file: ClaimedFile, bytes: [UInt8], share: Allowance.Share? = nil, terms: IntakeTerms, photographs: PhotoKeeping
    ) {
        self.init(
            file: file, name: file.name.printable, station: file.station?.printable ?? "", bytes: bytes,
            receivedAt: terms.now(), precedent: nil, share: share, terms: terms, photographs: photographs)
    }

    /// - Parameter precedent: from a receipt that was kept with the original.
    init(
        file: ClaimedFile?, name: String, station: String, bytes: [UInt8], receivedAt: Instant, precedent: Precedent?,
        share: Allowance.Share? = nil, terms: IntakeTerms, photographs: PhotoKeeping
    ) {
        self.share = share
        self.file = file
        self.name = String(name.prefix(Self.nameMax))
        self.station = station
        self.bytes = bytes
        self.receivedAt = receivedAt
        self.precedent = precedent
        digest = Digest(of: bytes)
        var options = terms.reading(terms.siteDay(receivedAt))
        // What was taken once was not too large when it came.
        if precedent != nil { options.fileBytesMax = max(options.fileBytesMax, bytes.count) }
        do throws(UnreadableDocument) {
            let document = try DocumentReader.read(bytes, fileName: name, options: options)
            content = .document(document)
            var unsigned: [Int: Returns.Refusal] = [:]
            for (index, payload) in document.payloads.enumerated() {
                unsigned[index] = terms.services.problem(of: payload, at: receivedAt)
            }
            self.unsigned = unsigned
            photos = photographs.keep(document, as: precedent)
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
