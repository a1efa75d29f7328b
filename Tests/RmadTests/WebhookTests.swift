import Foundation
import Ledger
import Messages
import Returns
import Testing

/// Webhooks as their receivers and operators live with them: the real daemon, a real receiver, the command line.
@Suite("Webhooks", .serialized)
struct WebhookTests {
    private let site: Site
    private let ear: Ear

    init() throws {
        site = try Site()
        ear = try Ear(site)
        try site.configure([("ports: [80, ", "ports: [\(ear.port), 80, ")])
    }

    private func start(_ changes: [(String, String)] = []) throws {
        try site.configure(changes)
        try site.startWatching()
        try site.drop("orders.json", Sample.orders(40))
        _ = try site.waitForReceipt("orders.json")
    }

    @discardableResult
    private func rmad(_ arguments: String...) throws -> String {
        let end = try site.rmad(arguments)
        #expect(end.status == 0, "\(arguments): \(end.output) \(end.errors)")
        return end.output + end.errors
    }

    private func request(_ number: Int) throws {
        try site.drop("request-\(number).json", Sample.request(number))
        _ = try site.waitForReceipt("request-\(number).json")
    }

    private func owed(_ name: String) throws -> Int {
        try site.ledger().read { try $0.owed(to: EndpointName(trusted: name)) }
    }

    @Test("every message is signed so that two libraries verify it, in order, and fits its published schema")
    func signedAndInOrder() throws {
        try start()
        try rmad("endpoint", "add", "shop", ear.url("shop"))
        try rmad("endpoint", "add", "slim", ear.url("slim"), "--payload", "thin", "--header", "X-Tenant: acme")
        for number in 1...5 { try request(number) }
        try site.wait(60, "all deliveries") {
            try ear.heard("shop").count == 20 && ear.heard("slim").count == 20 && owed("shop") == 0 && owed("slim") == 0
        }
        let heard = try ear.heard("shop")
        #expect(heard.count == 20)
        #expect(heard.allSatisfy { $0.signed_by == ["shop.whsec"] })
        for (rma, messages) in Dictionary(grouping: heard, by: \.body.data.rma) {
            #expect(messages.compactMap(\.body.data.sequence) == [1, 2, 3, 4], "\(rma ?? "?")")
        }
        let slim = try ear.heard("slim")
        #expect(slim.count == 20)
        #expect(slim.allSatisfy { $0.body.data.lines == nil && $0.headers["x-tenant"] == "acme" })
        try judgeBodies()
    }

    @Test("every event tells the customer in their language what happened and by when we go on")
    func told() throws {
        try start()
        try rmad("endpoint", "add", "shop", ear.url("shop"))
        let languages = ["de", "en", "es", "fr", "ja", "ar"]
        for (index, language) in languages.enumerated() {
            try site.drop(
                "in-\(language).json",
                Sample.request(index + 1).replacing("\"language\":\"de\"", with: "\"language\":\"\(language)\""))
            _ = try site.waitForReceipt("in-\(language).json")
        }
        try site.wait(60, "all deliveries") { try ear.heard("shop").count == 24 && owed("shop") == 0 }
        let heard = try ear.heard("shop")
        let frames = [
            "Rücksendung RMA-", "Return RMA-", "Devolución RMA-", "Retour RMA-", "返品 RMA-", "الإرجاع \u{2068}RMA-",
        ]
        // What happens together is told once: a request that is approved at once is approved.
        for message in heard {
            guard let title = message.body.data.title, let text = message.body.data.message else {
                #expect(["return.requested", "shipment.label_requested"].contains(message.body.type))
                continue
            }
            #expect(frames.contains { title.hasPrefix($0) }, "\(message.body.type): \(title)")
            #expect(!text.isEmpty && !text.contains("{") && text.count <= 400, "\(message.body.type): \(text)")
        }
        for frame in frames { #expect(heard.count { $0.body.data.title?.hasPrefix(frame) == true } == 2, "\(frame)") }
        let rma = try #require(heard.first { $0.body.data.title?.hasPrefix("Rücksendung") == true }?.body.data.rma)
        let year = Sample.today.adding(days: 14).components.year
        let german = heard.filter { $0.body.data.rma == rma }
        #expect(german.count { $0.body.data.message?.contains("\(year)") == true } >= 2)

        // At the dock the promise that follows is named with the count that made it.
        try site.drop(
            "dock.json", #"{"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":1}]}"#)
        _ = try site.waitForReceipt("dock.json")
        try site.wait(20, "the receipt told") {
            try ear.heard("shop").contains { $0.body.type == "line.received" } && owed("shop") == 0
        }
        let received = try #require(try ear.heard("shop").first { $0.body.type == "line.received" })
        let promised = try site.ledger().read { snapshot in
            try snapshot.promises(of: 1).first { $0.name == .inspected }?.due
        }
        let due = try #require(promised)
        #expect(received.body.data.message?.contains(due.written(in: .german, gap: "\u{A0}")) == true)

        try showsWhatWasSent(rma, ear.heard("shop").filter { $0.body.data.rma == rma })
        try judgeBodies()
    }

    /// `rmad show --messages` repeats what was sent, word for word, and says it in other languages too.
    private func showsWhatWasSent(_ rma: String, _ sent: [Ear.Heard]) throws {
        struct Shown: Decodable {
            struct Message: Decodable {
                let sequence: Int
                let title: String
                let message: String
                let sent: Bool
            }
            let language: String
            let messages: [Message]
        }
        let shown = try JSONDecoder().decode(
            Shown.self, from: Data(try rmad("show", rma, "--messages", "--json").utf8))
        #expect(shown.language == "de")
        #expect(shown.messages.map(\.message) == sent.compactMap(\.body.data.message))
        #expect(shown.messages.map(\.title) == sent.compactMap(\.body.data.title))
        #expect(shown.messages.filter { !$0.sent }.isEmpty)
        let english = try rmad("show", rma, "--messages", "--language", "en")
        #expect(english.contains("Return \(rma): approved") && !english.contains("request received"))
        #expect(english.contains("not sent: in today's words"))
        let alone = try site.rmad(["show", rma, "--language", "en"])
        #expect(alone.status == 64)
    }

    /// jsonschema, which is not ours, validates what was really sent.
    private func judgeBodies() throws {
        let file = site.folder.appending(path: "bodies.jsonl")
        let lines = try ear.bodies().map { String(decoding: $0, as: UTF8.self) + "\n" }
        try lines.joined().write(to: file, atomically: true, encoding: .utf8)
        let judge = Process()
        judge.executableURL = Site.root.appending(path: ".build/venv/bin/python")
        judge.arguments = [
            Site.root.path + "/Tests/RmadTests/Judges/event_schemas.py", Site.root.path + "/docs/webhooks", file.path,
        ]
        let output = Pipe()
        judge.standardOutput = output
        judge.standardError = output
        try judge.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        judge.waitUntilExit()
        #expect(judge.terminationStatus == 0, "\(said)")
    }

    @Test("while a secret is being changed both sign; with the grace period over, the new one alone")
    func rotation() throws {
        try start()
        try rmad("endpoint", "add", "shop", ear.url("shop"))
        try request(1)
        try site.wait(20, "the first deliveries") { try owed("shop") == 0 }
        try rmad("endpoint", "rotate", "shop", "--grace-hours", "24")
        try request(2)
        try site.wait(20, "deliveries with both") { try owed("shop") == 0 }
        let both = try #require(try ear.heard("shop").last)
        #expect(both.signed_by.count == 2, "\(both.signed_by)")
        #expect(both.headers["webhook-signature"]?.split(separator: " ").count == 2)
        let again = try site.rmad(["endpoint", "rotate", "shop"])
        #expect(again.status != 0 && (again.output + again.errors).contains("still signs"), "the grace is a promise")
        try rmad("endpoint", "rotate", "shop", "--grace-hours", "0")
        try request(3)
        try site.wait(20, "deliveries with the new one") { try owed("shop") == 0 }
        #expect(try ear.heard("shop").last?.signed_by.count == 1)
        let secrets = try FileManager.default.contentsOfDirectory(atPath: site.spool.path + "/secrets")
        #expect(secrets.filter { $0.hasPrefix("shop") }.count == 3)
        let said = try rmad("endpoint", "show", "shop") + rmad("deliveries", "list") + site.log
        for file in secrets {
            let secret = try site.text("secrets/\(file)").dropFirst("whsec_".count).prefix(20)
            #expect(!said.contains(secret), "a secret was shown")
        }
    }

    @Test("410 disables at once, events are kept, and enabling sends them in order")
    func gone() throws {
        try start()
        try rmad("endpoint", "add", "shop", ear.url("shop"))
        try ear.answer(["/shop": (410, [:], "no more")])
        try request(1)
        try site.wait(20, "the endpoint to be disabled") {
            try site.ledger().read { try $0.endpoint(EndpointName(trusted: "shop"))?.state } == .disabled
        }
        let tries = try ear.heard("shop").count
        #expect(try rmad("endpoint", "add", "shop", ear.url("shop"), "--rate", "6000").contains("disabled"))
        try request(2)
        #expect(try ear.heard("shop").count == tries, "nothing is sent to a disabled endpoint")
        #expect(try rmad("deliveries", "list", "--state", "held", "--endpoint", "shop").contains("held"))
        try ear.answer([:])
        let said = try rmad("endpoint", "enable", "shop")
        #expect(said.contains("were held; they go out now, in order"), "\(said)")
        // Labels may be made meanwhile, and are told then.
        try site.wait(20, "everything") {
            try ear.heard("shop").count { $0.status == 204 } == 8 && owed("shop") == 0
        }
        let heard = try ear.heard("shop").filter { $0.status == 204 }
        for messages in Dictionary(grouping: heard, by: \.body.data.rma).values {
            #expect(messages.compactMap(\.body.data.sequence) == [1, 2, 3, 4])
        }
    }

    @Test("skip_stale sends the newest status in place of those that could not be delivered, and says so")
    func skipStale() throws {
        try start([("schedule_seconds: [0, 5,", "schedule_seconds: [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5,")])
        try rmad("endpoint", "add", "wall", ear.url("wall"), "--order", "skip_stale")
        try ear.answer(["/wall": (500, [:], "")])
        try request(1)
        try site.wait(20, "the last event to be owed") {
            try site.ledger().read { snapshot in
                try snapshot.endpoint(EndpointName(trusted: "wall"))?.failingSince != nil
                    && snapshot.events(of: 1).count == 4
            }
        }
        try ear.answer([:])
        try site.wait(30, "the newest status") { try owed("wall") == 0 }
        let taken = try ear.heard("wall").filter { $0.status == 204 }
        #expect(taken.last?.body.data.sequence == 4)
        #expect(taken.count < 4, "older ones were replaced")
        let record = try rmad("deliveries", "list", "--endpoint", "wall", "--state", "superseded", "--json")
        #expect(record.contains("took its place"))
    }

    @Test("a Retry-After holds back the whole endpoint, and no other")
    func patience() throws {
        try start()
        try rmad("endpoint", "add", "slow", ear.url("slow"))
        try rmad("endpoint", "add", "shop", ear.url("shop"))
        try ear.answer(["/slow": (429, ["retry-after": "3"], "")])
        try request(1)
        try site.wait(20, "the first refusal") { try !ear.heard("slow").isEmpty }
        let refused = try #require(try ear.heard("slow").first)
        try ear.answer([:])
        for number in 2...4 { try request(number) }
        try site.wait(20, "the other endpoint") { try owed("shop") == 0 }
        try site.wait(40, "the patient one") { try owed("slow") == 0 }
        let later = try ear.heard("slow").filter { $0.status == 204 }
        #expect(later.allSatisfy { $0.at >= refused.at + 2.9 }, "nothing came before the time that it asked for")
    }

    @Test("the operator hears once of each step of a failure and of its end; promtool reads the figures")
    func alerts() throws {
        let figures = site.folder.appending(path: "rmad.prom").path
        try start([
            ("schedule_seconds: [0, 5,", "schedule_seconds: [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5,"),
            ("failure_budget_seconds: null", "failure_budget_seconds: 6"),
            ("operator_endpoint: null", "operator_endpoint: ops"),
            ("  file: null ", "  file: \(figures) "), ("  seconds: 15", "  seconds: 1"),
        ])
        try rmad("endpoint", "add", "ops", ear.url("ops"), "--event", "endpoint.*")
        try rmad("endpoint", "add", "shop", ear.url("shop"), "--customer", "C-1")
        try ear.answer(["/shop": (500, [:], "<h1>sorry</h1>")])
        let known = Sample.request(1)
            .replacingOccurrences(of: #""name":"Grace"#, with: #""number":"C-1","name":"Grace"#)
        try site.drop("r.json", known)
        _ = try site.waitForReceipt("r.json")
        try site.wait(60, "the endpoint to be disabled") {
            try ear.heard("ops").contains { $0.body.type == "endpoint.disabled" }
        }
        let told = try ear.heard("ops").filter { $0.body.type == "endpoint.failing" }
            .compactMap { $0.body.data.details?.failure_budget_used_percent }
        #expect(told.last == 100 && told == told.sorted() && Set(told).count == told.count, "\(told)")
        #expect(Set(told).isSubset(of: [50, 70, 90, 100]))
        #expect(try ear.heard("ops").filter { $0.body.type == "endpoint.disabled" }.count == 1)
        #expect(try owed("shop") == 4, "nothing was given up")
        try site.wait(10, "the figures") {
            let text = (try? String(contentsOfFile: figures, encoding: .utf8)) ?? ""
            return text.contains("rmad_webhook_endpoint_enabled{endpoint=\"shop\"} 0")
                && text.contains("rmad_webhook_owed{endpoint=\"shop\"} 4")
                && text.contains("rmad_promises_at_risk 0\n") && text.contains("rmad_promises_broken_today 0\n")
        }
        try judgeFigures(figures)
        try ear.answer([:])
        try rmad("endpoint", "enable", "shop")
        try site.wait(20, "everything") { try owed("shop") == 0 }
        // Whoever was told that it fails is told that it works again, by webhook and in the log.
        try site.wait(20, "the end of the alert") {
            try ear.heard("ops").contains { $0.body.type == "endpoint.recovered" }
        }
        let ends = try ear.heard("ops").filter { $0.body.type == "endpoint.recovered" }
        #expect(ends.count == 1 && ends.first?.body.data.endpoint == "shop")
        try site.wait(20, "the line in the log") { site.log.contains("endpoint works again") }
        let log = site.log
        #expect(log.matches(of: /endpoint disabled; what it is owed is kept \(rmad endpoint enable shop\)/).count == 1)
        #expect(log.matches(of: /endpoint works again .*shop/).count == 1, "\(log.suffix(3000))")
        try judgeBodies()
    }

    private func judgeFigures(_ file: String) throws {
        let promtool = Process()
        promtool.executableURL = Site.root.appending(path: ".build/tools/promtool")
        promtool.arguments = ["check", "metrics"]
        promtool.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
        let output = Pipe()
        promtool.standardOutput = output
        promtool.standardError = output
        try promtool.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        promtool.waitUntilExit()
        #expect(promtool.terminationStatus == 0 && said.isEmpty, "\(said)")
    }

    @Test("what was given up is recovered, and what an endpoint never had is replayed, each once")
    func replay() throws {
        try start([("schedule_seconds: [0, 5,", "schedule_seconds: [0] #")])
        // Nobody listens to the first return.
        try request(2)
        try site.wait(20, "its label") { try site.ledger().read { try $0.nextPaperDue() } == nil }
        try rmad("endpoint", "add", "shop", ear.url("shop"))
        try ear.answer(["/shop": (500, [:], "")])
        try request(1)
        try site.wait(20, "everything to be given up") { try ear.heard("shop").count == 4 && owed("shop") == 0 }
        try ear.answer([:])
        #expect(try rmad("deliveries", "recover", "shop", "--since", "1h").contains("4 deliveries"))
        try site.wait(20, "the recovered ones") {
            try ear.heard("shop").filter { $0.status == 204 }.count == 4
        }
        #expect(try ear.heard("shop").filter { $0.status == 204 }.compactMap(\.body.data.sequence) == [1, 2, 3, 4])

        try rmad("endpoint", "add", "late", ear.url("late"))
        #expect(try rmad("deliveries", "replay-missing", "late", "--since", "1d").contains("8 deliveries"))
        try site.wait(20, "the replayed ones") { try ear.heard("late").count == 8 }
        let late = try ear.heard("late")
        #expect(late.allSatisfy { $0.signed_by == ["late.whsec"] })
        let returns = Dictionary(grouping: late, by: \.body.data.rma)
        for messages in returns.values { #expect(messages.compactMap(\.body.data.sequence) == [1, 2, 3, 4]) }
        let retold = returns.values.filter { $0.allSatisfy { $0.body.data.replayed_at != nil } }
        #expect(retold.count == 1, "what somebody was told is told in the same words, the rest as it stands now")
        #expect(try rmad("deliveries", "replay-missing", "late", "--since", "1d").contains("0 deliveries"))
        try judgeBodies()
    }

    @Test("a test event is real and signed, and the verdict is the exit code")
    func testEvent() throws {
        try start()
        try rmad("endpoint", "add", "shop", ear.url("shop"))
        let said = try rmad("endpoint", "test", "shop")
        #expect(said.contains("works: delivered, HTTP 204") && said.contains("first byte"), "\(said)")
        let heard = try #require(try ear.heard("shop").last)
        #expect(heard.body.type == "endpoint.test" && heard.signed_by == ["shop.whsec"])
        try ear.answer(["/shop": (503, [:], "closed for lunch")])
        let end = try site.rmad(["endpoint", "test", "shop"])
        #expect(end.status == 1)
        #expect(end.output.contains("does not work: HTTP 503") && end.output.contains("closed for lunch"))
    }

    @Test("each attempt is on record with its answer, and the list goes on page after page")
    func record() throws {
        try start([("schedule_seconds: [0, 5,", "schedule_seconds: [0, 1, 1,")])
        try rmad("endpoint", "add", "shop", ear.url("shop"), "--bearer-file", "shop.token")
        let token = site.spool.path + "/secrets/shop.token"
        try "tok-3f9a-secret\n".write(toFile: token, atomically: true, encoding: .utf8)
        chmod(token, 0o600)
        try ear.answer(["/shop": (500, [:], "kaputt: Bearer tok-3f9a-secret")])
        try request(1)
        try site.wait(20, "two attempts") { try ear.heard("shop").count >= 2 }
        try ear.answer([:])
        try site.wait(20, "everything") {
            try ear.heard("shop").count { $0.status == 204 } == 4 && owed("shop") == 0
        }
        #expect(try ear.heard("shop").allSatisfy { $0.headers["authorization"] == "Bearer tok-3f9a-secret" })
        let first = try rmad("deliveries", "list", "--endpoint", "shop", "--json", "--limit", "3")
        let ids = first.split(separator: "\n").compactMap { line in
            (try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["delivery"] as? String
        }
        #expect(ids.count == 3)
        let rest = try rmad("deliveries", "list", "--endpoint", "shop", "--json", "--before", ids[2])
        #expect(rest.contains("return.requested") && ids.allSatisfy { !rest.contains($0) })
        let oldest = try #require(rest.split(separator: "\"").first { $0.hasPrefix("msg_") })
        let shown = try rmad("deliveries", "show", String(oldest))
        #expect(shown.contains("kaputt") && shown.contains("HTTP 500") && shown.contains("Attempt 2"))
        #expect(!shown.contains("tok-3f9a") && !site.log.contains("tok-3f9a"))
    }
}
