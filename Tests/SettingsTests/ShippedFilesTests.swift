import Policy
import Returns
import Settings
import Testing

@Suite struct ShippedFilesTests {
    private func load() throws -> Configuration {
        switch Configuration.load(file: Workbench.shipped + "/rmad.yaml") {
        case .success(let configuration, let warnings):
            #expect(warnings.map(\.description) == [])
            return configuration
        case .failure(let problems, _):
            Issue.record("\(problems.map(\.description).joined(separator: "\n"))")
            throw problems[0]
        }
    }

    @Test("the shipped files load without a problem or a warning")
    func shippedFilesLoad() throws {
        let configuration = try load()
        #expect(configuration.spool.directory == "/var/spool/rmad")
        #expect(configuration.spool.dropMode == 0o2770)
        #expect(configuration.policyFile == Workbench.shipped + "/policy.yaml")
        #expect(configuration.secretsDirectory == Workbench.shipped + "/secrets")
        #expect(configuration.defaultWarehouse?.name.text == "main")
        #expect(configuration.warehouse(WarehouseName(trusted: "service"))?.address.postalCode == "04103")
        #expect(configuration.labels.ranges[0].code(serial: 1)?.text == "006141410000000012")
        #expect(configuration.contact.hours == [OpeningTime(days: 1...5, opens: 540, closes: 1020)])
        #expect(configuration.policy.edition == "2026-11 europe")
        #expect(configuration.policy.windows.count == 8)
        #expect(configuration.site.calendar == .everyWeekday)
    }

    @Test("every sentence of the policy stands in every language, with arguments that the policy gives")
    func sentences() throws {
        let messages = try load().messages
        #expect(Set(messages.keys) == Set(Language.allCases))
        for (language, texts) in messages {
            for key in PhraseKey.allCases {
                let text = try #require(texts[key.rawValue], "\(language) lacks \(key.rawValue)")
                for name in text.split(separator: "{").dropFirst().map({ $0.prefix { $0.isLetter } })
                where !name.isEmpty {
                    #expect(key.arguments.contains(String(name)), "\(language) \(key.rawValue) asks for {\(name)}")
                }
            }
            let spare = texts.keys.filter { $0.hasPrefix("policy.") && PhraseKey(rawValue: $0) == nil }
            #expect(spare == [], "\(language) has messages that nobody says")
        }
    }

    @Test("refusals say what the customer can do, and blame nobody")
    func refusalsHelp() throws {
        let english = try #require(try load().messages[.english])
        let refusals: [PhraseKey] = [
            .orderNeeded, .productNotFound, .windowEnded, .windowNever, .conditionRefused, .entitlementNone,
            .restrictedLithiumBattery, .restrictedDamagedBattery, .restrictedFlammable, .restrictedPerishable,
        ]
        for key in refusals {
            let text = try #require(english[key.rawValue]).lowercased()
            #expect(["call us", "tell us", "send us", "send it to us"].contains { text.contains($0) }, "\(key)")
            #expect(
                !["your fault", "you failed", "you did not", "wrong", "invalid"].contains {
                    text.replacing("something is wrong", with: "").contains($0)
                }, "\(key)")
        }
    }

    @Test("what the file shows as a default is the default")
    func defaultsAreShown() throws {
        let shown = try load()
        let bench = try Workbench()
        try bench.write(
            """
            warehouses:
              - {name: main, title: Example Shop Returns, lines: [Lagerstraße 12], city: Berlin,
                 postal_code: "10557", country: DE, default: true}
              - {name: service, title: Example Shop Service Centre, lines: ["Werkstattweg 3, Tor 2"], city: Leipzig,
                 postal_code: "04103", country: DE}
            contact: {email: returns@example.com}
            labels:
              ranges:
                - {name: parcels, kind: sscc, carrier: dhl, company_prefix: "0614141", last: 999999999}
            """, to: "rmad.yaml")
        guard case .success(let bare, let warnings) = Configuration.load(file: bench.file) else {
            Issue.record("\(bench.problems())")
            return
        }
        #expect(warnings == [])
        #expect(bare.spool == shown.spool)
        #expect(bare.ledger == shown.ledger)
        #expect(bare.rmaNumber == shown.rmaNumber)
        #expect(bare.tracking == shown.tracking)
        #expect(bare.site == shown.site)
        #expect(bare.brands.map(\.title) == shown.brands.map(\.title))
        #expect(bare.brands.map(\.look) == shown.brands.map(\.look))
        #expect(bare.labels == shown.labels)
        #expect(bare.printers == shown.printers)
        #expect(bare.webhooks == shown.webhooks)
        #expect(bare.documents == shown.documents)
        #expect(bare.log == shown.log)
        #expect(bare.warehouses == shown.warehouses)
        #expect(bare.contact.desk == shown.contact.desk)
        #expect(bare.contact.timeZone == shown.contact.timeZone)
    }

    @Test("a root puts what rmad writes beneath it, and nothing else")
    func root() throws {
        let bench = try Workbench()
        guard case .success(let configuration, _) = Configuration.load(file: bench.file, root: bench.folder + "/trial")
        else {
            Issue.record("\(bench.problems())")
            return
        }
        #expect(configuration.spool.directory == bench.folder + "/trial/var/spool/rmad")
        #expect(configuration.ledger.file == bench.folder + "/trial/var/lib/rmad/ledger.sqlite3")
        #expect(configuration.policyFile == bench.folder + "/policy.yaml")
    }

    @Test("relative paths are seen from the folder of the file")
    func relativePaths() throws {
        let bench = try Workbench()
        try bench.spoil("rmad.yaml", "directory: /var/spool/rmad", "directory: ../var/./spool")
        guard case .success(let configuration, _) = Configuration.load(file: bench.file) else {
            Issue.record("\(bench.problems())")
            return
        }
        #expect(configuration.spool.directory == "/tmp/var/spool")
    }

    @Test("the shipped policy decides everyday cases as its comments say")
    func everydayCases() throws {
        let book = try load().policy
        let sku = SKU(trusted: "X")
        let number = OrderNumber(trusted: "O-1")
        let today = try #require(CalendarDate(iso: "2026-11-20"))
        func decide(_ category: String, _ reason: ReasonCode, _ condition: Condition, daysAgo: Int) -> LineDecision {
            let bought = today.adding(days: -daysAgo)
            let price = Money(minor: 49_900, currency: Currency(trusted: "EUR"))
            let order = Order(
                number: number, purchasedOn: bought, shippedOn: bought, deliveredOn: bought,
                lines: [OrderLine(sku: sku, category: Category(trusted: category), quantity: 1, unitPrice: price)])
            let line = RequestedLine(order: number, sku: sku, quantity: 1, reason: reason, condition: condition)
            let request = ReturnRequest(customer: Customer(), lines: [line])
            return book.decide(on: request, given: Facts(orders: [number: order]), today: today).lines[0]
        }
        #expect(decide("electronics", .unwanted, .opened, daysAgo: 31).answer == .authorize)
        #expect(decide("electronics", .unwanted, .opened, daysAgo: 32).answer == .decline)
        #expect(decide("clothing", .sizeTooSmall, .opened, daysAgo: 60).postage == .seller)
        #expect(decide("hygiene", .unwanted, .unopened, daysAgo: 2).answer == .decline)
        #expect(decide("hygiene", .defective, .opened, daysAgo: 2).destination?.text == "service")
        #expect(decide("laptops", .defective, .used, daysAgo: 1000).answer == .authorize)
        #expect(decide("electronics", .unwanted, .used, daysAgo: 2).fee?.minor == 6_000)
    }
}
