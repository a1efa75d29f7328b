import Testing

@testable import Webhooks

@Suite("Address policy")
struct AddressPolicyTests {
    @Test(
        "addresses that do not lead to the public Internet are denied",
        arguments: [
            "0.0.0.0", "0.255.255.255", "10.0.0.1", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
            "127.255.255.255", "169.254.0.1", "172.16.0.0", "172.31.255.255", "192.0.0.8", "192.0.2.1",
            "192.88.99.1", "192.168.0.1", "198.18.0.0", "198.19.255.255", "198.51.100.7", "203.0.113.9",
            "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1",
            "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::808:808", "64:ff9b::7f00:1", "64:ff9b:1::1",
            "100::1", "2001::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1",
            "4000::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "febf::1", "fec0::1", "ff02::1",
        ])
    func denied(text: String) throws {
        let address = try #require(IPAddress(text))
        guard case .denied(let reason) = AddressPolicy().permits(address) else {
            Issue.record("\(text) is permitted")
            return
        }
        #expect(reason.contains("\(address)"))
    }

    @Test(
        "public addresses are permitted, up to the edges of the denied blocks",
        arguments: [
            "1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
            "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255",
            "198.17.255.255", "198.20.0.0", "223.255.255.255", "::ffff:8.8.8.8", "2001:200::1", "2606:4700::1111",
            "2a00:1450:4001::1",
        ])
    func permitted(text: String) throws {
        #expect(AddressPolicy().permits(try #require(IPAddress(text))) == .permitted)
    }

    @Test("an allowed block is an exception, and a denied block wins over it")
    func order() throws {
        let policy = try AddressPolicy(
            allowed: [AddressRange(parsing: "127.0.0.0/8"), AddressRange(parsing: "64:ff9b::/96")],
            denied: [AddressRange(parsing: "127.9.0.0/16"), AddressRange(parsing: "8.8.8.0/24")])
        func verdict(_ text: String) throws -> Bool {
            policy.permits(try #require(IPAddress(text))) == .permitted
        }
        #expect(try verdict("127.0.0.1") && verdict("::ffff:127.0.0.1") && verdict("127.8.255.255"))
        #expect(try !verdict("127.9.0.0") && !verdict("::ffff:127.9.255.255") && !verdict("8.8.8.8"))
        // NAT64 is allowed, but the address that it leads to is judged as well.
        #expect(try verdict("64:ff9b::101:101") && !verdict("64:ff9b::a00:1") && !verdict("64:ff9b::808:808"))
        #expect(try !verdict("10.0.0.1"))
    }

    @Test("no address of a denied block is permitted in any of its disguises")
    func disguises() {
        let seed = SplitMix64.freshSeed()
        var random = SplitMix64(seed: seed)
        let policy = AddressPolicy()
        for _ in 0..<20_000 {
            let four = UInt32.random(in: .min ... .max, using: &random)
            let plain = policy.permits(.v4(four))
            let mapped = policy.permits(.v6(0xFFFF << 32 | UInt128(four)))
            #expect((plain == .permitted) == (mapped == .permitted), "seed \(seed), \(IPAddress.v4(four))")
            let nat64 = UInt128(0x0064_FF9B) << 96 | UInt128(four)
            #expect(policy.permits(.v6(nat64)) != .permitted, "seed \(seed), \(IPAddress.v6(nat64))")
        }
    }

    @Test("a block contains exactly the addresses that share its prefix")
    func containment() throws {
        let seed = SplitMix64.freshSeed()
        var random = SplitMix64(seed: seed)
        for _ in 0..<5_000 {
            let length = Int.random(in: 0...128, using: &random)
            let address = UInt128.random(in: .min ... .max, using: &random)
            let mask = length == 0 ? 0 : UInt128.max << UInt128(128 - length)
            let range = try AddressRange(parsing: "\(IPAddress.v6(address & mask))/\(length)")
            let other = address ^ (UInt128(1) << UInt128(Int.random(in: 0..<128, using: &random)))
            #expect(range.contains(.v6(address)), "seed \(seed)")
            #expect(range.contains(.v6(other)) == (other & mask == address & mask), "seed \(seed)")
            #expect(!range.contains(.v4(UInt32(truncatingIfNeeded: address))), "seed \(seed)")
        }
    }

    @Test(
        "a block that is not CIDR is refused with words on what to write",
        arguments: [
            ("", "10.0.0.0/8"), ("10.0.0.0/33", "/32"), ("10.0.0.0/", "/32"), ("10.0.0.0/-1", "/32"),
            ("10.0.0.0/8/8", "10.0.0.0/8"), ("10.1.2.3/16", "10.1.0.0/16"), ("10.1/16", "10.0.0.0/8"),
            ("fd00::1/64", "fd00::/64"), ("::/129", "/128"), ("localhost", "10.0.0.0/8"), ("10.0.0.0/+8", "/32"),
            ("fe80::1%eth0", "fd00:1::/32"),
        ])
    func badRanges(text: String, hint: String) {
        let error = #expect(throws: InvalidWebhookInput.self) { try AddressRange(parsing: text) }
        #expect(error?.hint.contains(hint) == true, "\(error.map(\.description) ?? "")")
    }

    @Test("a bare address is a block of one, and a block prints as it is read")
    func ranges() throws {
        #expect(try AddressRange(parsing: "192.0.2.7").description == "192.0.2.7/32")
        #expect(try AddressRange(parsing: "::/0").contains(.v6(.max)))
        #expect(try AddressRange(parsing: "0.0.0.0/0").contains(.v4(.max)))
    }
}
