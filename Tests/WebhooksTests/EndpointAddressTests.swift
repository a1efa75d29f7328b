import Testing

@testable import Webhooks

@Suite("Endpoint address")
struct EndpointAddressTests {
    private let lenient = EndpointPolicy(schemes: .httpsAndHTTP, ports: .any)

    @Test("an address is kept as libcurl reads it")
    func accepted() throws {
        let address = try EndpointAddress(
            parsing: "https://Shop.Example/hooks/a?token=s3cret", policy: EndpointPolicy())
        #expect(address.host == "shop.example" && address.port == 443 && address.literal == nil)
        #expect(address.url.hasSuffix("/hooks/a?token=s3cret"))
        #expect(address.description == "https://shop.example:443/hooks/a")
        let six = try EndpointAddress(parsing: "https://[2606:4700::1111]/", policy: EndpointPolicy())
        #expect(six.literal == IPAddress("2606:4700::1111") && six.host == "2606:4700::1111")
    }

    @Test(
        "IPv4 in odd dress is seen through",
        arguments: [
            "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://127.1/", "http://0177.0.0.1/",
            "http://0/", "http://127.0.0.1/", "http://[::ffff:127.0.0.1]/", "http://[::1]/",
            "http://[0:0:0:0:0:ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/", "http://169.254.169.254/",
            "http://[fe80::1]/", "http://10.1.2.3:8080/",
        ])
    func odd(text: String) throws {
        let error = #expect(throws: InvalidWebhookInput.self) { try EndpointAddress(parsing: text, policy: lenient) }
        #expect(error?.problem.contains("not a public address") == true || error?.problem.contains("leads to") == true)
        #expect(error?.hint.contains("allow its block") == true)
    }

    @Test(
        "an address that breaks a rule is refused, with what is wrong and what to write",
        arguments: [
            ("", "empty", "%20"),
            ("shop.example/hooks", "no scheme", "https://"),
            ("http://shop.example/", "plain HTTP", "https://"),
            ("ftp://shop.example/", "ftp", "https://"),
            ("javascript:alert(1)", "", "https://"),
            ("file:///etc/passwd", "file", "https://"),
            ("https://user@shop.example/", "user name", "signature"),
            ("https://user:hunter2@shop.example/", "password", "signature"),
            ("https://@shop.example/", "user name", "signature"),
            ("https://shop.example@10.0.0.1/", "user name", "signature"),
            ("https://shop.example:8443/", "port 8443", "list the port"),
            ("https://shop.example:0/", "", ""),
            ("https://shop.example:99999/", "not a URL", "https://"),
            ("https://shop.example/#part", "fragment", "#"),
            ("https://shop.example/#", "fragment", "#"),
            ("https://shop .example/", "blank", "%20"),
            ("https://shop.example/\r\nX-Evil: 1", "control character", "%20"),
            ("https:///hooks", "two slashes", "https://shop.example"),
            ("https:/shop.example/", "two slashes", "https://shop.example"),
            ("https://[::1/", "not a URL", "https://"),
            ("https://[fe80::1%25eth0]/", "", ""),
            ("https://" + String(repeating: "a", count: 254) + "/", "host", "xn--"),
            ("https://shop.example/" + String(repeating: "a", count: 2_030), "2048 bytes", "shorter"),
        ])
    func refused(text: String, problem: String, hint: String) {
        let error = #expect(throws: InvalidWebhookInput.self) {
            try EndpointAddress(parsing: text, policy: EndpointPolicy())
        }
        #expect(problem.isEmpty || error?.problem.contains(problem) == true, "\(error.map(\.description) ?? "")")
        #expect(hint.isEmpty || error?.hint.contains(hint) == true, "\(error.map(\.description) ?? "")")
    }

    @Test("an international name goes in its ASCII form, whatever the locale; what no name can be is said in words")
    func international() throws {
        let policy = EndpointPolicy()
        let address = try EndpointAddress(parsing: "https://Bücher.example/hooks", policy: policy)
        #expect(address.host == "xn--bcher-kva.example" && address.url.contains("//xn--bcher-kva.example/"))
        #expect(try EndpointAddress(parsing: "https://例え.example/", policy: policy).host == "xn--r8jz45g.example")
        let error = #expect(throws: InvalidWebhookInput.self) {
            try EndpointAddress(parsing: "https://shop\u{1F4A9}\u{2028}.example/", policy: policy)
        }
        #expect(
            error?.problem.contains("host") == true && error?.hint.contains("xn--") == true,
            "\(String(describing: error))")
    }

    @Test("an error repeats neither password nor token")
    func quietErrors() {
        for text in [
            "https://user:hunter2@shop.example/", "http://shop.example/?token=hunter2",
            "https://user:hunter2@shop.example:99999/",
        ] {
            let error = #expect(throws: InvalidWebhookInput.self) {
                try EndpointAddress(parsing: text, policy: EndpointPolicy())
            }
            #expect(error.map { !"\($0)".contains("hunter2") } ?? false)
        }
    }

    @Test("the policy opens ports, plain HTTP and blocks of addresses one by one")
    func policy() throws {
        let listed = EndpointPolicy(ports: .listed([8443]))
        #expect(try EndpointAddress(parsing: "https://shop.example:8443/", policy: listed).port == 8443)
        #expect(throws: InvalidWebhookInput.self) {
            try EndpointAddress(parsing: "https://shop.example/", policy: listed)
        }
        let inside = try EndpointPolicy(
            schemes: .httpsAndHTTP, addresses: AddressPolicy(allowed: [AddressRange(parsing: "10.7.0.0/16")]))
        #expect(try EndpointAddress(parsing: "http://10.7.0.1/", policy: inside).port == 80)
        #expect(throws: InvalidWebhookInput.self) {
            try EndpointAddress(parsing: "http://10.8.0.1/", policy: inside)
        }
    }
}
