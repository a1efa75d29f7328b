/// Whose certificates are believed.
package enum CertificateAuthorities: Sendable, Hashable {
    /// The system's bundle (Debian: ca-certificates).
    case system
    /// The certificates of this PEM file and no others: for a private authority, and for tests.
    case file(path: String)
}
