import Glibc
import Workers

/// Announcements and scans: how names come to be considered.
extension DropWatcher {
    /// One announcement.
    func take(_ event: Inotify.Event) {
        if event.what == .overflowed {
            spool.count { $0.overflows += 1 }
            tell(.announcementsLost)
            nextScan = Monotonic(nanoseconds: 0)
            isDropInDoubt = true
            return
        }
        if event.watch == rootWatch {
            isDropInDoubt = true
            return
        }
        // A watch that was given up may still have announcements under way.
        guard let station = watches[event.watch] else { return }
        guard event.what != .ended, !event.name.isEmpty else {
            isDropInDoubt = true
            return
        }
        if event.what == .left {
            if event.isFolder { isDropInDoubt = true }
            return
        }
        let name = FileName(trusted: event.name)
        if name.isKernelPlaceholder { station.scan(at: Moment.now().monotonic + policy.settle) }
        guard !name.isUnfinished else { return }
        switch event.what {
        case .arrived: enqueue(name, .renamedIn, at: station)
        case .touched where !settling.contains(.inDrop(station.key(name))): enqueue(name, .found, at: station)
        case .touched, .left, .ended, .overflowed: break
        }
    }

    /// The regular scan of everything.
    func startScansThatAreDue() {
        let now = Moment.now().monotonic
        if nextScan <= now {
            verifyDrop()
            drop?.isScanOwed = true
            for station in stations.values { station.isScanOwed = true }
            nextScan = now + scanInterval
        }
        for station in [drop].compactMap({ $0 }) + stations.values {
            if let due = station.scanAt, due <= now {
                station.scanAt = nil
                station.isScanOwed = true
            }
        }
    }

    private var scanInterval: Monotonic.Span {
        guard let drop else { return .milliseconds(policy.networkRescanMilliseconds) }
        let isBlind = drop.watch == nil || drop.directory.isOnNetwork || stations.values.contains { $0.watch == nil }
        return .milliseconds(
            isBlind ? min(policy.networkRescanMilliseconds, policy.rescanMilliseconds) : policy.rescanMilliseconds)
    }

    /// Scans a little further, as long as there is room for what is found.
    func continueScan(of station: Station) {
        do throws(SpoolError) {
            if station.scan == nil {
                guard station.isScanOwed, settling.hasRoom else { return }
                try station.beginScan()
            }
            for _ in 0..<Self.scannedPerTurn {
                guard !isOver, settling.hasRoom, claims.hasRoom() else { return }
                guard let entry = try station.scan?.next() else { return endScan(of: station) }
                if entry.name.isUnfinished { continue }
                if entry.isFolder == true, station.name == nil, stations[entry.name] != nil { continue }
                consider(entry.name, .found, at: station)
            }
        } catch {
            station.scan = nil
            tellCommon(error)
        }
    }

    private func endScan(of station: Station) {
        station.endScan()
        spool.count { $0.scans += 1 }
        if station.name == nil { closeStationsThatAreGone() }
    }

    /// The next look at a file in work that was changing when it was read.
    func watchUntilSettled(_ file: ClaimedFile) {
        do throws(SpoolError) {
            guard let facts = try file.work.facts(of: file.name) else {
                claims.end(file.key)
                return
            }
            changing[file.key] = file
            settling.add(.inWork(file.key), facts, at: .now())
        } catch {
            tellCommon(error)
            putOff(file)
        }
    }

    /// Offered again after a pause: what did not work may work then.
    func putOff(_ file: ClaimedFile) {
        claims.resume(file.key)
        putOffs.append((Moment.now().monotonic + .milliseconds(policy.retryMilliseconds), file))
    }

    /// Those whose pause is over, the oldest first.
    func offerAgain() {
        while !isOver, let next = putOffs.first, next.due <= Moment.now().monotonic {
            putOffs.removeFirst()
            vetInWork(next.file.key, next.file.work, isRecovered: next.file.isRecovered)
        }
    }

    func settleInWork(_ key: FileKey, _ candidate: Settling.Candidate) {
        guard let file = changing[key] else {
            settling.remove(candidate)
            return
        }
        do throws(SpoolError) {
            guard let facts = try file.work.facts(of: key.name) else {
                settling.remove(candidate)
                changing[key] = nil
                claims.end(key)
                return
            }
            switch settling.judge(candidate, facts, at: .now()) {
            case .waiting: return
            case .complete: break
            }
            changing[key] = nil
            claims.resume(key)
            vetInWork(key, file.work, isRecovered: file.isRecovered)
        } catch {
            settling.remove(candidate)
            changing[key] = nil
            tellCommon(error)
            putOff(file)
        }
    }
}

/// What an earlier run left in work.
extension DropWatcher {
    func recover() {
        do throws(SpoolError) {
            let entries = try DirectoryStream(folders.work.parent)
            while !isOver, let entry = try entries.next() {
                if try folders.work.parent.isFolder(entry) {
                    try recover(station: entry.name)
                } else {
                    recover(FileKey(station: nil, name: entry.name), in: folders.work.parent)
                }
            }
        } catch {
            tellFault(error)
        }
    }

    private func recover(station: FileName) throws(SpoolError) {
        if try folders.work.parent.removeEmptyFolder(station) { return }
        let folder = try folders.work.folder(station)
        let entries = try DirectoryStream(folder)
        while !isOver, let entry = try entries.next() {
            recover(FileKey(station: station, name: entry.name), in: folder)
        }
    }

    private func recover(_ key: FileKey, in work: Directory) {
        while !claims.hasRoom() {
            waitForNews()
            takeNews()
            spool.pulse.beat()
            offerAgain()
            if isOver { return }
        }
        guard claims.reserve(key, arrival: .found) == .reserved else { return }
        vetInWork(key, work, isRecovered: true)
    }
}
