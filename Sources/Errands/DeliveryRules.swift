import Returns
import Webhooks

/// What holds for all endpoints: where may be sent to, how often it is tried, how much at once, whom to alert.
package struct DeliveryRules: Sendable {
    package var policy: EndpointPolicy
    package var authorities: CertificateAuthorities
    /// For endpoints that ask for none of their own.
    package var schedule: RetrySchedule
    /// How long an endpoint may fail before it is disabled; nil: as long as its schedule lasts.
    package var failureBudgetMilliseconds: Int64?
    /// Deliveries in flight over all endpoints.
    package var inFlightMax: Int
    /// Who hears of endpoints that fail; nil: the log alone.
    package var operatorsEndpoint: EndpointName?

    package init(
        policy: EndpointPolicy, authorities: CertificateAuthorities, schedule: RetrySchedule,
        failureBudgetMilliseconds: Int64?, inFlightMax: Int,
        operatorsEndpoint: EndpointName?
    ) {
        self.failureBudgetMilliseconds = failureBudgetMilliseconds
        self.policy = policy
        self.authorities = authorities
        self.schedule = schedule
        self.inFlightMax = inFlightMax
        self.operatorsEndpoint = operatorsEndpoint
    }
}
