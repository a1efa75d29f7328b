#if DEBUG
    import FuzzedParsers
    import Glibc

    /// Feeds parsers with mutations of honest inputs, without looking at what they reach.
    ///
    /// `fuzz-blind SEEDS SECONDS SEED CRASHES [PARSER]` goes through the parsers for so long in all. The input is on
    /// disk before it is read: after a trap, or an input that takes too long, it lies in CRASHES as PARSER.SEED-COUNT.
    /// `fuzz-blind replay PARSER FILE` feeds one file once more.
    @main
    struct FuzzBlind {
        /// No input of ours is large enough for longer.
        private static let secondsMax: UInt32 = 20

        static func main() {
            let arguments = CommandLine.arguments
            if arguments.count == 4, arguments[1] == "replay", let parser = FuzzedParser(rawValue: arguments[2]) {
                parser.take(read(arguments[3]))
                FuzzedParser.clean()
                return
            }
            guard arguments.count >= 5, let seconds = Double(arguments[2]), let seed = UInt64(arguments[3]) else {
                exit(64)
            }
            let wanted = arguments.count > 5 ? FuzzedParser(rawValue: arguments[5]).map { [$0] } : FuzzedParser.allCases
            guard let wanted else { exit(64) }
            signal(SIGPIPE, SIG_IGN)
            for parser in wanted {
                let inputs = seeds(arguments[1], of: parser)
                guard !inputs.isEmpty else {
                    print("there is no input of \(parser.rawValue) in \(arguments[1])")
                    exit(66)
                }
                run(parser, inputs, seconds: seconds / Double(wanted.count), seed: seed, crashes: arguments[4])
            }
            FuzzedParser.clean()
        }

        private static func run(
            _ parser: FuzzedParser, _ inputs: [[UInt8]], seconds: Double, seed: UInt64, crashes: String
        ) {
            for input in inputs { parser.take(input) }
            let mutation = Mutation(corpus: inputs)
            var chance = SeededChance(seed: seed)
            let end = now() + seconds
            var (count, slowest) = (0, 0.0)
            let record = Record("\(crashes)/\(parser.rawValue).\(seed)")
            while now() < end {
                let input = mutation.make(&chance)
                record.begin(input)
                alarm(secondsMax)
                let began = now()
                parser.take(input)
                alarm(0)
                slowest = max(slowest, now() - began)
                count += 1
            }
            record.end()
            print("\(parser.rawValue): \(count) inputs, the slowest took \(Int(slowest * 1000)) ms")
        }

        /// Files named PARSER.anything.
        private static func seeds(_ folder: String, of parser: FuzzedParser) -> [[UInt8]] {
            guard let stream = opendir(folder) else { return [] }
            defer { closedir(stream) }
            var names: [String] = []
            while let entry = readdir(stream) {
                names.append(
                    withUnsafePointer(to: &entry.pointee.d_name) {
                        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                    })
            }
            return names.filter { $0.hasPrefix("\(parser.rawValue).") }.sorted().map { read("\(folder)/\($0)") }
        }

        private static func read(_ path: String) -> [UInt8] {
            guard let file = fopen(path, "r") else {
                print("cannot read \(path)")
                exit(66)
            }
            defer { fclose(file) }
            var bytes = [UInt8](repeating: 0, count: 1 << 20)
            let count = fread(&bytes, 1, bytes.count, file)
            return Array(bytes[..<count])
        }

        private static func now() -> Double {
            var now = timespec()
            clock_gettime(CLOCK_MONOTONIC, &now)
            return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
        }
    }

    /// The input under way, in a file that outlives the process.
    private struct Record {
        private let path: String
        private let file: Int32

        init(_ path: String) {
            self.path = path
            file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard file >= 0 else {
                print("cannot write \(path)")
                exit(73)
            }
        }

        func begin(_ input: [UInt8]) {
            guard pwrite(file, input, input.count, 0) == input.count, ftruncate(file, input.count) == 0 else {
                exit(73)
            }
        }

        func end() {
            close(file)
            unlink(path)
        }
    }
#else
    /// Tests alone are built in a way that lets it reach what it feeds.
    @main
    struct FuzzBlind {
        static func main() { print("fuzz-blind is for debug builds") }
    }
#endif
