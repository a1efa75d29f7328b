/// A delivery on its way through the loop: the request, and what has been found out about it.
struct Delivery {
    let request: DeliveryRequest
    /// Microseconds spent looking the name up; zero when its addresses were known.
    var lookup: Int64 = 0
    /// Addresses to which no connection could be made in this attempt.
    var addressesTried: [IPAddress] = []

    init(_ request: DeliveryRequest) {
        self.request = request
    }
}
