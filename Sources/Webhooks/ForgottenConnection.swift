import CCurl

/// Spares libcurl a search through all connections each time that a transfer ends.
///
/// When an easy handle leaves the multi handle, libcurl 7.88 looks for the connection that it used
/// last among all there are, in case it was made with CURLOPT_CONNECT_ONLY. Beside two thousand hung
/// connections that search takes two thirds of the thread's time. It is left out when the handle
/// does not know of a last connection, and the handle forgets it when it is asked for the socket and
/// does not find it. So it is asked while it looks into a cache that is always empty.
///
/// Nothing depends on this: with another libcurl it is three calls without effect.
final class ForgottenConnection {
    private let emptyCache: UnsafeMutableRawPointer?

    init() {
        emptyCache = curl_share_init()
        if let emptyCache {
            ccurl_share_set_long(emptyCache, CURLSHOPT_SHARE, Int(CURL_LOCK_DATA_CONNECT.rawValue))
        }
    }

    deinit {
        if let emptyCache { curl_share_cleanup(emptyCache) }
    }

    /// Makes a transfer that has ended forget its connection, which stays open for the next one.
    func forget(_ easy: UnsafeMutableRawPointer) {
        guard let emptyCache else { return }
        ccurl_set_pointer(easy, CURLOPT_SHARE, emptyCache)
        var socket = curl_socket_t()
        ccurl_get_socket(easy, CURLINFO_ACTIVESOCKET, &socket)
        ccurl_set_pointer(easy, CURLOPT_SHARE, nil)
    }
}
