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

    /// The file's name as it may be printed, at most `nameMax` characters.
    var name: String { String(file.name.printable.prefix(Self.nameMax)) }
    /// The station's name, or nothing for the drop directory itself.
    var station: String { file.station?.printable ?? "" }
    private static let nameMax = 255

    init(file: ClaimedFile, bytes: [UInt8], terms: IntakeTerms, photographs: PhotoKeeping) {
        self.file = file
        self.bytes = bytes
        digest = Digest(of: bytes)
        receivedAt = terms.now()
        do throws(UnreadableDocument) {
            let document = try DocumentReader.read(
                bytes, fileName: file.name.printable, options: terms.reading(terms.siteDay(receivedAt)))
            content = .document(document)
            photos = photographs.keep(document)
        } catch {
            content = .unreadable(error)
            photos = [:]
        }
    }

    /// Who brought it: the station, or the spool where no station is named.
    var actor: Actor { Actor("station:\(station)") ?? Actor(trusted: "spool") }
}
