import Foundation
import JSONText
import Returns
import Testing

@testable import Desk

@Suite("rmad list and find") struct ListTests {
    @Test("a list is a table that fits eighty columns, newest first, with the zone of its times")
    func table() throws {
        let answer = try Shop.bench().run("list", environment: ["COLUMNS": "80"])
        #expect(answer.status == 0)
        #expect(
            answer.output == """
                RMA           State         Customer          Here  Send by     Changed
                RMA-V9J-R44H  declined      株式会社オオサカ   0/0              2026-11-19 13:00
                RMA-NVG-Z7G9  under review  Mallory\\u{1b}]0…   0/1              2026-11-19 12:00
                RMA-FDF-7CTR  approved      Maria Huber        0/3  2026-12-19  2026-11-20 12:00
                Times: Europe/Berlin.

                """)
        #expect(answer.error.isEmpty)
    }

    @Test("no line of a list is wider than the terminal, down to 24 columns", arguments: [24, 30, 40, 60, 80, 120])
    func narrow(columns: Int) throws {
        let answer = try Shop.bench().run("list", environment: ["COLUMNS": "\(columns)"])
        for line in answer.lines { #expect(DisplayWidth.of(line) <= columns, "\(line)") }
        for number in [Shop.first, Shop.second, Shop.third] { #expect(answer.output.contains(number.text)) }
    }

    @Test("into a pipe nothing is cut and nothing is coloured")
    func pipe() throws {
        let answer = try Shop.bench().run("list")
        #expect(answer.output.contains("EXTRA-LONG-STOCK-KEEPING-UNIT-9"))
        #expect(!answer.output.contains("\u{1B}"))
    }

    @Test("--json is one object a line, times in UTC, with the id that --before takes")
    func json() throws {
        let answer = try Shop.bench().run("list", "--json", "--limit", "1")
        #expect(
            answer.output == """
                {"id":3,"rma":"RMA-V9J-R44H","state":"declined","created_at":"2026-11-19T10:00:00.000Z",\
                "changed_at":"2026-11-19T12:00:00.000Z","customer":"株式会社オオサカ","units":0,"received":0,\
                "skus":"EXTRA-LONG-STOCK-KEEPING-UNIT-9"}

                """)
    }

    @Test(
        "names with escape sequences reach neither terminal nor JSON reader as such",
        arguments: ["list", "show", "find"])
    func hostileNames(command: String) throws {
        let bench = try Shop.bench()
        let words = command == "list" ? [] : command == "show" ? [Shop.second.text] : ["mallory"]
        for format in [[], ["--json"]] {
            let answer = try bench.run(
                [command] + words + format + ["--config", bench.configuration], environment: ["COLUMNS": "100"])
            #expect(answer.status == 0)
            #expect(answer.output.contains("Mallory"))
            for scalar in answer.output.unicodeScalars where scalar != "\n" {
                #expect(!scalar.isControl && !scalar.isBidirectionalControl)
            }
        }
        let line = try #require(try bench.run("list", "--json", "--before", "3", "--limit", "1").lines.first)
        #expect(JSONValue(reading: Array(line.utf8))?["customer"]?.spoken == Shop.hostileName)
    }

    @Test("states and customers filter, and hyphens are as good as underscores")
    func filters() throws {
        let bench = try Shop.bench()
        #expect(try bench.run("list", "--state", "under-review", "--json").lines.count == 2)
        #expect(try bench.run("list", "--state", "approved", "--state", "declined", "--json").lines.count == 3)
        let one = try bench.run("list", "--customer", "C-1001", "--json")
        #expect(one.output.contains(Shop.first.text) && one.lines.count == 2)
        let none = try bench.run("list", "--state", "closed")
        #expect(none.status == 0 && none.output == "No returns like that.\n")
    }

    @Test("the end of a page says how many more there are and how to see them")
    func pages() throws {
        let bench = try Shop.bench()
        #expect(
            try bench.run("list", "--limit", "1").output.hasSuffix(
                "Times: Europe/Berlin. 2 more: rmad list --limit 1 --before 3\n"))
        let filtered = try bench.run(
            "list", "--limit", "1", "--state", "approved", "--state", "declined", "--customer", "C-1001")
        #expect(!filtered.output.contains("more"))
        let states = try bench.run("list", "--limit", "1", "--state", "approved", "--state", "declined").output
        #expect(states.hasSuffix("1 more: rmad list --state approved --state declined --limit 1 --before 3\n"))
        let last = try bench.run("list", "--limit", "2", "--before", "3").output
        #expect(last.hasSuffix("Times: Europe/Berlin.\n"))
    }

    @Test("words find returns in any order of case and accents; nothing found ends with 1 and says what to do")
    func find() throws {
        let bench = try Shop.bench()
        for words in [["HUBER"], ["maria", "hub"], ["5550123"], ["A-17"], [Shop.code.text], ["rma fdf 7ctr"]] {
            let answer = try bench.run(
                ["find"] + words + ["--json", "--config", bench.configuration], environment: [:])
            #expect(answer.output.contains(Shop.first.text), "\(words)")
        }
        let none = try bench.run("find", "nobody")
        #expect(none.status == 1 && none.output.isEmpty)
        #expect(none.error.hasPrefix("rmad: nothing is found for 'nobody'. Fewer or shorter words find more"))
    }

    @Test(
        "wrong command lines end with 64",
        arguments: [
            ["list", "--limit", "0"], ["list", "--limit", "10001"], ["list", "--state", "lost"],
            ["list", "--before", "0"],
            ["find"], ["find", "--", "-"], ["show"], ["submit"], ["submit", "-"], ["submit", "a", "b", "--name", "c"],
            ["submit", "x.part"], ["submit", "x", "--station", "a/b"], ["submit", "x", "--station", "a.csv"],
            ["submit", "x", "--wait=-1"], ["endpoint", "add", "x", "ftp://x"],
            ["deliveries", "list", "--state", "odd"],
            ["endpoint", "add", "x", "https://x", "--secret-file", "../x"], ["no-such-command"],
        ])
    func usage(arguments: [String]) throws {
        let bench = try Bench()
        let answer = try bench.run(arguments, environment: [:])
        #expect(answer.status == 64, "\(answer.output)\(answer.error)")
        #expect(!answer.error.isEmpty)
    }
}
