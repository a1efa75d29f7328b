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
        case .inspection(let inspection): inspection.photos
        case .returnRequest, .order, .customer, .endpoint, .trackingEvent, .settlement, .cancellation, .review, .note,
            .feedback, .deliveryRetry, .secretRotation, .endpointSwitch, .printRequest, .printerOrder, .workbenchMatch,
            .workbenchClosure, .task, .resolution, .appeal, .alternative, .advance, .goodwill, .care, .feedbackReply,
            .disposition, .erasure, .lossAcceptance:
            []
        }
    }
}

extension UnitPhoto {
    /// Under its own name, which ends as its bytes say.
    fileprivate init(_ photo: DockPhoto) {
        let ending = photo.file.split(separator: ".").last.map(String.init) ?? ""
        let isSo = photo.name.lowercased().hasSuffix("." + ending)
        self.init(name: isSo ? photo.name : "\(photo.name).\(ending)", sha256: photo.digest.description)
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

    /// An inspection whose photos are those that were kept, bound to the record by the digests of their bytes.
    /// - Throws: a refusal where a photo is not the one whose digest the document says.
    func bound(_ inspection: Inspection) throws -> (inspection: Inspection, photos: [DockPhoto]) {
        var bound = inspection
        var kept: [DockPhoto] = []
        for (unit, judged) in inspection.units.enumerated() {
            for (place, photo) in judged.photos.enumerated() {
                let evidence = try evidence([photo.name])[0]
                if let said = photo.sha256, said != evidence.digest.description {
                    throw Refusal(
                        found: "the photo '\(photo.name)' with the SHA-256 \(evidence.digest)",
                        expected: "the SHA-256 that the inspection says, \(said)",
                        remedy: "Put the photo there that was meant, or correct what stands behind "
                            + "`\(UnitPhoto.mark)`. Nothing was recorded.")
                }
                bound.units[unit].photos[place] = UnitPhoto(evidence)
                kept.append(evidence)
            }
        }
        return (bound, kept)
    }
}
