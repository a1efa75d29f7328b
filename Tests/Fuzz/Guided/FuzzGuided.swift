#if DEBUG
    import FuzzedParsers
    import Glibc

    /// libFuzzer's way in; RMAD_FUZZED names the parser. libFuzzer brings `main`, and writes what traps to a file.
    @_cdecl("LLVMFuzzerTestOneInput")
    public func takeOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
        parser.take(Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
    }

    private let parser: FuzzedParser = {
        let name = getenv("RMAD_FUZZED").map { String(cString: $0) } ?? ""
        guard let parser = FuzzedParser(rawValue: name) else {
            print("RMAD_FUZZED is none of \(FuzzedParser.allCases.map(\.rawValue).joined(separator: ", "))")
            exit(64)
        }
        return parser
    }()
#endif
