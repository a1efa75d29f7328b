import CCurl

/// What is the same for every delivery of an engine: who sends, how, and what is trusted.
struct Sender: Sendable {
    let userAgent: String
    let schemes: EndpointPolicy.Schemes
    let authorities: CertificateAuthorities

    /// The settings of a careful client. What libcurl leaves off by default and stays off: cookies,
    /// HSTS, Alt-Svc, Accept-Encoding, HTTP/0.9, reading a .netrc file.
    func apply(to settings: inout EasySettings, _ limits: DeliveryLimits) {
        let protocols =
            switch schemes {
            case .httpsOnly: "https"
            case .httpsAndHTTP: "https,http"
            }
        settings.set(CURLOPT_PROTOCOLS_STR, protocols)
        settings.set(CURLOPT_REDIR_PROTOCOLS_STR, protocols)
        settings.set(CURLOPT_FOLLOWLOCATION, 0)
        settings.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        settings.set(CURLOPT_NETRC, 0)
        // An empty proxy beats http_proxy and its like in the environment: through a proxy the
        // address checks would see the proxy alone.
        settings.set(CURLOPT_PROXY, "")
        settings.set(CURLOPT_NOSIGNAL, 1)
        settings.set(CURLOPT_QUICK_EXIT, 1)
        settings.set(CURLOPT_USERAGENT, userAgent)
        settings.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        settings.set(CURLOPT_CONNECTTIMEOUT_MS, limits.connectMilliseconds)
        settings.set(CURLOPT_TIMEOUT_MS, limits.attemptMilliseconds)
        settings.set(CURLOPT_MAXAGE_CONN, limits.connectionIdleSeconds)
        settings.set(CURLOPT_MAXLIFETIME_CONN, limits.connectionAgeSeconds)
        // Names never reach libcurl's resolver, and nothing of its own may be remembered.
        settings.set(CURLOPT_DNS_CACHE_TIMEOUT, 0)
        settings.set(CURLOPT_SSL_VERIFYPEER, 1)
        settings.set(CURLOPT_SSL_VERIFYHOST, 2)
        settings.set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        // A directory of authorities would be trusted beside the file, and stops libcurl from
        // keeping the parsed file between handshakes.
        settings.clear(CURLOPT_CAPATH)
        switch authorities {
        case .system: return
        case .file(let path): settings.set(CURLOPT_CAINFO, path)
        }
    }
}
