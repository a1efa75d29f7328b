import Policy
import Returns

/// The reference of all keys, written from the declarations that also check them.
package enum SettingsReference {
    /// docs/configuration.md.
    package static func markdown() -> String {
        """
        # Configuration

        This page is generated from the declarations that also check the files; do not edit it.

        A key that is left out, or has nothing behind its colon, has its default. Unknown keys, wrong types and
        contradictions stop the start, all of them listed at once with file, line and column. Relative paths are
        seen from the folder of rmad.yaml. Secrets never stand in these files.

        """ + records().map { chapter($0.file, $0.records) }.joined()
    }

    /// What the two files may hold, by reading empty ones.
    static func records() -> [(file: String, records: [KeyRecord])] {
        let main = Reading(file: "rmad.yaml", isRecording: true)
        let paths = PathResolver(folder: "/etc/rmad", root: nil)
        let settings = MainFile.read(main.openMap(), paths: paths)
        let policy = Reading(file: "policy.yaml", isRecording: true)
        _ = PolicyFile.read(policy.openMap(), site: settings.site, warehouses: nil, phrases: nil)
        return [("rmad.yaml", main.records), ("policy.yaml", policy.records)]
    }

    private static func chapter(_ file: String, _ records: [KeyRecord]) -> String {
        var text = "\n## \(file)\n"
        var isTable = false
        for record in records {
            let isHeading = record.type == "map" || record.type.hasPrefix("list of maps")
            if isHeading, !record.path.contains(".") {
                let count = record.type == "map" ? "" : " (\(record.type))"
                text += "\n### \(record.path)\n\n\(record.meaning)\(count)\n\n\(tableHead)"
                isTable = true
                continue
            }
            if !record.path.contains("."), !isHeading, isTable || text.hasSuffix("\(file)\n") {
                text += "\n### \(record.path)\n\n\(tableHead)"
                isTable = true
            }
            text += row(record)
        }
        return text
    }

    private static let tableHead = "| key | type | default | meaning |\n|---|---|---|---|\n"

    private static func row(_ record: KeyRecord) -> String {
        let isHeading = record.type == "map" || record.type.hasPrefix("list of maps")
        let standard = record.standard.map { $0 == "none" ? "none" : "`\($0)`" } ?? (isHeading ? "" : "required")
        let cells = ["`\(record.path)`", record.type, standard, record.meaning]
        return "| \(cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")) |\n"
    }
}
