import Ledger
import Returns
import Webhooks

/// Whether an endpoint, as somebody declares it, can be sent to at all.
package enum EndpointTrial {
    /// What is wrong with its address, headers or files, and what to write instead; nil when nothing is.
    package static func problem(of endpoint: WebhookEndpoint, policy: EndpointPolicy) -> String? {
        let terms = endpoint.terms
        guard (terms.certificateFile == nil) == (terms.keyFile == nil) else {
            return "a certificate without its key, or a key without its certificate; name both files or none"
        }
        do throws(InvalidWebhookInput) {
            _ = try EndpointAddress(parsing: endpoint.url, policy: policy)
            let headers = try Addressee.headers(terms)
            if terms.bearerFile != nil, headers.contains(where: { $0.name.lowercased() == "authorization" }) {
                return "two headers Authorization; use `bearer_file` or the header, not both"
            }
            return nil
        } catch {
            return "\(error.subject): \(error.problem); \(error.hint)"
        }
    }
}
