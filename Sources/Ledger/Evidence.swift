import Digests
import GRDB
import Returns

/// A photo that the ledger names as evidence.
package struct EvidencePhoto: Sendable {
    /// Where it stands among all photos: the event that brought it, and which of its photos it is.
    package struct Place: Sendable {
        package let event: Int64
        package let number: Int
    }

    package let place: Place
    package let digest: Digest
    /// Below the spool's evidence folder.
    package let file: String
    package let size: Int64
    /// The return, or the parcel on the workbench, that it shows.
    package let owner: String
}

extension Snapshot {
    /// The photos behind a place, in their order.
    package func photos(after place: EvidencePhoto.Place?, limit: Int) throws -> [EvidencePhoto] {
        try db.rows(
            """
            SELECT p.event, p.number, p.digest, p.file, p.size, r.number, p.item
            FROM dock_photos p LEFT JOIN rmas r ON r.id = p.rma
            WHERE (p.event, p.number) > (?, ?) ORDER BY p.event, p.number LIMIT ?
            """, [place?.event ?? 0, place?.number ?? 0, limit]
        ) { row in
            let parcel = (row[6] as Int64?).map { "parcel \(WorkbenchNumber($0))" }
            return EvidencePhoto(
                place: EvidencePhoto.Place(event: row[0], number: row[1]),
                digest: Digest(bytes: row.bytes(2)) ?? .zero, file: row[3], size: row[4],
                owner: row[5] as String? ?? parcel ?? "")
        }
    }
}

extension Ledger {
    private static let photosPerLook = 500

    /// Every photo that is evidence, each file once. Between two groups no snapshot is held: looking at pictures takes
    /// long.
    /// - Parameter body: answers false where it wants no more.
    package func eachPhoto(_ body: (EvidencePhoto) throws -> Bool) throws {
        var last: EvidencePhoto.Place?
        var seen: Set<Digest> = []
        while true {
            let group = try read { try $0.photos(after: last, limit: Self.photosPerLook) }
            guard let end = group.last else { return }
            for photo in group where seen.insert(Digest(of: photo.file.utf8)).inserted {
                guard try body(photo) else { return }
            }
            last = end.place
        }
    }
}
