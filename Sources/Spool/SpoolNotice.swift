/// What the spool tells its owner about beside the files: for the log and the dashboard.
///
/// Notices come on the watcher's thread. A lasting trouble is told once.
package enum SpoolNotice: Sendable, Equatable {
    /// A thing was put into quarantine unread.
    case refused(Refusal)
    /// Something could not be done; it is tried again at the next scan.
    case fault(SpoolError)
    /// More arrived at once than the kernel could announce; everything is being scanned.
    case announcementsLost
    /// The drop directory is not there. It is watched for.
    case dropMissing
    /// It is there again, and watched.
    case dropReturned
    /// Folders of the spool beside the drop were removed, moved away or replaced. Nothing goes through them until the
    /// spool is opened anew; told once.
    case foldersGone([SpoolLayout.Place])
    /// The spool's lock was removed or replaced. It is held again.
    case lockPutBack
    /// The spool's lock was removed, and another daemon works here by now: this one must end.
    case lockLost(SpoolError)
}

/// Numbers since the start.
package struct SpoolCounts: Sendable, Equatable {
    /// Files claimed from the drop.
    package var claimed = 0
    /// Files that an earlier run had claimed.
    package var recovered = 0
    package var refused = 0
    package var faults = 0
    /// Times that announcements were lost.
    package var overflows = 0
    /// Folders scanned to their end.
    package var scans = 0
    /// Subfolders of the drop that are watched now.
    package var stations = 0
    /// Whether the drop itself is watched now.
    package var isDropWatched = false
    /// The trouble that concerns all files, not one; nil as soon as a file is taken.
    package var trouble: SpoolError?
}
