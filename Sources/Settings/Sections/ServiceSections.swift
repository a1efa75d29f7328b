import Returns
import Yams

/// How rmad talks: the keys of `webhooks`, `documents`, `tracking` and `log`.
enum ServiceSections {
    static func webhooks(_ map: MapReader, paths: PathResolver) -> WebhookSettings {
        let allowsHTTP = map.value(
            "allow_http", .flag, default: false, "Also send to http:// addresses. For a closed network only.")
        let allow = map.value(
            "allow_ranges", Form<AddressRange>.addressRange.list(0...100), default: [],
            "Address ranges that may be reached although they are private: an intranet's receiver.")
        let deny = map.value(
            "deny_ranges", Form<AddressRange>.addressRange.list(0...100), default: [],
            "Address ranges that are refused beside the private and special ones, which always are.")
        let ports = map.value(
            "ports", Form<Int>.integer(1...65_535).list(1...100), default: [443], "The ports that may be reached.")
        let authorities = map.optional(
            "authorities_file", .path,
            "A PEM file with the certificate authorities that are believed, and no others, for an intranet with its "
                + "own. The system's if not given.")
        let connect = map.value(
            "connect_timeout_ms", .integer(100...60_000), default: 5000, "Milliseconds until a connection must stand.")
        let whole = map.value(
            "timeout_ms", .integer(100...120_000), default: 15_000, "Milliseconds until an answer must be complete.")
        let inFlight = map.value(
            "in_flight_max", .integer(2...8000), default: 4096,
            "Most deliveries that are under way at once; endpoints that fail share half of them.")
        let schedule = map.value(
            "schedule_seconds", Form<Int>.integer(0...604_800).list(1...50),
            default: [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400],
            "Seconds before each attempt, counted from the one before and varied by a fifth. So many attempts are made."
        )
        let budget = map.optional(
            "failure_budget_seconds", .integer(1...31_536_000),
            "Seconds for which an endpoint may fail before it is disabled and what it is owed is kept. As long as its "
                + "schedule lasts if not given. The operator hears of it at 50, 70, 90 and 100 %.")
        let keepAttempts = map.value(
            "keep_attempts_days", .integer(1...3650), default: 90,
            "Days for which attempts are kept after their delivery has ended; the delivery itself stays.")
        let operatorsEndpoint: EndpointName? = map.optional(
            "operator_endpoint", .name("name of an endpoint"),
            "The endpoint that hears of other endpoints that fail, recover or are disabled.")
        for range in allow where map.isSound {
            guard let denied = deny.first(where: { $0.contains(range) }) else { continue }
            map.reading.report(
                map.place(of: "allow_ranges"), found: "\(range.text), which 'deny_ranges' refuses with \(denied.text)",
                expected: "no range in both lists", remedy: "take it out of one of them")
        }
        if map.isSound, connect > whole {
            map.reading.report(
                map.place(of: "connect_timeout_ms"), found: "\(connect), longer than 'timeout_ms' \(whole)",
                expected: "at most 'timeout_ms'", remedy: "write a smaller number")
        }
        if allowsHTTP, !ports.contains(80) {
            map.reading.warn(
                map.place(of: "ports"), found: "'allow_http: true' without port 80", expected: "a port for http",
                remedy: "add 80, or the port of your receiver if it is not there yet")
        }
        return WebhookSettings(
            schemes: allowsHTTP ? .httpAndHTTPS : .httpsOnly, allowRanges: allow, denyRanges: deny, ports: ports,
            authoritiesFile: authorities.map(paths.beside),
            connectTimeoutMilliseconds: connect, timeoutMilliseconds: whole, inFlightMax: inFlight,
            scheduleSeconds: schedule, failureBudgetSeconds: budget,
            keepAttemptsDays: keepAttempts, operatorsEndpoint: operatorsEndpoint)
    }

    static func exports(_ map: MapReader) -> ExportSettings {
        ExportSettings(
            formats: map.value(
                "formats", Form<ExportSettings.Format>.choice.list(0...ExportSettings.Format.allCases.count),
                default: [],
                "The files that are written into the spool's folder `out` for everything that a customer is to get. "
                    + "None: people settle it, and rmad gives them a task."))
    }

    static func metrics(_ map: MapReader, paths: PathResolver) -> MetricsSettings {
        MetricsSettings(
            file: map.optional(
                "file", .path,
                "A file for the textfile collector of Prometheus' node exporter; it ends in .prom. None without."
            ).map(paths.state),
            seconds: map.value("seconds", .integer(1...3600), default: 15, "Seconds between two writings of the file."))
    }

    static func documents(_ map: MapReader) -> DocumentSettings {
        DocumentSettings(
            dateOrder: map.optional(
                "date_order", Form<DocumentSettings.DateOrder>.choice,
                "How 03/04/2026 is read. Without it dates that can be read in two ways are rejected with the line."),
            defaultCurrency: map.value(
                "default_currency", .currency, default: Currency(trusted: "EUR"),
                "For prices that name no currency."))
    }

    static func tracking(_ map: MapReader) -> TrackingSettings {
        let baseURL = map.value(
            "base_url", .webAddress, default: "http://localhost:8080",
            "The address under which customers reach the tracking pages; it stands in the QR code.")
        OpenAddress.warn(baseURL, map, "base_url")
        return TrackingSettings(baseURL: baseURL)
    }

    static func log(_ map: MapReader) -> LogSettings {
        LogSettings(
            level: map.value("level", Form<LogSettings.Level>.choice, default: .info, "The least that is logged."),
            format: map.value(
                "format", Form<LogSettings.Format>.choice, default: .auto,
                "auto: text, with the priorities of the journal under systemd."))
    }

    static func rmaNumber(_ map: MapReader) -> RMANumberPattern {
        map.value(
            "pattern", .numberPattern, default: .standard,
            "The shape of RMA numbers: literal text, '?' for a serial character (4 to 12), '#' for the check character."
        )
    }
}

extension Form where Value == RMANumberPattern {
    static var numberPattern: Form {
        let type = "pattern such as RMA-???-???#"
        return Form(type: type, show: \.text) { node, place, reading in
            do throws(RMANumberPattern.PatternError) {
                return try RMANumberPattern(node.scalar?.string ?? "")
            } catch {
                reading.report(place, found: node.words, expected: type, remedy: error.description)
                return nil
            }
        }
    }
}
