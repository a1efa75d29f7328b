import Glibc

/// A day in the archive, written YYYY-MM-DD, so that order of names is order of days.
package struct ArchiveDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let description: String

    /// Nil when the text is no such date.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let month = Self.number(bytes[5...6]), let day = Self.number(bytes[8...9]),
            Self.number(bytes[0...3]) != nil,
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        description = text
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var number = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            number = number * 10 + Int(digit - 0x30)
        }
        return number
    }

    package static func < (left: ArchiveDay, right: ArchiveDay) -> Bool { left.description < right.description }

    var name: FileName { FileName(trusted: description.utf8) }
    /// The day's folder in the archive.
    package var folder: FileName { name }
}

/// Removes days from the archive.
struct Pruning {
    let archive: FolderCache

    /// Removes every day before `day`. What is no day is left alone, and a day that cannot be emptied is named.
    func removeDays(before day: ArchiveDay) throws(SpoolError) -> (files: Int, closed: [ClosedFolder]) {
        var (removed, closed) = (0, [ClosedFolder]())
        let days = try DirectoryStream(archive.parent)
        while let entry = try days.next() {
            guard let text = String(validating: entry.name.bytes, as: UTF8.self), let found = ArchiveDay(text),
                found < day
            else { continue }
            do throws(SpoolError) {
                removed += try empty(entry.name)
            } catch {
                closed.append(ClosedFolder(path: archive.parent.printablePath(entry.name), fault: error))
            }
        }
        return (removed, closed)
    }

    private func empty(_ day: FileName) throws(SpoolError) -> Int {
        var removed = 0
        do throws(SpoolError) {
            let folder = try archive.parent.folder(day)
            let files = try DirectoryStream(folder)
            while let file = try files.next() {
                if file.isFolder == true { continue }
                try folder.remove(file.name)
                removed += 1
            }
        } catch {
            // A file that happens to be called like a day is not ours to remove.
            guard error.code == ENOTDIR else { throw error }
            return 0
        }
        archive.forget(day)
        _ = try archive.parent.removeEmptyFolder(day)
        return removed
    }
}
