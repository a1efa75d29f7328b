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
            if let secret = headers.first(where: { ["authorization", "cookie"].contains($0.name.lowercased()) }) {
                return
                    "the header \(secret.name) is secret, and headers are shown to everybody; write the token "
                    + "into a file of the secrets directory and name it in `bearer_file`"
            }
            return nil
        } catch {
            return "\(error.subject): \(error.problem); \(error.hint)"
        }
    }

    /// Looks into the secrets directory.
    package struct Files {
        private let secrets: SecretStore

        package init(_ secrets: SecretStore) { self.secrets = secrets }

        /// Why an endpoint's files cannot be used; nil where they can, or where only rmad itself may look.
        package func problem(of endpoint: EndpointRecord, at moment: Instant) -> String? {
            do {
                _ = try secrets.keys(in: endpoint.secretFile, at: moment.milliseconds / 1000)
                if let file = endpoint.terms.bearerFile { _ = try secrets.bearerToken(in: file) }
                for file in [endpoint.terms.certificateFile, endpoint.terms.keyFile].compactMap({ $0 }) {
                    _ = try secrets.readablePath(file)
                }
                return nil
            } catch let fault as SecretFault {
                return fault.isForOthersEyes ? nil : "\(fault)"
            } catch {
                return "\(error)"
            }
        }
    }
}
