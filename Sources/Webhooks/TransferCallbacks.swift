import CCurl

extension Transfer {
    /// Hands libcurl the functions through which it reports and asks.
    func installCallbacks(_ settings: inout EasySettings) {
        let myself = Unmanaged.passUnretained(self).toOpaque()
        let easy = settings.easy
        settings.note(
            CURLOPT_HEADERFUNCTION,
            ccurl_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                guard let bytes, let context else { return 0 }
                let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return Transfer.at(context).takeHeader(line) ? line.count : 0
            })
        settings.set(CURLOPT_HEADERDATA, myself)
        settings.note(
            CURLOPT_WRITEFUNCTION,
            ccurl_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                guard let bytes, let context else { return 0 }
                let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return Transfer.at(context).takeBody(piece) ? piece.count : 0
            })
        settings.set(CURLOPT_WRITEDATA, myself)
        // Asked before each new connection…
        settings.note(
            CURLOPT_OPENSOCKETFUNCTION,
            ccurl_set_opensocket_callback(easy) { context, _, target in
                guard let context, let target, let address = ccurl_socket_address(target),
                    Transfer.at(context).permits(IPAddress(address))
                else { return -1 }
                return Transfer.at(context).open(
                    target.pointee.family, target.pointee.socktype, target.pointee.protocol)
            })
        settings.set(CURLOPT_OPENSOCKETDATA, myself)
        // …and before each request, on a kept connection too, where no socket is opened.
        settings.note(
            CURLOPT_PREREQFUNCTION,
            ccurl_set_prereq_callback(easy) { context, peer, _, _, _ in
                guard let context, let peer else { return Int32(CURL_PREREQFUNC_ABORT) }
                let address = IPAddress(String(cString: peer))
                return Transfer.at(context).permitsSending(to: address)
                    ? Int32(CURL_PREREQFUNC_OK) : Int32(CURL_PREREQFUNC_ABORT)
            })
        settings.set(CURLOPT_PREREQDATA, myself)
        // Tells when TCP stands: while the handshake hangs, libcurl does not say.
        settings.note(
            CURLOPT_SSL_CTX_FUNCTION,
            ccurl_set_tls_callback(easy) { _, _, context in
                guard let context else { return CURLE_ABORTED_BY_CALLBACK }
                Transfer.at(context).handshakeBegins()
                return CURLE_OK
            })
        settings.set(CURLOPT_SSL_CTX_DATA, myself)
    }

    private static func at(_ context: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }
}
