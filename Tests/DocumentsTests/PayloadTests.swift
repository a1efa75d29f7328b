import Documents
import Foundation
import Returns
import Testing

@Suite("Messages of tracking services")
struct PayloadTests {
    @Test("EasyPost's event becomes its details, oldest first, in our words with the raw ones beside them")
    func easyPost() throws {
        let events = try events(PayloadSamples.easyPost)
        #expect(events.map(\.status) == [.labelReady, .handedOver, .delayed, .outForDelivery])
        #expect(events.map(\.reason) == [nil, nil, .weather, nil])
        #expect(events.map(\.carrierCode) == ["MA", "OA", nil, "OF"])
        #expect(events[2].code == "in_transit/weather_delay")
        #expect(events[2].place == "CHARLESTON, SC, US")
        #expect(events[3].estimatedDelivery == CalendarDate(year: 2026, month: 5, day: 27))
        #expect(events[3].estimatedAt?.description == "2026-05-26T10:00:04.000Z")
        #expect(events.allSatisfy { $0.carrier.text == "usps" && $0.number.text == "9400110898825022579493" })
    }

    @Test("Shippo's event: substatus, action and address; what says nothing without a time is passed over")
    func shippo() throws {
        let document = try Fixture.read(PayloadSamples.shippo)
        #expect(document.records.count == 3 && document.refused == 0 && document.declared == 2)
        let events = declared(document)
        #expect(events.map(\.status) == [.handedOver, .exception])
        #expect(events[1].reason == .address && events[1].actionRequired == .correctAddress)
        #expect(events[1].code == "TRANSIT/address_issue")
        #expect(events[1].references == ["RMA-4KD-9T2X"])
        #expect(events[1].estimatedDelivery == CalendarDate(year: 2026, month: 5, day: 28))
        guard case .noNews(let remark) = document.records[2].outcome else {
            Issue.record("the event without a time was not passed over")
            return
        }
        #expect(remark.field == "data.tracking_history[0].occurred_at")
    }

    @Test("AfterShip's webhook: tags and subtags; local time and a day alone are read as UTC and marked")
    func afterShip() throws {
        let events = try events(PayloadSamples.afterShip)
        #expect(events.map(\.status) == [.handedOver, .delayed, .exception])
        #expect(events.map(\.reason) == [nil, .customs, .address])
        #expect(events.map(\.actionRequired) == [nil, .clearCustoms, .correctAddress])
        #expect(events.map(\.isTimeUncertain) == [true, false, true])
        #expect(events[0].occurredAt.description == "2026-05-24T09:30:00.000Z")
        #expect(events[1].occurredAt.description == "2026-05-25T08:00:00.000Z")
        #expect(events[0].place == "Berlin" && events[1].place == "Leipzig, Germany")
        #expect(events[2].references.contains("RMA-4KD-9T2X"))
        #expect(events[2].estimatedDelivery == CalendarDate(year: 2026, month: 5, day: 29))
        let tracking = try #require(object(named: "msg", in: PayloadSamples.afterShip))
        for form in [
            "{\"meta\":{\"code\":200},\"data\":{\"tracking\":\(tracking)}}",
            "{\"meta\":{\"code\":200},\"data\":{\"trackings\":[\(tracking)]}}",
            "{\"meta\":{\"code\":200},\"data\":\(tracking)}", tracking,
        ] {
            #expect(try self.events(form) == events)
        }
    }

    @Test("ShipEngine's webhook: the newest first, the carrier in the address, the last status in the parcel")
    func shipEngine() throws {
        let events = try events(PayloadSamples.shipEngine)
        #expect(events.map(\.status) == [.handedOver, .outForDelivery, .delivered])
        #expect(events.map(\.carrierCode) == ["SF", "OF", "01"])
        #expect(events[2].occurredAt.description == "2026-05-26T15:23:00.000Z", "not the carrier's local time")
        #expect(events.allSatisfy { $0.carrier.text == "usps" })
        let bare = try #require(object(named: "data", in: PayloadSamples.shipEngine))
        #expect(try self.events(bare).map(\.status) == events.map(\.status))
    }

    @Test("a bare Tracker of EasyPost and a bare track of Shippo say the same as their events")
    func bare() throws {
        let tracker = try #require(object(named: "result", in: PayloadSamples.easyPost))
        #expect(try events(tracker) == events(PayloadSamples.easyPost))
        let track = try #require(object(named: "data", in: PayloadSamples.shippo))
        #expect(declared(try Fixture.read(track)) == declared(try Fixture.read(PayloadSamples.shippo)))
    }

    @Test("one bad event is named with its place in the message and comes back as one of ours; the others are taken")
    func oneBadEvent() throws {
        let broken = PayloadSamples.easyPost
            .replacingOccurrences(of: "2026-05-24T04:00:00Z", with: "2026-13-24 soon")
        let document = try Fixture.read(broken)
        #expect(document.declared == 3 && document.refused == 1)
        let back = GiveBack.file(of: document)
        let text = String(decoding: back.bytes, as: UTF8.self)
        #expect(text.contains("result.tracking_details[2].datetime"), "\(text)")
        #expect(text.contains("\"type\": \"tracking_event\"") && text.contains("2026-13-24 soon"))
        let mended = text.replacingOccurrences(of: "\"2026-13-24 soon\"", with: "\"2026-05-24T04:00:00Z\"")
        let again = declared(try Fixture.read(mended))
        #expect(again == [try events(PayloadSamples.easyPost)[2]])
        let reason = ReasonFile.text(fileName: "easypost.json", document: document)
        #expect(reason.contains("line 17") && reason.contains("result.tracking_details[2].datetime"), "\(reason)")
    }

    @Test("an event that does not say what happened is refused at the place where its status should be")
    func statusMissing() throws {
        let broken = PayloadSamples.easyPost.replacingOccurrences(
            of: "\"status\":\"in_transit\",\n    \"status_detail\":\"weather_delay\",", with: "")
        let document = try Fixture.read(broken)
        #expect(document.refused == 1)
        #expect(ReasonFile.text(fileName: "e", document: document).contains("result.tracking_details[2].status"))
    }

    @Test(
        "1970 and 2099 are refused with a remedy, in our form and in a service's",
        arguments: ["1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z"])
    func unlikelyYears(time: String) throws {
        let ours =
            #"{"type":"tracking_event","carrier":"x","number":"1","status":"delivered","occurred_at":"\#(time)"}"#
        let theirs = PayloadSamples.easyPost.replacingOccurrences(of: "2026-05-24T04:00:00Z", with: time)
        for text in [ours, theirs] {
            let document = try Fixture.read(text)
            #expect(document.refused == 1)
            let reason = ReasonFile.text(fileName: "e", document: document)
            #expect(reason.contains("Check the year") || reason.contains("lies in the future"), "\(reason)")
        }
    }

    @Test("words that we do not know are kept raw, and never cost the event")
    func unknownWords() throws {
        let strange = PayloadSamples.easyPost
            .replacingOccurrences(of: "weather_delay", with: "eaten_by_whale")
            .replacingOccurrences(of: "\"status\":\"pre_transit\"", with: "\"status\":\"dreaming\"")
        let events = try events(strange)
        #expect(events.map(\.status) == [nil, .handedOver, .inTransit, .outForDelivery])
        #expect(events[0].code == "dreaming/label_created" && events[2].code == "in_transit/eaten_by_whale")
        for (service, text) in [
            ("shippo", PayloadSamples.shippo.replacingOccurrences(of: "address_issue", with: "quantum_state")),
            ("aftership", PayloadSamples.afterShip.replacingOccurrences(of: "Exception_007", with: "Exception_099")),
            ("shipengine", PayloadSamples.shipEngine.replacingOccurrences(of: "\"AC\"", with: "\"QQ\"")),
        ] {
            #expect(try Fixture.read(text).refused == 0, "\(service)")
        }
    }

    @Test("long, hidden and controlling signs in foreign prose are taken out, and the event is taken")
    func prose() throws {
        let long = String(repeating: "x", count: 5_000) + "\\u0007\\u202e"
        let events = try events(
            PayloadSamples.easyPost.replacingOccurrences(of: "Delayed by weather", with: "\\u202eLate\\u0000" + long))
        #expect(events[2].message?.hasPrefix("Late xxx") == true)
        #expect(events[2].message?.count ?? 0 <= 2_000)
    }

    @Test("a carrier's name is one line of ours, however a service writes it")
    func carrierNames() throws {
        let new = """
            {"object":"Tracker","tracking_code":"N1","carrier":"DHL\\nExpress \(String(repeating: "x", count: 300))",
             "status":"pre_transit","tracking_details":[],"updated_at":"2026-05-26T10:00:00Z"}
            """
        let names = try events(new).map(\.carrier.text)
        #expect(names.count == 1 && names[0].hasPrefix("dhl express xxx") && names[0].utf8.count == 120, "\(names)")
        let nameless = try events(new.replacing("DHL\\nExpress", with: "\\n").replacing("x", with: " "))
        #expect(nameless.map(\.carrier.text) == ["unknown"])
    }

    @Test("a `type` says whose message it is; a message of something else is told so")
    func types() throws {
        let typed = "{\"type\":\"easypost\"," + PayloadSamples.easyPost.dropFirst()
        #expect(try events(typed).count == 4)
        let wrong = try Fixture.read("{\"type\":\"shippo\"," + PayloadSamples.easyPost.dropFirst())
        #expect(wrong.refused == 1 && wrong.declared == 0)
        let batch = #"{"object":"Event","description":"batch.created","result":{"object":"Batch","id":"b"}}"#
        guard case .noNews(let remark) = try Fixture.read(batch).records[0].outcome else {
            Issue.record("a message about a batch was not passed over")
            return
        }
        #expect(remark.found.contains("batch.created") && remark.remedy.contains("Nothing needs to be done"))
    }

    @Test("several messages in one file, in an array or one a line, are all taken, with records in their order")
    func several() throws {
        let all = [
            PayloadSamples.easyPost, PayloadSamples.afterShip, PayloadSamples.shipEngine,
            #"{"type":"note","rma":"RMA-1","text":"n"}"#,
        ]
        let array = try Fixture.read("[\(all.joined(separator: ","))]")
        #expect(array.records.map(\.number) == Array(1...11) && array.refused == 0)
        #expect(array.payloads.map(\.service) == [.easypost, .aftership, .shipengine])
        let lines = all.map { $0.replacingOccurrences(of: "\n", with: " ") }.joined(separator: "\n")
        let jsonl = try Fixture.read(lines, "drop.jsonl")
        #expect(jsonl.records.map(\.canonical) == array.records.map(\.canonical))
    }

    @Test("a parcel without events yet says its status, and a parcel that nobody has seen says so")
    func withoutEvents() throws {
        let new = """
            {"object":"Tracker","tracking_code":"N1","carrier":"UPS","status":"pre_transit","tracking_details":[],
             "updated_at":"2026-05-26T10:00:00Z"}
            """
        #expect(try events(new).map(\.status) == [.labelReady])
        let cancelled = new.replacingOccurrences(of: "pre_transit", with: "cancelled")
        #expect(try events(cancelled).map(\.status) == [.voided])
        // When the service last looked is no time of the parcel.
        let unknown = new.replacing(#""pre_transit""#, with: #""unknown","status_detail":"unknown""#)
        let passed = try Fixture.read(unknown)
        #expect(passed.records.map(\.outcome.isNoNews) == [true])
        let reason = ReasonFile.text(fileName: "u", document: passed, refused: [(1, "It is not signed.")])
        #expect(reason.hasPrefix("u: its record needs a correction; nothing of it was taken."), "\(reason)")
        let unseen = #"{"tracking_number":"1","status_code":"NY","events":[]}"#
        #expect(try Fixture.read(unseen).records.map(\.outcome.isNoNews) == [true])
    }

    @Test("CSV says reason, action and raw codes, too, in words of its languages")
    func table() throws {
        let document = try Fixture.read(
            """
            Paketdienst;Sendungsnummer;Zeitpunkt;Ereignis;Ursache;Maßnahme;Frachtführercode
            dhl;N1;2026-05-20T14:05:00+02:00;verspätet;Unwetter;abholen;ZX
            """, "t.csv")
        let events = declared(document)
        #expect(events.map(\.status) == [.delayed] && events.map(\.reason) == [.weather])
        #expect(events.map(\.actionRequired) == [.pickUp] && events.map(\.carrierCode) == ["ZX"])
    }

    // MARK: Reading

    private func events(_ text: String) throws -> [TrackingEvent] {
        let document = try Fixture.read(text)
        #expect(document.refused == 0, "\(ReasonFile.text(fileName: "p", document: document))")
        return declared(document)
    }

    private func declared(_ document: ReadDocument) -> [TrackingEvent] {
        document.records.compactMap { record in
            if case .declared(.trackingEvent(let event), _) = record.outcome { event } else { nil }
        }
    }

    /// The text of an object that a message holds under a name.
    private func object(named name: String, in text: String) -> String? {
        guard let start = text.range(of: "\"\(name)\":{")?.upperBound else { return nil }
        var depth = 1
        var index = start
        while depth > 0, index < text.endIndex {
            if text[index] == "{" { depth += 1 }
            if text[index] == "}" { depth -= 1 }
            index = text.index(after: index)
        }
        return "{" + text[start..<index]
    }
}
