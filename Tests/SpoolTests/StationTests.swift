import Glibc
import Testing
import Workers

@testable import Spool

@Suite("Stations and the drop itself")
struct StationTests {
    @Test("a folder made later becomes a station, with what is in it already")
    func madeLater() throws {
        let running = try Running { $0.settleMilliseconds = 50 }
        running.ground.folder("EAST")
        running.ground.write("EAST/early.csv", "early")
        running.ground.rename("EAST", "spool/drop/EAST")
        let early = try running.next()
        #expect(early.station == "EAST" && early.name == "early.csv")
        running.ground.drop("EAST/late.csv", "late")
        #expect(try running.next().text == "late")
        #expect(running.ground.list("spool/work/EAST") == ["early.csv", "late.csv"])
        #expect(running.spool.counts.stations == 1)
    }

    @Test("a renamed station is watched under its new name")
    func renamed() throws {
        let running = try Running()
        running.ground.folder("spool/drop/EAST")
        try waitUntil("the station is watched") { running.spool.counts.stations == 1 }
        running.ground.rename("spool/drop/EAST", "spool/drop/WEST")
        try running.waitForScan()
        running.ground.drop("WEST/a.csv")
        #expect(try running.next().station == "WEST")
        #expect(running.spool.counts.stations == 1)
    }

    @Test("a station that is removed and made again is watched again")
    func remade() throws {
        let running = try Running()
        for round in 0..<5 {
            running.ground.folder("spool/drop/EAST")
            try waitUntil("the station is watched") { running.spool.counts.stations == 1 }
            running.ground.drop("EAST/\(round).csv")
            try running.spool.setAside(try running.next())
            #expect(rmdir(running.ground.at("spool/drop/EAST")) == 0)
            try waitUntil("the station is gone") { running.spool.counts.stations == 0 }
        }
        running.ground.drop("EAST", "a file has the name now")
        #expect(try running.next().station == nil)
    }

    @Test("a station whose name a claimed file has waits for that file")
    func nameOfAFile() throws {
        let running = try Running { $0.settleMilliseconds = 50 }
        running.ground.drop("EAST")
        let file = try running.next()
        running.ground.folder("spool/drop/EAST")
        running.ground.drop("EAST/a.csv")
        try running.waitForScan()
        #expect(running.inbox.count == 0)
        try running.spool.reject(file, reason: [])
        let second = try running.next()
        #expect(second.station == "EAST")
        try running.spool.reject(second, reason: [])
        #expect(running.ground.exists("spool/rejected/EAST.2/a.csv"))
        #expect(running.faults == [])
    }

    @Test("the same name at two stations is two files")
    func twoStations() throws {
        let running = try Running()
        for station in ["EAST", "WEST"] { running.ground.folder("spool/drop/" + station) }
        try waitUntil("both are watched") { running.spool.counts.stations == 2 }
        for station in ["EAST", "WEST"] { running.ground.drop(station + "/a.csv", station) }
        let both = [try running.next(), try running.next()]
        #expect(Set(both.map(\.key)).count == 2)
        for file in both { #expect(try file.text == file.station?.printable) }
    }

    @Test("a station with many files does not keep the others waiting")
    func fairness() throws {
        let ground = Ground()
        for folder in ["spool", "spool/drop", "spool/drop/BUSY", "spool/drop/CALM"] { ground.folder(folder) }
        for number in 0..<3_000 { ground.drop("BUSY/\(number)") }
        ground.drop("CALM/only")
        pause(milliseconds: 30)
        let running = try Running(ground) { $0.settleMilliseconds = 20 }
        try waitUntil("all are offered") { running.inbox.count == 3_001 }
        let order = running.inbox.takeAll(max: 3_001)
        let place = try #require(order.firstIndex { $0.station == "CALM" })
        #expect(place <= 2 * DropWatcher.scannedPerTurn)
    }

    @Test("more stations than allowed are told of, once")
    func tooMany() throws {
        let running = try Running { $0.stationsMax = 2 }
        for number in 0..<3 { running.ground.folder("spool/drop/S\(number)") }
        try waitUntil("it is told") { !running.faults.isEmpty }
        try running.waitForScan()
        try running.waitForScan()
        #expect(running.faults.count == 1)
        #expect(running.spool.counts.stations == 2)
    }

    @Test("a drop that is removed and made again is watched again")
    func dropRemade() throws {
        let running = try Running { $0.settleMilliseconds = 50 }
        for round in 1...3 {
            #expect(rmdir(running.ground.at("spool/drop")) == 0)
            try waitUntil("it is missed") { running.told { $0 == .dropMissing } == round }
            running.ground.folder("spool/drop")
            running.ground.drop("\(round).csv")
            #expect(try running.next().name.printable == "\(round).csv")
            #expect(running.told { $0 == .dropReturned } == round)
            running.ground.drop("again\(round).csv")
            #expect(try running.next().name.printable == "again\(round).csv")
        }
    }

    @Test("a drop that was exchanged for another folder is watched at once")
    func dropExchanged() throws {
        let running = try Running { $0.settleMilliseconds = 50 }
        running.ground.folder("new")
        running.ground.folder("new/EAST")
        running.ground.write("new/EAST/a.csv")
        running.ground.rename("spool/drop", "old")
        running.ground.rename("new", "spool/drop")
        #expect(try running.next().station == "EAST")
        running.ground.write("old/not-here-any-more.csv")
        try running.waitForScan()
        #expect(running.spool.counts.claimed == 1)
    }

    @Test("files wait in the drop while work is gone, and nothing is taken for vanished")
    func workRemoved() throws {
        let running = try Running { $0.settleMilliseconds = 20 }
        #expect(rmdir(running.ground.at("spool/work")) == 0)
        running.ground.drop("a.csv")
        try waitUntil("it is told") { running.told { $0 == .foldersGone([.work]) } == 1 }
        running.spool.wake()
        usleep(300_000)
        #expect(running.told { $0 == .foldersGone([.work]) } == 1, "once")
        #expect(running.ground.list("spool/drop") == ["a.csv"])
    }

    @Test("nothing goes into a folder that was moved away: files wait in the drop")
    func archiveMoved() throws {
        let running = try Running { $0.settleMilliseconds = 20 }
        running.ground.rename("spool/archive", "moved")
        try waitUntil("it is told") { running.told { $0 == .foldersGone([.archive]) } == 1 }
        running.ground.drop("a.csv")
        usleep(300_000)
        #expect(running.ground.list("spool/drop") == ["a.csv"] && running.spool.counts.claimed == 0)
    }
}
