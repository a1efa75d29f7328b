import Glibc
import Workers

/// From a name in the drop to a claimed file.
extension DropWatcher {
    /// Serves one station its share of announced and scanned names.
    func serve(_ station: Station) {
        for _ in 0..<Self.readyPerTurn {
            guard !isOver, claims.hasRoom() else { return }
            guard let ready = station.ready.popFirst() else { break }
            consider(ready.name, ready.arrival, at: station)
        }
        continueScan(of: station)
    }

    /// Vets a name and does what follows: claim, wait until it has settled, or refuse.
    func consider(_ name: FileName, _ arrival: Claims.Arrival, at station: Station) {
        let key = station.key(name)
        if arrival == .found, settling.contains(.inDrop(key)) { return }
        guard let vetting = vet(name, at: station) else {
            settling.remove(.inDrop(key))
            return
        }
        let moment = Moment.now()
        let isComplete =
            switch arrival {
            case .renamedIn: true
            case .found: vetting.facts.age(at: moment.wall) >= policy.settle
            }
        switch vetting.verdict {
        case .refused(.folder) where station.name == nil: openStation(name)
        case .refused(let reason): refuse(name, reason, at: station)
        case .acceptable where isComplete: claim(name, vetting.facts, arrival, at: station)
        case .refusedOnceSettled(let reason) where arrival == .found && isComplete:
            refuse(name, reason, at: station)
        case .acceptable, .refusedOnceSettled:
            if settling.hasRoom {
                settling.add(.inDrop(key), vetting.facts, at: moment)
            } else {
                station.isScanOwed = true
            }
        }
    }

    /// A candidate in the drop is due.
    func settleInDrop(_ key: FileKey, _ candidate: Settling.Candidate) {
        guard let station = station(key.station), let vetting = vet(key.name, at: station) else {
            settling.remove(candidate)
            return
        }
        switch settling.judge(candidate, vetting.facts, at: .now()) {
        case .waiting: return
        case .complete: break
        }
        switch vetting.verdict {
        case .acceptable: claim(key.name, vetting.facts, .found, at: station)
        case .refused(.folder) where station.name == nil: openStation(key.name)
        case .refused(let reason), .refusedOnceSettled(let reason): refuse(key.name, reason, at: station)
        }
    }

    private func vet(_ name: FileName, at station: Station) -> Vetting? {
        do throws(SpoolError) {
            return try Vetting(name, in: station.directory, fileBytesMax: policy.fileBytesMax)
        } catch {
            note(error, with: name, at: station)
            return nil
        }
    }

    private func claim(_ name: FileName, _ facts: FileFacts, _ arrival: Claims.Arrival, at station: Station) {
        let key = station.key(name)
        settling.remove(.inDrop(key))
        guard claims.reserve(key, arrival: arrival) == .reserved else { return }
        spool.failpoints.reach("spool.claim")
        do throws(SpoolError) {
            switch try moveToWork(key, from: station) {
            case .moved(let work):
                spool.failpoints.reach("spool.claimed")
                commonTrouble = nil
                try take(key, from: work, vetted: facts)
            case .vanished:
                claims.end(key)
            case .taken(let work):
                try putOff(key, in: work, at: station)
                claims.end(key)
            }
        } catch {
            claims.end(key)
            if error.code == ENOTDIR, key.station != nil {
                // Its station has the name of a file that is in work: until that is through.
                station.scan(at: Moment.now().monotonic + policy.settle)
            } else {
                note(error, with: name, at: station)
            }
        }
    }

    /// Its place in work is taken by something that is no claim of this run.
    private func putOff(_ key: FileKey, in work: Directory, at station: Station) throws(SpoolError) {
        if key.station == nil, try work.facts(of: key.name)?.kind == .folder {
            // Files of a former station of this name are not through yet.
            station.scan(at: Moment.now().monotonic + policy.settle)
            return
        }
        throw SpoolError(
            "claim", work.printablePath(key.name), hint: "something of this name was put into work: remove it",
            responsible: .operator)
    }

    private enum Claim {
        case moved(Directory)
        case vanished
        case taken(Directory)
    }

    private func moveToWork(_ key: FileKey, from station: Station) throws(SpoolError) -> Claim {
        try folders.work.within(key.station) { (work) throws(SpoolError) -> Claim in
            for _ in 1...2 {
                switch try station.directory.move(key.name, to: work, as: key.name) {
                case .moved: return .moved(work)
                case .vanished: return .vanished
                case .taken:
                    // The empty folder of a station that was, and whose name a file has now?
                    guard key.station == nil, stations[key.name] == nil, try work.removeEmptyFolder(key.name) else {
                        return .taken(work)
                    }
                    folders.work.forget(key.name)
                }
            }
            return .taken(work)
        }
    }

    /// Offers what was claimed, if it is still the thing that was vetted.
    private func take(_ key: FileKey, from work: Directory, vetted: FileFacts) throws(SpoolError) {
        guard let facts = try work.facts(of: key.name) else {
            claims.end(key)
            return
        }
        let isAsVetted = facts.isSameThing(as: vetted) && facts.links == 1 && facts.size <= policy.fileBytesMax
        if isAsVetted {
            spool.count { $0.claimed += 1 }
            offer(key, facts, in: work, isRecovered: false)
        } else {
            // Replaced between the look and the rename: what we have now was not vetted.
            vetInWork(key, work, isRecovered: false)
        }
    }

    /// Vets something that is in work already, and offers or refuses it. It is reserved.
    func vetInWork(_ key: FileKey, _ work: Directory, isRecovered: Bool) {
        do throws(SpoolError) {
            guard let vetting = try Vetting(key.name, in: work, fileBytesMax: policy.fileBytesMax) else {
                claims.end(key)
                return
            }
            switch vetting.verdict {
            case .acceptable:
                spool.count { tally in
                    if isRecovered { tally.recovered += 1 } else { tally.claimed += 1 }
                }
                offer(key, vetting.facts, in: work, isRecovered: isRecovered)
            case .refused(let reason), .refusedOnceSettled(let reason):
                try refuse(key, from: work, reason)
                claims.end(key)
            }
        } catch {
            // Perhaps only a lack of descriptors: it is looked at again.
            tellCommon(error)
            claims.putOff(
                ClaimedFile(
                    station: key.station, name: key.name, size: 0, modifiedAt: FileTime(seconds: 0), uid: 0,
                    isRecovered: isRecovered, work: work, claims: claims, failpoints: spool.failpoints))
        }
    }

    func offer(_ key: FileKey, _ facts: FileFacts, in work: Directory, isRecovered: Bool) {
        let file = ClaimedFile(
            station: key.station, name: key.name, size: facts.size, modifiedAt: facts.modifiedAt, uid: facts.uid,
            isRecovered: isRecovered, work: work, claims: claims, failpoints: spool.failpoints)
        if !offer(file) { isOver = true }
    }
}

/// Into quarantine.
extension DropWatcher {
    func refuse(_ name: FileName, _ reason: Refusal.Reason, at station: Station) {
        settling.remove(.inDrop(station.key(name)))
        do throws(SpoolError) {
            try refuse(station.key(name), from: station.directory, reason)
            commonTrouble = nil
        } catch {
            note(error, with: name, at: station)
        }
    }

    func refuse(_ key: FileKey, from source: Directory, _ reason: Refusal.Reason) throws(SpoolError) {
        switch try spool.quarantine.keep(key, from: source, reason: Array((reason.text + "\n").utf8)) {
        case .vanished: return
        case .kept(let name):
            spool.count { $0.refused += 1 }
            tell(.refused(Refusal(station: key.station, name: key.name, reason: reason, keptAs: name)))
        }
    }
}
