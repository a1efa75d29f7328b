import Glibc
import Workers

/// The ends of a claimed file. Each is a rename, and harmless when repeated. From any thread.
extension Spool {
    package enum Ending: Sendable, Equatable {
        /// It is under this name now.
        case moved(FileName)
        /// It had been ended before.
        case alreadyThrough
        /// Someone wrote to it after it was read, so what was read is not all of it.
        /// It stays in work, and is offered again once it has settled.
        case changedSinceRead
    }

    /// It became something: `archive/DAY/NAME`. A different file of that name stays; this one gets a number.
    @discardableResult
    package func archive(
        _ file: ClaimedFile, as name: FileName, day: ArchiveDay
    ) throws(SpoolError) -> Ending {
        if try hasChangedSinceRead(file) {
            claims.settleAgain(file)
            return .changedSinceRead
        }
        return try end(file, in: folders.archive, folder: day.name, as: name)
    }

    /// It was known already: `duplicates/[STATION/]NAME`, kept for whoever wants to compare.
    @discardableResult
    package func setAside(_ file: ClaimedFile) throws(SpoolError) -> Ending {
        if try hasChangedSinceRead(file) {
            claims.settleAgain(file)
            return .changedSinceRead
        }
        return try end(file, in: folders.duplicates, folder: file.station, as: file.name)
    }

    /// Its sender must mend it: `rejected/[STATION/]NAME`, `reason` beside it as `NAME.reason.txt`,
    /// and under a name of its own the part to be mended, where that is not the whole.
    @discardableResult
    package func reject(
        _ file: ClaimedFile, reason: [UInt8], givenBack: (name: FileName, bytes: [UInt8])? = nil
    ) throws(SpoolError) -> Ending {
        if let givenBack, try file.work.facts(of: file.name) != nil {
            _ = try quarantine.giveBack(givenBack.name, givenBack.bytes, station: file.station)
        }
        let kept = try quarantine.keep(file.key, from: file.work, reason: reason)
        claims.end(file.key)
        switch kept {
        case .kept(let name): return .moved(name)
        case .vanished: return .alreadyThrough
        }
    }

    /// Gives part of a file back for mending while the file itself is archived: rows that
    /// could not be taken, with their reasons. The name it got in `rejected/[STATION/]`.
    @discardableResult
    package func giveBack(
        _ name: FileName, _ bytes: [UInt8], reason: [UInt8], station: FileName?
    ) throws(SpoolError) -> FileName {
        let kept = try quarantine.giveBack(name, bytes, station: station)
        _ = try quarantine.giveBack(Quarantine.reasonName(of: kept), reason, station: station)
        return kept
    }

    /// No end yet: something did not work, a full disk for example. It stays in work, and is offered again after
    /// `SpoolPolicy.retryMilliseconds`.
    /// - Parameter isKnown: it has been recorded, and only its papers are missing: it is offered like a file that a
    ///   crash left behind.
    package func putOff(_ file: ClaimedFile, isKnown: Bool = false) {
        claims.putOff(isKnown ? file.recovered : file)
    }

    /// Nothing of it may stay: what is kept of it was written elsewhere.
    package func discard(_ file: ClaimedFile) throws(SpoolError) {
        try file.work.remove(file.name)
        claims.end(file.key)
    }

    /// Removes every day of the archive before `day`: how many files went, and which days cannot be emptied.
    @discardableResult
    package func pruneArchive(
        olderThanDay day: ArchiveDay
    ) throws(SpoolError) -> (files: Int, closed: [ClosedFolder]) {
        try Pruning(archive: folders.archive).removeDays(before: day)
    }

    private func hasChangedSinceRead(_ file: ClaimedFile) throws(SpoolError) -> Bool {
        guard let read = claims.facts(ofRead: file.key), let now = try file.work.facts(of: file.name) else {
            return false
        }
        return !now.hasSameContent(as: read)
    }

    private func end(
        _ file: ClaimedFile, in cache: FolderCache, folder: FileName?, as name: FileName
    ) throws(SpoolError) -> Ending {
        let ending = try cache.within(folder) { (folder) throws(SpoolError) -> Ending in
            for number in 1...9_999 {
                let candidate = number == 1 ? name : name.numbered(number)
                switch try file.work.move(file.name, to: folder, as: candidate) {
                case .moved: return .moved(candidate)
                case .vanished: return .alreadyThrough
                case .taken: continue
                }
            }
            throw SpoolError(
                "keep", folder.printablePath(name), hint: "too many files of this name: clear the folder",
                responsible: .operator)
        }
        failpoints.reach("spool.archived")
        claims.end(file.key)
        return ending
    }
}

/// Files the spool writes: receipts, labels.
extension Spool {
    /// A folder of the spool, for reading; below it `station`'s own, made where it is missing.
    package func directory(
        of place: SpoolLayout.Place, station: FileName? = nil
    ) throws(SpoolError) -> Directory {
        switch place {
        case .tmp: return folders.tmp
        case .drop, .photos: return try Directory.open(path: layout.path(of: place))
        // Others take files away from here, and may take the folder: what is written goes into the one of that name.
        case .labels, .out: return try folders.root.folder(place.name, creatingWith: policy.folderMode)
        case .work, .receipts, .rejected, .duplicates, .archive, .evidence:
            guard let cache = folders.cache(of: place) else { preconditionFailure("\(place) has a cache") }
            return try cache.folder(station)
        }
    }

    /// Writes a whole file into one of the spool's folders, replacing one of the same name.
    package func write(
        _ bytes: some Sequence<UInt8>, to place: SpoolLayout.Place, station: FileName? = nil, as name: FileName,
        durability: Durability
    ) throws(SpoolError) {
        try DurableFile.write(
            bytes, to: try directory(of: place, station: station), as: name, scratch: folders.tmp,
            mode: policy.fileMode, durability: durability, failpoints: failpoints)
    }

    /// Writes a whole file in the place of one that lies in a folder of the spool's folders, however deep.
    /// - Parameter folder: below the place; empty for the place itself.
    package func write(
        _ bytes: some Sequence<UInt8>, to place: SpoolLayout.Place, below folder: String, as name: FileName
    ) throws(SpoolError) {
        var target = try directory(of: place)
        for part in folder.split(separator: "/").compactMap({ FileName(String($0)) }) {
            target = try target.folder(part)
        }
        try DurableFile.write(
            bytes, to: target, as: name, scratch: folders.tmp, mode: policy.fileMode, durability: .synced,
            failpoints: failpoints)
    }

    /// Writes many files that are all on disk when it returns. See `DurableFile.writeGroup`.
    package func writeGroup(_ items: [DurableFile.Item]) throws(SpoolError) {
        try DurableFile.writeGroup(items, scratch: folders.tmp, mode: policy.fileMode, failpoints: failpoints)
    }
}
