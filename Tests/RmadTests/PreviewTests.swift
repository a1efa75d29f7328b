import Foundation
import Testing

@Suite("The preview of labels, with the real daemon")
struct PreviewTests {
    @Test("label tells path, size and codes, and shows the QR code only where that was asked for and can be seen")
    func preview() throws {
        let site = try BrandTests.started()
        try site.edit("formats: [pdf, zpl]", "formats: [pdf, png, zpl, svg]")
        site.stopDaemon()
        try site.startDaemon()
        let (rma, _, record) = try site.state("one.json", Sample.request(1))
        let code = try #require((record["parcels"] as? [String])?.first)
        try site.wait(30, "the papers") { site.names("labels").contains("\(rma).instructions.txt") }
        let told = try site.rmad(["label", rma])
        let url = try #require(record["tracking_url"] as? String)
        for words in ["GS1-128  (00)\(code)", url, "101.6 × 152.4 mm", "203 dpi", "\(rma).pdf  "] {
            #expect(told.output.contains(words), "\(words) in \(told.output)")
        }
        #expect(!told.output.contains("▀"))
        let size = try Data(contentsOf: site.spool.appending(path: "labels/\(rma).zpl")).count
        #expect(told.output.contains("\(rma).zpl  \(size) bytes"))

        let json = try site.rmad(["label", rma, "--json"]).output
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(object["code"] as? String == code && object["symbology"] as? String == "GS1-128")
        #expect(object["tracking_url"] as? String == url && object["brand"] as? String == "lights")
        let files = try #require(object["files"] as? [[String: Any]])
        #expect(files.count == 7 && files.allSatisfy { $0["exists"] as? Bool == true })
        for file in files.prefix(4) {
            #expect(file["width_um"] as? Int == 101_600 && file["height_um"] as? Int == 152_400, "\(file)")
        }
        #expect(files.map { $0["dpi"] as? Int } == [nil, 203, 203, nil, nil, nil, nil])

        let piped = try site.rmad(["label", rma, "--preview"])
        #expect(piped.status == 0 && !piped.output.contains("▀") && piped.errors.contains("no terminal"))
        let seen = try onTerminal(site, ["label", rma, "--preview"], locale: "C.UTF-8")
        #expect(seen.contains("▀") && seen.contains("\u{1B}[38;5;16;48;5;231m"))
        let plain = try onTerminal(site, ["label", rma, "--preview", "--no-color"], locale: "C.UTF-8")
        #expect(plain.contains("▀") && !plain.contains("\u{1B}["))
        #expect(try !onTerminal(site, ["label", rma, "--preview"], locale: "C").contains("▀"))
    }

    /// Runs rmad on a pseudo-terminal of util-linux' `script`.
    private func onTerminal(_ site: Site, _ arguments: [String], locale: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/script")
        let command = ([Site.binary.path] + arguments + ["--config", site.configuration]).joined(separator: " ")
        process.arguments = ["--quiet", "--return", "--command", command, "/dev/null"]
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": locale, "TERM": "xterm-256color"]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: bytes, as: UTF8.self)
    }
}
