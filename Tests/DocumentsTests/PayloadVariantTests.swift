import Documents
import Returns
import Testing

/// What services document beyond the samples: every word that they have, and messages that hold little or nothing.
@Suite("Messages of tracking services: variants")
struct PayloadVariantTests {
    /// What a word means to us.
    private typealias Case = (words: String, status: ShipmentState?, reason: TrackingReason?, action: TrackingAction?)

    @Test("EasyPost's statuses and details mean what its documentation says")
    func easyPost() throws {
        let cases: [Case] = [
            ("pre_transit/label_created", .labelReady, nil, nil), ("pre_transit/cancelled", .voided, nil, nil),
            ("in_transit/received_at_origin_facility", .handedOver, nil, nil),
            ("in_transit/arrived_at_facility", .inTransit, nil, nil), ("in_transit/held", .delayed, .held, nil),
            ("in_transit/transferred_to_destination_carrier", .inTransit, nil, nil),
            ("in_transit/missorted", .delayed, .missorted, nil), ("in_transit/delayed", .delayed, nil, nil),
            ("in_transit/address_correction", .exception, .address, .correctAddress),
            ("in_transit/awaiting_information", .exception, .documents, .contactCarrier),
            ("available_for_pickup/arrived_at_pickup_location", .exception, nil, .pickUp),
            ("failure/lost", .lost, nil, nil), ("failure/damaged", .damaged, nil, nil),
            ("failure/refused", .refused, nil, nil), ("error/expired", .exception, nil, nil),
            ("cancelled/cancelled", .voided, nil, nil), ("unknown/unknown", nil, nil, nil),
            ("return_to_sender/return", .returnedToSender, nil, nil),
            ("return_to_sender/out_for_delivery", .returnedToSender, nil, nil),
            ("return_to_sender/delayed", .returnedToSender, nil, nil), ("return_to_sender/lost", .lost, nil, nil),
            ("delivered/delayed", .delivered, nil, nil),
        ]
        try judge(cases) { status, detail in
            """
            {"object":"Tracker","tracking_code":"N1","carrier":"UPS","status":"in_transit","tracking_details":[
             {"status":"\(status)","status_detail":"\(detail)","datetime":"2026-05-24T10:00:00Z"}]}
            """
        }
    }

    @Test("Shippo's statuses and substatuses mean what its documentation says")
    func shippo() throws {
        let cases: [Case] = [
            ("PRE_TRANSIT/information_received", .labelReady, nil, nil),
            ("TRANSIT/package_accepted", .handedOver, nil, nil), ("TRANSIT/package_departed", .inTransit, nil, nil),
            ("TRANSIT/delivery_scheduled", .inTransit, nil, nil), ("TRANSIT/package_held", .delayed, .held, nil),
            ("TRANSIT/notice_left", .exception, .recipientAbsent, nil),
            ("TRANSIT/pickup_available", .exception, nil, .pickUp), ("TRANSIT/package_damaged", .damaged, nil, nil),
            ("TRANSIT/reschedule_delivery", .exception, nil, .reschedule),
            ("DELIVERED/delivered", .delivered, nil, nil),
            ("RETURNED/return_to_sender", .returnedToSender, nil, nil),
            ("RETURNED/package_unclaimed", .returnedToSender, .unclaimed, nil),
            ("RETURNED/out_for_delivery", .returnedToSender, nil, nil),
            ("FAILURE/package_undeliverable", .exception, nil, nil), ("FAILURE/package_disposed", .lost, nil, nil),
            ("FAILURE/package_lost", .lost, nil, nil), ("UNKNOWN/other", nil, nil, nil),
        ]
        try judge(cases) { status, substatus in
            """
            {"event":"track_updated","data":{"carrier":"usps","tracking_number":"N1","tracking_history":[],
             "tracking_status":{"status":"\(status)","status_date":"2026-05-24T10:00:00Z",
             "substatus":{"code":"\(substatus)","action_required":false}}}}
            """
        }
    }

    @Test("AfterShip's tags and subtags mean what its documentation says")
    func afterShip() throws {
        let cases: [Case] = [
            ("Pending/Pending_002", .labelReady, nil, nil), ("InfoReceived/InfoReceived_001", .labelReady, nil, nil),
            ("InTransit/InTransit_002", .handedOver, nil, nil), ("InTransit/InTransit_005", .inTransit, nil, nil),
            ("InTransit/InTransit_006", .inTransit, .customs, nil), ("InTransit/InTransit_008", .inTransit, nil, nil),
            ("OutForDelivery/OutForDelivery_004", .outForDelivery, nil, nil),
            ("AttemptFail/AttemptFail_002", .exception, .recipientAbsent, nil),
            ("AttemptFail/AttemptFail_003", .exception, .businessClosed, nil),
            ("AvailableForPickup/AvailableForPickup_001", .exception, nil, .pickUp),
            ("Delivered/Delivered_003", .delivered, nil, nil), ("Expired/Expired_001", nil, nil, nil),
            ("Exception/Exception_006", .exception, .payment, .pay), ("Exception/Exception_012", .damaged, nil, nil),
            ("Exception/Exception_010", .returnedToSender, nil, nil), ("Exception/Exception_013", .lost, nil, nil),
            ("Exception/Exception_017", .delayed, .weather, nil),
            ("Exception/Exception_019", .delayed, .carrierProblem, nil),
            ("Exception/Exception_020", .voided, nil, nil), ("Exception/Exception_021", .lost, nil, nil),
        ]
        try judge(cases) { tag, subtag in
            """
            {"event":"tracking_update","ts":1,"msg":{"tracking_number":"N1","slug":"ups","tag":"InTransit",
             "checkpoints":[{"tag":"\(tag)","subtag":"\(subtag)","checkpoint_time":"2026-05-24T10:00:00Z"}]}}
            """
        }
    }

    @Test("ShipEngine's statuses and details mean what its documentation says; unknown details are read word by word")
    func shipEngine() throws {
        let cases: [Case] = [
            ("NY/AWAITING_ELECTRONIC_ADVICE", .labelReady, nil, nil),
            ("AC/ELEC_ADVICE_RECD_BY_CARRIER", .labelReady, nil, nil), ("AC/COLLECTION_FAILED", .labelReady, nil, nil),
            ("AC/NOT_YET_RECEIVED_BY_CARRIER", .labelReady, nil, nil), ("AC/COLLECTION_MADE", .handedOver, nil, nil),
            ("IT/HUB_SCAN_OUT", .inTransit, nil, nil), ("IT/ADDRESS_CORRECTED", .inTransit, nil, nil),
            ("IT/CUSTOMS_CLEARED", .inTransit, nil, nil), ("IT/CUSTOMS_PROCESSING", .inTransit, .customs, nil),
            ("IT/HELD_BY_IMPORT_CUSTOMS", .delayed, .customs, nil), ("IT/ROUTING_ERROR", .delayed, .missorted, nil),
            ("IT/CARRIER_DELAYS", .delayed, .carrierProblem, nil), ("IT/WEATHER_DELAY", .delayed, .weather, nil),
            ("IT/ADDRESS_QUERY", .exception, .address, .correctAddress),
            ("EX/INSUFFICIENT_ADDRESS", .exception, .address, .correctAddress),
            ("AT/OUT_FOR_DELIVERY", .outForDelivery, nil, nil),
            ("AT/CUSTOMER_CARDED", .exception, .recipientAbsent, nil),
            ("AT/NO_ACCESS_TO_RECIPIENTS_ADDRESS", .exception, .businessClosed, nil),
            ("AT/COD_AMOUNT_NOT_PAID", .exception, .payment, .pay), ("DE/PROOF_OF_DELIVERY", .delivered, nil, nil),
            ("DE/DELIVERED_DAMAGED", .delivered, nil, nil), ("DE/RETURNED_TO_SENDER", .returnedToSender, nil, nil),
            ("EX/CANCELLED", .voided, nil, nil), ("EX/NOT_DELIVERED", .returnedToSender, nil, nil),
            ("EX/NOT_COLLECTED_FROM_PICKUP_POINT", .returnedToSender, .unclaimed, nil),
            ("EX/PARCEL_DISPOSED", .lost, nil, nil), ("EX/PARCEL_DAMAGED", .damaged, nil, nil),
            ("EX/REFUSED_BY_CUSTOMER", .refused, nil, nil), ("EX/SOMETHING_NEW", .exception, nil, nil),
            // Nobody is paid because of a word that nobody documents, unless its status and its noun agree.
            ("IT/MISSING_INFORMATION", .inTransit, nil, nil), ("EX/LABEL_DAMAGED", .exception, nil, nil),
            ("IT/ITEM_LOST_AND_FOUND", .inTransit, nil, nil), ("EX/PACKAGE_LOST_IN_TRANSIT", .lost, nil, nil),
            ("SP/COLLECT_AT_LOCAL_PO", .exception, nil, .pickUp), ("UN/CARRIER_STATUS_NOT_MAPPED", nil, nil, nil),
        ]
        try judge(cases) { status, detail in
            """
            {"resource_type":"API_TRACK","data":{"tracking_number":"N1","status_code":"IT","carrier_code":"ups","events":[
             {"occurred_at":"2026-05-24T10:00:00Z","status_code":"\(status)","status_detail_code":"\(detail)"}]}}
            """
        }
    }

    @Test(
        "what is delivered after a parcel went back was delivered to its sender, where the service says so as a whole")
    func wayBack() throws {
        let at = { (hour: Int) in "2026-05-24T1\(hour):00:00Z" }
        let messages = [
            """
            {"object":"Tracker","tracking_code":"N1","carrier":"UPS","status":"return_to_sender","tracking_details":[
             {"status":"in_transit","datetime":"\(at(0))"},{"status":"return_to_sender","datetime":"\(at(1))"},
             {"status":"in_transit","datetime":"\(at(2))"},{"status":"delivered","datetime":"\(at(3))"}]}
            """,
            """
            {"event":"track_updated","data":{"carrier":"ups","tracking_number":"N1","tracking_status":
             {"status":"RETURNED","status_date":"\(at(1))"},"tracking_history":[
             {"status":"TRANSIT","status_date":"\(at(0))"},{"status":"TRANSIT","status_date":"\(at(2))"},
             {"status":"DELIVERED","status_date":"\(at(3))"}]}}
            """,
            """
            {"event":"tracking_update","msg":{"tracking_number":"N1","slug":"ups","tag":"Delivered",
             "return_to_sender":true,"checkpoints":[{"tag":"InTransit","checkpoint_time":"\(at(0))"},
             {"tag":"Exception","subtag":"Exception_010","checkpoint_time":"\(at(1))"},
             {"tag":"InTransit","checkpoint_time":"\(at(2))"},{"tag":"Delivered","checkpoint_time":"\(at(3))"}]}}
            """,
            """
            {"resource_type":"API_TRACK","data":{"tracking_number":"N1","status_code":"DE","carrier_code":"ups",
             "status_detail_code":"RETURNED_TO_SENDER","events":[{"occurred_at":"\(at(3))","status_code":"DE"},
             {"occurred_at":"\(at(2))","status_code":"IT"},
             {"occurred_at":"\(at(1))","status_code":"EX","status_detail_code":"RETURN_TO_SENDER"},
             {"occurred_at":"\(at(0))","status_code":"IT"}]}}
            """,
        ]
        for message in messages {
            let back = ShipmentState.returnedToSender
            #expect(try events(message).map(\.status) == [.inTransit, back, back, back], "\(message)")
        }
        // A parcel that the service calls delivered as a whole did come, whatever happened before.
        let found = messages[0].replacing(
            "\"status\":\"return_to_sender\",\"tracking", with: "\"status\":\"x\",\"tracking")
        #expect(try events(found).map(\.status) == [.inTransit, .returnedToSender, .inTransit, .delivered])
    }

    @Test(
        "what stands beside an event never costs it: days that cannot be meant, tabs, long codes",
        arguments: [
            ("2026-05-30T00:00:00Z", "2026-05-30"), ("0001-01-01T00:00:00Z", nil), ("1970-01-01T00:00:00Z", nil),
            ("2099-01-01", nil), ("2027-05-29", nil), ("soon", nil),
        ] as [(String, String?)])
    func besides(day: String, kept: String?) throws {
        let long = String(repeating: "x", count: 150)
        let messages = [
            """
            {"object":"Tracker","tracking_code":"N1","carrier":"UPS","status":"in_transit","est_delivery_date":"\(day)",
             "updated_at":"0001-01-01T00:00:00Z","tracking_details":[{"status":"in_transit","status_detail":"\(long)",
             "datetime":"2026-05-24T10:00:00Z","tracking_location":{"city":"A\\u202eB\\tC"}}]}
            """,
            """
            {"msg":{"tracking_number":"N1","slug":"ups","tag":"InTransit","updated_at":"2031-01-01T00:00:00Z",
             "latest_estimated_delivery":{"type":"specific","datetime":"\(day)"},"order_id":"A\\tB\\u200b","checkpoints":
             [{"tag":"InTransit","subtag":"\(long)","raw_tag":"\(long)","location":"AB\\tC",
             "checkpoint_time":"2026-05-24T10:00:00Z"}]}}
            """,
            """
            {"resource_type":"API_TRACK","data":{"tracking_number":"N1","status_code":"IT","estimated_delivery_date":
             "\(day)","events":[{"occurred_at":"0001-01-01T00:00:00","carrier_occurred_at":"2026-05-24T10:00:00",
             "status_code":"IT","event_code":"\(long)","city_locality":"AB\\tC"}]}}
            """,
        ]
        for message in messages {
            let event = try #require(try events(message).first)
            #expect(event.occurredAt.description == "2026-05-24T10:00:00.000Z" && event.status == .inTransit)
            #expect(event.estimatedDelivery?.description == kept && event.place == "AB C", "\(message)")
            #expect((event.code?.count ?? 0) <= 100 && (event.carrierCode?.count ?? 0) <= 100)
            #expect(event.estimatedAt == nil)
        }
    }

    @Test(
        "messages without news are passed over with a remark, and are nobody's mistake",
        arguments: [
            #"{"resource_type":"API_TRACK","data":{"tracking_number":"1","status_code":"UN","events":[]}}"#,
            """
            {"resource_type":"API_TRACK","data":{"tracking_number":"1","status_code":"NY","ship_date":"2026-05-30T00:00:00Z"}}
            """,
            #"{"resource_type":"LABEL_CREATED_V2","resource_url":"https://x/labels/1"}"#,
            #"{"resource_type":"API_BATCH","data":{"batch_id":"se-1"}}"#,
            #"{"event":"track_updated","data":{"tracking_number":"1","carrier":"usps","tracking_status":null}}"#,
            """
            {"event":"track_updated","data":{"tracking_number":"1","carrier":"usps","tracking_history":null,"tracking_status":{"status":"UNKNOWN","status_date":null}}}
            """,
            """
            {"event":"transaction_updated","data":{"tracking_number":"1","tracking_status":"UNKNOWN","status":"SUCCESS"}}
            """,
            #"{"object":"Event","description":"batch.updated","result":{"object":"Batch","id":"b"}}"#,
            """
            {"object":"Event","description":"tracker.created","result":{"object":"Tracker","tracking_code":"1","carrier":"UPS","status":"unknown","updated_at":"2026-05-26T10:00:00Z","tracking_details":[]}}
            """,
            """
            {"event_id":"e","event":"tracking_update","msg":{"tracking_number":"1","slug":"ups","tag":"Pending","subtag":"Pending_001","checkpoints":null}}
            """,
        ])
    func withoutNews(message: String) throws {
        let document = try Fixture.read(message)
        #expect(document.records.map(\.outcome.isNoNews) == [true] && document.refused == 0, "\(document.records)")
    }

    @Test("a webhook of AfterShip without checkpoints says where the parcel is, by when it was updated")
    func withoutCheckpoints() throws {
        let message = """
            {"event":"tracking_update","ts":1779800000,"msg":{"tracking_number":"N1","slug":"ups","tag":"InTransit",
             "subtag":"InTransit_002","updated_at":"2026-05-26T12:53:20+00:00","checkpoints":null}}
            """
        #expect(try events(message).map(\.status) == [.handedOver])
    }

    @Test("among many parcels one bad one is refused by its place, and the others are taken")
    func lists() throws {
        let good = #""tracking_number":"N1","slug":"ups","tag":"InTransit","updated_at":"2026-05-26T10:00:00Z""#
        let afterShip = try Fixture.read(
            #"{"data":{"trackings":[{"tracking_number":"X1","slug":null},{\#(good),"checkpoints":[]}]}}"#)
        #expect(afterShip.declared == 1 && afterShip.refused == 1)
        #expect(ReasonFile.text(fileName: "a", document: afterShip).contains("data.trackings[0]"))
        let tracker =
            """
            "object":"Tracker","tracking_code":"N1","carrier":"UPS","status":"in_transit","updated_at":"2026-05-26T10:00:00Z"
            """
        let easyPost = try Fixture.read(
            """
            {"trackers":[{\(tracker),"tracking_details":[]},{\(tracker),"tracking_details":null},{}],"has_more":false}
            """
        )
        #expect(easyPost.declared == 2 && easyPost.refused == 1)
        #expect(ReasonFile.text(fileName: "e", document: easyPost).contains("trackers[2]"))
    }

    @Test("news in an unusual envelope is read, or refused by what it lacks, and never passed over")
    func envelopes() throws {
        let event = #"{"status_code":"IT","occurred_at":"2026-05-24T10:00:00Z"}"#
        let shipEngine = #"{"resource_type":"API_TRACK","data":{"tracking_number":"N1","events":[\#(event)]}}"#
        #expect(try events(shipEngine).map(\.status) == [.inTransit])
        let tracking =
            #"{"tracking_number":"N1","slug":"ups","tag":"Delivered","checkpoints":[],"#
            + #""updated_at":"2026-05-26T10:00:00Z"}"#
        let afterShip = #"{"event":"tracking_update","event_id":"e1","data":{"tracking":\#(tracking)}}"#
        #expect(try events(afterShip).map(\.status) == [.delivered])
        for nameless in [
            #"{"resource_type":"API_TRACK","data":{"status_code":"IT","events":[\#(event)]}}"#,
            #"{"event":"tracking_update","event_id":"e1","msg":{"tag":"Delivered"}}"#,
        ] {
            let document = try Fixture.read(nameless)
            #expect(document.refused == 1 && document.declared == 0)
            let reason = ReasonFile.text(fileName: "n", document: document)
            #expect(reason.contains("tracking_number") || reason.contains("number"), "\(reason)")
        }
    }

    @Test("what is no event in a list of events is nobody's to correct")
    func emptyPlaces() throws {
        let tracker = try events(
            """
            {"object":"Tracker","tracking_code":"N1","carrier":"UPS","status":"in_transit","tracking_details":[
             null,"x",{"status":"in_transit","datetime":"2026-05-24T10:00:00Z"}]}
            """)
        #expect(tracker.count == 1)
    }

    @Test(
        "a message made with a test key is taken, with a warning",
        arguments: [
            (
                #"{"event":"track_updated","test":true,"data":{"carrier":"usps","tracking_number":"N1","#
                    + #""tracking_history":[],"tracking_status":{"status":"DELIVERED","#
                    + #""status_date":"2026-05-24T10:00:00Z"}}}"#, true
            ),
            (
                #"{"object":"Event","mode":"test","result":{"object":"Tracker","mode":"test","#
                    + #""tracking_code":"N1","carrier":"UPS","status":"delivered","tracking_details":[],"#
                    + #""updated_at":"2026-05-24T10:00:00Z"}}"#,
                true
            ),
            (
                #"{"object":"Tracker","mode":"production","tracking_code":"N1","carrier":"UPS","#
                    + #""status":"delivered","updated_at":"2026-05-24T10:00:00Z","tracking_details":[]}"#, false
            ),
        ])
    func tests(message: String, isTest: Bool) throws {
        let record = try #require(try Fixture.read(message).records.first)
        guard case .declared(_, let warnings) = record.outcome else {
            Issue.record("not taken: \(record.outcome)")
            return
        }
        #expect(warnings.contains { $0.found.contains("a test message of") } == isTest, "\(warnings)")
    }

    @Test(
        "times are read as services and carriers write them",
        arguments: [
            ("2026-05-24T10:00:00.1234567Z", "10:00:00.123Z"), ("2026-05-24 10:00:00", "10:00:00.000Z"),
            ("2026-05-24T10:00:00+0200", "08:00:00.000Z"), ("2026-05-24T10:00:00-05", "15:00:00.000Z"),
            ("2026-05-24 10:00:00 +0200", "08:00:00.000Z"), ("2026-05-24T10:00:60Z", "10:00:59.000Z"),
            ("05/24/2026 10:00:00", "10:00:00.000Z"), ("24/05/2026 10:00", "10:00:00.000Z"),
            ("05/24/2026 2:47:38 PM", "14:47:38.000Z"), ("5/24/2026 12:05:00 AM", "00:05:00.000Z"),
            ("Sun, 24 May 2026 10:00:00 GMT", "10:00:00.000Z"), ("24 May 2026 10:00:00 +0200", "08:00:00.000Z"),
            ("1779616800", "10:00:00.000Z"), ("1779616800000", "10:00:00.000Z"), ("05/24/2026", "00:00:00.000Z"),
        ])
    func times(written: String, time: String) throws {
        let message = """
            {"object":"Tracker","tracking_code":"N1","carrier":"UPS","status":"in_transit","tracking_details":[
             {"status":"in_transit","datetime":"\(written)"}]}
            """
        #expect(try events(message).first?.occurredAt.description == "2026-05-24T\(time)", "\(written)")
    }

    @Test(
        "what is no time is refused as it came",
        arguments: ["05/24/2026 25:00:00", "13/13/2026 10:00:00", "24 Mai 2026 10:00", "2026-05-24T10:60:60Z", "PM"])
    func noTimes(written: String) throws {
        let message = """
            {"object":"Tracker","tracking_code":"N1","carrier":"UPS","status":"in_transit","tracking_details":[
             {"status":"in_transit","datetime":"\(written)"}]}
            """
        let document = try Fixture.read(message)
        #expect(document.refused == 1)
        #expect(ReasonFile.text(fileName: "t", document: document).contains(written), "\(written)")
    }

    // MARK: Reading

    private func judge(_ cases: [Case], _ message: (String, String) -> String) throws {
        for one in cases {
            let words = one.words.split(separator: "/").map(String.init)
            let event = try #require(try events(message(words[0], words[1])).first, "\(one)")
            #expect(event.status == one.status && event.reason == one.reason, "\(one): \(event)")
            #expect(event.actionRequired == one.action && event.code?.hasSuffix(words[1]) == true, "\(one): \(event)")
        }
    }

    private func events(_ text: String) throws -> [TrackingEvent] {
        let document = try Fixture.read(text)
        #expect(document.refused == 0, "\(ReasonFile.text(fileName: "p", document: document))")
        return document.records.compactMap { record in
            if case .declared(.trackingEvent(let event), _) = record.outcome { event } else { nil }
        }
    }
}
