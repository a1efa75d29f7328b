/// The certificate by which we prove to an endpoint who we are (mutual TLS), as two PEM files.
///
/// The files are read for each new connection, so a renewed certificate is used without a restart;
/// connections that are open keep the old one for `DeliveryLimits.connectionAgeSeconds` at most. A
/// connection made with one identity is never used for another, or for none. The key has no pass
/// phrase: it is protected by its file's owner and mode.
package struct ClientIdentity: Sendable, Hashable {
    /// Our certificate first, then those between it and the authority.
    package let certificateChain: String
    package let key: String

    /// - Parameters: absolute paths of PEM files.
    package init(certificateChain: String, key: String) throws(InvalidWebhookInput) {
        for path in [certificateChain, key] {
            guard path.utf8.first == UInt8(ascii: "/"), path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw InvalidWebhookInput(
                    operation: "use the client certificate", subject: path,
                    problem: "it is not the absolute path of a file",
                    hint: "give the paths of the certificate's and the key's PEM files, from the root")
            }
        }
        self.certificateChain = certificateChain
        self.key = key
    }
}
