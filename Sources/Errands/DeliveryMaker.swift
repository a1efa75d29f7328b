import Ledger
import Returns
import Webhooks

/// Makes a signed delivery's request of what the ledger owes: address, headers, and the secrets as they are now.
struct DeliveryMaker: Sendable {
    let secrets: SecretStore

    /// - Throws: why it cannot even be tried; never with a secret in the words.
    func request(_ delivery: DueDelivery, to addressee: Addressee, at unixSeconds: Int64) throws -> DeliveryRequest {
        let target = try addressee.target.get()
        let terms = addressee.record.terms
        let keys = try secrets.keys(in: addressee.record.secretFile, at: unixSeconds)
        let former = try formerSecrets(addressee.record, at: unixSeconds)
        return try DeliveryRequest(
            token: delivery.id, messageID: try MessageID(delivery.publicID.text), address: target.address,
            body: delivery.payload,
            // The newest sign: a rotation may find a file that is full of secrets already.
            secrets: Array((keys.secrets + former).prefix(StandardWebhooks.secretsMax)),
            signingKeys: keys.keys, customHeaders: target.headers,
            bearerToken: try terms.bearerFile.map { try secrets.bearerToken(in: $0) },
            clientIdentity: try identity(terms), endpoint: addressee.record.name.text)
    }

    /// While a secret is being changed, the receiver may still know the former one alone.
    private func formerSecrets(_ record: EndpointRecord, at unixSeconds: Int64) throws -> [WebhookSecret] {
        guard let former = record.former, unixSeconds < former.until.milliseconds / 1000 else { return [] }
        return try secrets.keys(in: former.file, at: unixSeconds).secrets
    }

    /// What must not come into the record; nil where it cannot be read any more.
    func token(in file: String) -> BearerToken? {
        do {
            return try secrets.bearerToken(in: file)
        } catch {
            return nil
        }
    }

    private func identity(_ terms: DeliveryTerms) throws -> ClientIdentity? {
        guard let certificate = terms.certificateFile, let key = terms.keyFile else { return nil }
        return try ClientIdentity(
            certificateChain: try secrets.readablePath(certificate), key: try secrets.readablePath(key))
    }
}
