import Returns

/// docs/documents.md: what tracking services send.
enum PayloadPage {
    static var text: String {
        """
        ## Messages of tracking services

        What \(titles) send to a webhook, and what their API answers, may be dropped as it is; no
        `type` is needed. A `type` of \(types) says whose it is. One message becomes as many
        tracking events as it has, oldest first; a service may repeat its whole history, every event counts once. An
        event that cannot be taken is named with its place in the message and comes back as a `tracking_event`; the
        others are taken. What says nothing that could be recorded (a label that nobody has scanned, a scan without its
        time, a message about something else than a parcel) is accepted, and the receipt says so.

        - `status` is our word; what we have no word for is kept and shown. `code` is the service's word
          (`in_transit/weather_delay`, `Exception_007`), `carrier_code` the carrier's. `reason` and `action_required` say
          why, and what somebody has to do.
        - **The way back**: where the service says of the parcel as a whole that it goes back to its sender, what happens
          after the turn is `returned_to_sender`, too, also "delivered": that is at the sender's door.
        - **Times** count by the carrier's clock, with their zone, as RFC 3339, RFC 1123, seconds since 1970, or
          `12/07/2026 02:47:38 PM` (the month first, unless only the other order is a day). Of several times the first
          that can be true counts. An estimated day before 1990 or more than a year ahead is left out. A local time
          without a zone, or a day alone, is read as UTC and marked `time_is_uncertain`: the zone of a scan is not known, and whatever is guessed must stay the
          same when the message is repeated.
        - **Whose parcel** is it? Carriers use numbers again. An event belongs to the newest parcel that bears its
          number and was ours at its time: from 7 days before it was announced to 30 days after it came. A number that
          we do not know yet is found by `references`: an RMA number, alone or in a text, or a label's
          code in Shippo's `metadata`, AfterShip's `order_id`, `order_number`, `title` or `note`, EasyPost's or
          ShipEngine's `reference`.
        - **Signed messages** come as `\(SignedPayload.type)`: the body as one text, byte for byte, and the header that
          signs it. `rmad submit FILE --from easypost --signature HEADER` makes one. docs/operating.md says how
          secrets are configured.

        ```json
        {"type": "\(SignedPayload.type)", "service": "easypost", "signature": "hmac-sha256-hex=…", "body": "{…}"}
        ```

        """
    }

    private static var titles: String { TrackingService.allCases.map(\.title).joined(separator: ", ") }

    private static var types: String {
        TrackingService.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    }
}
