import Glibc
import Labels
import Messages
import Returns

/// Measures labels and instructions: `label-bench pdf|zpl|png|svg|all|papers COUNT [THREADS]`, where `all` is PDF, ZPL
/// and PNG of each label and `papers` is HTML and text of the instructions. Prints wall and CPU time and the memory
/// used; with one thread also the memory in use after a thousand labels, ten thousand and so on.
@main
enum LabelBench {
    static func main() throws {
        let arguments = CommandLine.arguments
        let kind = arguments.count > 1 ? arguments[1] : "pdf"
        let count = arguments.count > 2 ? Int(arguments[2]) ?? 1000 : 1000
        let threads = arguments.count > 3 ? Int(arguments[3]) ?? 1 : 1
        RenderingMemory.keepFreed()
        let before = (wall: seconds(CLOCK_MONOTONIC), cpu: seconds(CLOCK_PROCESS_CPUTIME_ID))
        var handles: [pthread_t] = []
        for index in 0..<threads {
            let job = Unmanaged.passRetained(
                Job(
                    kind: kind, first: index * count / threads, count: count / threads,
                    tellsMemory: threads == 1))
            var handle = pthread_t()
            pthread_create(
                &handle, nil,
                { @Sendable pointer in
                    guard let pointer else { return nil }
                    Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().run()
                    return nil
                }, job.toOpaque())
            handles.append(handle)
        }
        for handle in handles { pthread_join(handle, nil) }
        let wall = seconds(CLOCK_MONOTONIC) - before.wall
        let cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - before.cpu
        var usage = rusage()
        getrusage(selfNumber, &usage)
        print(
            "\(kind): \(count) on \(threads) threads: \(Int(Double(count) / wall)) a second, "
                + "\(Int(cpu * 1e6 / Double(count))) µs CPU each, \(usage.ru_maxrss / 1024) MB")
    }

    /// `RUSAGE_SELF`, which comes over from C as an enumeration of another type.
    private static let selfNumber: Int32 = 0

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// The labels of one thread.
final class Job {
    private let kind: String
    private let first: Int
    private let count: Int
    private let tellsMemory: Bool

    init(kind: String, first: Int, count: Int, tellsMemory: Bool) {
        (self.kind, self.first, self.count, self.tellsMemory) = (kind, first, count, tellsMemory)
    }

    /// Pages in memory now, from the kernel (proc(5), statm), in megabytes.
    private static func residentMegabytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let pages = words.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * sysconf(Int32(_SC_PAGESIZE)) / (1 << 20)
    }

    func run() {
        do {
            let renderer = try LabelRenderer(catalogue: Job.catalogue)
            let instructions = Instructions(catalogue: kind == "papers" ? PaperBench.catalogue : Job.catalogue)
            var bytes = 0
            var milestone = 1000
            for number in first..<first + count {
                let label = Job.label(number)
                switch kind {
                case "zpl": bytes += try renderer.zpl(label).utf8.count
                case "papers":
                    let content = PaperBench.content(number, label: label)
                    bytes += instructions.html(content).utf8.count + instructions.text(content).utf8.count
                case "png": bytes += try renderer.png(label).count
                case "svg": bytes += try renderer.svg(label).count
                case "all":
                    let document = try renderer.label(label)
                    bytes += try renderer.pdf(document).count + renderer.zpl(document).utf8.count
                    bytes += try renderer.png(document).count
                default: bytes += try renderer.pdf(label).count
                }
                guard tellsMemory, number - first + 1 == milestone else { continue }
                print("after \(milestone): \(Job.residentMegabytes()) MB")
                milestone *= 10
            }
            precondition(bytes > count)
        } catch {
            print("failed: \(error)")
        }
    }

    private static let catalogue = Catalogue([
        .english: [
            "label.from": "From", "label.to": "Return to", "label.number": "Return number",
            "label.routing": "Dock", "label.contents": "Contents", "label.expires": "Use by",
            "label.station": "Desk", "label.track": "Follow this return",
            "label.piece": "Parcel {number} of {count}",
        ]
    ])

    private static func label(_ number: Int) -> LabelContent {
        let warehouse = PostalAddress(
            lines: ["Retourenzentrum Halle 3", "Industriestraße 12"], city: "Hannover", postalCode: "30179",
            country: "DE")
        let home = PostalAddress(
            lines: ["Schöne Aussicht \(number)"], city: "Köln", postalCode: "50667", country: "DE")
        guard let rma = RMANumberPattern.standard.number(ordinal: number),
            let code = ParcelCode.sscc(extensionDigit: 3, companyPrefix: "4012345", serial: number)
        else { preconditionFailure("label \(number) is out of range") }
        let names = [
            "Jürgen Müller-Lüdenscheidt", "Ann Smith", "Zoë Fernández", "François Lefèvre", "Björk Øster",
        ]
        return LabelContent(
            rma: rma, brand: Brand(name: "Example Shop"),
            from: LabelContent.Party(name: names[number % names.count], address: home),
            to: LabelContent.Party(name: "Example Returns GmbH", address: warehouse), code: code,
            trackingURL: "https://returns.example.com/r/\(rma)", service: "DHL Paket", routing: "R3 · Dock 12",
            summary: "2 × Desk lamp, 1 × Cable",
            marks: number.isMultiple(of: 5) ? ["UN 3481 Lithium ion battery"] : [],
            station: "dock-3", piece: LabelContent.Piece(1, of: 2),
            expires: CalendarDate(year: 2026, month: 12, day: 1 + number % 28), language: .english,
            madeAt: Instant(milliseconds: 1_795_000_000_000))
    }
}
