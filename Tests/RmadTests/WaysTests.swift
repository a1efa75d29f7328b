import Foundation
import Ledger
import Returns
import Testing

@Suite("What instructions say of each way, with the real daemon")
struct WaysTests {
    @Test("a parcel is fetched on the exact business day, at the customer's address, packed as the policy says")
    func pickUp() throws {
        let site = try started()
        let days = Self.businessDays(2)
        let told = try site.told("fetched.json", request("MIXER", "fetched"))
        let day = try site.pickUpDay(of: told.rma)
        // Midnight may have come in between.
        #expect([days, Self.businessDays(2)].contains(day))
        let date = try Self.english(day)
        #expect(told.text.contains("Have the parcel ready on \(date)"), "\(told.text)")
        #expect(told.text.contains("we collect the parcel on \(date)"))
        #expect(told.text.contains("between 09:00 and 17:00"))
        #expect(told.text.contains("Harbour Street 5") && told.text.contains("20095"))
        #expect(told.text.contains("let the device dry") && told.text.contains("the original box inside"))
        #expect(!told.text.contains("Hand the parcel over by"))
        #expect(site.names("labels").contains("\(told.rma).pdf"))
        let shown = try site.rmad(["show", told.rma]).output
        #expect(shown.contains("09:00 to 17:00 Europe/Berlin"), "\(shown)")
    }

    @Test("without a printer the customer shows the parcel's code at the counter that the house names")
    func paperless() throws {
        let site = try started()
        let told = try site.told("paperless.json", request("SHIRT", "paperless"))
        #expect(told.text.contains("You need no printer") && told.text.contains("Your code: \(told.parcel)"))
        #expect(told.text.contains("parcel lockers print no labels"))
        #expect(told.text.contains("Put small parts together") && !told.text.contains("at actual size"))
        let german = try site.told("papierlos.json", request("SHIRT", "papierlos", language: "de"))
        #expect(german.text.contains("Paketautomaten drucken keine Etiketten"), "\(german.text)")
        #expect(german.text.contains(german.parcel) && german.parcel != told.parcel)
    }

    @Test("a hazard names its service, its marks and the ways that it may not take")
    func hazard() throws {
        let site = try started()
        let told = try site.told("phone.json", request("PHONE", "phone"))
        #expect(told.text.contains("Hand it to the service “Ground” only"), "\(told.text)")
        #expect(told.text.contains("“Restricted Electronic Device” and “Surface Transportation Only”"))
        #expect(told.text.contains("never by air"))
        #expect(told.text.contains("Use the original box"))
        let label = try site.text("labels/\(told.rma).zpl")
        #expect(label.contains("^FDSurface Transportation^FS") && label.contains("^FDOnly^FS"), "\(label)")
    }

    @Test("a damaged battery gets a warning at once, and never a label or a parcel number")
    func damagedBattery() throws {
        let site = try started()
        let (rma, _, record) = try site.state("battery.json", request("PHONE", "battery", condition: "damaged"))
        #expect(record["state"] as? String == "under_review")
        #expect((record["message"] as? String)?.contains("must not travel by post") == true)
        let names = ["html", "txt", "pdf"].map { "\(rma).do-not-send.\($0)" }
        let papers = names.map { "labels/\($0)" }
        #expect(record["papers"] as? [String] == papers && record["parcels"] == nil)
        let warned = try site.paper("\(rma).do-not-send.txt")
        #expect(warned.contains("Please do not pack or send the goods") && warned.contains("can catch fire"))
        #expect(warned.contains("a collection at our cost") && warned.contains("Your return counts as announced"))
        #expect(warned.contains("+49") || warned.contains("returns@example.com"))

        let approval = try site.approve(rma)
        #expect(approval["state"] as? String == "approved" && approval["papers"] as? [String] == papers)
        try site.waitForPapers(of: rma, 2)
        #expect(site.names("labels").filter { $0.hasPrefix(rma) } == names.sorted())
        #expect(try site.paper("\(rma).do-not-send.txt") == warned)
        #expect(try site.ledger().read { try $0.stored(RMANumber(trusted: rma))?.case.shipments } == [])
        #expect(try site.rmad(["label", rma]).output.contains("do-not-send.html"))
        // The first number of the range is still there.
        #expect(try site.told("after.json", request("SHIRT", "after")).parcel == "006141410000000012")
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("what may travel gets its parcel, and the damaged battery beside it its warning")
    func mixed() throws {
        let site = try started()
        let both = request("PHONE", "both", condition: "damaged").replacingOccurrences(
            of: "\"lines\":[{",
            with:
                #""lines":[{"order":"O-both","sku":"SHIRT","quantity":1,"reason":"unwanted","condition":"unopened"},{"#
        )
        let (rma, _, record) = try site.state("both.json", both)
        #expect(record["state"] as? String == "under_review")
        let warned = try site.paper("\(rma).do-not-send.txt")
        #expect(warned.contains("PHONE") && !warned.contains("SHIRT"))
        let approval = try site.approve(rma)
        #expect((approval["parcels"] as? [String])?.count == 1)
        let told = try site.paper("\(rma).instructions.txt")
        #expect(told.contains("SHIRT") && !told.contains("PHONE") && told.contains("You need no printer"))
        #expect(try site.paper("\(rma).do-not-send.txt") == warned)
        #expect(site.names("labels").contains("\(rma).pdf"))
        #expect(try site.rmad(["show", rma]).output.contains("not by parcel: damaged battery"))
    }

    @Test("a refused damaged battery that a person takes after all gets a warning and no parcel")
    func declinedFirst() throws {
        let site = try started { policy in
            policy.replacingOccurrences(
                of: "hazards: [damaged_battery]\n    answer: review",
                with: "hazards: [damaged_battery]\n    answer: decline")
        }
        let (rma, _, record) = try site.state("refused.json", request("PHONE", "refused", condition: "damaged"))
        #expect(record["state"] as? String == "declined" && record["papers"] == nil)
        #expect((record["message"] as? String)?.contains("we arrange a safe collection at our cost") == true)
        let approval = try site.approve(rma)
        #expect(approval["state"] as? String == "approved" && approval["parcels"] == nil)
        #expect(try site.paper("\(rma).do-not-send.txt").contains("can catch fire"))
    }

    @Test("a return that waited for a person is fetched on a day counted from the approval")
    func datedAnew() throws {
        let site = try started()
        let (rma, _, record) = try site.state("waits.json", request("MIXER", "waits", condition: "used"))
        #expect(record["state"] as? String == "under_review" && record["papers"] == nil)
        let planned = try site.pickUpDay(of: rma)
        site.stopDaemon()
        // The planned day is a holiday now.
        try site.configure([("holidays: []", "holidays: [\(planned)]")])
        try site.startDaemon()
        _ = try site.approve(rma)
        let day = try site.pickUpDay(of: rma)
        #expect(day > planned)
        let told = try site.paper("\(rma).instructions.txt")
        #expect(try told.contains("Have the parcel ready on \(Self.english(day))"), "\(told)")
        #expect(try !told.contains(Self.english(planned)))
        #expect(try site.rmad(["show", rma, "--json"]).output.contains("\"pick_up\":\"\(day)\""))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    // MARK: The site

    /// A site whose policy has taken in the examples of the shipped file.
    private func started(_ change: (String) -> String = { $0 }) throws -> Site {
        let site = try Site()
        let file = site.folder.path + "/Config/policy.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("#  ") ? String($0.dropFirst()) : String($0) }
        try change(lines.joined(separator: "\n")).write(toFile: file, atomically: true, encoding: .utf8)
        try site.startWatching()
        let names = ["fetched", "paperless", "papierlos", "phone", "battery", "after", "both", "refused", "waits"]
        _ = try site.deliver("orders.json", "[\(names.map(order).joined(separator: ","))]")
        return site
    }

    private func order(_ name: String) -> String {
        let line = { (sku: String, category: String, hazards: String) in
            """
            {"sku":"\(sku)","category":"\(category)","quantity":1,"hazards":[\(hazards)],
             "price":{"amount":"79.90","currency":"EUR"}}
            """
        }
        let lines = [
            line("MIXER", "appliances", ""), line("SHIRT", "clothing", ""),
            line("PHONE", "electronics", "\"lithium_battery\""),
        ]
        return """
            {"type":"order","number":"O-\(name)","purchased_on":"\(Sample.today.adding(days: -10))",
             "delivered_on":"\(Sample.today.adding(days: -7))","lines":[\(lines.joined(separator: ","))]}
            """
    }

    private func request(
        _ sku: String, _ name: String, language: String = "en", condition: String = "unopened"
    ) -> String {
        """
        {"type":"return_request","reference":"R-\(name)","customer":{"name":"Grace Müller","language":"\(language)",
         "email":"grace@example.com","address":{"lines":["Harbour Street 5"],"city":"Hamburg","postal_code":"20095",
         "country":"DE"}},"lines":[{"order":"O-\(name)","sku":"\(sku)","quantity":1,"reason":"unwanted",
         "condition":"\(condition)"}]}
        """
    }

    // MARK: Days, counted by Foundation

    private static func businessDays(_ count: Int) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: "Europe/Berlin") ?? .gmt
        var (day, left) = (Date(), count)
        while left > 0 {
            day = calendar.date(byAdding: .day, value: 1, to: day) ?? day
            if !calendar.isDateInWeekend(day) { left -= 1 }
        }
        return format("yyyy-MM-dd", "Europe/Berlin").string(from: day)
    }

    /// `Tuesday 24 November 2026`.
    private static func english(_ iso: String) throws -> String {
        let day = try #require(format("yyyy-MM-dd", "UTC").date(from: iso))
        return format("EEEE d MMMM yyyy", "UTC").string(from: day)
    }

    private static func format(_ pattern: String, _ zone: String) -> DateFormatter {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_GB_POSIX")
        formatter.timeZone = TimeZone(identifier: zone)
        formatter.dateFormat = pattern
        return formatter
    }
}

extension Site {
    fileprivate struct Told {
        let rma: String
        let parcel: String
        /// The instructions as text, every gap one space.
        let text: String
    }

    /// Drops a request that is approved, and reads what the customer is told.
    fileprivate func told(_ name: String, _ request: String) throws -> Told {
        let (rma, _, record) = try state(name, request)
        #expect(record["state"] as? String == "approved", "\(record)")
        return Told(
            rma: rma, parcel: try #require((record["parcels"] as? [String])?.first),
            text: try paper("\(rma).instructions.txt"))
    }

    fileprivate func pickUpDay(of rma: String) throws -> String {
        let shown = try JSONSerialization.jsonObject(with: Data(try rmad(["show", rma, "--json"]).output.utf8))
        let decision = try #require((shown as? [String: Any])?["decision"] as? [String: Any])
        let plan = try #require((decision["shipments"] as? [[String: Any]])?.first)
        let pickUp = try #require(plan["pick_up"] as? [String: Any])
        return try #require(pickUp["day"] as? String)
    }

    fileprivate func paper(_ name: String) throws -> String {
        try wait(30, name) { names("labels").contains(name) }
        // What is isolated for readers from right to left, and spaces that do not break, read like plain text.
        let marks: Set<Unicode.Scalar> = ["\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}", "\u{200E}"]
        let plain = String(
            String.UnicodeScalarView(try text("labels/\(name)").unicodeScalars.filter { !marks.contains($0) }))
        return plain.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    fileprivate func approve(_ rma: String) throws -> [String: Any] {
        let receipt = try deliver(
            "approve-\(rma).json",
            #"{"type":"review","rma":"\#(rma)","verdict":"approve","staff":"maria","reason":"looked at"}"#)
        return try #require((receipt["records"] as? [[String: Any]])?.first)
    }

    /// Waits until the ledger has made so many papers of a return and owes none.
    fileprivate func waitForPapers(of rma: String, _ count: Int) throws {
        try wait(30, "\(count) papers of \(rma)") {
            let owed = try ledger().read { try $0.owedPapers(at: Instant(milliseconds: .max), limit: 100, besides: []) }
            return owed.isEmpty && log.components(separatedBy: rma).count > count
        }
    }
}
