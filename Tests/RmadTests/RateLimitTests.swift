import Foundation
import Glibc
import Ledger
import PrinterSink
import Returns
import Testing

/// A receiver behind nginx that takes twenty requests a second and answers the others as nginx does.
@Suite("A receiver with a rate limit")
struct RateLimitTests {
    @Test("every delivery arrives once, and the breaker stays closed", arguments: [503, 429])
    func nginx(status: Int) throws {
        let site = try Site()
        let server = try Nginx(in: site.folder, status: status)
        defer { server.stop() }
        let figures = site.folder.appending(path: "rmad.prom").path
        try site.configure([
            ("ports: [80, ", "ports: [\(server.port), 80, "), ("  file: null ", "  file: \(figures) "),
            ("  seconds: 15", "  seconds: 1"),
        ])
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(60))
        #expect(try site.rmad(["endpoint", "add", "shop", "http://127.0.0.1:\(server.port)/hook"]).status == 0)
        // What it is owed waits until all of it is there, so that it comes at once.
        #expect(try site.rmad(["endpoint", "disable", "shop"]).status == 0)
        _ = try site.deliver("requests.jsonl", (1...60).map(Self.line).joined(separator: "\n"))
        try site.wait(60, "the labels") { site.names("labels").count { $0.hasSuffix(".zpl") } == 60 }
        #expect(try site.rmad(["endpoint", "enable", "shop"]).status == 0)
        var wasOpen = false
        let shop = EndpointName(trusted: "shop")
        try site.wait(120, "every delivery") {
            let text = (try? String(contentsOfFile: figures, encoding: .utf8)) ?? ""
            wasOpen = wasOpen || text.contains("rmad_webhook_breaker_open{endpoint=\"shop\"} 1")
            return try site.ledger().read { try $0.owed(to: shop) } == 0
        }
        let heard = try server.heard()
        let taken = heard.filter { $0.status == 204 }.map(\.id)
        #expect(taken.count == Set(taken).count, "one arrived twice")
        #expect(Set(heard.map(\.id)) == Set(taken), "one never arrived")
        #expect(taken.count >= 180, "\(taken.count)")
        let refused = heard.count { $0.status == status }
        #expect(refused > 0, "it was never overrun, so nothing was tried")
        #expect(refused < taken.count, "\(refused) in vain for \(taken.count)")
        #expect(!wasOpen, "the breaker opened")
        #expect(try site.rmad(["verify"]).status == 0)
    }

    private static func line(_ number: Int) -> String {
        Sample.request(number).replacingOccurrences(of: "\n", with: "")
    }
}

/// nginx with `limit_req`, in a folder of its own.
private final class Nginx {
    let port: Int
    private let process = Process()
    private let log: URL

    init(in folder: URL, status: Int) throws {
        let home = folder.appending(path: "nginx")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        port = try FreePort.number()
        log = home.appending(path: "access.log")
        let path = home.path
        let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(path)/\($0);" }
        try """
        daemon off; worker_processes 1; pid \(path)/pid; error_log \(path)/error.log;
        events {}
        http {
            \(places.joined(separator: " "))
            log_format ids '$status $http_webhook_id';
            limit_req_zone $binary_remote_addr zone=hooks:1m rate=20r/s;
            server {
                listen 127.0.0.1:\(port);
                access_log \(path)/access.log ids;
                location / {
                    limit_req zone=hooks burst=5 nodelay;
                    limit_req_status \(status);
                    proxy_pass http://unix:\(path)/inner;
                }
            }
            server { listen unix:\(path)/inner; access_log off; return 204; }
        }
        """.write(to: home.appending(path: "nginx.conf"), atomically: true, encoding: .utf8)
        process.executableURL = URL(fileURLWithPath: "/usr/sbin/nginx")
        process.arguments = ["-p", path, "-c", "\(path)/nginx.conf", "-e", "\(path)/error.log"]
        try process.run()
        let deadline = Date().addingTimeInterval(60)
        while !FileManager.default.fileExists(atPath: log.path), Date() < deadline { usleep(10_000) }
    }

    func stop() {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
    }

    /// What was asked and answered, in order.
    func heard() throws -> [(status: Int, id: String)] {
        try String(contentsOf: log, encoding: .utf8).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 2, let status = Int(words[0]) else { return nil }
            return (status, String(words[1]))
        }
    }
}
