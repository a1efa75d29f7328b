import Glibc

/// The receipts that lie in a spool: those that senders got, and those beside archived originals.
package enum KeptReceipts {
    private static let ending = Array(".receipt.json".utf8)

    /// Calls `body` with the path of each.
    /// - Returns: folders that cannot be looked into.
    package static func each<Failure: Error>(
        in layout: SpoolLayout, _ body: (String) throws(Failure) -> Void
    ) throws(Failure) -> [ClosedFolder] {
        var closed: [ClosedFolder] = []
        for place in [SpoolLayout.Place.receipts, .archive] {
            let root = layout.path(of: place)
            for folder in try each(in: root, &closed, body) {
                // What is called like no day is not the archive's.
                guard place != .archive || ArchiveDay(folder) != nil else { continue }
                _ = try each(in: "\(root)/\(folder)", &closed, body)
            }
        }
        return closed
    }

    /// - Returns: the folders in it.
    private static func each<Failure: Error>(
        in path: String, _ closed: inout [ClosedFolder], _ body: (String) throws(Failure) -> Void
    ) throws(Failure) -> [String] {
        var folders: [String] = []
        let walk: Walk
        do throws(SpoolError) {
            walk = try Walk(path)
        } catch {
            if error.code != ENOENT { closed.append(ClosedFolder(path: path, fault: error)) }
            return []
        }
        while true {
            let found: Walk.Found?
            do throws(SpoolError) {
                found = try walk.next()
            } catch {
                closed.append(ClosedFolder(path: path, fault: error))
                return folders
            }
            switch found {
            case .folder(let name): folders.append(name)
            case .receipt(let path): try body(path)
            case nil: return folders
            }
        }
    }

    /// Where the receipt of a name may lie that its sender got: in `receipts/`, and in the stations' folders there.
    package static func placesOfSender(named name: String, in layout: SpoolLayout) -> [String] {
        let root = layout.path(of: .receipts)
        var places = ["\(root)/\(name)"]
        do throws(SpoolError) {
            let walk = try Walk(root)
            while let found = try walk.next() {
                if case .folder(let folder) = found { places.append("\(root)/\(folder)/\(name)") }
            }
        } catch {
            // What may not be listed may still be opened.
            return places
        }
        return places
    }

    /// One folder, name by name.
    private struct Walk {
        enum Found { case folder(String), receipt(String) }

        private let directory: Directory
        private let entries: DirectoryStream

        init(_ path: String) throws(SpoolError) {
            directory = try Directory.open(path: path)
            entries = try DirectoryStream(directory)
        }

        func next() throws(SpoolError) -> Found? {
            while let entry = try entries.next() {
                if try directory.isFolder(entry) { return .folder(entry.name.printable) }
                guard entry.name.bytes.suffix(KeptReceipts.ending.count).elementsEqual(KeptReceipts.ending) else {
                    continue
                }
                return .receipt(directory.printablePath(entry.name))
            }
            return nil
        }
    }
}
