import Digests
import Glibc
import Ledger
import Spool

/// Whether the photos that the ledger names are there as they were recorded. Each is read, the largest that was ever
/// taken at the most; no snapshot of the ledger is held meanwhile.
struct EvidenceCheck {
    let layout: SpoolLayout
    let ledger: Ledger
    let findingsMax: Int
    /// Hears how many photos were looked at.
    let progress: (Int) -> Void

    private(set) var photos = 0
    private(set) var findings: [VerificationFinding] = []

    private static let progressStep = 100

    init(layout: SpoolLayout, ledger: Ledger, findingsMax: Int, progress: @escaping (Int) -> Void) {
        self.layout = layout
        self.ledger = ledger
        self.findingsMax = findingsMax
        self.progress = progress
    }

    mutating func perform() throws {
        guard findingsMax > 0 else { return }
        var (photos, findings) = (0, [VerificationFinding]())
        try ledger.eachPhoto { photo in
            photos += 1
            if photos % Self.progressStep == 0 { progress(photos) }
            let path = "\(layout.path(of: .evidence))/\(photo.file)"
            guard let found = Self.problem(of: photo, at: path) else { return true }
            // An erasure may have taken it meanwhile.
            guard try ledger.read({ try $0.hasPhoto(photo.file) }) else { return true }
            findings.append(
                VerificationFinding(
                    place: "photo of \(photo.owner)", found: "\(path) \(found)",
                    meaning: "It was lost or damaged on the disk. Put it back from the newest backup that has it: "
                        + "cp BACKUP/spool/evidence/\(photo.file) \(path), as the user that rmad runs as; "
                        + "`rmad backup --check BACKUP` tells whether it is good. What is lost for good: "
                        + "`rmad backup --accept-losses`, once."))
            return findings.count < findingsMax
        }
        (self.photos, self.findings) = (photos, findings)
    }

    private static func problem(of photo: EvidencePhoto, at path: String) -> String? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            return errno == ENOENT || errno == ENOTDIR ? "is not there" : "cannot be looked at"
        }
        guard status.st_mode & S_IFMT == S_IFREG else { return "is no regular file" }
        guard Int64(status.st_size) == photo.size else {
            return "has \(status.st_size) bytes instead of \(photo.size)"
        }
        guard let bytes = OriginalFile.bytes(path, bytesMax: Spool.photoBytesMax) else { return "cannot be read" }
        return Digest(of: bytes) == photo.digest ? nil : "is not the photo that was recorded"
    }
}
