import Glibc

/// Opening, watching and closing the drop and its stations.
extension DropWatcher {
    /// The root tells when the drop is removed or made: a folder that is held open does not announce its own end.
    func watchRoot() {
        do throws(SpoolError) {
            rootWatch = try inotify.watch(folders.root, for: .root)
        } catch {
            tellFault(error)
        }
    }

    /// Makes sure that what is watched is the drop that senders see.
    func verifyDrop() {
        isDropInDoubt = false
        verifyLock()
        verifyFolders()
        do throws(SpoolError) {
            let name = SpoolLayout.Place.drop.name
            let facts = try folders.root.facts(of: name)
            if let drop, let facts, facts.isSameThing(as: drop.facts) {
                closeStationsThatAreGone()
                return
            }
            closeDrop()
            guard let facts, facts.kind == .folder else {
                if !isDropReportedMissing { tell(.dropMissing) }
                isDropReportedMissing = true
                return
            }
            drop = try open(name, in: folders.root, as: nil)
            spool.count { $0.isDropWatched = true }
            if isDropReportedMissing { tell(.dropReturned) }
            isDropReportedMissing = false
        } catch {
            tellCommon(error)
        }
    }

    /// Another daemon could begin beside this one as soon as the lock's file is gone.
    private func verifyLock() {
        do throws(SpoolError) {
            guard try spool.lock.restore() else { return }
            spool.count { $0.faults += 1 }
            tell(.lockPutBack)
        } catch {
            guard error.code == nil else { return tellCommon(error) }
            spool.count { $0.faults += 1 }
            tell(.lockLost(error))
        }
    }

    /// A folder that is held open takes files after it was moved away, too: they would go where nobody looks.
    private func verifyFolders() {
        guard !areFoldersReportedGone else { return }
        do throws(SpoolError) {
            let gone = try folders.gone()
            guard !gone.isEmpty else { return }
            areFoldersReportedGone = true
            spool.count { $0.faults += 1 }
            tell(.foldersGone(gone))
        } catch {
            tellCommon(error)
        }
    }

    /// A folder in the drop: a station, unless its name says that it was meant to be a file.
    func openStation(_ name: FileName) {
        guard let drop, !name.isUnfinished else { return }
        if policy.documentEndings.contains(where: { name.hasSuffix($0) }) {
            refuse(name, .folder, at: drop)
            return
        }
        do throws(SpoolError) {
            guard let facts = try drop.directory.facts(of: name) else { return }
            if let known = stations[name] {
                if known.facts.isSameThing(as: facts) { return }
                close(known)
            }
            guard stations.count < policy.stationsMax else {
                throw SpoolError(
                    "watch station", drop.directory.printablePath(name),
                    hint: "there are \(policy.stationsMax) already: remove some, or raise the limit",
                    responsible: .operator)
            }
            stations[name] = try open(name, in: drop.directory, as: name)
            countStations()
        } catch {
            note(error, with: name, at: drop)
        }
    }

    /// Watches first; the scan that every new station owes finds what came before.
    private func open(_ name: FileName, in parent: Directory, as station: FileName?) throws(SpoolError) -> Station {
        let directory = try parent.folder(name)
        let facts = try directory.facts()
        guard facts.device == folders.device else {
            throw SpoolError("watch", directory.path, code: EXDEV)
        }
        let opened = Station(name: station, directory: directory, facts: facts)
        do throws(SpoolError) {
            let watch = try inotify.watch(directory, for: station == nil ? .drop : .station)
            opened.watch = watch
            watches[watch] = opened
        } catch {
            tellCommon(error)
            // Without a watch it is scanned often, beginning soon.
            nextScan = min(nextScan, Moment.now().monotonic + .milliseconds(policy.networkRescanMilliseconds))
        }
        return opened
    }

    func closeStationsThatAreGone() {
        guard let drop else { return }
        for (name, station) in stations {
            do throws(SpoolError) {
                guard let facts = try drop.directory.facts(of: name), facts.isSameThing(as: station.facts) else {
                    close(station)
                    continue
                }
            } catch {
                note(error, with: name, at: drop)
            }
        }
    }

    private func closeDrop() {
        for station in stations.values { close(station) }
        guard let drop else { return }
        unwatch(drop)
        self.drop = nil
        spool.count { $0.isDropWatched = false }
        settling.removeAll { candidate in
            if case .inDrop = candidate { true } else { false }
        }
    }

    private func close(_ station: Station) {
        guard let name = station.name else { return }
        unwatch(station)
        stations[name] = nil
        countStations()
        settling.removeAll { candidate in
            if case .inDrop(let key) = candidate { key.station == name } else { false }
        }
        do throws(SpoolError) {
            // Its folder in work goes with it, when it is empty: the name is free for a file again.
            if try folders.work.parent.removeEmptyFolder(name) { folders.work.forget(name) }
        } catch {
            tellFault(error)
        }
    }

    private func unwatch(_ station: Station) {
        // A renamed folder has the same watch under its new name already: that one stays.
        guard let watch = station.watch, watches[watch] === station else { return }
        watches[watch] = nil
        inotify.unwatch(watch)
    }

    private func countStations() {
        spool.count { $0.stations = stations.count }
    }
}
