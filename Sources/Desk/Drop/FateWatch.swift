import Digests
import Glibc
import Ledger
import Spool

/// Waits for what becomes of dropped files.
///
/// A file is known by its SHA-256, station and name among the ledger's documents, newer than those that were
/// there before it was dropped; one that was refused unread is known by its inode in `rejected/`. It looks
/// every `pauseMilliseconds`, because the ledger has no bell for other processes; a look is an indexed query.
struct FateWatch {
    private let place: DeskPlace
    /// Nil: nobody waits, so a file is dropped even where the ledger cannot be read.
    private let ledger: Result<Ledger, LedgerFault>?
    private var awaited: [(file: DroppedFile, after: DocumentID)] = []

    private static let pauseMilliseconds: UInt32 = 20
    /// Looks between two looks at the daemon's lock and at `rejected/`.
    private static let looksPerRound = 25
    /// Numbered names that are looked at in `rejected/`.
    private static let numberMax = 50

    /// - Parameter seconds: how long will be waited; nil or 0: not at all.
    init(_ place: DeskPlace, waitingSeconds seconds: Int?) {
        self.place = place
        guard let seconds, seconds > 0 else {
            ledger = nil
            return
        }
        do throws(LedgerFault) {
            ledger = .success(try Ledger(path: place.ledgerPath, access: .reading))
        } catch {
            ledger = .failure(error)
        }
    }

    /// Puts a file into the drop and remembers by what its answer will be known.
    mutating func drop(_ bytes: [UInt8], as name: FileName, into folder: DropFolder) throws -> DroppedFile {
        // Read before the file can be seen: the daemon answers within milliseconds.
        let known = try newestDocument(Digest(of: bytes))
        let file = try folder.put(bytes, as: name)
        awaited.append((file, known))
        return file
    }

    /// The fate of each file, in the order in which they were dropped.
    func fates(withinSeconds seconds: Int) throws -> [Fate] {
        guard DaemonStanding.at(place).mayAnswer else { return awaited.map { _ in .pending(.noDaemon) } }
        let ledger: Ledger
        switch self.ledger {
        case .success(let opened): ledger = opened
        case .failure(let fault): return awaited.map { _ in .pending(.ledgerUnreadable(fault.description)) }
        case nil: return awaited.map { _ in .pending(.timeIsUp) }
        }
        var fates: [Fate?] = awaited.map { _ in nil }
        let end = Self.now() + Int64(seconds) * 1000
        var look = 0
        while true {
            let open = fates.indices.filter { fates[$0] == nil }
            for (index, document) in try ledger.read({ try answers(for: open, in: $0) }) {
                fates[index] = .recorded(document)
            }
            look += 1
            if look % Self.looksPerRound == 0 {
                for index in open where fates[index] == nil { fates[index] = refusal(of: awaited[index].file) }
            }
            if !fates.contains(where: { $0 == nil }) { break }
            if Self.now() >= end { break }
            if look % Self.looksPerRound == 0, !DaemonStanding.at(place).mayAnswer {
                return settled(fates, .noDaemon)
            }
            usleep(Self.pauseMilliseconds * 1000)
        }
        let pause = Pausing.at(place, DaemonStanding.at(place))
        return settled(fates, pause.map { .paused($0.words) } ?? .timeIsUp)
    }

    private func settled(_ fates: [Fate?], _ delay: Fate.Delay) -> [Fate] { fates.map { $0 ?? .pending(delay) } }

    private func newestDocument(_ digest: Digest) throws -> DocumentID {
        switch ledger {
        case .success(let ledger): try ledger.read { try $0.documents(digest: digest, limit: 1).first?.id ?? 0 }
        case .failure, nil: 0
        }
    }

    private func answers(for indices: [Int], in snapshot: Snapshot) throws -> [(Int, DocumentRecord)] {
        try indices.compactMap { index in
            let (file, after) = awaited[index]
            // The ledger keeps at most so many characters of a name.
            let name = String(file.name.printable.prefix(255))
            return try snapshot.documents(digest: file.digest)
                .first { $0.id > after && $0.station == file.station && $0.name == name }
                .map { (index, $0) }
        }
    }

    /// A file that the daemon took out of the drop unread lies in `rejected/` with its reason beside it.
    private func refusal(of file: DroppedFile) -> Fate? {
        for number in 1...Self.numberMax {
            let name = number == 1 ? file.name : file.name.numbered(number)
            let path = place.path(
                .rejected, station: file.station.isEmpty ? nil : file.station,
                String(decoding: name.bytes, as: UTF8.self))
            var status = stat()
            guard lstat(path, &status) == 0 else { return nil }
            guard UInt64(status.st_ino) == file.inode, UInt64(status.st_dev) == file.device else { continue }
            switch FileText.read("\(path).reason.txt", bytesMax: 65_536) {
            case .bytes(let bytes): return .refused(path: path, reason: String(decoding: bytes, as: UTF8.self))
            case .tooLarge, .failed: return nil
            }
        }
        return nil
    }

    /// Milliseconds of a clock that nobody sets.
    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
