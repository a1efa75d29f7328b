import Policy
import Returns

/// Everything that an operator can set, read and checked: every path is absolute, every default filled in.
package struct Configuration: Sendable {
    /// The file that it was read from, absolute.
    package var file: String
    package var spool: SpoolSettings
    package var ledger: LedgerSettings
    /// The directory in which secrets lie, one in each file, readable by rmad alone.
    package var secretsDirectory: String
    package var rmaNumber: RMANumberPattern
    package var tracking: TrackingSettings
    package var site: SiteSettings
    /// 1 or more, one of them the default.
    package var brands: [BrandSettings]
    package var contact: ContactSettings
    package var warehouses: [Warehouse]
    package var labels: LabelSettings
    package var printers: [PrinterSettings]
    package var webhooks: WebhookSettings
    package var exports: ExportSettings
    package var trackingServices: [TrackingServiceSettings] = []
    package var limits = LimitSettings()
    package var metrics: MetricsSettings
    package var backup: BackupSettings
    package var retention: RetentionSettings
    package var documents: DocumentSettings
    package var log: LogSettings
    package var policyFile: String
    package var policy: PolicyBook
    package var messagesDirectory: String
    /// Dotted key to template, for each language of the site.
    package var messages: [Language: [String: String]]

    /// The brand of returns that name none and come through no channel of another.
    package var defaultBrand: BrandSettings { brands.first(where: \.isDefault) ?? brands[0] }
    /// The warehouse for returns that no rule sends elsewhere.
    package var defaultWarehouse: Warehouse? { warehouses.first(where: \.isDefault) }
    package func warehouse(_ name: WarehouseName) -> Warehouse? { warehouses.first { $0.name == name } }
}

/// The directories through which files come in, and how they are read.
package struct SpoolSettings: Sendable, Equatable {
    package var directory: String
    /// A file that was not renamed into the drop is taken when it has not changed for so long.
    package var settleMilliseconds: Int
    package var rescanSeconds: Int
    package var fileBytesMax: Int
    /// The file mode of the drop directory.
    package var dropMode: UInt32
    package var archiveDays: Int
    /// Files that are claimed and not yet recorded; more wait in the drop.
    package var claimedMax: Int
}

/// Where everything is remembered.
package struct LedgerSettings: Sendable, Equatable {
    package var file: String
    /// Files that share one commit at most.
    package var groupFilesMax: Int
}

/// The page that tells a customer where the return is.
package struct TrackingSettings: Sendable, Equatable {
    /// Without a slash at the end.
    package var baseURL: String
}

/// The place and the days of work.
package struct SiteSettings: Sendable, Equatable {
    package var name: String
    /// A name of the IANA time zone database: `Europe/Berlin`.
    package var timeZone: String
    /// ISO 3166-1 alpha-2, upper case.
    package var country: String
    package var defaultLanguage: Language
    package var languages: [Language]
    package var calendar: BusinessCalendar
}

/// Whom a customer reaches; it stands on everything.
package struct ContactSettings: Sendable, Equatable {
    package var desk: String
    package var phone: String?
    package var email: String?
    package var hours: [OpeningTime]
    package var timeZone: String
}

/// When somebody answers.
package struct OpeningTime: Sendable, Equatable {
    /// ISO 8601 weekdays, 1 is Monday.
    package var days: ClosedRange<Int>
    /// Minutes after midnight, 0...1440; opens before it closes.
    package var opens: Int
    package var closes: Int

    package init(days: ClosedRange<Int>, opens: Int, closes: Int) {
        self.days = days
        self.opens = opens
        self.closes = closes
    }
}

/// A place that takes goods back.
package struct Warehouse: Sendable, Equatable {
    package var name: WarehouseName
    /// The name on the label.
    package var title: String
    package var address: PostalAddress
    package var isDefault: Bool

    package init(name: WarehouseName, title: String, address: PostalAddress, isDefault: Bool) {
        self.name = name
        self.title = title
        self.address = address
        self.isDefault = isDefault
    }
}

/// Labels and the numbers on them.
package struct LabelSettings: Sendable, Equatable {
    package enum Format: String, CaseIterable, Sendable { case pdf, png, svg, zpl }
    package enum Stock: String, CaseIterable, Sendable { case fourBySix = "4x6", a6 }
    package enum Paper: String, CaseIterable, Sendable { case a4, letter }
    package enum Kind: String, CaseIterable, Sendable {
        case instructionsPDF = "instructions_pdf", sheet, packingSlip = "packing_slip", counterCode = "counter_code"
    }

    /// Dots per inch of the label printer: 203 or 300.
    package var dotsPerInch: Int
    package var formats: [Format]
    /// What is in the label printers.
    package var stock: Stock
    /// What is in the office's printers.
    package var paper: Paper
    /// What is made beside labels and instructions.
    package var papers: [Kind]
    package var font: String
    /// What stands for the service where the policy asks for none.
    package var service: String
    package var ranges: [NumberRange]
}

/// How webhooks are sent.
package struct WebhookSettings: Sendable, Equatable {
    package enum Schemes: Sendable, Equatable { case httpsOnly, httpAndHTTPS }

    package var schemes: Schemes
    /// Exceptions from the built-in refusal of private and special addresses.
    package var allowRanges: [AddressRange]
    /// Refused beside the built-in ones.
    package var denyRanges: [AddressRange]
    package var ports: [Int]
    /// The certificate authorities that are believed, PEM; nil for the system's.
    package var authoritiesFile: String?
    package var connectTimeoutMilliseconds: Int
    package var timeoutMilliseconds: Int
    package var inFlightMax: Int
    /// Seconds between one attempt and the next; the first stands before the first attempt.
    package var scheduleSeconds: [Int]
    /// How long an endpoint may fail before it is disabled; nil: as long as its schedule lasts.
    package var failureBudgetSeconds: Int?
    /// Days for which attempts are kept after their delivery has ended.
    package var keepAttemptsDays: Int
    /// Who hears of endpoints that fail; nil: the log alone.
    package var operatorsEndpoint: EndpointName?
}

/// What is told to the shop or the ERP by files, beside webhooks.
package struct ExportSettings: Sendable, Equatable {
    package enum Format: String, CaseIterable, Sendable { case json, csv }

    /// The files that are written for each resolution order; none: people carry orders out.
    package var formats: [Format]
}

/// Where the daemon writes its figures.
package struct MetricsSettings: Sendable, Equatable {
    /// For the textfile collector of Prometheus' node exporter; nil: they are not written.
    package var file: String?
    package var seconds: Int
}

/// Where copies of everything go, and which of them stay.
package struct BackupSettings: Sendable, Equatable {
    package var directory: String
    /// The newest backup of so many days, weeks and months.
    package var keepDaily: Int
    package var keepWeekly: Int
    package var keepMonthly: Int
    /// Hours after which a missing backup is told; 0: nobody is told.
    package var warnAfterHours: Int
}

/// When what was kept is forgotten; nil: never.
package struct RetentionSettings: Sendable, Equatable {
    /// Days after which the bytes of originals leave the ledger.
    package var originalsDays: Int?
    /// Days after the end of a return after which its personal data is erased.
    package var personalDataDays: Int?
}

/// How documents are understood.
package struct DocumentSettings: Sendable, Equatable {
    package enum DateOrder: String, CaseIterable, Sendable {
        case dayFirst = "day_first", monthFirst = "month_first"
    }

    /// How 03/04/2026 is read; nil refuses dates that can be read in two ways.
    package var dateOrder: DateOrder?
    package var defaultCurrency: Currency
}

/// What is logged and how.
package struct LogSettings: Sendable, Equatable {
    package enum Level: String, CaseIterable, Sendable { case trace, debug, info, notice, warning, error }
    package enum Format: String, CaseIterable, Sendable {
        /// Text; with the priorities of the journal under systemd.
        case auto
        case text, json
    }

    package var level: Level
    package var format: Format
}
