/// Where the spool's folders are: all of them below one root, on one file system.
///
/// A file's folder is its state, and every step is a rename from one to the next:
/// ```
/// drop ──▶ work ──▶ archive/DAY     became something
///             ├───▶ rejected        (+ NAME.reason.txt) the sender must mend it
///             └───▶ duplicates      known already
/// ```
package struct SpoolLayout: Sendable, Equatable {
    package let root: String

    package init(root: String) {
        var root = root
        while root.count > 1, root.hasSuffix("/") { root.removeLast() }
        self.root = root
    }

    /// A folder of the spool.
    package enum Place: String, CaseIterable, Sendable {
        /// Senders put files here; a subfolder names the station.
        case drop
        /// Claimed, and not yet through.
        case work
        /// Files being written; emptied at start.
        case tmp
        /// What each file became.
        case receipts
        /// Files that could not be taken, as they came, with the reason beside each.
        case rejected
        /// Files that were known already.
        case duplicates
        /// Labels and instructions.
        case labels
        /// Files for the shop or the ERP, which take away what they have read.
        case out
        /// Claimed files that are through, by day.
        case archive
        /// Photos of what came, put here by staff and cameras; a document names them.
        case photos
        /// The photos that became evidence, by their digests.
        case evidence

        var name: FileName { FileName(trusted: rawValue.utf8) }
    }

    package func path(of place: Place) -> String { root + "/" + place.rawValue }
}
