import Foundation
import Ledger
import Testing

/// An erasure takes what is one person's, whoever shares their name, street and files; and nothing brings it back.
@Suite("Namesakes", .serialized)
struct NamesakeTests {
    private let anna = """
        {"number":"K-1","name":"Anna","email":"anna@example.org","phone":"+49 30 5551234",
         "address":{"lines":["Birkenweg 3"],"city":"Berlin","postal_code":"10115","country":"DE"}}
        """
    private let johanna = """
        {"number":"K-2","name":"Johanna Weber","email":"johanna@example.org","phone":"+49 30 5559999",
         "address":{"lines":["Birkenweg 3"],"city":"Berlin","postal_code":"10115","country":"DE"}}
        """

    private func request(_ reference: String, _ customer: String, order: Int) -> String {
        """
        {"type":"return_request","reference":"\(reference)","customer":\(customer),"lines":[{"order":"A-\(order)",
         "sku":"LAMP","quantity":1,"reason":"unwanted","condition":"unopened"}]}
        """
    }

    private func profile(_ customer: String, phone: String? = nil) -> String {
        let text = "{\"type\":\"customer\"," + customer.drop { $0 == "{" }
        return phone.map { text.replacingOccurrences(of: "+49 30 5559999", with: $0) } ?? text
    }

    private func fill(_ site: Site) throws -> (hers: String, other: String) {
        _ = try site.deliver("orders.json", Sample.orders(4))
        _ = try site.deliver(
            "people.json",
            """
            [\(profile(anna)),\(profile(johanna, phone: "+49 30 5550000")),
             {"type":"customer","number":"K-200","name":"Xaver Niemand","email":"xaver@niemand.example"},
             {"type":"customer","number":"K-300","name":"Carla Brieflos","email":"carla@brieflos.example"}]
            """)
        let receipt = try site.deliver(
            "mixed.json", "[\(request("W-1", anna, order: 1)),\(request("W-2", johanna, order: 2))]")
        _ = try site.deliver("new.json", profile(johanna))
        let rmas = try #require(receipt["records"] as? [[String: Any]]).compactMap { $0["rma"] as? String }
        try site.drop("bad1.json", #"{"type":"return_request","customer":{"phone":"0049 30 555 1234"}}"#)
        try site.drop(
            "bad2.json",
            #"{"type":"return_request","customer":{"name":"Johanna W","address":{"lines":["Birkenweg 3"]}}}"#)
        for name in ["bad1.json", "bad2.json"] { _ = try site.waitForReason(name) }
        try site.wait(30, "the labels") { site.names("labels").filter { $0.hasSuffix(".zpl") }.count >= 2 }
        return (rmas[0], rmas[1])
    }

    private func files(_ site: Site, _ place: String, of rma: String) -> [String] {
        site.names(place).filter { $0.contains(rma) }.sorted()
    }

    private func waitForErasures(_ site: Site, _ count: Int) throws {
        try site.wait(30, "erased files") {
            site.log.components(separatedBy: "erased data has left the disk").count > count
        }
    }

    @Test("what others have of a name and a street stays, on disk and on record, and is named where it is unclear")
    func others() throws {
        let site = try Site()
        try site.startWatching()
        let (hers, other) = try fill(site)
        let out = site.spool.appending(path: "out")
        try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
        for rma in [hers, other] {
            try Data("{\"customer_name\":\"Johanna\",\"customer_email\":\"anna@example.org\"}".utf8).write(
                to: out.appending(path: "\(rma)-R1.json"))
        }
        let papers = files(site, "labels", of: other)
        let shown = try site.rmad(["show", other, "--json"]).output
        let done = try site.rmad(["erase", "K-1", "--reason", "asked", "--yes", "--force"])
        #expect(done.status == 0, "\(done.output) \(done.errors)")
        try waitForErasures(site, 1)
        #expect(files(site, "labels", of: hers) == [] && files(site, "out", of: hers) == [])
        #expect(!papers.isEmpty && files(site, "labels", of: other) == papers)
        #expect(files(site, "out", of: other) == ["\(other)-R1.json"])
        #expect(try site.rmad(["show", other, "--json"]).output == shown)
        let receipt = try site.receipt("mixed.json")
        #expect((receipt["records"] as? [[String: Any]])?.map { $0["rma"] as? String } == [other])
        let rejected = site.names("rejected")
        #expect(!rejected.contains("bad1.json") && !rejected.contains("bad1.json.reason.txt"), "\(rejected)")
        #expect(rejected.contains("bad2.json") && rejected.contains("bad2.json.reason.txt"))
        #expect(site.log.contains("rejected/bad2.json"))
        #expect(try site.rmad(["verify"]).status == 0)

        // The file is shortened by now: whoever is erased next is found in it all the same.
        #expect(try site.rmad(["erase", "K-2", "--reason", "asked", "--yes", "--force"]).status == 0)
        try waitForErasures(site, 2)
        #expect(!(try archive(site)).contains { $0.contains("johanna@example.org") || $0.contains("W-2") })
        #expect(try archive(site).contains { $0.contains("xaver@niemand.example") })
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("a replay on a healthy ledger changes nothing, and one after a restore erases again whoever was erased")
    func replay() throws {
        let site = try Site()
        try site.startWatching()
        let (hers, other) = try fill(site)
        site.stopDaemon()
        let ledger = site.spool.appending(path: "ledger.sqlite3")
        let copy = try Data(contentsOf: ledger)
        try site.startWatching()
        for (index, who) in ["K-1", "K-200", "carla@brieflos.example"].enumerated() {
            let done = try site.rmad(["erase", who, "--reason", "asked", "--yes", "--force"])
            #expect(done.status == 0, "\(done.output) \(done.errors)")
            try waitForErasures(site, index + 1)
        }
        #expect(!(try archive(site)).contains { $0.contains("carla@") })
        site.stopDaemon()

        let archive = site.spool.appending(path: "archive").path
        let profile = try site.rmad(["customer", "K-2"]).output
        #expect(profile.contains("5559999"))
        for _ in 1...2 {
            let again = try site.rmad(["replay", archive, "--json"])
            #expect(again.status == 0 && again.output.contains(#""recorded":0"#), "\(again.output) \(again.errors)")
        }
        #expect(try site.rmad(["customer", "K-2"]).output == profile)

        try copy.write(to: ledger)
        for ending in ["-wal", "-shm"] { unlink(ledger.path + ending) }
        #expect(try site.rmad(["customer", "K-200"]).output.contains("Xaver"))
        let replayed = try site.rmad(["replay", archive, "--json"])
        #expect(
            replayed.status == 0 && replayed.output.contains(#""recorded":3"#), "\(replayed.output) \(replayed.errors)")
        try site.startWatching()
        try waitForErasures(site, 6)
        for (number, name) in [("K-1", "Anna"), ("K-200", "Xaver"), ("K-300", "Carla")] {
            let shown = try site.rmad(["customer", number])
            #expect(!shown.output.contains(name), "\(shown.output)")
        }
        #expect(!(try site.rmad(["show", hers]).output.contains("anna@")))
        #expect(try site.rmad(["customer", "K-2"]).output == profile)
        #expect(try site.rmad(["show", other]).output.contains("Johanna Weber"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    private func archive(_ site: Site) throws -> [String] {
        try site.names("archive").flatMap { day in
            try site.names("archive/\(day)").map { try site.text("archive/\(day)/\($0)") }
        }
    }
}
