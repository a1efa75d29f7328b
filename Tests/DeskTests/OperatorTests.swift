import Foundation
import Glibc
import GRDB
import JSONText
import Ledger
import Returns
import Testing

@testable import Desk

@Suite("endpoints, deliveries, queue, verify") struct OperatorTests {
    @Test("an endpoint is added by a document in the drop")
    func addEndpoint() throws {
        let bench = try Shop.bench()
        let answer = try bench.run(
            "endpoint", "add", "huber", "https://huber.example.com/rma", "--customer", "C-1001", "--event",
            "return.approved", "--event", "shipment.*", "--secret-file", "huber.whsec")
        #expect(answer.status == 75)
        #expect(answer.output.contains("Safe in the drop as \(bench.drop)/endpoint-huber.json; no daemon is running"))
        #expect(
            try bench.read("spool/drop/endpoint-huber.json") == """
                {"type":"endpoint","name":"huber","url":"https://huber.example.com/rma","customer":"C-1001",\
                "events":["return.approved","shipment.*"],"secret_file":"huber.whsec"}

                """)
        let again = try bench.run("endpoint", "add", "shop", "https://shop.example.com/v2", "--wait", "0")
        #expect(again.status == 0)
        #expect(again.error.contains("endpoint shop is known already"))
    }

    @Test("disabling asks for another state and for nothing else")
    func disable() throws {
        let bench = try Shop.bench()
        #expect(try bench.run("endpoint", "disable", "shop").status == 75)
        #expect(
            try bench.read("spool/drop/endpoint-shop.json") == """
                {"type":"endpoint_state","endpoint":"shop","state":"disabled"}

                """)
        let unknown = try bench.run("endpoint", "enable", "nobody")
        #expect(unknown.status == 1)
        #expect(unknown.error == "rmad: there is no endpoint 'nobody'. See which there are: rmad endpoint list.\n")
    }

    @Test("an errand waits for the daemon's answer where one is running")
    func errandIsAnswered() throws {
        let bench = try Bench()
        let ledger = try TestLedger(bench)
        try Shop.fill(ledger, in: bench)
        let daemon = try PlayedDaemon(bench, ledger: ledger)
        let answer = try bench.run("endpoint", "disable", "shop")
        #expect(answer.status == 0, "\(answer.output)\(answer.error)")
        #expect(answer.output.hasPrefix("endpoint-shop.json: accepted (document 4)\n"))
        daemon.stop()
        try ledger.close()
    }

    @Test("the list of endpoints says how much each is owed")
    func owed() throws {
        let bench = try Shop.bench()
        let list = try bench.run("endpoint", "list", "--json").output
        let shop = try #require(list.split(separator: "\n").first { $0.contains("\"name\":\"shop\"") })
        let owed = try #require(JSONValue(reading: Array(shop.utf8))?["owed"]?.integer)
        #expect(owed > 0)
        let shown = try bench.run("endpoint", "show", "shop").output
        #expect(shown.contains("Owed        \(owed) deliveries"), "\(shown)")
    }

    @Test("a secret is never shown, only the file in which it lies")
    func secrets() throws {
        let bench = try Shop.bench()
        try bench.write("whsec_dGhpcyBpcyBhIHNlY3JldA==\n", to: "secrets/shop.whsec")
        chmod("\(bench.root)/secrets/shop.whsec", 0o600)
        for arguments in [
            ["endpoint", "show", "shop"], ["endpoint", "show", "shop", "--json"], ["endpoint", "list"],
        ] {
            let answer = try bench.run(arguments + ["--config", bench.configuration], environment: [:])
            #expect(answer.status == 0)
            #expect(!answer.output.contains("whsec_"))
        }
        let shown = try bench.run("endpoint", "show", "shop").output
        #expect(shown.contains("Signed by   \(bench.root)/secrets/shop.whsec (it is there)"))
    }

    @Test("deliveries are listed by return, endpoint and state")
    func deliveries() throws {
        let bench = try Shop.bench()
        let count = { (arguments: [String]) in
            try bench.run(
                ["deliveries", "list", "--json", "--config", bench.configuration] + arguments, environment: [:]
            ).lines.count - 1
        }
        #expect(try count([]) == 7)
        #expect(try count(["--rma", "fdf7ctr"]) == 3)
        #expect(try count(["--endpoint", "shop", "--limit", "2"]) == 2)
        #expect(try count(["--state", "ready"]) == 3)
        #expect(try count(["--state", "failed"]) == 0)
        #expect(try bench.run("deliveries", "list", "--endpoint", "none").status == 1)
        #expect(try bench.run("deliveries", "list", "--limit", "1").error.contains("there are more"))
    }

    @Test("a delivery shows its payload and each attempt, the response made printable")
    func deliveryShow() throws {
        let bench = try Shop.bench()
        let list = try bench.run("deliveries", "list", "--rma", Shop.first.text, "--json")
        let last = try #require(list.lines.dropLast().last)
        let id = try #require(JSONValue(reading: Array(last.utf8))?["delivery"]?.string)
        let answer = try bench.run("deliveries", "show", id)
        #expect(answer.status == 0)
        for part in [
            "\(id)  ready", "to be sent when it is due", "Attempt 1", "Took     42 ms", "HTTP 503 · status 503",
            "192.0.2.7", "lookup us 120, total us 41900", "    <h1>Busy\\u{1b}[2J</h1>\n    again",
            "  \"type\": \"return.requested\"", "Europe/Berlin",
        ] { #expect(answer.output.contains(part), "\(part)") }
        #expect(!answer.output.contains("\u{1B}"))
        let object = try bench.run("deliveries", "show", id, "--json").output
        let json = try #require(JSONValue(reading: Array(object.utf8)))
        #expect(json["attempts"]?.elements[0]["response"]?.string == "<h1>Busy\u{1B}[2J</h1>\r\nagain")
        #expect(json["payload"]?["data"]?["rma"]?.string == Shop.first.text)
        #expect(try bench.run("deliveries", "show", "msg_0").status == 1)
    }

    @Test("deliveries are sent again by a document with one record each, known ones only")
    func retry() throws {
        let bench = try Shop.bench()
        let list = try bench.run("deliveries", "list", "--limit", "2", "--json").lines.dropLast()
        let ids = list.compactMap { JSONValue(reading: Array($0.utf8))?["delivery"]?.string }
        #expect(try bench.run("deliveries", "retry", ids[0], "msg_0").status == 1)
        #expect(try bench.names(in: "spool/drop").isEmpty)
        #expect(try bench.run("deliveries", "retry", ids[0], ids[1], "--wait", "0").status == 0)
        #expect(
            try bench.read("spool/drop/retry-\(ids[0]).jsonl")
                == ids.map {
                    "{\"type\":\"delivery_retry\",\"delivery\":\"\($0)\"}\n"
                }.joined())
    }

    @Test("the queue shows what waits by age, stations and unfinished uploads apart")
    func queue() throws {
        let bench = try Shop.bench()
        for (name, age) in [("spool/drop/a.csv", 120), ("spool/drop/dock-2/b.csv", 3_600), ("spool/drop/c.part", 5)] {
            try bench.write("x", to: name)
            let at = Int(Bench.now.seconds) - age
            var times = [timeval(tv_sec: at, tv_usec: 0), timeval(tv_sec: at, tv_usec: 0)]
            #expect(utimes("\(bench.root)/\(name)", &times) == 0)
        }
        let answer = try bench.run("queue", environment: ["COLUMNS": "80"])
        #expect(answer.status == 0)
        #expect(
            answer.output == """
                Daemon: not running; none ever worked on this spool

                What waits                                Count   Oldest  Since
                papers owed                                   1  2 d 2 h  2026-11-19 11:00
                deliveries ready                              3  2 d 2 h  2026-11-19 11:00
                deliveries waiting for an earlier one         4  2 d 2 h  2026-11-19 11:00
                returns for a person                          1  2 d 1 h  2026-11-19 12:00
                files in the drop, station dock-2             1      1 h  2026-11-21 12:00
                files in the drop (and 1 being uploaded)      1    2 min  2026-11-21 12:58
                Times: Europe/Berlin.

                """)
        let json = try #require(JSONValue(reading: Array(try bench.run("queue", "--json").output.utf8)))
        #expect(json["queues"]?.elements[0]["unfinished"]?.integer == 1)
        #expect(json["queues"]?.elements[0]["oldest"]?.string == "2026-11-21T11:58:00.000Z")
    }

    @Test("a sound ledger is called sound, an altered one is not, with what it means")
    func verify() throws {
        let bench = try Shop.bench()
        let sound = try bench.run("verify")
        #expect(sound.status == 0)
        #expect(sound.output.hasPrefix("Looked at 9 events, 3 returns, 3 originals and 0 photos.\nHead: "))
        #expect(sound.output.hasSuffix("The ledger is sound.\n"))
        let queue = try DatabaseQueue(path: bench.ledgerPath)
        try queue.write { try $0.execute(sql: "UPDATE rmas SET state = 'closed' WHERE id = 1") }
        try queue.close()
        let altered = try bench.run("verify")
        #expect(altered.status == 1)
        #expect(altered.output.contains("2 findings:\n"))
        #expect(altered.output.contains("  RMA-FDF-7CTR rma: the row says rma closed, its events say"))
        #expect(altered.output.contains("    The row was altered outside rmad."))
        let json = try #require(JSONValue(reading: Array(try bench.run("verify", "--json").output.utf8)))
        #expect(json["sound"] == false && json["findings"]?.elements.count == 2)
    }

    @Test(
        "a missing ledger says to start the daemon once",
        arguments: [
            ["list"], ["show", "x"], ["find", "x"], ["queue"], ["verify"], ["endpoint", "list"],
            ["deliveries", "list"],
        ])
    func missingLedger(arguments: [String]) throws {
        let bench = try Bench()
        try bench.makeSpool()
        let answer = try bench.run(arguments + ["--config", bench.configuration], environment: [:])
        #expect(answer.status == 69)
        #expect(answer.output.isEmpty)
        #expect(answer.error.contains("there is no such file. Start the daemon once (`rmad serve`)"))
    }

    @Test("a configuration that cannot be used ends with 78 and is told in its own lines")
    func configuration() throws {
        let bench = try Shop.bench()
        #expect(try bench.run(["list"], environment: [:]).status == 78)
        try bench.write("nonsense", to: "broken.yaml")
        let broken = try bench.run(["list", "--config", "broken.yaml"], environment: [:])
        #expect(broken.status == 78)
        let told = "rmad: broken.yaml:1:1: found 'nonsense', expected name=value\nbroken.yaml: 1 problem\n"
        #expect(broken.error == told)
        try bench.write(try bench.read("rmad.yaml") + "\nzone=Mars/Olympus", to: "zone.yaml")
        let zone = try bench.run(["list", "--config", "zone.yaml"], environment: [:])
        #expect(zone.status == 78 && zone.error.contains("the time zone 'Mars/Olympus' is not known"))
        // A file below the current folder is nobody's configuration; one that the environment names is.
        try bench.write(try bench.read("rmad.yaml"), to: "Config/rmad.yaml")
        #expect(try bench.run(["list"], environment: [:]).status == 78)
        #expect(try bench.run(["list"], environment: ["RMAD_CONFIG": bench.configuration]).status == 0)
    }

    @Test("commands read beside a daemon that writes")
    func besideWriter() throws {
        let bench = try Bench()
        let ledger = try TestLedger(bench)
        try bench.makeSpool()
        try Shop.fill(ledger, in: bench)
        for command in ["list", "verify", "queue"] { #expect(try bench.run(command).status == 0) }
        try ledger.close()
        for command in ["list", "verify", "queue"] { #expect(try bench.run(command).status == 0) }
    }

    @Test("every command has help with an example")
    func help() throws {
        let bench = try Bench()
        for words in [
            ["list"], ["show"], ["find"], ["submit"], ["queue"], ["verify"], ["endpoint", "add"], ["endpoint", "list"],
            ["endpoint", "show"], ["endpoint", "enable"], ["endpoint", "disable"], ["deliveries", "list"],
            ["deliveries", "show"], ["deliveries", "retry"],
        ] {
            let answer = try bench.run(words + ["--help"], environment: [:])
            #expect(answer.status == 0)
            #expect(answer.output.contains("Example"), "\(words)")
            #expect(answer.output.contains("--config <file>"))
        }
        #expect(DeskCommands.exitCodes.contains("  75  not yet; nothing is lost"))
    }
}
