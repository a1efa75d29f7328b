import Digests
import Glibc
import JSONText
import Ledger
import Returns

/// What a backup holds: a line of JSON for the whole in front, one for each file, and one at the end that counts them.
package struct Manifest: Sendable {
    static let fileName = "manifest.jsonl"
    static let format: Int64 = 2

    /// What stands in front.
    package struct Head: Sendable, Equatable {
        package var madeAt: Instant
        package var version: String
        /// The newest event of the ledger, and its hash.
        package var events: Int64
        package var hash: String
        package var documents: Int64
        /// When the newest document of the ledger came.
        package var newestDocument: Instant?
        /// Where things lay, so that a restore can say so.
        package var places: Places

        package init(
            madeAt: Instant, version: String, events: Int64, hash: String, documents: Int64,
            newestDocument: Instant?, places: Places
        ) {
            self.madeAt = madeAt
            self.version = version
            self.events = events
            self.hash = hash
            self.documents = documents
            self.newestDocument = newestDocument
            self.places = places
        }
    }

    struct Entry: Sendable, Equatable {
        var size: Int64
        var digest: Digest
        /// The file of the site could not be read: this is another copy of it.
        var isFromElsewhere = false
    }

    let head: Head
    /// By path below the backup. Some two hundred bytes a file.
    let entries: [String: Entry]
    /// What belongs into the backup and could not be copied as it was.
    let lacking: [String: BackupFlaw]

    static func line(_ head: Head) -> String {
        JSONValue.object(known: [
            ("rmad_backup", .integer(format)), ("made_at", .string(head.madeAt.description)),
            ("version", .string(head.version)), ("events", .integer(head.events)), ("hash", .string(head.hash)),
            ("documents", .integer(head.documents)),
            ("newest_document", head.newestDocument.map { .string($0.description) }),
            ("ledger", .string(head.places.ledger)), ("spool", .string(head.places.spool)),
            ("configuration", .string(head.places.configuration)), ("secrets", .text(head.places.secrets)),
            ("elsewhere", .array(head.places.elsewhere.map { .string($0) })),
        ]).text + "\n"
    }

    static func line(_ path: String, _ entry: Entry) -> String {
        JSONValue.object(known: [
            ("path", .string(path)), ("size", .integer(entry.size)), ("sha256", .string(entry.digest.description)),
            ("from_elsewhere", entry.isFromElsewhere ? .bool(true) : nil),
        ]).text + "\n"
    }

    static func line(lacking flaw: BackupFlaw) -> String {
        JSONValue.object(known: [
            ("lacking", .string(flaw.path)), ("place", .string(flaw.place)), ("cause", .string(flaw.cause.rawValue)),
            ("found", .string(flaw.found)), ("owner", .string(flaw.owner)),
            ("accepted", .bool(flaw.isAccepted)),
        ]).text + "\n"
    }

    /// - Parameter flaws: how many files were not as they should be when it was made, and are not accepted as lost.
    static func end(files: Int, flaws: Int) -> String {
        JSONValue.object(known: [("files", .integer(Int64(files))), ("flaws", .integer(Int64(flaws)))]).text + "\n"
    }

    /// - Throws: where it is not whole, or of another make.
    static func read(in folder: String) throws(BackupFault) -> Manifest {
        let path = "\(folder)/\(fileName)"
        guard try Files.facts(path) != nil else {
            throw BackupFault(.unsound, "\(folder) is no backup: it has no \(fileName).")
        }
        let lines = try Files.text(path, bytesMax: 1 << 30).split(separator: 0x0A)
        var entries: [String: Entry] = [:]
        var lacking: [String: BackupFlaw] = [:]
        var head: Head?
        var counted: Int64?
        for (number, line) in lines.enumerated() {
            guard let node = parsed(Array(line)), counted == nil else {
                throw BackupFault(.unsound, "\(path) is damaged in line \(number + 1).")
            }
            if head == nil {
                head = try self.head(node, path)
            } else if let files = node["files"]?.int {
                counted = files
            } else if let name = node["path"]?.text, let size = node["size"]?.int,
                let digest = node["sha256"]?.text.flatMap(Digest.init(hexadecimal:)), isBelow(name)
            {
                entries[name] = Entry(
                    size: size, digest: digest, isFromElsewhere: node["from_elsewhere"]?.isTrue ?? false)
            } else if let name = node["lacking"]?.text, let found = node["found"]?.text {
                lacking[name] = BackupFlaw(
                    path: name, place: node["place"]?.text ?? "",
                    cause: node["cause"]?.text.flatMap(BackupFlaw.Cause.init(rawValue:)) ?? .missing, found: found,
                    owner: node["owner"]?.text ?? "",
                    isAccepted: node["accepted"]?.isTrue ?? false)
            } else {
                throw BackupFault(.unsound, "\(path) is damaged in line \(number + 1).")
            }
        }
        guard let head, counted == Int64(entries.count) else {
            throw BackupFault(.unsound, "\(path) is not whole: the backup was never finished.")
        }
        return Manifest(head: head, entries: entries, lacking: lacking)
    }

    /// What stands in front of the manifest of a backup; nil where that cannot be read.
    static func readHead(in folder: String) throws(BackupFault) -> Head? {
        let path = "\(folder)/\(fileName)"
        guard let line = try Files.firstLine(path, bytesMax: 1 << 16), let node = parsed(line) else { return nil }
        do throws(BackupFault) {
            return try head(node, path)
        } catch {
            guard error.kind == .unsound else { throw error }
            return nil
        }
    }

    /// How many files were not as they should be when a backup was made; nil where that cannot be read.
    static func flaws(in folder: String) throws(BackupFault) -> Int? {
        let path = "\(folder)/\(fileName)"
        guard let line = try Files.lastLine(path, bytesMax: 1 << 12), let node = parsed(line), node["files"] != nil
        else {
            return nil
        }
        return Int(node["flaws"]?.int ?? 0)
    }

    /// A manifest must not lead out of its backup.
    private static func isBelow(_ path: String) -> Bool {
        !path.isEmpty && !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
    }

    private static func head(_ node: JSONNode, _ path: String) throws(BackupFault) -> Head {
        guard let format = node["rmad_backup"]?.int else {
            throw BackupFault(.unsound, "\(path) is no manifest of a backup.")
        }
        guard format <= Self.format else {
            throw BackupFault(.unusable, "\(path) is of a newer rmad. Install that one, then do this again.")
        }
        guard let madeAt = node["made_at"]?.text.flatMap(Instant.init(stored:)), let events = node["events"]?.int,
            let hash = node["hash"]?.text, let documents = node["documents"]?.int
        else { throw BackupFault(.unsound, "\(path) is damaged in line 1.") }
        return Head(
            madeAt: madeAt, version: node["version"]?.text ?? "", events: events, hash: hash, documents: documents,
            newestDocument: node["newest_document"]?.text.flatMap(Instant.init(stored:)),
            places: Places(
                ledger: node["ledger"]?.text ?? "", spool: node["spool"]?.text ?? "",
                configuration: node["configuration"]?.text ?? "", secrets: node["secrets"]?.text,
                elsewhere: node["elsewhere"]?.texts ?? []))
    }

    static func parsed(_ bytes: [UInt8]) -> JSONNode? {
        do throws(JSONProblem) {
            return try JSONReader.parse(bytes)
        } catch {
            return nil
        }
    }
}

/// Where a site keeps what a backup holds.
package struct Places: Sendable, Equatable {
    /// The ledger's file.
    package var ledger: String
    /// The folder of the spool.
    package var spool: String
    /// The folder of the configuration's file.
    package var configuration: String
    /// The folder of the secrets; nil: they are left out.
    package var secrets: String?
    /// Files and folders that the configuration names and that lie outside its folder.
    package var elsewhere: [String]

    package init(ledger: String, spool: String, configuration: String, secrets: String?, elsewhere: [String] = []) {
        self.ledger = ledger
        self.spool = spool
        self.configuration = configuration
        self.secrets = secrets
        self.elsewhere = elsewhere
    }
}

extension JSONNode {
    subscript(key: String) -> JSONNode? {
        guard case .object(let members) = value else { return nil }
        return members.first { $0.key == key }?.value
    }

    var texts: [String] { if case .array(let elements) = value { elements.compactMap(\.text) } else { [] } }
    var isTrue: Bool { if case .bool(let value) = value { value } else { false } }
    var text: String? { if case .string(let text) = value { text } else { nil } }
    var int: Int64? { if case .number(let text) = value { Int64(text) } else { nil } }
}
