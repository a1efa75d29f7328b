/// A folder that senders put files into, drop itself or a subfolder of it, as the watcher knows it.
///
/// Used by the watcher's thread only.
final class Station {
    /// Nil: the drop itself.
    let name: FileName?
    let directory: Directory
    let facts: FileFacts
    /// Nil: the kernel had no watch left, or sees nothing there; it is scanned often instead.
    var watch: Int32?

    /// Names that were announced or put off, in order.
    var ready = Queue<Ready>()
    /// Where the scan under way has come to.
    var scan: DirectoryStream?
    /// Something may have been missed: scan as soon as the one under way is over.
    var isScanOwed = true
    /// Scan then, because something will have come to rest.
    var scanAt: Monotonic?

    /// What could not be done to which name, so that it is told only once.
    private var troubles: [FileName: Trouble] = [:]
    private var scanNumber = 0

    struct Ready {
        let name: FileName
        let arrival: Claims.Arrival
    }

    private struct Trouble {
        let code: Int32?
        var scanNumber: Int
    }

    /// Names whose trouble is remembered; beyond it one may be told again.
    private static let troublesMax = 4_096

    init(name: FileName?, directory: Directory, facts: FileFacts) {
        self.name = name
        self.directory = directory
        self.facts = facts
    }

    func key(_ name: FileName) -> FileKey { FileKey(station: self.name, name: name) }

    var hasScanAhead: Bool { isScanOwed || scan != nil }

    func beginScan() throws(SpoolError) {
        isScanOwed = false
        scanAt = nil
        scanNumber += 1
        scan = try DirectoryStream(directory)
    }

    func endScan() {
        scan = nil
        troubles = troubles.filter { $0.value.scanNumber >= scanNumber - 1 }
    }

    func scan(at moment: Monotonic) {
        scanAt = scanAt.map { min($0, moment) } ?? moment
    }

    /// Whether this is news: the same trouble with the same name was not noted before.
    func noteTrouble(_ error: SpoolError, with name: FileName) -> Bool {
        let isNews = troubles[name]?.code != error.code || troubles[name] == nil
        if troubles.count >= Self.troublesMax, troubles[name] == nil { troubles.removeAll() }
        troubles[name] = Trouble(code: error.code, scanNumber: scanNumber)
        return isNews
    }
}

/// First in, first out.
struct Queue<Element> {
    private var elements: [Element?] = []
    private var head = 0

    var count: Int { elements.count - head }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        let element = elements[head]
        elements[head] = nil
        head += 1
        // Moving what is left costs no more than what was taken.
        if head * 2 >= elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    mutating func removeAll() { self = Queue() }
}
