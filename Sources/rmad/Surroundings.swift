import Desk
import Errands
import Glibc
import Labels
import Ledger
import Messages
import Returns
import Settings
import Spool
import Webhooks

/// Looks at what the configuration needs of the machine. Changes nothing.
struct Surroundings {
    let house: House

    func findings() -> [Check.Finding] {
        obstacles() + spool() + remarks() + services() + endpoints() + ledger(usedUp: .standstill) + archive()
    }

    /// What stands against a start now; the rest of it the daemon itself says when it starts.
    func againstStart() -> [Check.Finding] { obstacles() + spool().filter { $0.weight == .problem } }

    /// What in the configuration stands against a start: nothing could be taken in, or no label drawn.
    func obstacles() -> [Check.Finding] { directories() + webhooks() + label() }

    private func spool() -> [Check.Finding] {
        SpoolCheck(
            layout: house.layout, ledger: house.configuration.ledger.file, limits: house.configuration.limits
        ).findings()
    }

    /// What nobody has to mend at once.
    func remarks() -> [Check.Finding] {
        words() + stations() + ShippedExamples(configuration: house.configuration).findings()
    }

    private func words() -> [Check.Finding] {
        house.catalogue.problems().map { Check.Finding(.warning, "messages: \($0)") }
    }

    private func directories() -> [Check.Finding] {
        let configuration = house.configuration
        var findings: [Check.Finding] = []
        for (key, path) in [
            ("spool.directory", configuration.spool.directory), ("secrets_directory", configuration.secretsDirectory),
            ("ledger.file", parent(configuration.ledger.file)),
        ] {
            let nearest = nearestExisting(path)
            if access(nearest, W_OK | X_OK) != 0 {
                let what = nearest == path ? "it cannot be written" : "it is missing and \(nearest) cannot be written"
                findings.append(
                    Check.Finding(
                        .problem,
                        "\(key): \(path): \(what) by this user. Make it and give it to the "
                            + "user that rmad runs as, or choose another place."))
            }
        }
        var status = stat()
        if stat(configuration.secretsDirectory, &status) == 0, status.st_mode & 0o077 != 0 {
            findings.append(
                Check.Finding(
                    .warning,
                    "secrets_directory: \(configuration.secretsDirectory) is open to other users. "
                        + "chmod 700 \(configuration.secretsDirectory)"))
        }
        return findings
    }

    /// What must be there for the messages of tracking services to be taken.
    func services() -> [Check.Finding] {
        house.configuration.trackingServices.compactMap { service in
            do {
                let path = "\(house.configuration.secretsDirectory)/\(service.secretFile)"
                _ = try ServiceSecret.read(path, of: service.service)
                return nil
            } catch {
                return Check.Finding(
                    .standstill,
                    "tracking_services \(service.service.rawValue): its signed messages are refused until this is "
                        + "mended: \(error)")
            }
        }
    }

    private func webhooks() -> [Check.Finding] {
        do {
            _ = try house.endpointPolicy()
            _ = try house.deliveryRules()
            return []
        } catch {
            return [Check.Finding(.problem, "webhooks: \(error)")]
        }
    }

    /// What the ledger's endpoints need of this configuration: their files, and somebody who hears of their failures.
    func endpoints() -> [Check.Finding] {
        let file = house.configuration.ledger.file
        guard access(file, R_OK) == 0 else { return [] }
        let endpoints: [EndpointRecord]
        do {
            endpoints = try Ledger(path: file, access: .reading).read { try $0.endpoints() }
        } catch {
            // The ledger's own finding says it.
            return []
        }
        var findings: [Check.Finding] = []
        if let name = house.configuration.webhooks.operatorsEndpoint, !endpoints.contains(where: { $0.name == name }) {
            findings.append(
                Check.Finding(
                    .warning,
                    "webhooks.operator_endpoint: there is no endpoint '\(name)', so nobody hears of those that "
                        + "fail. Add it: rmad endpoint add \(name) URL --event 'endpoint.*'."))
        }
        let maker = EndpointTrial.Files(house.secrets)
        for endpoint in endpoints where endpoint.state == .enabled {
            if let problem = maker.problem(of: endpoint, at: house.now()) {
                findings.append(
                    Check.Finding(
                        .standstill,
                        "endpoint \(endpoint.name): nothing reaches it until this is mended: \(problem)"))
            }
        }
        return findings
    }

    /// Draws a label for every number range, brand and format, so that a symbol that cannot fit is found here and
    /// not at the printer.
    private func label() -> [Check.Finding] {
        let terms: ErrandTerms
        do {
            terms = try house.errandTerms()
        } catch {
            return [Check.Finding(.problem, "\(error)")]
        }
        // The brands differ in their links alone as far as symbols go: the longest tells of all.
        let brand = house.configuration.brands.max { left, right in
            (left.trackingBaseURL ?? "").utf8.count < (right.trackingBaseURL ?? "").utf8.count
        }?.name
        let densities = Set([terms.density] + house.configuration.printers.map(\.density))
            .sorted { $0.dotsPerInch < $1.dotsPerInch }
        let renderer: LabelRenderer
        do {
            renderer = try LabelRenderer(catalogue: terms.catalogue, family: terms.font)
        } catch {
            return [Check.Finding(.problem, "labels: \(error)")]
        }
        var remarks: [String] = renderer.fontProblems(languages: house.configuration.site.languages)
            .map { "labels.font: \($0)" }
        let problems = house.configuration.labels.ranges.flatMap { range -> [Check.Finding] in
            guard let code = range.code(serial: range.first), range.code(serial: range.last) != nil else {
                return [
                    Check.Finding(
                        .problem,
                        "labels.ranges \(range.name): the serials do not fit the scheme. "
                            + "Shorten `last`, or use a shorter company prefix.")
                ]
            }
            let pattern = house.configuration.rmaNumber
            return densities.compactMap { density in
                var terms = terms
                terms.density = density
                do {
                    remarks += try PaperSample(code: code, pattern: pattern, terms: terms).draw(with: renderer)
                    if let brand {
                        try PaperSample(code: code, pattern: pattern, brand: brand, terms: terms).draw(with: renderer)
                    }
                    return nil
                } catch {
                    return Check.Finding(.problem, "labels.ranges \(range.name), \(density.dotsPerInch) dpi: \(error)")
                }
            }
        }
        let once = remarks.enumerated().filter { index, remark in remarks.firstIndex(of: remark) == index }
        return problems + once.map { Check.Finding(.warning, $0.element) }
    }

    /// A printer's station that is no folder in the drop would print nothing, and nobody would know why.
    private func stations() -> [Check.Finding] {
        let drop = house.layout.path(of: .drop)
        guard access(drop, F_OK) == 0 else { return [] }
        return house.configuration.printers.flatMap { printer in
            printer.stations.filter { access("\(drop)/\($0)", F_OK) != 0 }.map { station in
                Check.Finding(
                    .warning,
                    "printers \(printer.name): there is no station '\(station)'. Make the folder \(drop)/\(station), "
                        + "or correct `stations`.")
            }
        }
    }

    /// What the ledger says of the configuration: number ranges, brands.
    /// - Parameter usedUp: how much a range without numbers weighs: it is no reason to keep an old configuration.
    func ledger(usedUp: Check.Finding.Weight = .warning) -> [Check.Finding] {
        let configuration = house.configuration
        guard access(configuration.ledger.file, F_OK) == 0 else { return [] }
        do {
            let ledger = try Ledger(path: configuration.ledger.file, access: .reading)
            let today = house.siteDay(house.now())
            let (rows, open) = try ledger.read { snapshot in
                (
                    try RangeRow.rows(
                        pattern: configuration.rmaNumber, ranges: House.rangePlans(configuration), on: today,
                        in: snapshot),
                    try snapshot.openCasesByBrand()
                )
            }
            return rows.flatMap { findings($0, usedUp: usedUp) } + open.compactMap(finding)
        } catch let fault as LedgerFault where fault.isOlderSchema {
            return [Check.Finding(.warning, "ledger.file: \(fault)")]
        } catch {
            return [Check.Finding(.problem, "ledger.file: \(error)")]
        }
    }

    /// Whether what was acknowledged can be compared with the ledger, and more can be archived.
    private func archive() -> [Check.Finding] {
        let (layout, file) = (house.layout, house.configuration.ledger.file)
        let archive = ArchiveListing(in: layout)
        var newest: (number: Int64, day: String?) = (0, nil)
        if access(file, R_OK) == 0 {
            do {
                newest = try Ledger(path: file, access: .reading).read {
                    (try $0.newestDocumentID(), try $0.newestDocument()?.date.description)
                }
            } catch {
                // The ledger's own finding says it.
                return []
            }
        }
        // Of the archive itself the spool's own finding says it.
        let closed = archive.closed.filter { $0.path != layout.path(of: .archive) }.map { folder in
            let isAwaited = folder.name >= newest.day ?? ""
            return Check.Finding(
                isAwaited ? .standstill : .warning,
                "spool: \(folder.fault): "
                    + (isAwaited
                        ? "nothing is taken from the drop until this is mended. "
                        : "what lies there is not looked at. ")
                    + ClosedFolder.remedy)
        }
        let strangers = archive.parted(newest: newest.number, most: Ledger.passedOverMax).strangers
        return closed
            + strangers.map {
                Check.Finding(
                    .warning, "spool: \($0.path(in: layout)) is no document's: nobody but rmad may put files there.")
            }
    }

    private func findings(_ row: RangeRow, usedUp: Check.Finding.Weight) -> [Check.Finding] {
        let name = row.standing.name
        let place = name == RangeRow.rmaNumbers ? name : "labels.ranges \(name)"
        return [
            row.problem.map { Check.Finding(.standstill, "\(place): \($0)") },
            row.warning.map { Check.Finding(row.isStandstill ? usedUp : .warning, "\(place): \($0)") },
        ].compactMap { $0 }
    }

    /// Open returns of a brand that was taken out get the default brand's papers.
    private func finding(_ open: (brand: BrandName, count: Int)) -> Check.Finding? {
        guard !house.configuration.brands.contains(where: { $0.name == open.brand }) else { return nil }
        return Check.Finding(
            .warning,
            "brands: \(open.count) open returns are of the brand '\(open.brand)', which is not there. Their papers "
                + "bear the default brand; add it again until they are closed.")
    }

    private func parent(_ path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return parts.joined(separator: "/").isEmpty ? "/" : parts.joined(separator: "/")
    }

    private func nearestExisting(_ path: String) -> String {
        var path = path
        while access(path, F_OK) != 0, path != "/" { path = parent(path) }
        return path
    }
}
