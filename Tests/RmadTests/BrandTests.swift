import Foundation
import Ledger
import Returns
import Testing

@Suite("Brands, with the real daemon")
struct BrandTests {
    @Test("a return has the brand that it names, else that of its order's channel, else the default")
    func brands() throws {
        let site = try Self.started()
        let (byChannel, _, first) = try site.state("one.json", Sample.request(1))
        let (byName, _, second) = try site.state("two.json", request(2, brand: "RUGS"))
        let (byDefault, _, third) = try site.state("three.json", Sample.request(3))
        #expect([first, second, third].map { $0["brand"] as? String } == ["lights", "rugs", "house"])
        #expect((first["tracking_url"] as? String)?.hasPrefix("https://lights.example/r/") == true)
        #expect((second["tracking_url"] as? String)?.hasPrefix("http://localhost:8080/") == true)

        for rma in [byChannel, byName, byDefault] {
            try site.wait(30, "the papers of \(rma)") { site.names("labels").contains("\(rma).instructions.txt") }
        }
        let lights = try site.text("labels/\(byChannel).instructions.txt")
        #expect(lights.contains("Example Lights") && lights.contains("hi@lights.example"))
        #expect(lights.contains("https://lights.example/r/") && !lights.contains("returns@example.com"))
        let rugs = try site.text("labels/\(byName).instructions.txt")
        #expect(rugs.contains("Example Rugs") && rugs.contains("returns@example.com"))
        #expect(try site.text("labels/\(byChannel).zpl").contains("Example Lights"))
        #expect(try site.text("labels/\(byDefault).instructions.html").contains("The House"))

        try site.wait(20, "the webhooks") { try site.hooks().count >= 9 }
        for (rma, brand) in [(byChannel, "lights"), (byName, "rugs"), (byDefault, "house")] {
            let list = try site.rmad(["deliveries", "list", "--rma", rma, "--json"]).output
            let line = try #require(list.split(separator: "\n").first.map { Data($0.utf8) })
            let delivery = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
            let payload = try site.rmad(["deliveries", "show", try #require(delivery["delivery"] as? String), "--json"])
            #expect(payload.output.contains("\"brand\":\"\(brand)\""), "\(payload.output)")
        }
        let shown = try site.rmad(["show", byChannel, "--json"]).output
        #expect(shown.contains("\"brand\":\"lights\"") && shown.contains("https://lights.example/r/"))
        #expect(try site.rmad(["show", byChannel]).output.contains("lights"))
        #expect(try site.rmad(["list", "--json"]).output.contains("\"brand\":\"rugs\""))
        #expect(try site.rmad(["verify"]).status == 0)

        let refused = try site.refusal("unknown.json", request(4, brand: "carpets"))
        #expect(refused.contains("the brand 'carpets'") && refused.contains("house, lights, rugs"))

        // Taken out of the configuration, an open return's brand is told, and its papers are the default's.
        site.stopDaemon()
        try site.edit("  - {name: rugs, title: Example Rugs}\n", "")
        let checked = try site.rmad(["check"])
        #expect(checked.status == 0 && checked.output.contains("1 open returns are of the brand 'rugs'"))
    }

    @Test("a house with one brand refuses a request that names one, and stores none")
    func oneBrand() throws {
        let site = try Site()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(2))
        #expect(try site.refusal("named.json", request(1, brand: "lights")).contains("this house has one"))
        let (_, _, record) = try site.state("plain.json", Sample.request(2))
        #expect(record["brand"] == nil)
    }

    @Test("a logo that cannot be read stops the start, with its line")
    func logo() throws {
        let site = try Site()
        try site.edit("logo: null", "logo: missing.svg")
        let checked = try site.rmad(["check"])
        #expect(checked.status == 78 && checked.output.contains("brand.logo") && checked.output.contains("nothing at"))
        #expect(try site.rmad(["serve"]).status == 78)
        let logo = site.folder.appending(path: "Config/missing.svg")
        try Data("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8).write(to: logo)
        let shapeless = try site.rmad(["check"])
        #expect(shapeless.status == 78 && shapeless.output.contains("the logo of Example Shop"))
        let drawing =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 3\"><rect width=\"9\" height=\"3\"/></svg>"
        try Data(drawing.utf8).write(to: logo)
        #expect(try site.rmad(["check"]).status == 0)
    }

    /// A running house of three brands, with four orders, one of them through a brand's channel.
    static func started() throws -> Site {
        let site = try Site()
        try site.edit(
            "brand:\n  name: Example Shop\n  colour: null                    # \"#0A5FB4\" in quotation marks; black "
                + "without it\n  logo: null                      # a file, SVG or PNG, at most 1 MB\n", "")
        try site.edit(
            "brands: []\n",
            """
            brands:
              - {name: house, title: The House, default: true}
              - {name: lights, title: Example Lights, channels: [lights-web], contact: {email: hi@lights.example},
                 tracking_base_url: "https://lights.example/r"}
              - {name: rugs, title: Example Rugs}

            """)
        try site.startWatching()
        let orders = Sample.orders(4).replacing(
            "\"number\":\"A-1\"", with: "\"number\":\"A-1\",\"channel\":\"lights-web\"")
        _ = try site.deliver("orders.json", orders)
        _ = try site.deliver("endpoint.json", Sample.endpoint(port: site.port))
        return site
    }

    private func request(_ number: Int, brand: String) -> String {
        Sample.request(number).replacing(
            "\"type\":\"return_request\"", with: "\"type\":\"return_request\",\"brand\":\"\(brand)\"")
    }
}
