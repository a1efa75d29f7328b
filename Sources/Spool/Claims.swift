import CLinux
import Glibc
import Synchronization

/// Which files are claimed and not yet through: the one thing the watcher's thread shares with the others.
///
/// Only the watcher adds claims; any thread ends them. A name stays taken until
/// its file is through, so a later file of the same name waits in the drop.
/// `descriptor` becomes readable when there is news for the watcher.
final class Claims: Sendable {
    /// How a file came to be considered.
    enum Arrival: Sendable, Equatable {
        /// Renamed into the drop: complete by that.
        case renamedIn
        /// Seen by a scan, or announced: complete when it has rested.
        case found
    }

    enum Reservation: Equatable {
        case reserved
        /// A file of this name is not through yet. `News.released` will tell.
        case nameInUse
    }

    /// What happened since the watcher asked last.
    struct News {
        var released: [(key: FileKey, arrival: Arrival)] = []
        var changing: [ClaimedFile] = []
        /// To be offered again after a pause.
        var putOff: [ClaimedFile] = []
        var isRescanWanted = false
        var isStopping = false
    }

    private struct State {
        var entries: [FileKey: Entry] = [:]
        /// Entries that the caller holds: the others are settling again.
        var held = 0
        var awaited: [FileKey: Arrival] = [:]
        var isRoomAwaited = false
        var isPaused = false
        var news = News()
    }

    private enum Entry {
        case held(readAs: FileFacts?)
        case settlingAgain
    }

    let heldMax: Int
    private let awaitedMax: Int
    let descriptor: Int32
    private let state = Mutex(State())

    init(heldMax: Int, awaitedMax: Int) throws(SpoolError) {
        self.heldMax = heldMax
        self.awaitedMax = awaitedMax
        descriptor = linux_event_counter()
        guard descriptor >= 0 else { throw SpoolError("make", "event counter", code: errno) }
    }

    deinit { close(descriptor) }

    // MARK: the watcher's side

    /// Whether one more can be claimed. If not, the watcher is woken when it can.
    func hasRoom() -> Bool {
        state.withLock { state in
            state.isRoomAwaited = state.held >= heldMax
            return !state.isRoomAwaited && !state.isPaused
        }
    }

    func reserve(_ key: FileKey, arrival: Arrival) -> Reservation {
        state.withLock { state in
            guard state.entries[key] == nil else {
                // Past the bound the next scan finds it.
                if state.awaited.count < awaitedMax { state.awaited[key] = arrival }
                return .nameInUse
            }
            state.entries[key] = .held(readAs: nil)
            state.held += 1
            return .reserved
        }
    }

    /// The file has settled again, or its pause is over, and it is about to be offered once more.
    func resume(_ key: FileKey) {
        state.withLock { state in
            guard case .settlingAgain = state.entries[key] else { return }
            state.entries[key] = .held(readAs: nil)
            state.held += 1
        }
    }

    func takeNews() -> News {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
        return state.withLock { state in
            let news = state.news
            state.news = News()
            // Stopping is for good.
            state.news.isStopping = news.isStopping
            return news
        }
    }

    // MARK: everyone's side

    /// The file is through, or was never claimed after all: its name is free.
    func end(_ key: FileKey) {
        let isNews = state.withLock { state in
            guard let entry = state.entries.removeValue(forKey: key) else { return false }
            var isNews = false
            if case .held = entry {
                state.held -= 1
                if state.isRoomAwaited {
                    state.isRoomAwaited = false
                    isNews = true
                }
            }
            if let arrival = state.awaited.removeValue(forKey: key) {
                state.news.released.append((key, arrival))
                isNews = true
            }
            return isNews
        }
        if isNews { wake() }
    }

    /// The file changed under the reader: the watcher offers it again when it has settled.
    func settleAgain(_ file: ClaimedFile) {
        let isNews = state.withLock { state in
            guard case .held = state.entries[file.key] else { return false }
            state.entries[file.key] = .settlingAgain
            state.held -= 1
            state.isRoomAwaited = false
            state.news.changing.append(file)
            return true
        }
        if isNews { wake() }
    }

    /// Something about the file did not work: the watcher offers it again after a pause. It counts as held meanwhile,
    /// so that the drop waits where nothing works.
    func putOff(_ file: ClaimedFile) {
        let isNews = state.withLock { state in
            guard case .held = state.entries[file.key] else { return false }
            state.entries[file.key] = .held(readAs: nil)
            state.news.putOff.append(file)
            return true
        }
        if isNews { wake() }
    }

    func noteRead(_ key: FileKey, as facts: FileFacts) {
        state.withLock { state in
            if case .held = state.entries[key] { state.entries[key] = .held(readAs: facts) }
        }
    }

    /// What the file looked like when it was read; nil: it was not read.
    func facts(ofRead key: FileKey) -> FileFacts? {
        state.withLock { state in
            if case .held(let facts) = state.entries[key] { facts } else { nil }
        }
    }

    /// How many the callers hold.
    var heldCount: Int { state.withLock { $0.held } }

    /// Whether nothing is to be claimed, whatever room there is.
    var isPaused: Bool { state.withLock { $0.isPaused } }

    func pause() { state.withLock { $0.isPaused = true } }

    func resume() {
        state.withLock { $0.isPaused = false }
        wake()
    }

    func requestRescan() {
        state.withLock { $0.news.isRescanWanted = true }
        wake()
    }

    func requestStop() {
        state.withLock { $0.news.isStopping = true }
        wake()
    }

    /// Wakes the watcher without any news.
    func nudge() { wake() }

    private func wake() {
        var one: UInt64 = 1
        // It can fail only when the counter is full, and then it is readable as it should be.
        _ = write(descriptor, &one, 8)
    }
}
