import Foundation
import Glibc
import Ledger
import Returns
import Testing

/// What carriers and their services say, through the real daemon.
@Suite("Tracking")
struct TrackingTests {
    @Test("a service's message moves the parcel by its whole history; repeated, mixed up and late it changes nothing")
    func history() throws {
        let site = try started()
        let (rma, parcel) = try site.approved(1)
        let message = Self.easyPost(parcel)
        let receipt = try site.deliver("easypost.json", message)
        #expect(receipt["accepted"] as? Int == 4 && receipt["refused"] as? Int == 0)
        let first = try site.shown(rma)
        #expect(first.parcel["state"] as? String == "out_for_delivery")
        #expect(first.parcel["estimated_delivery"] as? String == "\(Sample.today.adding(days: 1))")
        let delayed = try #require(first.events.first { $0["status"] as? String == "delayed" })
        #expect(delayed["reason"] as? String == "weather" && delayed["code"] as? String == "in_transit/weather_delay")
        let again = try site.deliver("again.json", message + "\n")
        #expect(again["outcome"] as? String == "duplicate" && again["known"] as? Int == 4)
        let sameWords = try site.deliver(
            "updated.json",
            message.replacingOccurrences(of: "evt_1", with: "evt_2").replacingOccurrences(of: "T23:59", with: "T23:58"))
        #expect(sameWords["known"] as? Int == 4)
        #expect(try site.shown(rma).parcel["state"] as? String == "out_for_delivery")
        let text = try site.rmad(["show", rma]).output
        for words in ["delayed (weather)", "in_transit/weather_delay", "Expected"] {
            #expect(text.contains(words), "\(text)")
        }
        try site.wait(30, "the webhooks") {
            try site.hooks().contains { $0["type"] as? String == "shipment.out_for_delivery" }
        }
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("one bad event gives a reason with its place in the message, and the others are taken")
    func oneBadEvent() throws {
        let site = try started()
        let (rma, parcel) = try site.approved(1)
        let broken = Self.easyPost(parcel).replacingOccurrences(of: "T04:00:00Z", with: "T04:00 or so")
        let receipt = try site.deliver("bad.json", broken)
        #expect(receipt["accepted"] as? Int == 3 && receipt["refused"] as? Int == 1)
        let name = try #require(receipt["to_correct"] as? String)
        let back = try site.text("rejected/\(name)")
        #expect(back.contains("result.tracking_details[2].datetime"))
        let mended = back.replacingOccurrences(of: "T04:00 or so", with: "T04:00:00Z")
        #expect(try site.deliver("mended.json", mended)["accepted"] as? Int == 1)
        #expect(try site.shown(rma).events.count == 4)
        #expect(try site.shown(rma).parcel["state"] as? String == "out_for_delivery", "a late word of an earlier time")
    }

    @Test("a time of 1970, of 2099, from before the parcel, or without a zone is refused with what to do")
    func times() throws {
        let site = try started()
        let (_, parcel) = try site.approved(1)
        let long = Sample.today.adding(days: -200)
        let bad = [
            ("y1970", "1970-01-01T00:00:00Z", "1990-01-01"),
            ("y2099", "2099-01-01T00:00:00Z", "expected a date"),
            ("before", "\(long)T00:00:00Z", "was not ours"),
            ("zoneless", "\(Sample.today)T10:00:00", "offset"),
        ]
        for (name, time, words) in bad {
            try site.drop("\(name).json", Self.event(parcel, "delivered", at: time))
            let reason = try site.waitForReason("\(name).json")
            #expect(reason.contains(words), "\(name): \(reason)")
        }
        try site.drop("unknown.json", Self.event("JD0999999", "delivered", at: Self.ago(hours: 1)))
        #expect(try site.waitForReason("unknown.json").contains("none of our labels bears"))
    }

    @Test("an unknown code is kept and shown, and told to whoever listens")
    func unknownCode() throws {
        let site = try started()
        let (rma, parcel) = try site.approved(1)
        let strange = Self.easyPost(parcel).replacingOccurrences(of: "weather_delay", with: "eaten_by_whale")
            .replacingOccurrences(of: "\"pre_transit\"", with: "\"dreaming\"")
        #expect(try site.deliver("strange.json", strange)["refused"] as? Int == 0)
        let shown = try site.shown(rma)
        #expect(shown.events.contains { $0["code"] as? String == "in_transit/eaten_by_whale" })
        #expect(shown.events.contains { $0["code"] as? String == "dreaming/label_created" && $0["status"] == nil })
        #expect(try site.rmad(["show", rma]).output.contains("eaten_by_whale"))
        try site.wait(30, "the scan that moves nothing") {
            try site.hooks().contains { $0["type"] as? String == "shipment.scanned" }
        }
    }

    @Test("a number that we do not know yet is found by the RMA number that came along, and then by itself")
    func references() throws {
        let site = try started()
        let (rma, parcel) = try site.approved(1)
        let shippo = """
            {"event":"track_updated","data":{"carrier":"usps","tracking_number":"9205590164917312751089",
             "metadata":"Order \(rma.lowercased()), second try",
             "tracking_status":{"status":"TRANSIT","status_date":"\(Self.ago(hours: 3))",
             "substatus":{"code":"package_accepted"}},"tracking_history":[]}}
            """
        #expect(try site.deliver("shippo.json", shippo)["accepted"] as? Int == 1)
        #expect(try site.shown(rma).parcel["tracking_number"] as? String == "9205590164917312751089")
        _ = try site.deliver(
            "bare.json", Self.event("9205 5901 6491 7312 7510 89", "delivered", at: Self.ago(hours: 1)))
        #expect(try site.shown(rma).parcel["state"] as? String == "delivered")
        #expect(try site.rmad(["show", "9205590164917312751089"]).output.contains(parcel))
    }

    @Test(
        "a message without news is accepted, lies in no folder of mistakes, and the receipt says why nothing came of it"
    )
    func withoutNews() throws {
        let site = try started()
        let (rma, parcel) = try site.approved(1)
        let fresh = """
            {"event":"track_updated","data":{"carrier":"usps","tracking_number":"\(parcel)","tracking_status":
             {"status":"UNKNOWN","status_date":null,"substatus":null},"tracking_history":[]}}
            """
        let receipt = try site.deliver("fresh.json", fresh)
        #expect(receipt["outcome"] as? String == "accepted" && receipt["accepted"] as? Int == 0)
        let record = try #require((receipt["records"] as? [[String: Any]])?.first)
        #expect((record["result"] as? String)?.contains("Nothing needs to be done") == true)
        #expect(site.names("rejected").isEmpty)
        #expect(try site.shown(rma).events.isEmpty)
        let mixed = fresh.replacingOccurrences(
            of: "[]}}", with: "[{\"status\":\"TRANSIT\",\"status_date\":\"\(Self.ago(hours: 2))\"}]}}")
        #expect(try site.deliver("mixed.json", mixed)["outcome"] as? String == "accepted")
        #expect(try site.deliver("again.json", mixed + "\n")["outcome"] as? String == "duplicate")
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("a number that a carrier uses again goes to the newest parcel that fits, and leaves the old one alone")
    func recycledNumber() throws {
        let site = try started()
        let number = "JD014600003"
        let (first, firstParcel) = try site.approved(1)
        let told = Self.event(number, "delivered", at: Self.ago(hours: 5)).dropLast()
        _ = try site.deliver("first.json", "\(told),\"references\":[\"\(firstParcel)\"]}")
        _ = try site.deliver(
            "dock.json",
            "{\"type\":\"dock_receipt\",\"rma\":\"\(first)\",\"lines\":[{\"sku\":\"LAMP\",\"quantity\":1}]}")
        let (second, secondParcel) = try site.approved(2)
        let again = Self.event(number, "in_transit", at: Self.ago(hours: 2)).dropLast()
        _ = try site.deliver("second.json", "\(again),\"references\":[\"\(secondParcel)\"]}")
        #expect(try site.shown(first).events.count == 1, "the first parcel is here and is left alone")
        #expect(try site.shown(first).parcel["state"] as? String == "checked_in")
        #expect(try site.shown(second).parcel["state"] as? String == "in_transit")
        _ = try site.deliver("third.json", Self.event(number, "delivered", at: Self.ago(hours: 1)))
        #expect(try site.shown(second).parcel["state"] as? String == "delivered")
        #expect(try site.shown(first).events.count == 1)
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("lost and found, refused and sent back, damaged, delivered twice: all end right, whatever came first")
    func stories() throws {
        let site = try started()
        let stories: [(words: [String], end: String)] = [
            (["in_transit", "lost", "in_transit", "delivered"], "delivered"),
            (["in_transit", "refused", "returned_to_sender"], "returned_to_sender"),
            (["in_transit", "damaged"], "damaged"), (["in_transit", "delivered", "delivered"], "delivered"),
            (["out_for_delivery", "delivered", "in_transit"], "delivered"),
        ]
        for (index, story) in stories.enumerated() {
            let (rma, parcel) = try site.approved(index + 1)
            let events = story.words.enumerated().map { Self.event(parcel, $1, at: Self.ago(hours: 20 - $0)) }
            for (place, event) in (events.reversed() + events).enumerated() {
                _ = try site.deliver("\(index)-\(place).json", event + String(repeating: " ", count: place))
            }
            #expect(try site.shown(rma).parcel["state"] as? String == story.end, "\(story.words)")
        }
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test(
        "a signed message is taken when Python's hmac signed it, and nothing else is",
        arguments: ["easypost", "shippo", "aftership"])
    func signatures(service: String) throws {
        let site = try Site()
        try site.edit(
            "tracking_services: []",
            "tracking_services: [{service: \(service), secret_file: service.secret, require_signature: true}]")
        let secrets = site.spool.appending(path: "secrets")
        try FileManager.default.createDirectory(at: secrets, withIntermediateDirectories: true)
        // Only EasyPost says in which form of Unicode a secret is: the ligature counts as its two letters.
        let secret = service == "easypost" ? "oﬃce-päss" : "s3cret/pass+word"
        try Data("\(secret)\n".utf8).write(to: secrets.appending(path: "service.secret"))
        #expect(chmod(secrets.path + "/service.secret", 0o600) == 0)
        try started(site)
        let (rma, parcel) = try site.approved(1)
        let body = Self.message(service, parcel)
        let file = site.folder.appending(path: "body.json")
        try Data(body.utf8).write(to: file)
        let header = try Self.sign(service, body, secret)
        let submit = { (name: String, signature: String) in
            try site.rmad([
                "submit", file.path, "--from", service, "--signature", signature, "--name", name, "--wait", "20",
            ])
        }
        let wrong = try submit("forged.json", try Self.sign(service, body, secret + "x"))
        #expect(wrong.status != 0 && (wrong.output + wrong.errors).contains("does not fit"), "\(wrong)")
        #expect(try submit("garbage.json", "t=1,v1=00").status != 0)
        if service == "shippo" {
            let old = try submit("old.json", try Self.sign(service, body, secret, age: 3_600))
            #expect((old.output + old.errors).contains("made at"), "\(old)")
        }
        try site.drop("bare.json", body)
        #expect(try site.waitForReason("bare.json").contains("without a signature"))
        #expect(try site.shown(rma).events.isEmpty)
        let right = try submit("signed.json", header)
        #expect(right.status == 0, "\(right)")
        #expect(try !site.shown(rma).events.isEmpty)
    }

    // MARK: Messages

    private static func ago(hours: Int) -> String {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970) * 1000).adding(
            milliseconds: -Int64(hours) * 3_600_000
        )
        .description
    }

    private static func event(_ number: String, _ status: String, at time: String) -> String {
        """
        {"type":"tracking_event","carrier":"dhl","number":"\(number)","status":"\(status)","occurred_at":"\(time)"}
        """
    }

    private static func easyPost(_ number: String) -> String {
        let (day, next) = (Sample.today.adding(days: -1), Sample.today.adding(days: 1))
        let details = [
            ("pre_transit", "label_created", "T01:00:00Z"), ("in_transit", "received_at_origin_facility", "T02:00:00Z"),
            ("in_transit", "weather_delay", "T04:00:00Z"), ("out_for_delivery", "out_for_delivery", "T06:00:00Z"),
        ].map { status, detail, time in
            """
            {"object":"TrackingDetail","message":"m","status":"\(status)","status_detail":"\(detail)",
             "datetime":"\(day)\(time)","source":"USPS","tracking_location":{"city":"AUSTIN","state":"TX"}}
            """
        }
        return """
            {"id":"evt_1","object":"Event","description":"tracker.updated","result":{"object":"Tracker",
             "tracking_code":"\(number)","carrier":"USPS","status":"out_for_delivery","updated_at":"\(day)T23:59:00Z",
             "est_delivery_date":"\(next)T00:00:00Z","tracking_details":[\(details.joined(separator: ","))]}}
            """
    }

    private static func message(_ service: String, _ number: String) -> String {
        let time = ago(hours: 2)
        return switch service {
        case "easypost": easyPost(number)
        case "shippo":
            """
            {"event":"track_updated","data":{"carrier":"usps","tracking_number":"\(number)",
             "tracking_status":{"status":"TRANSIT","status_date":"\(time)"},"tracking_history":[]}}
            """
        default:
            """
            {"event":"tracking_update","event_id":"e","msg":{"tracking_number":"\(number)","slug":"dhl",
             "tag":"InTransit","checkpoints":[{"tag":"InTransit","checkpoint_time":"\(time)","message":"Grüße"}]}}
            """
        }
    }

    /// The header as Python makes it.
    private static func sign(_ service: String, _ body: String, _ secret: String, age: Int = 0) throws -> String {
        let process = Process()
        process.executableURL = Site.root.appending(path: ".build/venv/bin/python")
        process.arguments = ["-c", signer, service, secret, "\(age)"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        input.fileHandleForWriting.write(Data(body.utf8))
        try input.fileHandleForWriting.close()
        let header = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: header, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static let signer = """
        import base64, hashlib, hmac, sys, time, unicodedata
        service, secret, age = sys.argv[1], sys.argv[2], int(sys.argv[3])
        body = sys.stdin.buffer.read()
        def code(content, key=secret): return hmac.new(key.encode(), content, hashlib.sha256)
        if service == "easypost":
            print("hmac-sha256-hex=" + code(body, unicodedata.normalize("NFKD", secret)).hexdigest())
        elif service == "shippo":
            moment = str(int(time.time()) - age)
            print(f"t={moment},v1=" + code(moment.encode() + b"." + body).hexdigest())
        else:
            print(base64.b64encode(code(body).digest()).decode())
        """

    private func started() throws -> Site {
        let site = try Site()
        try started(site)
        return site
    }

    private func started(_ site: Site) throws {
        try site.startWatching()
        _ = try site.deliver("endpoint.json", Sample.endpoint(port: site.port))
        _ = try site.deliver("orders.json", Sample.orders(6))
    }
}

extension Site {
    /// A return that is approved: its number, and the code of its parcel.
    fileprivate func approved(_ number: Int) throws -> (rma: String, parcel: String) {
        let receipt = try deliver("request-\(number).json", Sample.request(number))
        let record = try #require((receipt["records"] as? [[String: Any]])?.first)
        let rma = try #require(record["rma"] as? String)
        return (rma, try #require((record["parcels"] as? [String])?.first))
    }

    /// What `rmad show --json` says of a return's only parcel.
    fileprivate func shown(_ rma: String) throws -> (parcel: [String: Any], events: [[String: Any]]) {
        let output = try rmad(["show", rma, "--json"]).output
        let all = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        let parcel = try #require((all["parcels"] as? [[String: Any]])?.first)
        return (parcel, parcel["events"] as? [[String: Any]] ?? [])
    }
}
