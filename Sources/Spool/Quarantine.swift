import Glibc
import Synchronization
import Workers

/// `rejected/`: what could not be taken, as it came, and the reason beside it as `NAME.reason.txt`.
///
/// The reason is written first and the file renamed behind it, for a file without a reason
/// would be a riddle. After a crash between the two, the reason is an orphan: it is
/// replaced when the same file is rejected again. A name is free when neither
/// the file nor a reason is there, or only such an orphan. A *file* called
/// `x.reason.txt` that was itself rejected is told from one by its own reason.
final class Quarantine: Sendable {
    enum Kept: Sendable, Equatable {
        case kept(FileName)
        /// There was nothing to keep any more: it is done already.
        case vanished
    }

    /// Files of one name that can lie in quarantine.
    private static let numberMax = 9_999

    private let folders: FolderCache
    private let scratch: Directory
    private let mode: mode_t
    private let durability: Durability
    private let failpoints: Failpoints
    /// Finding a free name and taking it must not interleave.
    private let turn = Mutex(())

    init(
        _ folders: FolderCache, scratch: Directory, mode: mode_t, durability: Durability, failpoints: Failpoints
    ) {
        self.folders = folders
        self.scratch = scratch
        self.mode = mode
        self.durability = durability
        self.failpoints = failpoints
    }

    /// Renames `key` from `source` (a folder of drop or work) into quarantine.
    func keep(_ key: FileKey, from source: Directory, reason: [UInt8]) throws(SpoolError) -> Kept {
        try turn.withLock { (_) throws(SpoolError) -> Kept in
            try folders.within(key.station) { (folder) throws(SpoolError) -> Kept in
                guard try source.facts(of: key.name) != nil else { return .vanished }
                for number in 1...Self.numberMax {
                    let name = number == 1 ? key.name : key.name.numbered(number)
                    guard try Self.isFree(name, in: folder) else { continue }
                    if let kept = try keep(key, from: source, in: folder, as: name, reason: reason) { return kept }
                }
                throw SpoolError(
                    "reject", folder.printablePath(key.name), hint: "too many files of this name: clear the folder",
                    responsible: .operator)
            }
        }
    }

    /// Puts bytes of ours into quarantine: the part of a file that its sender has to mend.
    /// The same bytes under the same name are put there once.
    func giveBack(_ name: FileName, _ bytes: [UInt8], station: FileName?) throws(SpoolError) -> FileName {
        try turn.withLock { (_) throws(SpoolError) -> FileName in
            try folders.within(station) { (folder) throws(SpoolError) -> FileName in
                for number in 1...Self.numberMax {
                    let candidate = number == 1 ? name : name.numbered(number)
                    if let facts = try folder.facts(of: candidate) {
                        guard facts.kind == .regular, facts.size == bytes.count,
                            try folder.holds(bytes, under: candidate)
                        else { continue }
                        return candidate
                    }
                    try write(bytes, to: folder, as: candidate)
                    return candidate
                }
                throw SpoolError(
                    "give back", folder.printablePath(name), hint: "too many files of this name: clear the folder",
                    responsible: .operator)
            }
        }
    }

    private func keep(
        _ key: FileKey, from source: Directory, in folder: Directory, as name: FileName, reason: [UInt8]
    ) throws(SpoolError) -> Kept? {
        let reasonName = Self.reasonName(of: name)
        try write(reason, to: folder, as: reasonName)
        let moved: Directory.Moved
        do throws(SpoolError) {
            moved = try source.move(key.name, to: folder, as: name)
        } catch {
            // What cannot be renamed stays where it is, and leaves no reason behind.
            try folder.remove(reasonName)
            throw error
        }
        switch moved {
        case .moved:
            failpoints.reach("spool.rejected")
            if durability == .synced { try folder.sync() }
            return .kept(name)
        case .vanished:
            try folder.remove(reasonName)
            return .vanished
        case .taken:
            try folder.remove(reasonName)
            return nil
        }
    }

    private func write(_ bytes: [UInt8], to folder: Directory, as name: FileName) throws(SpoolError) {
        try DurableFile.write(
            bytes, to: folder, as: name, scratch: scratch, mode: mode, durability: durability, failpoints: failpoints)
    }

    private static func isFree(_ name: FileName, in folder: Directory) throws(SpoolError) -> Bool {
        guard try folder.facts(of: name) == nil else { return false }
        let reason = reasonName(of: name)
        guard try folder.facts(of: reason) != nil else { return true }
        return try folder.facts(of: reasonName(of: reason)) == nil
    }

    static func reasonName(of name: FileName) -> FileName { name.derived(suffix: ".reason.txt") }
}
