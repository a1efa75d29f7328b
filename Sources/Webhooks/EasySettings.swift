import CCurl

/// Sets options of an easy handle and remembers the first that libcurl did not take. A setting that
/// silently failed could be the one that keeps a delivery inside the policy.
struct EasySettings {
    let easy: UnsafeMutableRawPointer
    private(set) var failure: String?

    init(_ easy: UnsafeMutableRawPointer) {
        self.easy = easy
    }

    mutating func set(_ option: CURLoption, _ value: Int) {
        note(option, ccurl_set_long(easy, option, value))
    }

    mutating func set(_ option: CURLoption, _ value: String) {
        note(option, ccurl_set_string(easy, option, value))
    }

    mutating func clear(_ option: CURLoption) {
        note(option, ccurl_set_string(easy, option, nil))
    }

    mutating func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
        note(option, ccurl_set_pointer(easy, option, value))
    }

    mutating func set(_ option: CURLoption, _ value: HeaderList) {
        note(option, ccurl_set_list(easy, option, value.head))
    }

    /// The body is copied: libcurl may send it after the caller's array has moved.
    mutating func setBody(_ body: [UInt8]) {
        note(CURLOPT_POSTFIELDSIZE_LARGE, ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        note(CURLOPT_COPYPOSTFIELDS, ccurl_set_bytes(easy, CURLOPT_COPYPOSTFIELDS, body))
    }

    mutating func note(_ option: CURLoption, _ code: CURLcode) {
        guard code != CURLE_OK, failure == nil else { return }
        failure = "libcurl did not take option \(option.rawValue): \(String(cString: curl_easy_strerror(code)))"
    }
}

/// A list of texts in libcurl's own form; freed with the object.
final class HeaderList {
    private(set) var head: UnsafeMutablePointer<curl_slist>?
    /// False once memory ran out: the list is then incomplete and must not be used.
    private(set) var isWhole = true

    func append(_ line: String) {
        guard let longer = curl_slist_append(head, line) else {
            isWhole = false
            return
        }
        head = longer
    }

    deinit { curl_slist_free_all(head) }
}
