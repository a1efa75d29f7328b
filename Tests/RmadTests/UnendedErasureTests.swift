import Foundation
import Glibc
import Testing

/// What stands in the way of one erasure holds up no other, and is named until it is gone.
@Suite("Unended erasures", .serialized)
struct UnendedErasureTests {
    private func request(_ number: Int, _ name: String) -> String {
        Sample.request(number).replacing("Grace Müller", with: name).replacing(
            "grace@example.com", with: "\(name.filter(\.isLetter).lowercased())@example.com")
    }

    private func taken(_ site: Site, _ number: Int, _ name: String) throws -> String {
        _ = try site.deliver("\(number).json", request(number, name))
        let record = (try site.receipt("\(number).json")["records"] as? [[String: Any]])?.first
        return try #require(record?["rma"] as? String)
    }

    private func photographed(_ site: Site, _ rma: String) throws {
        _ = try site.photo("box-\(rma).jpg")
        _ = try site.deliver(
            "dock-\(rma).json",
            #"{"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":1}],"#
                + #""photos":["box-\#(rma).jpg"]}"#)
        try site.wait(30, "the photo to be shown") { site.names("evidence/\(rma)").count == 1 }
    }

    private func erase(_ site: Site, _ rma: String) throws {
        let asked = try site.rmad(["erase", "--returns", rma, "--reason", "asked", "--yes", "--force"])
        #expect(asked.status == 0, "\(asked.output) \(asked.errors)")
    }

    @Test("a foreign folder among one return's photos stops its erasure alone: named, counted, untouched, tried again")
    func foreign() throws {
        let site = try Site()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(2))
        let (held, free) = (try taken(site, 1, "Zerlina Quastenberg"), try taken(site, 2, "Bruno Altdorfer"))
        for rma in [held, free] { try photographed(site, rma) }
        try site.wait(30, "the labels") { site.names("labels").filter { $0.hasSuffix(".zpl") }.count == 2 }
        let thumbs = site.spool.path + "/evidence/\(held)/thumbs"
        try FileManager.default.createDirectory(atPath: thumbs, withIntermediateDirectories: true)
        try Data("small".utf8).write(to: URL(fileURLWithPath: "\(thumbs)/box.png"))
        // A file of which nothing is on record, two folders down, that names both.
        let deep = site.spool.path + "/rejected/by-hand/old"
        try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
        let both = "[\(request(1, "Zerlina Quastenberg")), \(request(2, "Bruno Altdorfer")), \(Sample.request(3))]"
        try Data(both.utf8).write(to: URL(fileURLWithPath: "\(deep)/both.json"))

        for rma in [held, free] { try erase(site, rma) }
        try site.wait(30, "the erasure of the other") { site.log.contains("erased data has left the disk") }
        try site.wait(30, "a word about the folder") { site.log.contains("an erasure is not done: \(thumbs)") }
        #expect(FileManager.default.fileExists(atPath: "\(thumbs)/box.png"), "it is not ours")
        #expect(!site.names("evidence").contains(free))
        #expect(!site.names("labels").contains { $0.hasPrefix(held) }, "all else of it is done")
        let queue = try site.rmad(["queue", "--json"]).output
        #expect(queue.contains(#""erasures not ended","count":1"#), "\(queue)")
        #expect(!site.names("rejected").contains("both.json"), "it stays in its folder")
        let left = try String(contentsOfFile: "\(deep)/both.json", encoding: .utf8)
        #expect(left.contains("Grace") && !left.contains("Quastenberg") && !left.contains("Altdorfer"), "\(left)")

        try FileManager.default.removeItem(atPath: thumbs)
        try site.wait(60, "the end of the held one") {
            site.log.components(separatedBy: "erased data has left the disk").count == 3
        }
        #expect(!site.names("evidence").contains(held))
        #expect(site.log.components(separatedBy: "an erasure is not done").count == 2, "told once")
        #expect(try site.rmad(["queue", "--json"]).output.contains(#""erasures not ended","count":0"#))
        site.stopDaemon()
    }
}
