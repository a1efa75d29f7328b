/// A file's place among all others: its station and its name, the same in drop and in work.
package struct FileKey: Hashable, Sendable, CustomStringConvertible {
    /// The subfolder of the drop; nil: the drop itself.
    package let station: FileName?
    package let name: FileName

    package init(station: FileName?, name: FileName) {
        self.station = station
        self.name = name
    }

    package var description: String {
        station.map { $0.printable + "/" + name.printable } ?? name.printable
    }
}
