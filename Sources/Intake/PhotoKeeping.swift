import Digests
import Documents
import Ledger
import Returns
import Spool

/// What became of a photo that a document names.
enum PhotoOutcome: Sendable {
    /// It is on disk among the evidence.
    case kept(DockPhoto)
    case refused(UnreadablePhoto)
    /// It is a photo, and could not be written: nobody is to blame but the disk.
    case failed(SpoolError)
}

/// Makes photos evidence before the document that names them is recorded: read, hashed and written under their
/// digest, on the thread that reads the document, so that no transaction waits for pictures.
///
/// Writing one twice gives the same file. One that is kept for a document that is refused afterwards harms nobody.
struct PhotoKeeping: Sendable {
    let spool: Spool

    /// - Parameter precedent: names photos that are among the evidence already.
    func keep(_ document: ReadDocument, as precedent: Precedent?) -> [String: PhotoOutcome] {
        var outcomes: [String: PhotoOutcome] = [:]
        for (path, file) in precedent?.photos ?? [:] {
            if let photo = kept(file, named: path) { outcomes[path] = .kept(photo) }
        }
        for case .declared(let declaration, _) in document.records.map(\.outcome) {
            for path in declaration.photos where outcomes[path] == nil { outcomes[path] = keep(path) }
        }
        return outcomes
    }

    /// A photo among the evidence; nil where it is not there as it was.
    private func kept(_ file: String, named path: String) -> DockPhoto? {
        let whole = "\(spool.layout.path(of: .evidence))/\(file)"
        guard let bytes = OriginalFile.bytes(whole, bytesMax: Spool.photoBytesMax) else { return nil }
        let digest = Digest(of: bytes)
        guard file.split(separator: "/").last?.hasPrefix(digest.description) == true else { return nil }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return DockPhoto(digest: digest, file: file, name: name, size: bytes.count)
    }

    private func keep(_ path: String) -> PhotoOutcome {
        let photo: (bytes: [UInt8], format: PhotoFormat)
        do throws(UnreadablePhoto) {
            photo = try spool.photo(path)
        } catch {
            return .refused(error)
        }
        let digest = Digest(of: photo.bytes)
        let folder = String(digest.description.prefix(2))
        let file = "\(digest).\(photo.format.rawValue)"
        guard let folderName = FileName(folder), let fileName = FileName(file) else {
            preconditionFailure("hexadecimal digits are a file's name")
        }
        do throws(SpoolError) {
            try spool.write(photo.bytes, to: .evidence, station: folderName, as: fileName, durability: .synced)
        } catch {
            return .failed(error)
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return .kept(DockPhoto(digest: digest, file: "\(folder)/\(file)", name: name, size: photo.bytes.count))
    }
}

extension Declaration {
    fileprivate var photos: [String] {
        switch self {
        case .dockReceipt(let receipt): receipt.photos
        case .blindReceipt(let receipt): receipt.photos
        case .returnRequest, .order, .customer, .endpoint, .trackingEvent, .inspection, .settlement, .cancellation,
            .review, .note, .feedback, .deliveryRetry, .secretRotation, .endpointSwitch, .printRequest, .printerOrder,
            .workbenchMatch, .workbenchClosure, .task, .resolution, .appeal, .goodwill, .care, .feedbackReply,
            .erasure:
            []
        }
    }
}

extension Recorder {
    /// The photos as evidence.
    /// - Throws: a refusal that names the first that cannot be read.
    func evidence(_ paths: [String]) throws -> [DockPhoto] {
        try paths.map { path in
            switch photos[path] {
            case .kept(let photo): return photo
            case .refused(let problem):
                throw Refusal(
                    found: "the photo \(problem.found)", expected: problem.expected,
                    remedy: "Put the photo there and drop this again, or take it out. Nothing was recorded.")
            case .failed(let error): throw error
            case nil: preconditionFailure("every photo of a document is looked at before it is recorded")
            }
        }
    }
}
