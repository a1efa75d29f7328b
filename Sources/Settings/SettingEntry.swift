/// One key of a configuration file, as a reference tells it.
package struct SettingEntry: Sendable, Equatable {
    /// `warehouses[].country`.
    package let path: String
    package let type: String
    /// As it would be written; nil where there is none.
    package let standard: String?
    package let meaning: String
    /// It holds other keys, and nothing itself.
    package let isSection: Bool
}

extension SettingsReference {
    /// Every key of rmad.yaml and of the policy, in the order of the files.
    package static func entries() -> [(file: String, entries: [SettingEntry])] {
        records().map { file, records in
            (
                file,
                records.map { record in
                    SettingEntry(
                        path: record.path, type: record.type, standard: record.standard, meaning: record.meaning,
                        isSection: record.type == "map" || record.type.hasPrefix("list of maps"))
                }
            )
        }
    }
}
