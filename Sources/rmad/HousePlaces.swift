import Backups
import Settings
import Spool

/// A configuration as a house can have it: no thing of ours lies where another would take it for its own.
enum HousePlaces {
    /// As `Configuration.load`, with what is wrong between its places.
    static func load(file: String) -> ConfigurationOutcome<Configuration> {
        let loaded = Configuration.load(file: file)
        guard case .success(let configuration, let warnings) = loaded else { return loaded }
        let problems = problems(of: configuration)
        return problems.isEmpty ? loaded : .failure(problems, warnings: warnings)
    }

    private static func problems(of configuration: Configuration) -> [ConfigurationProblem] {
        let layout = SpoolLayout(root: configuration.spool.directory)
        let places: [(key: String, path: String?, isFolder: Bool)] = [
            ("ledger.file", configuration.ledger.file, false),
            ("secrets_directory", configuration.secretsDirectory, true),
            ("backup.directory", configuration.backup.directory, true),
            ("metrics.file", configuration.metrics.file, false),
        ]
        return places.compactMap { key, path, isFolder in
            guard let path else { return nil }
            let place = layout.place(holding: path)
            guard place != nil || isFolder && layout.isRoot(path) else { return nil }
            let folder = place.map { layout.path(of: $0) } ?? layout.root
            return ConfigurationProblem(
                file: configuration.file, key: key, found: path,
                expected: "a place outside of \(folder), which is the spool's", remedy: "name another one")
        }
    }

    /// What a command is about to make must not be taken for a document, nor be copied into itself.
    static func requireOutside(_ layout: SpoolLayout, _ path: String) throws(BackupFault) {
        guard let place = layout.place(holding: path) else { return }
        throw BackupFault(
            .unusable,
            "\(path) lies in \(layout.path(of: place)), which is the spool's: rmad would take it for its own. Nothing "
                + "was made. Name a folder outside of the spool.")
    }
}
