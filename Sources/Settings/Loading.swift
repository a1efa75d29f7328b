import Policy
import Returns

extension Configuration {
    /// Reads a configuration file with the policy and the message catalogues that it names.
    ///
    /// - Parameters:
    ///   - file: the path of the YAML file; relative paths in it are seen from its folder.
    ///   - root: for a trial without privileges: stands before the absolute paths of what rmad writes, so
    ///     that `.` turns /var/spool/rmad into ./var/spool/rmad.
    package static func load(file: String, root: String? = nil) -> ConfigurationOutcome<Configuration> {
        let (configuration, problems, warnings) = read(file: file, root: root)
        guard problems.isEmpty, let configuration else { return .failure(problems, warnings: warnings) }
        return .success(configuration, warnings: warnings)
    }

    /// Reads it for somebody who looks at the site or copies it, as `load` does; but problems in other parts than
    /// those that say where the site keeps its things, and how it writes numbers and times, come as the warnings of a
    /// success. What has one of them counts as if it were not set.
    package static func loadToLook(file: String) -> ConfigurationOutcome<Configuration> {
        let (configuration, problems, _) = read(file: file, root: nil)
        let main = TextFile.resolve(file, against: TextFile.currentFolder())
        guard let configuration, problems.allSatisfy({ $0.file != main || MainFile.isNoPlace($0.key) }) else {
            return .failure(problems, warnings: [])
        }
        return .success(configuration, warnings: problems)
    }

    /// - Returns: a configuration with defaults for what has problems; nil where it would have no brand.
    private static func read(
        file: String, root: String?
    ) -> (configuration: Configuration?, problems: [ConfigurationProblem], warnings: [ConfigurationProblem]) {
        let file = TextFile.resolve(file, against: TextFile.currentFolder())
        let reading = Reading(file: file)
        let paths = PathResolver(folder: TextFile.folder(of: file), root: root)
        let main = MainFile.read(reading.openMap(), paths: paths)
        guard !reading.isUnread else { return (nil, reading.problems, []) }
        var problems = reading.problems
        var warnings = reading.warnings
        if let warning = main.retention.warning(archiveDays: main.spool.archiveDays, file: file) {
            warnings.append(warning)
        }

        let catalogues = MessageCatalogue.load(
            directory: main.messagesDirectory, languages: main.site.languages, standard: main.site.defaultLanguage)
        // A catalogue that cannot be read whole misses messages of which nothing else is to be said.
        let phrases =
            catalogues.problems.isEmpty ? catalogues.messages[main.site.defaultLanguage].map { Set($0.keys) } : nil

        let policyReading = Reading(file: main.policyFile)
        let map = policyReading.openMap()
        let policy = PolicyFile.read(map, site: main.site, warehouses: main.warehouses, phrases: phrases)
        map.finish()
        problems += policyReading.problems
        warnings += policyReading.warnings

        problems += catalogues.problems
        warnings += catalogues.warnings

        guard !main.brands.isEmpty else {
            return (nil, sorted(problems), sorted(warnings))
        }
        let configuration = Configuration(
            file: file, spool: main.spool, ledger: main.ledger, secretsDirectory: main.secretsDirectory,
            rmaNumber: main.rmaNumber, tracking: main.tracking, site: main.site, brands: main.brands,
            contact: main.contact, warehouses: main.warehouses ?? [], labels: main.labels, printers: main.printers,
            webhooks: main.webhooks, exports: main.exports, trackingServices: main.trackingServices,
            limits: main.limits, metrics: main.metrics, backup: main.backup, retention: main.retention,
            documents: main.documents, log: main.log,
            policyFile: main.policyFile, policy: policy,
            messagesDirectory: main.messagesDirectory, messages: catalogues.messages)
        return (configuration, sorted(problems), sorted(warnings))
    }

    /// By file as they were read, then by line.
    private static func sorted(_ problems: [ConfigurationProblem]) -> [ConfigurationProblem] {
        var ranks: [String: Int] = [:]
        for problem in problems where ranks[problem.file] == nil { ranks[problem.file] = ranks.count }
        return problems.enumerated().sorted { left, right in
            let (first, second) = (left.element, right.element)
            return (ranks[first.file] ?? 0, first.line, first.column, left.offset)
                < (ranks[second.file] ?? 0, second.line, second.column, right.offset)
        }.map(\.element)
    }
}

/// What rmad.yaml itself holds, before the files that it names are read.
struct MainFile {
    var spool: SpoolSettings
    var ledger: LedgerSettings
    var secretsDirectory: String
    var rmaNumber: RMANumberPattern
    var tracking: TrackingSettings
    var site: SiteSettings
    var brands: [BrandSettings]
    var contact: ContactSettings
    /// nil where something is wrong with them.
    var warehouses: [Warehouse]?
    var labels: LabelSettings
    var printers: [PrinterSettings]
    var webhooks: WebhookSettings
    var exports: ExportSettings
    var trackingServices: [TrackingServiceSettings]
    var limits: LimitSettings
    var metrics: MetricsSettings
    var backup: BackupSettings
    var retention: RetentionSettings
    var documents: DocumentSettings
    var log: LogSettings
    var policyFile: String
    var messagesDirectory: String

    /// Sections that say nothing of where the site keeps its things, or how it writes numbers and times. What is none
    /// of them, such as a misspelt section, might.
    private static let noPlaces: Set = [
        "tracking", "brand", "brands", "contact", "warehouses", "labels", "printers", "webhooks", "export",
        "tracking_services", "limits", "metrics", "retention", "documents", "policy", "messages", "log",
    ]

    /// - Parameter key: of a problem, dotted.
    static func isNoPlace(_ key: String) -> Bool {
        noPlaces.contains(String(key.prefix { $0 != "." && $0 != "[" }))
    }

    /// The order of the keys is that of the reference.
    static func read(_ map: MapReader, paths: PathResolver) -> MainFile {
        let spool = map.section("spool", "How files come in.") { StorageSections.spool($0, paths: paths) }
        let ledger = map.section("ledger", "Where everything is remembered.") {
            StorageSections.ledger($0, paths: paths)
        }
        let secrets = map.value(
            "secrets_directory", .path, default: "secrets",
            "The folder with secrets, one in each file (mode 0600). No secret ever stands in a configuration file.")
        let number = map.section("rma_number", "The numbers of returns.", ServiceSections.rmaNumber)
        let tracking = map.section("tracking", "The page that tells where a return is.", ServiceSections.tracking)
        let site = map.section("site", "The place and its days of work.", SiteSections.site)
        let brands = BrandSection.read(map, paths: paths)
        let contact = map.section("contact", "Whom a customer reaches; it stands on everything.") {
            SiteSections.contact($0, zone: site.timeZone)
        }
        let warehouses = WarehouseSection.read(map, brand: brands.defaultTitle)
        let labels = map.section("labels", "Labels and the numbers on them.") {
            LabelSection.read($0, warehouses: warehouses)
        }
        let printers = PrinterSection.read(map, labels: labels)
        let webhooks = map.section("webhooks", "How customers' systems are told.") {
            ServiceSections.webhooks($0, paths: paths)
        }
        let exports = map.section(
            "export", "What is told to the shop or the ERP by files.", ServiceSections.exports)
        let services = TrackingServiceSection.read(map)
        let limits = map.section(
            "limits",
            "High-water marks. At one of them nothing is taken from the drop, where files are safe; all else "
                + "goes on, and so does the drop by itself at the low-water mark.", LimitSection.read)
        let metrics = map.section("metrics", "The daemon's figures for Prometheus.") {
            ServiceSections.metrics($0, paths: paths)
        }
        let backup = map.section("backup", "Copies of everything, made by `rmad backup`.") {
            KeepingSections.backup($0, paths: paths)
        }
        let retention = map.section(
            "retention", "When what was kept is forgotten.", KeepingSections.retention)
        let documents = map.section("documents", "How incoming documents are understood.", ServiceSections.documents)
        let policy = map.value("policy", .path, default: "policy.yaml", "The file with the returns policy.")
        let messages = map.value(
            "messages", .path, default: "messages",
            "The folder with the message catalogues: one folder for each language, every .yaml file in it is read.")
        let log = map.section("log", "What is logged and how.", ServiceSections.log)
        map.finish()
        return MainFile(
            spool: spool, ledger: ledger, secretsDirectory: paths.beside(secrets), rmaNumber: number,
            tracking: tracking, site: site, brands: brands.brands(contact: contact), contact: contact,
            warehouses: warehouses, labels: labels, printers: printers, webhooks: webhooks, exports: exports,
            trackingServices: services, limits: limits, metrics: metrics, backup: backup, retention: retention,
            documents: documents, log: log, policyFile: paths.beside(policy),
            messagesDirectory: paths.beside(messages))
    }
}
