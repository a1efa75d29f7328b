/// Messages as tracking services send them, written after their public descriptions.
enum PayloadSamples {
    static let easyPost = """
        {"id":"evt_9f1c","object":"Event","created_at":"2026-05-26T10:00:05Z","updated_at":"2026-05-26T10:00:05Z",
         "description":"tracker.updated","mode":"production","previous_attributes":{"status":"in_transit"},
         "pending_urls":[],"completed_urls":[],
         "result":{"id":"trk_77ab","object":"Tracker","mode":"production","tracking_code":"9400110898825022579493",
          "status":"out_for_delivery","status_detail":"out_for_delivery","created_at":"2026-05-22T08:00:00Z",
          "updated_at":"2026-05-26T10:00:04Z","signed_by":null,"weight":17.6,"est_delivery_date":"2026-05-27T00:00:00Z",
          "shipment_id":"shp_1","carrier":"USPS","public_url":"https://track.easypost.com/x","fees":[],
          "carrier_detail":{"object":"CarrierDetail","service":"Priority"},
          "tracking_details":[
           {"object":"TrackingDetail","message":"Pre-Shipment Info Sent","description":"","status":"pre_transit",
            "status_detail":"label_created","datetime":"2026-05-22T08:10:00Z","source":"USPS","carrier_code":"MA",
            "tracking_location":{"object":"TrackingLocation","city":null,"state":null,"country":null,"zip":null}},
           {"object":"TrackingDetail","message":"Accepted at USPS Origin Facility","status":"in_transit",
            "status_detail":"received_at_origin_facility","datetime":"2026-05-22T19:00:00Z","source":"USPS",
            "carrier_code":"OA","tracking_location":{"city":"HOUSTON","state":"TX","country":null,"zip":"77063"}},
           {"object":"TrackingDetail","message":"Delayed by weather","status":"in_transit",
            "status_detail":"weather_delay","datetime":"2026-05-24T04:00:00Z","source":"USPS","carrier_code":null,
            "tracking_location":{"city":"CHARLESTON","state":"SC","country":"US","zip":null}},
           {"object":"TrackingDetail","message":"Out for Delivery","status":"out_for_delivery",
            "status_detail":"out_for_delivery","datetime":"2026-05-26T06:15:00Z","source":"USPS","carrier_code":"OF",
            "tracking_location":{"city":"CHARLESTON","state":"SC","country":"US","zip":"29407"}}]}}
        """

    static let shippo = """
        {"event":"track_updated","test":false,"carrier":"usps","data":{
         "messages":[],"carrier":"usps","tracking_number":"9205590164917312751089","metadata":"RMA-4KD-9T2X",
         "address_from":{"city":"Las Vegas","state":"NV","zip":"89101","country":"US"},
         "address_to":{"city":"Spotsylvania","state":"VA","zip":"22551","country":"US"},
         "eta":"2026-05-28T00:00:00Z","original_eta":"2026-05-27T00:00:00Z",
         "servicelevel":{"token":"usps_priority","name":null},"transaction":null,
         "tracking_status":{"object_created":"2026-05-26T23:17:52.390Z","object_updated":"2026-05-26T23:18:00.000Z",
          "object_id":"b1","status":"TRANSIT","status_details":"The address is incomplete.",
          "status_date":"2026-05-26T13:10:00Z",
          "substatus":{"code":"address_issue","text":"Address issue","action_required":true},
          "location":{"city":"Memphis","state":"TN","zip":"37501","country":"US"}},
         "tracking_history":[
          {"object_created":"2026-05-24T10:00:00.000Z","object_id":"a1","status":"UNKNOWN","status_details":"",
           "status_date":null,"substatus":null,"location":null},
          {"object_created":"2026-05-24T10:00:00.000Z","object_id":"a2","status":"TRANSIT",
           "status_details":"Your shipment has been accepted.","status_date":"2026-05-24T15:33:00Z",
           "substatus":{"code":"package_accepted","text":"Package accepted","action_required":false},
           "location":{"city":"Las Vegas","state":"NV","zip":"89101","country":"US"}}]}}
        """

    static let afterShip = """
        {"ts":1779800000,"event":"tracking_update","event_id":"3f645f5e-530b-4062-8695-db6a64420af8",
         "is_tracking_first_tag":false,"msg":{"id":"grhrexm6t3","tracking_number":"1Z5R89390357567127",
          "title":"1Z5R89390357567127","note":null,"order_id":"RMA-4KD-9T2X","slug":"ups","active":true,
          "tag":"Exception","subtag":"Exception_007","subtag_message":"Incorrect Address",
          "expected_delivery":"2026-05-29","updated_at":"2026-05-26T12:53:20+00:00","unique_token":"deprecated",
          "checkpoints":[
           {"slug":"ups","city":null,"created_at":"2026-05-24T08:00:00+00:00","location":"Berlin","country_name":null,
            "message":"Origin Scan","country_iso3":"DEU","tag":"InTransit","subtag":"InTransit_002",
            "subtag_message":"Acceptance scan","checkpoint_time":"2026-05-24T09:30:00","coordinates":[],"state":null,
            "zip":null,"raw_tag":"OR"},
           {"slug":"ups","city":"Leipzig","location":null,"country_name":"Germany","message":"Held at customs",
            "tag":"Exception","subtag":"Exception_004","checkpoint_time":"2026-05-25T10:00:00+02:00","state":null,
            "raw_tag":null},
           {"slug":"ups","city":"Leipzig","location":null,"country_name":"Germany","message":"Address?",
            "tag":"Exception","subtag":"Exception_007","checkpoint_time":"2026-05-26","state":null,"raw_tag":"X3"}]}}
        """

    static let shipEngine = """
        {"resource_url":"https://api.shipengine.com/v1/tracking?carrier_code=usps&tracking_number=94001112",
         "resource_type":"API_TRACK","data":{"label_url":null,"tracking_number":"9400111298370264401222",
          "status_code":"DE","status_detail_code":"DELIVERED","status_description":"Delivered",
          "carrier_status_code":"01","carrier_status_description":"Your item was delivered in the mailbox.",
          "ship_date":"2026-05-23T00:00:00","estimated_delivery_date":"2026-05-26T00:00:00Z",
          "actual_delivery_date":"2026-05-26T11:23:00","exception_description":null,
          "events":[
           {"occurred_at":"2026-05-26T15:23:00Z","carrier_occurred_at":"2026-05-26T11:23:00",
            "description":"Delivered, In/At Mailbox","city_locality":"CARY","state_province":"NC","postal_code":"27513",
            "country_code":"","company_name":"","signer":"","event_code":"01","latitude":null,"longitude":null},
           {"occurred_at":"2026-05-26T11:10:00Z","carrier_occurred_at":"2026-05-26T07:10:00","description":"Out",
            "city_locality":"CARY","state_province":"NC","postal_code":"27513","country_code":"US","company_name":"",
            "signer":"","event_code":"OF","status_code":"IT","status_detail_code":"OUT_FOR_DELIVERY"},
           {"occurred_at":"2026-05-23T20:00:00Z","carrier_occurred_at":"2026-05-23T16:00:00","description":"Accepted",
            "city_locality":"AUSTIN","state_province":"TX","postal_code":"78744","country_code":"US",
            "event_code":"SF","status_code":"AC"}]}}
        """
}
