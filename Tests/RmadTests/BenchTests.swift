import Foundation
import Ledger
import Returns
import Testing

@Suite("The bench: units are judged, sent somewhere, tagged and remembered")
struct BenchTests {
    @Test("units are judged one by one, sent by the rules, tagged, and shown; a person may say otherwise and says why")
    func judging() throws {
        let (site, rma) = try received(quantity: 2, reason: "defective")
        let photo = try site.photo("bench-1.jpg")
        let inspection = """
            {"type":"inspection","rma":"\(rma)","line":1,"staff":"jo","units":[
              {"serial":"S-1","verdict":"accepted","grade":"b","repair_cost":{"amount":"20.00","currency":"EUR"},
               "photos":["bench-1.jpg#sha256=\(photo.sha256)"],"note":"Switch is loose."},
              {"serial":"S-2","verdict":"accepted","grade":"c","disposition":"donate","reason":"Wet inside."}]}
            """
        let receipt = try site.deliver("inspection.json", inspection)
        let record = try #require((receipt["records"] as? [[String: Any]])?.first)
        let units = try #require(record["units"] as? [[String: Any]])
        #expect(units.map { $0["disposition"] as? String } == ["repair", "donate"])
        #expect(units[0]["rule"] as? String == "worth a repair" && units[0]["bin"] as? String == "Repair bench")
        #expect((units[0]["rules"] as? [String])?.last == "worth a repair: fits, repair to Repair bench")
        let advice = try #require(units[0]["recommendation"] as? [String: Any])
        #expect(advice["answer"] as? String == "repair")
        #expect(
            (advice["arithmetic"] as? [String])?.contains(
                "repair 20.00 EUR of value 49.90 EUR = 40.08 % < 60 % → repair") == true, "\(advice)")

        try site.wait(20, "the tags") {
            site.names("labels").filter { $0.hasSuffix(".tag.pdf") } == [1, 2].map { "\(rma).unit-\($0).tag.pdf" }
        }
        let show = try site.rmad(["show", rma]).output
        for words in [
            "Units", "rule 'worth a repair'", "by staff:jo", "Wet inside.", "sha256 \(photo.sha256.prefix(12))",
            "40.08 %",
        ] {
            #expect(show.contains(words), "\(words) in \(show)")
        }
        let tasks = try site.rmad(["tasks"]).output
        #expect(tasks.contains("serial S-1") && tasks.contains("Repair bench"), "\(tasks)")
        var told: String?
        try site.wait(20, "the webhook") {
            told = try site.hooks().last { $0["type"] as? String == "unit.repair" }?["id"] as? String
            return told != nil
        }
        let payload = try site.rmad(["deliveries", "show", try #require(told)]).output
        #expect(
            payload.contains("Switch is loose.") && payload.contains(photo.sha256), "the customer sees what was found")
        let path = "\(rma)/\(photo.sha256).jpg"
        #expect(payload.contains(path), "and where the shop may serve it")
        #expect(try Data(contentsOf: site.spool.appending(path: "evidence/\(path)")) == photo.bytes)
        #expect(!payload.contains("serial_finding") && !payload.contains("repair_cost"), "not what it costs us")
        let customer = try site.rmad(["customer", "grace@example.com"])
        #expect(customer.output.contains("\(rma)  unit 2") && customer.output.contains("S-2"), "\(customer)")
        let history = try site.rmad(["unit", "S-1"])
        #expect(history.status == 0 && history.output.contains(rma) && history.output.contains("Switch is loose."))
        #expect(try site.rmad(["unit", "S-77"]).status == 1)

        let moved = try site.deliver(
            "moved.json",
            """
            {"type":"disposition","rma":"\(rma)","serial":"S-1","to":"restock","reason":"Mended.","bin":"C-4"}
            """)
        #expect("\(moved)".contains("unit.restock"))
        let after = try site.rmad(["tasks"]).output
        #expect(after.contains("C-4") && !after.contains("Repair bench"), "\(after)")
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("what the bench may not say is refused with words: before receipt, against the rules without a reason, twice")
    func refusals() throws {
        let (site, rma) = try received(quantity: 1, reason: "unwanted", isReceived: false)
        let plain = #"{"type":"inspection","rma":"\#(rma)","line":1,"accepted":1,"rejected":0,"grade":"a"}"#
        try site.drop("early.json", plain)
        #expect(try site.waitForReason("early.json").contains("nothing has come"))
        _ = try site.deliver(
            "dock.json", #"{"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":1}]}"#)
        try site.drop("against.json", plain.replacing(#""grade":"a""#, with: #""grade":"a","disposition":"destroy""#))
        let reason = try site.waitForReason("against.json")
        #expect(reason.contains("without a reason") && reason.contains("the rule 'as new'"), "\(reason)")
        try site.drop("asked.json", plain.replacing(#""grade":"a""#, with: #""checklist":{"smell":"bad"}"#))
        _ = try site.waitForReason("asked.json")
        _ = try site.deliver("fine.json", plain)
        try site.drop("again.json", plain.replacing(#""grade":"a""#, with: #""grade":"b""#))
        #expect(try site.waitForReason("again.json").contains("1 units judged now and 1 before"))
        try site.drop("nowhere.json", #"{"type":"disposition","rma":"\#(rma)","unit":9,"to":"restock","reason":"x"}"#)
        #expect(try site.waitForReason("nowhere.json").contains("no such unit"))
    }

    @Test("two stations that judge the same goods at the same moment: one is recorded, and the other is told why not")
    func twoStations() throws {
        let (site, rma) = try received(quantity: 1, reason: "unwanted")
        for station in ["east", "west"] {
            try FileManager.default.createDirectory(
                at: site.spool.appending(path: "drop/\(station)"), withIntermediateDirectories: true)
        }
        for (station, verdict) in [("east", "accepted"), ("west", "rejected")] {
            try site.drop(
                "\(station)/judged.json",
                #"{"type":"inspection","rma":"\#(rma)","line":1,"units":[{"serial":"S-1","verdict":"\#(verdict)"}]}"#)
        }
        try site.wait(20, "both answers") {
            ["east", "west"].allSatisfy { station in
                site.names("receipts/\(station)").contains("judged.json.receipt.json")
                    || site.names("rejected/\(station)").contains("judged.json.reason.txt")
            }
        }
        let refused = ["east", "west"].filter { site.names("rejected/\($0)").contains("judged.json.reason.txt") }
        #expect(refused.count == 1)
        let station = try #require(refused.first)
        let reason = try String(
            contentsOf: site.spool.appending(path: "rejected/\(station)/judged.json.reason.txt"), encoding: .utf8)
        #expect(reason.contains("each unit judged once"), "\(reason)")
        let other = try String(
            contentsOf: site.spool.appending(
                path: "receipts/\(station == "east" ? "west" : "east")/judged.json.receipt.json"), encoding: .utf8)
        #expect(other.contains("unit.judged"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("photos of the bench are evidence: another picture than was meant, none, and one elsewhere are refused")
    func photos() throws {
        let (site, rma) = try received(quantity: 1, reason: "unwanted")
        let photo = try site.photo("17.jpg")
        let inspection = { (name: String) in
            #"{"type":"inspection","rma":"\#(rma)","line":1,"units":[{"verdict":"accepted","grade":"a","#
                + #""photos":["\#(name)"]}]}"#
        }
        for (file, name, words) in [
            ("none.json", "18.jpg", "there is no such file"), ("elsewhere.json", "/etc/passwd", "lies elsewhere"),
            ("other.json", "17.jpg#sha256=\(String(repeating: "0a", count: 32))", photo.sha256),
        ] {
            try site.drop(file, inspection(name))
            let reason = try site.waitForReason(file)
            #expect(reason.contains(words), "\(reason)")
        }
        #expect(site.names("photos").contains("17.jpg"), "it may be named again")
        _ = try site.deliver("good.json", inspection("17.jpg"))
        try site.wait(20, "the photo to leave") { !site.names("photos").contains("17.jpg") }
        #expect(site.names("evidence/\(rma)") == ["\(photo.sha256).jpg"])
        #expect(try site.rmad(["show", rma]).output.contains("17.jpg"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("the same documents in the same order make the same units, tasks and orders in another ledger")
    func replayed() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        let stories = try (0..<2).map { _ in
            let (site, rma) = try received(quantity: 6, reason: "unwanted")
            var chance = seed
            let pick = { (count: UInt64) in
                chance = chance &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int((chance >> 33) % count)
            }
            for number in 0..<24 {
                let way = Disposition.allCases[1 + pick(UInt64(Disposition.allCases.count - 1))].rawValue
                let document =
                    switch pick(3) {
                    case 0:
                        #"{"type":"inspection","rma":"\#(rma)","line":1,"note":"n\#(number)","units":["#
                            + #"{"verdict":"\#(["accepted", "rejected"][pick(2)])","#
                            + #""grade":"\#(["a", "b", "c"][pick(3)])","#
                            + #""serial":"S-\#(pick(6))"}]}"#
                    case 1:
                        #"{"type":"disposition","rma":"\#(rma)","unit":\#(1 + pick(6)),"to":"\#(way)","reason":"x"}"#
                    default:
                        #"{"type":"inspection","rma":"\#(rma)","line":1,"accepted":\#(pick(2)),"rejected":0,"#
                            + #""grade":"b","disposition":"\#(way)","reason":"y","note":"n\#(number)"}"#
                    }
                try site.drop("step-\(number).json", document)
                try site.wait(20, "step \(number)") {
                    site.names("receipts").contains("step-\(number).json.receipt.json")
                        || site.names("rejected").contains("step-\(number).json.reason.txt")
                }
            }
            #expect(try site.rmad(["verify"]).status == 0, "seed \(seed)")
            return try site.story(of: rma)
        }
        #expect(stories[0] == stories[1], "seed \(seed)")
        #expect(stories[0].contains("units"), "seed \(seed)")
    }

    @Test("another serial number is a finding for a person, sets the unit aside, and blames nobody")
    func swap() throws {
        let (site, rma) = try received(quantity: 1, reason: "unwanted", serial: "S-OLD")
        let receipt = try site.deliver(
            "inspection.json",
            """
            {"type":"inspection","rma":"\(rma)","line":1,"units":[{"serial":"S-NEW","verdict":"accepted","grade":"a"}]}
            """)
        #expect("\(receipt)".contains("unit.other_serial") && "\(receipt)".contains("another serial number"))
        let tasks = try site.rmad(["tasks", "--kind", "look"]).output
        #expect(tasks.contains("S-NEW") && tasks.contains("S-OLD") && tasks.contains("kindly"), "\(tasks)")
        #expect(try site.rmad(["show", rma]).output.contains("quarantine"))
    }

    @Test("rmad inspect asks at the bench, takes answers from a pipe, and sends nothing when they end too soon")
    func talking() throws {
        let (site, rma) = try received(quantity: 1, reason: "defective", category: "electronics")
        let sheet = try site.rmad(["inspect", rma, "--print-checklist"])
        #expect(sheet.status == 0 && sheet.output.contains("Does it work?") && sheet.output.contains("[ ] unknown"))
        let short = try site.inspect([rma, "--wait", "20"], answers: "S-5\nyes\n")
        #expect(short.status == 64 && short.errors.contains("Nothing was sent"), "\(short)")
        let photo = site.folder.appending(path: "photo.jpg")
        try Data("a picture".utf8).write(to: photo)
        let picture = site.folder.appending(path: "picture.jpg")
        try Data([0xFF, 0xD8, 0xFF, 0xE0, 9]).write(to: picture)
        // serial, three answers (one mistyped), verdict, grade, cost, photo, no more, way, note
        let answers = "S-5\ny\nperhaps\nno\nyes\n\n\n10.00 EUR\n\(photo.path)\n\(picture.path)\n\n\nLoose screw.\n"
        let done = try site.inspect([rma, "--staff", "jo", "--wait", "20"], answers: answers)
        #expect(done.status == 0, "\(done)")
        #expect(done.errors.contains("That is none of them.") && done.errors.contains("is no picture"))
        // The command waits for the ledger; the folder of the return's photos is made behind it.
        try site.wait(20, "the photo") { site.names("evidence/\(rma)").count == 1 }
        let shown = try site.rmad(["show", rma, "--json"]).output
        for words in [#""serial":"S-5""#, #""grade":"b""#, #""clean":"no""#, "Loose screw.", #""sha256":""#] {
            #expect(shown.contains(words), "\(words) in \(shown)")
        }
        let nothing = try site.rmad(["inspect", rma])
        #expect(nothing.status == 1 && nothing.errors.contains("--correct"), "\(nothing)")
    }

    @Test("rmad inspect --correct judges a unit anew, asks what was wrong, and what was ordered is ordered anew")
    func correcting() throws {
        let (site, rma) = try received(quantity: 1, reason: "unwanted")
        _ = try site.deliver(
            "judged.json",
            """
            {"type":"inspection","rma":"\(rma)","line":1,"units":[{"serial":"S-5","verdict":"accepted","grade":"c"}]}
            """)
        let absent = try site.rmad(["inspect", rma, "--correct", "9"])
        #expect(absent.status == 1 && absent.errors.contains("It has unit 1"), "\(absent)")
        // serial, verdict, grade, photo, way
        let answers = "\n\na\n\n\n"
        let mute = try site.inspect([rma, "--correct", "1"], answers: answers)
        #expect(mute.status == 64 && mute.errors.contains("judged accepted, grade c"), "\(mute)")
        let done = try site.inspect(
            [rma, "--correct", "1", "--staff", "jo", "--wait", "20"], answers: answers + "It was dust.\n")
        #expect(done.status == 0, "\(done)")
        let shown = try site.rmad(["show", rma]).output
        #expect(shown.contains("corrected, does not count") && shown.contains("It was dust."), "\(shown)")
        let orders = try site.rmad(["resolutions", "--rma", rma]).output
        #expect(orders.contains("-R2") && orders.contains("withdrawn"), "\(orders)")
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("a replacement sent ahead is awaited until its day, and satisfied when the faulty unit is accepted")
    func ahead() throws {
        let (site, rma) = try received(quantity: 1, reason: "defective", isReceived: false)
        _ = try site.deliver(
            "ahead.json",
            """
            {"type":"settlement","rma":"\(rma)","line":1,"resolution":"shipped_ahead","reference":"SHIP-1",
             "serial":"NEW-1"}
            """)
        let due = "\(Sample.siteDay.adding(days: 14))"
        #expect(try site.rmad(["show", rma]).output.contains("replacement NEW-1, reference SHIP-1"))
        #expect(try site.rmad(["show", rma, "--json"]).output.contains("\"due_on\":\"\(due)\""))
        #expect(try site.rmad(["unit", "NEW-1"]).output.contains("sent by us"))
        try site.drop(
            "past.json",
            """
            {"type":"settlement","rma":"\(rma)","line":1,"resolution":"shipped_ahead","reference":"SHIP-2",
             "due_on":"2020-01-01"}
            """)
        #expect(try site.waitForReason("past.json").contains("which is past"))
        _ = try site.deliver(
            "dock.json", #"{"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":1}]}"#)
        let receipt = try site.deliver(
            "inspection.json", #"{"type":"inspection","rma":"\#(rma)","line":1,"accepted":1,"rejected":0,"grade":"d"}"#)
        #expect("\(receipt)".contains("line.satisfied") && "\(receipt)".contains("return.closed"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    /// An approved return, and its goods at the dock.
    private func received(
        quantity: Int, reason: String, serial: String? = nil, category: String = "home", isReceived: Bool = true
    ) throws -> (Site, String) {
        let site = try Site()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(1).replacing(#""home""#, with: "\"\(category)\""))
        _ = try site.deliver("endpoint.json", Sample.endpoint(port: site.port))
        var request = Sample.request(1, quantity: quantity).replacing("unwanted", with: reason)
        if let serial {
            request = request.replacing(#""sku":"LAMP""#, with: "\"sku\":\"LAMP\",\"serial\":\"\(serial)\"")
        }
        let receipt = try site.deliver("request.json", request)
        let rma = try #require((receipt["records"] as? [[String: Any]])?.first?["rma"] as? String)
        if isReceived {
            _ = try site.deliver(
                "dock.json",
                #"{"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":\#(quantity)}]}"#)
        }
        return (site, rma)
    }
}

extension Site {
    /// A small picture in the photos folder.
    func photo(_ name: String) throws -> (bytes: Data, sha256: String) {
        let file = spool.appending(path: "photos/\(name)")
        let bytes = Data([0xFF, 0xD8, 0xFF, 0xE0] + Array(name.utf8))
        try bytes.write(to: file)
        return (bytes, try Self.sum(file))
    }

    /// As coreutils reckons it.
    private static func sum(_ file: URL) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        process.arguments = [file.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return String(text.prefix(64))
    }

    /// What a return is and what happened to it, without what differs between two ledgers: its number and times.
    fileprivate func story(of rma: String) throws -> String {
        let shown = try JSONSerialization.jsonObject(with: Data(try rmad(["show", rma, "--json"]).output.utf8))
        let all = try #require(shown as? [String: Any])
        let events = (all["events"] as? [[String: Any]] ?? []).map { event in
            ["type", "subject", "before", "after", "reason"].map { "\(event[$0] ?? "")" }.joined(separator: " ")
        }
        let kept = ["state", "lines", "units", "resolutions"].map { name in
            let value = all[name] ?? []
            let bytes = try? JSONSerialization.data(withJSONObject: [value], options: .sortedKeys)
            return "\(name) \(String(decoding: bytes ?? Data(), as: UTF8.self))"
        }
        return (kept + events).joined(separator: "\n").replacing(rma, with: "RMA")
    }

    /// Runs `rmad inspect` with answers from a pipe.
    fileprivate func inspect(
        _ arguments: [String], answers: String
    ) throws -> (
        status: Int32, output: String, errors: String
    ) {
        let process = Process()
        process.executableURL = Self.binary
        process.arguments = ["inspect"] + arguments + ["--config", configuration]
        let (input, output, errors) = (Pipe(), Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(answers.utf8))
        try input.fileHandleForWriting.close()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        let asked = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (
            process.terminationStatus, String(decoding: said, as: UTF8.self), String(decoding: asked, as: UTF8.self)
        )
    }
}
