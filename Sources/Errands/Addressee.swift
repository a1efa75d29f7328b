import Ledger
import Returns
import Webhooks

/// An endpoint with everything that its record says already understood, once for all its deliveries.
struct Addressee: Sendable {
    let record: EndpointRecord
    let hasDelivered: Bool
    let schedule: RetrySchedule
    /// How long it may fail before it is disabled; nil: for ever.
    let budget: FailureBudget?
    /// Where to and with which headers, or why it cannot be sent to: an attempt then fails with these words.
    let target: Result<Target, InvalidWebhookInput>

    struct Target: Sendable {
        let address: EndpointAddress
        let headers: [DeliveryHeader]
    }

    /// - Parameter hasDelivered: it has taken something in the past: it begins with the trust of those that answer.
    init(_ record: EndpointRecord, rules: DeliveryRules, hasDelivered: Bool = false) {
        self.record = record
        self.hasDelivered = hasDelivered
        schedule = Self.ownSchedule(record.terms) ?? rules.schedule
        // Chance stretches waits: the last attempt is within the budget however it falls.
        let stretched = Int64(Double(schedule.span) * (1 + RetrySchedule.jitterShare))
        let span = rules.failureBudgetMilliseconds ?? stretched
        budget = span > 0 ? FailureBudget(span: span) : nil
        do throws(InvalidWebhookInput) {
            let address = try EndpointAddress(parsing: record.url, policy: rules.policy)
            target = .success(Target(address: address, headers: try Self.headers(record.terms)))
        } catch {
            target = .failure(error)
        }
    }

    /// The headers that an endpoint asks for, each written as `Name: value`.
    static func headers(_ terms: DeliveryTerms) throws(InvalidWebhookInput) -> [DeliveryHeader] {
        var headers: [DeliveryHeader] = []
        for line in terms.headers {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            headers.append(
                try DeliveryHeader(
                    name: String(parts[0].trimmingWhitespace()),
                    value: parts.count == 2 ? String(parts[1].trimmingWhitespace()) : ""))
        }
        return headers
    }

    /// The endpoint's own schedule. The document's bounds are narrower than the schedule's, so none is refused.
    private static func ownSchedule(_ terms: DeliveryTerms) -> RetrySchedule? {
        guard let seconds = terms.scheduleSeconds else { return nil }
        do throws(InvalidWebhookInput) {
            return try RetrySchedule(waits: seconds.map { Int64($0) * 1000 })
        } catch {
            return nil
        }
    }

    /// By which attempts to the same machine are known; nil where there is no address.
    var host: String? {
        switch target {
        case .success(let target): target.address.host
        case .failure: nil
        }
    }
}
