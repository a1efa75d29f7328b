import Glibc
import Synchronization
import Workers

/// Durable directories: files come in through `drop/`, and each leaves `work/` by exactly one end.
///
/// The spool knows files, not what is in them. A watcher thread notices, vets, settles and claims;
/// the caller reads, decides, and ends each file with `archive`, `reject` or `setAside`.
///
/// Invariants, by number for the tests:
/// - S1. A file is in exactly one of the spool's folders; every step is one rename.
/// - S2. What is in `work/` at start is offered again before anything new.
/// - S3. Nothing is replaced: a taken name is waited for (in work) or numbered (elsewhere).
/// - S4. Only regular files with one name are ever opened for their bytes.
/// - S5. At most `claimedMax` files are claimed and not ended; the others wait in the drop.
/// - S6. Announcements only hasten: whatever is lost, the next scan finds.
/// - S7. Ending a file again, in this process or after a crash, is harmless.
/// - S8. One process works on a spool.
/// - S9. While it is paused nothing leaves the drop and nothing is offered.
package final class Spool: Sendable {
    package let layout: SpoolLayout
    package let policy: SpoolPolicy

    let folders: SpoolFolders
    let claims: Claims
    let quarantine: Quarantine
    let failpoints: Failpoints
    private let tally = Mutex(SpoolCounts())
    let lock: SpoolLock
    private let watcher = Mutex<Worker?>(nil)
    /// Beats with every turn of the watcher.
    package let pulse = Pulse()

    private init(
        layout: SpoolLayout, policy: SpoolPolicy, folders: SpoolFolders, lock: SpoolLock, failpoints: Failpoints
    ) throws(SpoolError) {
        self.layout = layout
        self.policy = policy
        self.folders = folders
        self.lock = lock
        self.failpoints = failpoints
        claims = try Claims(heldMax: policy.claimedMax, awaitedMax: policy.candidatesMax)
        quarantine = Quarantine(
            folders.rejected, scratch: folders.tmp, mode: policy.fileMode, durability: policy.reasonDurability,
            failpoints: failpoints)
    }

    /// Prepares the folders and takes the lock. Throws where another process has it, where a folder
    /// cannot be made, or where they do not lie on one file system.
    package static func open(
        layout: SpoolLayout, policy: SpoolPolicy, failpoints: Failpoints = .none
    ) throws(SpoolError) -> Spool {
        let folders = try SpoolFolders(layout, policy: policy)
        let lock = try SpoolLock(folders.root)
        try folders.emptyScratch()
        return try Spool(layout: layout, policy: policy, folders: folders, lock: lock, failpoints: failpoints)
    }

    /// This spool once more under another policy, after it was stopped and every file of it has been ended. The lock
    /// is not let go in between.
    package func reopened(policy: SpoolPolicy) throws(SpoolError) -> Spool {
        let folders = try SpoolFolders(layout, policy: policy)
        // The lock lies in the root: in another one it keeps nobody away.
        guard try folders.root.facts().isSameThing(as: self.folders.root.facts()) else {
            throw SpoolError(
                "open anew", layout.root, hint: "the whole spool was replaced; the next start takes it as it is",
                responsible: .operator)
        }
        try folders.emptyScratch()
        return try Spool(layout: layout, policy: policy, folders: folders, lock: lock, failpoints: failpoints)
    }

    /// Starts the watcher's thread. It calls `offer` for each claimed file, recovered ones first.
    ///
    /// `offer` may block, and holds the watcher back by it: files wait in the drop. It answers
    /// false when nothing more is taken; then the file stays in work for the next run, and the watcher ends.
    /// `ahead` is called before files are claimed, and may `pause` that; `notice` hears what happens. Both are called
    /// on the same thread and must not block for long.
    package func start(
        ahead: @escaping @Sendable () -> Void = {},
        offer: @escaping @Sendable (ClaimedFile) -> Bool,
        notice: @escaping @Sendable (SpoolNotice) -> Void
    ) throws(SpoolError) {
        let inotify = try Inotify()
        try watcher.withLock { (watcher) throws(SpoolError) in
            precondition(watcher == nil, "a spool is started once")
            do throws(WorkerError) {
                watcher = try Worker(name: "spool-watch") { [self] in
                    DropWatcher(self, inotify: inotify, ahead: ahead, offer: offer, notice: notice).run()
                }
            } catch {
                throw SpoolError("start", "watcher", hint: error.description, responsible: .operator)
            }
        }
    }

    /// Ends the watcher and waits for it. Claimed files can still be ended afterwards.
    ///
    /// A blocked `offer` must be let go first, by closing the mailbox behind it.
    package func stop() {
        claims.requestStop()
        watcher.withLock { $0 }?.join()
    }

    /// Scans everything now, as the next regular scan would.
    package func wake() { claims.requestRescan() }

    /// Claims nothing more until `resume`: files stay where they are, and nothing is refused. What is claimed goes on.
    /// Before `start` as well as after.
    package func pause() { claims.pause() }

    /// Claims again. Announcements of the meantime wait in the kernel; those that it lost, a scan makes up for.
    package func resume() { claims.resume() }

    /// Makes the watcher turn where it sleeps.
    package func nudge() { claims.nudge() }

    package var counts: SpoolCounts { tally.withLock { $0 } }

    func count(_ change: (inout SpoolCounts) -> Void) { tally.withLock { change(&$0) } }

    /// Files that were offered and have not been ended.
    package var claimedCount: Int { claims.heldCount }
}
