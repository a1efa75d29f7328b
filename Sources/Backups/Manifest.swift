import Digests
import Glibc
import JSONText
import Ledger
import Returns

/// What a backup holds: a line of JSON for the whole in front, one for each file, and one at the end that counts them.
package struct Manifest: Sendable {
    static let fileName = "manifest.jsonl"
    static let format: Int64 = 1

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
    }

    let head: Head
    /// By path below the backup. Some two hundred bytes a file.
    let entries: [String: Entry]

    static func line(_ head: Head) -> String {
        JSONValue.object(known: [
            ("rmad_backup", .integer(format)), ("made_at", .string(head.madeAt.description)),
            ("version", .string(head.version)), ("events", .integer(head.events)), ("hash", .string(head.hash)),
            ("documents", .integer(head.documents)),
            ("newest_document", head.newestDocument.map { .string($0.description) }),
            ("ledger", .string(head.places.ledger)), ("spool", .string(head.places.spool)),
            ("configuration", .string(head.places.configuration)), ("secrets", .text(head.places.secrets)),
        ]).text + "\n"
    }

    static func line(_ path: String, _ entry: Entry) -> String {
        JSONValue.object(known: [
            ("path", .string(path)), ("size", .integer(entry.size)), ("sha256", .string(entry.digest.description)),
        ]).text + "\n"
    }

    static func end(files: Int) -> String { JSONValue.object(known: [("files", .integer(Int64(files)))]).text + "\n" }

    /// - Throws: where it is not whole, or of another make.
    static func read(in folder: String) throws(BackupFault) -> Manifest {
        let path = "\(folder)/\(fileName)"
        guard try Files.facts(path) != nil else {
            throw BackupFault(.unsound, "\(folder) is no backup: it has no \(fileName).")
        }
        let lines = try Files.text(path, bytesMax: 1 << 30).split(separator: 0x0A)
        var entries: [String: Entry] = [:]
        var head: Head?
        var counted: Int64?
        for line in lines {
            guard let node = parsed(Array(line)), counted == nil else {
                throw BackupFault(.unsound, "\(path) is damaged in line \(entries.count + 2).")
            }
            if head == nil {
                head = try self.head(node, path)
            } else if let files = node["files"]?.int {
                counted = files
            } else if let name = node["path"]?.text, let size = node["size"]?.int,
                let digest = node["sha256"]?.text.flatMap(Digest.init(hexadecimal:)), isBelow(name)
            {
                entries[name] = Entry(size: size, digest: digest)
            } else {
                throw BackupFault(.unsound, "\(path) is damaged in line \(entries.count + 2).")
            }
        }
        guard let head, counted == Int64(entries.count) else {
            throw BackupFault(.unsound, "\(path) is not whole: the backup was never finished.")
        }
        return Manifest(head: head, entries: entries)
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
                configuration: node["configuration"]?.text ?? "", secrets: node["secrets"]?.text))
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

    package init(ledger: String, spool: String, configuration: String, secrets: String?) {
        self.ledger = ledger
        self.spool = spool
        self.configuration = configuration
        self.secrets = secrets
    }
}

extension JSONNode {
    subscript(key: String) -> JSONNode? {
        guard case .object(let members) = value else { return nil }
        return members.first { $0.key == key }?.value
    }

    var text: String? { if case .string(let text) = value { text } else { nil } }
    var int: Int64? { if case .number(let text) = value { Int64(text) } else { nil } }
}
