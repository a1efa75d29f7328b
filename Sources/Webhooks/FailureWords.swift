import CCurl
import Glibc

/// Why no final answer came, in plain words, with a remedy where there is one.
///
/// The words are read by whoever runs rmad and by the endpoint's owner: what happened, at which
/// address, and who can do what about it. libcurl's own words stand where ours know no better.
struct FailureWords {
    /// How far the exchange had come.
    enum Stage {
        case connecting
        case shakingHands
        case awaitingAnswer
        case readingHeader
    }

    /// Address and port.
    let place: String
    /// The host as the endpoint's address names it.
    let host: String
    let stage: Stage
    /// libcurl's words.
    let words: String
    /// errno of the failed connection; 0 when there is none.
    let systemError: Int32
    /// What OpenSSL found in verifying the certificate (X509_V_ERR_…); 0 when it found no fault.
    let verification: Int
    /// Whether TLS is spoken and no certificate of ours is shown: the receiver may want one.
    let lacksIdentity: Bool
    let limits: DeliveryLimits

    func reason(_ result: CURLcode) -> String {
        switch result {
        case CURLE_OK:
            "\(place) ended the response without a final status"
        case CURLE_COULDNT_CONNECT:
            "no connection to \(place): \(refusal)"
        case CURLE_OPERATION_TIMEDOUT:
            overdue
        case CURLE_GOT_NOTHING:
            "\(place) closed the connection without an answer\(wish)"
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            alert ?? "the connection to \(place) broke: \(words)"
        case CURLE_PEER_FAILED_VERIFICATION:
            "the certificate of \(host) \(certificateFault)"
        case CURLE_SSL_CONNECT_ERROR:
            "no TLS connection to \(place): \(handshakeFault)"
        case CURLE_SSL_CERTPROBLEM:
            "our client certificate cannot be used: \(words); check the endpoint's certificate and key files"
        case CURLE_SSL_CACERT_BADFILE:
            "the file of trusted authorities cannot be read: \(words); check its path and its mode"
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            "what \(place) answers is not HTTP/1.1 (\(words)); check the port"
        case CURLE_OUT_OF_MEMORY where stage == .awaitingAnswer || stage == .readingHeader:
            // libcurl's word for a line of the header beyond its own bound of 100 KB.
            "the answer of \(place) has a header line that is too long"
        default:
            "the exchange with \(place) failed: \(words)"
        }
    }

    private var refusal: String {
        switch systemError {
        case ECONNREFUSED: "connection refused; nobody listens there, so check the port and whether the receiver runs"
        case ENETUNREACH, EHOSTUNREACH: "there is no route to it; check this machine's network"
        case EACCES, EPERM: "this machine's firewall forbids it"
        default: words
        }
    }

    private var overdue: String {
        let connecting = min(limits.connectMilliseconds, limits.attemptMilliseconds)
        return switch stage {
        case .connecting:
            "no connection to \(place) within \(connecting) ms; its host is down, or a firewall drops what we send"
        case .shakingHands:
            "\(place) took the connection and did not finish TLS's handshake within \(connecting) ms"
        case .awaitingAnswer:
            """
            no answer from \(place) within \(limits.attemptMilliseconds) ms; it may have the message; \
            a receiver should answer first and work afterwards
            """
        case .readingHeader:
            "the header of the answer from \(place) was not complete within \(limits.attemptMilliseconds) ms"
        }
    }

    private var certificateFault: String {
        // libcurl compares the names itself, after OpenSSL has found no fault.
        if has("target host name", "hostname mismatch") {
            return "is for other names than \(host); its owner must get one for this name"
        }
        return switch verification {
        case 9:
            "is not valid yet; its owner must mend its dates, unless this machine's clock is wrong"
        case 10:
            "has expired; its owner must renew it"
        case 18:
            "is self-signed; its owner must get one of a public authority, or the operator trust it by configuration"
        case 19:
            "comes from an authority that is not trusted here; the operator can trust it by configuration"
        case 2, 20, 21:
            """
            comes from an unknown authority; either the receiver does not send the certificates in between, and its \
            owner must install the whole chain, or the operator must trust the authority by configuration
            """
        default:
            "was not accepted: \(words)"
        }
    }

    private var handshakeFault: String {
        if has("unsupported protocol", "protocol version", "version too low", "no protocols available") {
            return "it offers only versions older than TLS 1.2; its owner must allow TLS 1.2 or 1.3"
        }
        if has("wrong version number", "packet length too long", "http request") {
            return "what answers there does not speak TLS; check the port, and whether the address should begin http://"
        }
        if has("handshake failure", "no shared cipher") {
            return "the two sides have no cipher in common\(wish) (\(words))"
        }
        if has("SSL_ERROR_SYSCALL", "reset by peer", "unexpected eof") {
            return "it closed the connection during TLS's handshake\(wish)"
        }
        return alert ?? words
    }

    /// Many a receiver hangs up instead of saying that it wants a certificate.
    private var wish: String { lacksIdentity ? "; perhaps it demands a client certificate" : "" }

    /// What the other side's TLS said before it hung up. With TLS 1.3 that comes after the handshake.
    private var alert: String? {
        if has("certificate required") {
            return "\(place) demands a client certificate; give the endpoint one"
        }
        if has("unknown ca", "bad certificate", "certificate unknown", "certificate revoked", "certificate expired") {
            return "\(place) does not accept our client certificate (\(words)); its owner must say which one it wants"
        }
        return nil
    }

    private func has(_ phrases: String...) -> Bool {
        phrases.contains { words.contains($0) }
    }
}
