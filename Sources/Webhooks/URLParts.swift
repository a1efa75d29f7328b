import CCurl
import Glibc

/// The parts of a URL as libcurl's own parser sees them.
///
/// One parser judges and connects: two would disagree on some odd URL, and the difference is how
/// a filter is passed by. libcurl also makes `127.1`, `0x7f.1` and `2130706433` the dotted form.
struct URLParts {
    let url: String
    let scheme: String
    let host: String
    let port: UInt16
    let path: String
    let user: String
    let password: String
    let fragment: String

    /// Why libcurl does not take a text for a URL.
    struct Malformed: Error {
        let words: String
        let lacksScheme: Bool
    }

    init(parsing text: String) throws(Malformed) {
        guard let handle = curl_url() else { throw Malformed(words: "out of memory", lacksScheme: false) }
        defer { curl_url_cleanup(handle) }
        let code = curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME))
        guard code == CURLUE_OK else { throw Self.malformed(code) }
        scheme = try Self.part(CURLUPART_SCHEME, of: handle)
        host = try Self.inUTF8 { () throws(Malformed) in
            try Self.part(CURLUPART_HOST, of: handle, UInt32(CURLU_PUNYCODE))
        }
        let portText = try Self.part(CURLUPART_PORT, of: handle, UInt32(CURLU_DEFAULT_PORT))
        port = UInt16(portText) ?? 0
        path = try Self.part(CURLUPART_PATH, of: handle)
        user = try Self.part(CURLUPART_USER, of: handle)
        password = try Self.part(CURLUPART_PASSWORD, of: handle)
        fragment = try Self.part(CURLUPART_FRAGMENT, of: handle)
        url = try Self.inUTF8 { () throws(Malformed) in
            try Self.part(CURLUPART_URL, of: handle, UInt32(CURLU_PUNYCODE))
        }
    }

    /// libcurl takes a host's name for text in the thread's locale, and services run in "C", where no letter beyond
    /// ASCII is one.
    private static func inUTF8<Value>(_ body: () throws(Malformed) -> Value) throws(Malformed) -> Value {
        guard let utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil) else { return try body() }
        let before = uselocale(utf8)
        defer {
            uselocale(before)
            freelocale(utf8)
        }
        return try body()
    }

    /// A part's text; empty when the URL has no such part.
    private static func part(
        _ which: CURLUPart, of handle: OpaquePointer, _ flags: UInt32 = 0
    ) throws(Malformed) -> String {
        var text: UnsafeMutablePointer<CChar>?
        let code = curl_url_get(handle, which, &text, flags)
        defer { curl_free(text) }
        switch code {
        case CURLUE_OK:
            return text.map { String(cString: $0) } ?? ""
        case CURLUE_NO_USER, CURLUE_NO_PASSWORD, CURLUE_NO_PORT, CURLUE_NO_FRAGMENT, CURLUE_NO_SCHEME,
            CURLUE_NO_HOST:
            return ""
        default:
            throw malformed(code)
        }
    }

    private static func malformed(_ code: CURLUcode) -> Malformed {
        Malformed(
            words: String(cString: curl_url_strerror(code)),
            lacksScheme: code == CURLUE_BAD_SCHEME || code == CURLUE_NO_SCHEME)
    }
}
