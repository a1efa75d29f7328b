import Clockwork
import Desk
import Digests
import Errands
import Documents
import Intake
import Labels
import Ledger
import Messages
import Policy
import Returns
import Settings
import Spool
import Webhooks

/// The rooms' terms, made from one configuration: the place where everything is wired and nothing is decided.
///
/// Time and randomness enter the program here and nowhere else.
struct House: Sendable {
    let configuration: Configuration
    let catalogue: Catalogue
    let now: @Sendable () -> Instant

    init(_ configuration: Configuration, now: @escaping @Sendable () -> Instant = { Clock.now() }) {
        self.configuration = configuration
        self.now = now
        catalogue = Catalogue(configuration.messages, digest: { Digest(of: $0).bytes })
    }

    var layout: SpoolLayout { SpoolLayout(root: configuration.spool.directory) }
    var link: TrackingLink { Self.link(configuration) }

    /// How events speak to customers.
    var voice: Voice {
        let catalogue = catalogue
        return Voice(link: link, siteDay: siteDay, say: { catalogue.words(for: $0, in: $1) })
    }

    static func link(_ configuration: Configuration) -> TrackingLink {
        var brands: [BrandName: String] = [:]
        for brand in configuration.brands {
            if let name = brand.name, let url = brand.trackingBaseURL { brands[name] = url }
        }
        return TrackingLink(baseURL: configuration.tracking.baseURL, brands: brands)
    }

    var papers: PaperPaths {
        PaperPaths(
            formats: configuration.labels.formats.map(\.rawValue),
            kinds: configuration.labels.papers.compactMap { PaperKind(rawValue: $0.rawValue) })
    }

    var siteDay: @Sendable (Instant) -> CalendarDate {
        let zone = SiteClock(zone: configuration.site.timeZone)
        return { zone.day(of: $0) }
    }

    /// When the site's day began that a moment lies in.
    func startOfDay(_ moment: Instant) -> Instant { SiteClock(zone: configuration.site.timeZone).startOfDay(moment) }

    /// - Parameters:
    ///   - daily: other work of a new day.
    ///   - tell: hears of what the clock did, and of its troubles.
    func clockTerms(
        daily: @escaping @Sendable (CalendarDate) -> Void, tell: @escaping @Sendable (ClockNews) -> Void
    ) -> ClockTerms {
        let clock = SiteClock(zone: configuration.site.timeZone)
        let catalogue = catalogue
        var terms = ClockTerms(
            policy: configuration.policy, voice: voice, now: now, siteTime: { clock.time(of: $0) },
            keepAttemptsDays: configuration.webhooks.keepAttemptsDays,
            say: { phrase, language in catalogue.say(phrase, in: language) }, daily: daily, tell: tell)
        terms.exportsResolutions = !configuration.exports.formats.isEmpty
        terms.retention = Retention(
            originalsDays: configuration.retention.originalsDays,
            personalDataDays: configuration.retention.personalDataDays)
        return terms
    }

    func spoolPolicy() -> SpoolPolicy {
        var policy = SpoolPolicy()
        let spool = configuration.spool
        policy.fileBytesMax = spool.fileBytesMax
        policy.settleMilliseconds = spool.settleMilliseconds
        policy.claimedMax = spool.claimedMax
        policy.rescanMilliseconds = spool.rescanSeconds * 1000
        policy.dropMode = spool.dropMode
        return policy
    }

    func reading(on today: CalendarDate) -> ReadingOptions {
        var options = ReadingOptions(
            today: today,
            dateOrder: configuration.documents.dateOrder.map { order in
                switch order {
                case .dayFirst: .dayFirst
                case .monthFirst: .monthFirst
                }
            },
            defaultCurrency: configuration.documents.defaultCurrency,
            defaultLanguage: configuration.site.defaultLanguage)
        options.fileBytesMax = configuration.spool.fileBytesMax
        return options
    }

    func intakeTerms() throws -> IntakeTerms {
        let policy = try endpointPolicy()
        let catalogue = catalogue
        var terms = IntakeTerms(
            policy: configuration.policy, pattern: configuration.rmaNumber,
            parcelRanges: parcelRanges, brands: brandChoice, voice: voice,
            defaultLanguage: configuration.site.defaultLanguage,
            reading: { [self] today in reading(on: today) }, siteDay: siteDay,
            say: { phrase, language in catalogue.say(phrase, in: language) },
            endpointProblem: { EndpointTrial.problem(of: $0, policy: policy) },
            prepareSecret: { [self] in try secrets.prepare($0) }, papers: papers, now: now,
            entropy: { Entropy.bytes($0) })
        terms.printers = printerPlan
        terms.exportsResolutions = !configuration.exports.formats.isEmpty
        terms.services = serviceTrust
        return terms
    }

    var parcelRanges: [ParcelRange] {
        configuration.labels.ranges.map { range in
            ParcelRange(
                name: range.name, first: range.first, last: range.last, warnAtPercent: range.warnAtPercent,
                warehouse: range.warehouse, service: range.service, carrier: range.carrier,
                code: { range.code(serial: $0) })
        }
    }

    static func rangePlans(_ configuration: Configuration) -> [RangePlan] {
        configuration.labels.ranges.map { range in
            RangePlan(
                name: range.name, storedName: ParcelRange.storedName(of: range.name),
                kind: range.scheme.kind == .carrier ? range.carrier?.text ?? "" : range.scheme.kind.rawValue,
                form: range.form, scheme: range.scheme.kind, first: range.first, last: range.last,
                warnAtPercent: range.warnAtPercent, warehouse: range.warehouse, service: range.service)
        }
    }

    private var brandChoice: BrandChoice {
        var channels: [Channel: BrandName] = [:]
        for brand in configuration.brands {
            for channel in brand.channels { channels[channel] = brand.name }
        }
        return BrandChoice(
            names: configuration.brands.compactMap(\.name), channels: channels,
            standard: configuration.defaultBrand.name)
    }

    /// How a brand looks on papers. The one place where a logo comes from.
    func brand(_ brand: BrandSettings) throws -> ErrandTerms.Brand {
        let contact = brand.contact
        let logo = try brand.look.logo.map { file in
            do throws(LogoError) {
                switch file.format {
                case .png: return try Logo(png: file.bytes)
                case .svg: return try Logo(svg: file.bytes)
                }
            } catch {
                throw UnusableLogo(brand: brand.title, found: "\(error)")
            }
        }
        return ErrandTerms.Brand(
            drawn: Labels.Brand(name: brand.title, colour: brand.look.colour.flatMap { Colour($0) }, logo: logo),
            colour: brand.look.colour, logoDataURI: brand.look.logo.map(\.dataURI),
            contact: ErrandTerms.Contact(
                desk: contact.desk, phone: contact.phone, email: contact.email,
                hours: contact.hours.map { OpeningHours(days: $0.days, opens: $0.opens, closes: $0.closes) },
                timeZone: contact.timeZone))
    }

    var secrets: SecretStore {
        SecretStore(directory: configuration.secretsDirectory, entropy: { Entropy.bytes($0) })
    }

    /// - Throws: a logo that cannot be drawn.
    func errandTerms() throws -> ErrandTerms {
        var warehouses: [WarehouseName: ErrandTerms.Place] = [:]
        for warehouse in configuration.warehouses {
            warehouses[warehouse.name] = ErrandTerms.Place(title: warehouse.title, address: warehouse.address)
        }
        var brands: [BrandName: ErrandTerms.Brand] = [:]
        for settings in configuration.brands {
            if let name = settings.name { brands[name] = try brand(settings) }
        }
        var terms = ErrandTerms(
            defaultBrand: try brand(configuration.defaultBrand), brands: brands,
            warehouses: warehouses, service: configuration.labels.service, papers: papers,
            density: DotDensity(rawValue: configuration.labels.dotsPerInch) ?? .dpi203,
            stock: LabelStock(rawValue: configuration.labels.stock.rawValue) ?? .fourBySix,
            paper: LabelStock(rawValue: configuration.labels.paper.rawValue) ?? .a4,
            staffLanguage: configuration.site.defaultLanguage, font: configuration.labels.font, catalogue: catalogue,
            voice: voice, now: now, chance: { Double.random(in: 0..<1) })
        terms.printers = printerPlan
        return terms
    }

    func endpointPolicy() throws -> EndpointPolicy {
        let webhooks = configuration.webhooks
        let schemes: EndpointPolicy.Schemes =
            switch webhooks.schemes {
            case .httpsOnly: .httpsOnly
            case .httpAndHTTPS: .httpsAndHTTP
            }
        return EndpointPolicy(
            schemes: schemes,
            ports: webhooks.ports.isEmpty ? .any : .listed(Set(webhooks.ports.compactMap { UInt16(exactly: $0) })),
            addresses: AddressPolicy(
                allowed: try webhooks.allowRanges.map { try Webhooks.AddressRange(parsing: $0.text) },
                denied: try webhooks.denyRanges.map { try Webhooks.AddressRange(parsing: $0.text) }))
    }

    /// Sixteen letters and digits that nobody has used before.
    func entropyMark() -> String { Digest(of: Entropy.bytes(16)).description.prefix(16).lowercased() }

    func deliveryLimits() -> DeliveryLimits {
        var limits = DeliveryLimits()
        limits.connectMilliseconds = configuration.webhooks.connectTimeoutMilliseconds
        limits.attemptMilliseconds = configuration.webhooks.timeoutMilliseconds
        limits.transfersMax = configuration.webhooks.inFlightMax
        limits.inFlightMax = max(limits.inFlightMax, configuration.webhooks.inFlightMax)
        return limits
    }

    func deliveryRules() throws -> DeliveryRules {
        let webhooks = configuration.webhooks
        return DeliveryRules(
            policy: try endpointPolicy(),
            authorities: webhooks.authoritiesFile.map { .file(path: $0) } ?? .system,
            schedule: try RetrySchedule(waits: webhooks.scheduleSeconds.map { Int64($0) * 1000 }),
            failureBudgetMilliseconds: webhooks.failureBudgetSeconds.map { Int64($0) * 1000 },
            inFlightMax: webhooks.inFlightMax, operatorsEndpoint: webhooks.operatorsEndpoint)
    }
}

/// A brand's logo cannot be drawn. Found by `rmad check`, and at the start.
struct UnusableLogo: Error, CustomStringConvertible {
    let brand: String
    let found: String
    var description: String { "the logo of \(brand): \(found)" }
}
