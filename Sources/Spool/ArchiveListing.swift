import Glibc

/// What an archive holds of documents: a folder for each day, in it `NUMBER-NAME` and `NUMBER.receipt.json` beside it.
///
/// What is called like no day is not the archive's, and nobody looks into it. A day that cannot be looked into is
/// named, and stops nothing: what to make of it is for whoever asked.
package struct ArchiveListing: Sendable {
    /// In the order of their numbers.
    package private(set) var files: [ArchivedFile] = []
    /// Days, or the archive itself, that this user or this disk does not let anybody look into.
    package private(set) var closed: [ClosedFolder] = []
    private var receipts: [Int64: String] = [:]

    /// - Parameters:
    ///   - number: documents up to it are left out.
    ///   - first: the first day to look at; nil looks at all.
    package init(in layout: SpoolLayout, behind number: Int64 = 0, since first: ArchiveDay? = nil) {
        let path = layout.path(of: .archive)
        do throws(SpoolError) {
            let archive = try Directory.open(path: path)
            let days = try DirectoryStream(archive)
            while let entry = try days.next() {
                guard let text = String(validating: entry.name.bytes, as: UTF8.self), let day = ArchiveDay(text),
                    first.map({ day >= $0 }) ?? true, entry.isFolder != false
                else { continue }
                look(into: archive, day, behind: number)
            }
        } catch {
            // A spool that was never worked on has none.
            if error.code != ENOENT { closed.append(ClosedFolder(path: path, fault: error)) }
        }
        files.sort { ($0.number, $0.day) < ($1.number, $1.day) }
    }

    private mutating func look(into archive: Directory, _ day: ArchiveDay, behind number: Int64) {
        do throws(SpoolError) {
            let folder = try archive.folder(day.folder)
            let entries = try DirectoryStream(folder)
            while let entry = try entries.next() {
                if let file = ArchivedFile(entry.name, of: day) {
                    if file.number > number { files.append(file) }
                } else if let document = ArchivedFile.number(ofReceipt: entry.name), document > number {
                    receipts[document] = folder.printablePath(entry.name)
                }
            }
        } catch {
            guard error.code != ENOENT else { return }
            closed.append(ClosedFolder(path: archive.printablePath(day.folder), fault: error))
        }
    }

    /// Receipts beside which no original lies, in the order of their numbers.
    package var receiptsAlone: [(number: Int64, path: String)] {
        let originals = Set(files.map(\.number))
        return receipts.filter { !originals.contains($0.key) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// What people have put there passes for a document by its first digits, as `20261122-notes.txt` does. It has no
    /// receipt, and its number is far ahead of all that have one.
    /// - Parameters:
    ///   - newest: of the ledger.
    ///   - most: how far ahead a document may be whose receipt is lost.
    package func parted(newest: Int64, most: Int64) -> (documents: [ArchivedFile], strangers: [ArchivedFile]) {
        let numbers = PlausibleNumbers(newest: newest, receipts: receipts.keys, all: files.map(\.number), most: most)
        return (
            files.filter { receipts[$0.number] != nil || numbers.contains($0.number) },
            files.filter { receipts[$0.number] == nil && !numbers.contains($0.number) }
        )
    }
}

/// Which numbers can be those of documents without a receipt.
package struct PlausibleNumbers {
    private let greatest: Int64

    /// - Parameters:
    ///   - newest: of the ledger; 0 where it has none.
    ///   - receipts: the numbers of those that lie there.
    ///   - all: every number that was found; where nothing else tells, the least of them does.
    package init(newest: Int64, receipts: some Sequence<Int64>, all: [Int64], most: Int64) {
        let known = max(newest, receipts.max() ?? 0)
        greatest = (known > 0 ? known : all.min() ?? 0) + most
    }

    package func contains(_ number: Int64) -> Bool { number <= greatest }
}

/// A folder that cannot be looked into.
package struct ClosedFolder: Sendable, Equatable {
    package let path: String
    package let fault: SpoolError

    package init(path: String, fault: SpoolError) {
        self.path = path
        self.fault = fault
    }

    /// Its name alone: a day, or the station's.
    package var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    package static let remedy =
        "Give it to the user that rmad runs as (chown -R rmad: and chmod u+rwx), or see dmesg. What is not rmad's, "
        + "move away."

    /// Whether it is closed to this day.
    package var isClosed: Bool {
        do throws(SpoolError) {
            let entries = try DirectoryStream(try Directory.open(path: path))
            while try entries.next() != nil {}
            return false
        } catch {
            return error.code != ENOENT
        }
    }
}

extension Spool {
    /// Why nothing can be archived on a day; nil where it can.
    package func obstacle(toArchivingOn day: ArchiveDay) -> ClosedFolder? {
        let archive = folders.archive.parent
        let path = archive.printablePath(day.folder)
        do throws(SpoolError) {
            guard try archive.facts(of: day.folder) != nil else { return Self.closed(archive, archive.path) }
            let folder = try archive.folder(day.folder)
            _ = try DirectoryStream(folder)
            return Self.closed(folder, path)
        } catch {
            return ClosedFolder(path: path, fault: error)
        }
    }

    private static func closed(_ folder: Directory, _ path: String) -> ClosedFolder? {
        guard faccessat(folder.descriptor, ".", W_OK | X_OK, AT_EACCESS) != 0 else { return nil }
        return ClosedFolder(path: path, fault: SpoolError("write into folder", path, code: errno))
    }
}
