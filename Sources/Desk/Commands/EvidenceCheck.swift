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
            guard let problem = Self.problem(of: photo, at: path) else { return true }
            // An erasure may have taken it meanwhile.
            guard try ledger.read({ try $0.hasPhoto(photo.file) }) else { return true }
            findings.append(
                VerificationFinding(
                    place: "photo of \(photo.owner)", found: "\(path) \(problem.found)",
                    meaning: problem.isUnreadable
                        ? "It is there, and this user or the disk does not give it. \(ClosedFolder.remedy) What the "
                            + "disk has lost, put back from a backup: cp BACKUP/spool/evidence/\(photo.file) \(path)"
                        : "It was lost or damaged on the disk. Put it back from the newest backup that has it: "
                            + "cp BACKUP/spool/evidence/\(photo.file) \(path), as the user that rmad runs as; "
                            + "`rmad backup --check BACKUP` tells whether it is good. What is lost for good: "
                            + "`rmad backup --accept-losses`, once."))
            return findings.count < findingsMax
        }
        (self.photos, self.findings) = (photos, findings)
    }

    private struct Problem {
        let found: String
        /// It is there, and is not given; nobody may say that it is lost.
        var isUnreadable = false
    }

    private static func problem(of photo: EvidencePhoto, at path: String) -> Problem? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            let code = errno
            return code == ENOENT || code == ENOTDIR
                ? Problem(found: "is not there")
                : Problem(found: "cannot be looked at: \(SystemError.words(code))", isUnreadable: true)
        }
        guard status.st_mode & S_IFMT == S_IFREG else { return Problem(found: "is no regular file") }
        guard Int64(status.st_size) == photo.size else {
            return Problem(found: "has \(status.st_size) bytes instead of \(photo.size)")
        }
        guard let bytes = OriginalFile.bytes(path, bytesMax: Spool.photoBytesMax) else {
            return Problem(found: "cannot be read", isUnreadable: true)
        }
        return Digest(of: bytes) == photo.digest ? nil : Problem(found: "is not the photo that was recorded")
    }
}
