import Digests
import Ledger

/// Whether a backup holds what its manifest says, and whether its ledger is sound and has every photo that it names.
package struct BackupCheck {
    package struct Report: Sendable {
        package var head: Manifest.Head
        package var files = 0
        package var bytes: Int64 = 0
        package var returns = 0
        package var originals = 0
        /// In words, at most `findingsMax`.
        package var findings: [String] = []
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
            if try Files.digest("\(folder)/\(path)") != entry.digest {
                report.findings.append("\(path) is not what was written")
            }
        }
        if manifest.entries[Backup.ledgerName] == nil { report.findings.append("it holds no ledger") }
        let known = manifest.entries
        var strange = 0
        try Listing.walk(folder) { (path) throws(BackupFault) in
            if known[path] == nil, path != Manifest.fileName { strange += 1 }
        }
        if strange > 0 { report.findings.append("it holds \(strange) files that its manifest does not name") }
    }

    private func checkLedger(_ manifest: Manifest, _ report: inout Report) throws {
        let ledger = try Ledger(path: "\(folder)/\(Backup.ledgerName)", access: .reading)
        let (verified, missing) = try ledger.read { snapshot in
            let verified = try snapshot.verify(findingsMax: Self.findingsMax) { progress("\($0) events verified") }
            var missing: [String] = []
            try snapshot.eachPhoto { digest, file in
                guard missing.count < Self.findingsMax else { return }
                guard let entry = manifest.entries["spool/evidence/\(file)"] else { return missing.append(file) }
                if entry.digest != digest { missing.append(file) }
            }
            return (verified, missing)
        }
        try ledger.close()
        report.returns = verified.cases
        report.originals = verified.originals
        report.findings += verified.findings.map(\.description)
        report.findings += missing.map { "the photo \($0), which the ledger names, is missing or another one" }
        if verified.head.description != manifest.head.hash {
            report.findings.append("the ledger ends with another event than the manifest says")
        }
        report.findings = Array(report.findings.prefix(Self.findingsMax))
    }
}
