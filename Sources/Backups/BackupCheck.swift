import Digests
import Ledger

/// Whether a backup holds what its manifest says, and whether its ledger is sound and has every photo that it names.
package struct BackupCheck {
    package struct Report: Sendable {
        package var head: Manifest.Head
        package var files = 0
        package var bytes: Int64 = 0
        /// What the ledger in it holds; nil where that was not looked at.
        package var counted: (returns: Int, originals: Int)?
        /// In words, at most `findingsMax`.
        package var findings: [String] = []
        /// What could not be copied as it was when the backup was made; it holds everything else.
        package var lacking: [BackupFlaw] = []
        package var isSound: Bool { findings.isEmpty }
    }

    private static let findingsMax = 100

    let folder: String
    let progress: (String) -> Void

    package init(folder: String, progress: @escaping (String) -> Void) {
        self.folder = folder
        self.progress = progress
    }

    package func perform() throws -> Report {
        let manifest = try Manifest.read(in: folder)
        var report = Report(head: manifest.head)
        report.lacking = manifest.lacking.values.sorted { $0.path < $1.path }
        try checkFiles(manifest, &report)
        // A ledger whose bytes are not those that were written is not opened.
        guard report.isSound else { return report }
        try checkLedger(manifest, &report)
        return report
    }

    private func checkFiles(_ manifest: Manifest, _ report: inout Report) throws(BackupFault) {
        for path in manifest.entries.keys.sorted() {
            guard report.findings.count < Self.findingsMax else { return }
            guard let entry = manifest.entries[path] else { continue }
            report.files += 1
            report.bytes += entry.size
            if report.files % 10_000 == 0 { progress("\(report.files) files verified") }
            guard let facts = try Files.facts("\(folder)/\(path)") else {
                report.findings.append("\(path) is missing")
                continue
            }
            guard facts.size == entry.size else {
                report.findings.append("\(path) has \(facts.size) bytes instead of \(entry.size)")
                continue
            }
            do throws(BackupFault) {
                if try Files.digest("\(folder)/\(path)") != entry.digest {
                    report.findings.append("\(path) is not what was written")
                }
            } catch {
                guard error.kind == .unreadable else { throw error }
                report.findings.append("\(error)")
            }
        }
        if manifest.entries[Backup.ledgerName] == nil { report.findings.append("it holds no ledger") }
        try checkStrangers(manifest, &report)
    }

    /// Nothing lies in it but what was written: a link would lead to what is no part of it.
    private func checkStrangers(_ manifest: Manifest, _ report: inout Report) throws(BackupFault) {
        var strange: [String] = []
        var count = 0
        let note = { (path: String, what: String) in
            count += 1
            if strange.count < Self.findingsMax { strange.append("\(path) is \(what)") }
        }
        try Listing.walk(
            folder, other: { (path) throws(BackupFault) in note(path, "a link, or no file; a backup has neither") },
            trouble: { (path, fault) throws(BackupFault) in note(path, "a folder that cannot be read: \(fault)") }
        ) { (path) throws(BackupFault) in
            if manifest.entries[path] == nil, path != Manifest.fileName {
                note(path, "a file that its manifest does not name")
            }
        }
        report.findings = Array((report.findings + strange).prefix(Self.findingsMax))
        if count > strange.count { report.findings.append("\(count - strange.count) more are strange to it") }
    }

    private func checkLedger(_ manifest: Manifest, _ report: inout Report) throws {
        let ledger = try Ledger(path: "\(folder)/\(Backup.ledgerName)", access: .reading)
        let verified = try ledger.read { snapshot in
            try snapshot.verify(findingsMax: Self.findingsMax) { progress("\($0) events verified") }
        }
        var missing: [EvidencePhoto] = []
        try ledger.eachPhoto { photo in
            let path = "\(Evidence.place)/\(photo.file)"
            if manifest.entries[path]?.digest != photo.digest, manifest.lacking[path] == nil { missing.append(photo) }
            return missing.count < Self.findingsMax
        }
        try ledger.close()
        report.counted = (verified.cases, verified.originals)
        report.findings += verified.findings.map(\.description)
        report.findings += missing.map {
            "the photo \($0.file) of \($0.owner), which the ledger names, is missing or another one"
        }
        if verified.head.description != manifest.head.hash {
            report.findings.append("the ledger ends with another event than the manifest says")
        }
        report.findings = Array(report.findings.prefix(Self.findingsMax))
    }
}
