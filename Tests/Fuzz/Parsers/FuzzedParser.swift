#if DEBUG
    import CCups
    import Documents
    import Glibc
    import Intake
    import JSONText
    import Returns

    @testable import Labels
    @testable import Printers
    @testable import Settings
    @testable import Spool
    @testable import Webhooks

    /// Everything that reads bytes which somebody else wrote. Whatever comes, it must end, quickly and without a trap;
    /// and what it says must hold: a text that is read, written and read again is the same.
    public enum FuzzedParser: String, CaseIterable, Sendable {
        case json, document, table, payload, configuration, policy, scan, symbol, logo, signature, secrets, ipp, zebra
        case response, address, state

        public func take(_ bytes: [UInt8]) {
            switch self {
            case .json: json(bytes)
            case .document: document(bytes, "x.json")
            case .table: document(bytes, "x.csv")
            case .payload: payload(bytes)
            case .configuration: settings(bytes, isPolicy: false)
            case .policy: settings(bytes, isPolicy: true)
            case .scan: scan(text(bytes))
            case .symbol: symbol(text(bytes))
            case .logo: logo(bytes)
            case .signature: signature(bytes)
            case .secrets: secrets(text(bytes))
            case .ipp: ipp(bytes)
            case .zebra: _ = ZebraStatus(bytes)
            case .response: response(bytes)
            case .address: address(text(bytes))
            case .state: state(text(bytes))
            }
        }

        /// Parsers that start processes or read whole folders; a mutation of theirs costs a thousand others.
        public var isSlow: Bool { [.logo, .configuration, .policy].contains(self) }

        private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

        private func json(_ bytes: [UInt8]) {
            guard let node = try? JSONReader.parse(bytes) else { return }
            let value = Self.value(node)
            for written in [value.text, value.prettyText] {
                guard let again = try? JSONReader.parse(Array(written.utf8)) else {
                    preconditionFailure("what was written cannot be read")
                }
                precondition(Self.value(again) == value, "what was written is read as something else")
            }
        }

        private static func value(_ node: JSONNode) -> JSONValue {
            switch node.value {
            case .null: .null
            case .bool(let flag): .bool(flag)
            case .number(let number): Int64("\(number)").map { .integer($0) } ?? .string("\(number)")
            case .string(let text): .string(text)
            case .array(let elements): .array(elements.map(value))
            case .object(let members): .object(members.map { JSONValue.Member($0.key, value($0.value)) })
            }
        }

        private static let options = ReadingOptions(today: CalendarDate(dayNumber: 20_779))

        private func document(_ bytes: [UInt8], _ name: String) {
            do throws(UnreadableDocument) {
                let document = try DocumentReader.read(bytes, fileName: name, options: Self.options)
                let back = GiveBack.file(of: document, refused: [(1, "for a reason, \"this\" one")])
                _ = ReasonFile.text(fileName: name, document: document)
                guard !document.records.isEmpty else { return }
                // What is given back can be read again by the same reader.
                _ = try? DocumentReader.read(back.bytes, fileName: "x.\(back.extension)", options: Self.options)
            } catch {
                _ = ReasonFile.text(fileName: name, unreadable: error)
            }
        }

        private func payload(_ bytes: [UInt8]) {
            document(bytes, "x.json")
            document(bytes, "x.jsonl")
            document(bytes, "x")
        }

        /// The file system is in memory; the folder is this process's own.
        private static let folder: String = {
            let path = "/dev/shm/rmad-fuzz-\(getpid())"
            mkdir(path, 0o700)
            return path
        }()

        /// Removes what the parsers left in memory.
        public static func clean() {
            for name in ["rmad.yaml", "policy.yaml"] { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }

        private func settings(_ bytes: [UInt8], isPolicy: Bool) {
            write(isPolicy ? Array("policy: policy.yaml\n".utf8) : bytes, "rmad.yaml")
            write(isPolicy ? bytes : Array("{}\n".utf8), "policy.yaml")
            _ = Configuration.load(file: "\(Self.folder)/rmad.yaml")
        }

        private func write(_ bytes: [UInt8], _ name: String) {
            let file = open("\(Self.folder)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            precondition(file >= 0 && Glibc.write(file, bytes, bytes.count) == bytes.count, "cannot write \(name)")
            close(file)
        }

        private func scan(_ text: String) {
            for pattern in ["RMA-???-???#", "R????#"] { _ = try? RMANumberPattern(pattern).read(text) }
            _ = ScannedNumber.readings(of: text)
            _ = ForeignNumber(text)
            _ = ForeignNumber(text, looksLikeRMA: true)
            guard let code = ParcelCode(text) else { return }
            precondition(ParcelCode("\(code)") == code, "a parcel's number is read back as another")
        }

        private func symbol(_ text: String) {
            let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            let pairs = zip(parts, parts.dropFirst()).enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
            _ = try? ElementString(pairs)
            _ = ZPLText.escaped(text)
            _ = ZPLText.isInRepertoire(text)
            _ = RMANumber(trusted: text)
            var html: [UInt8] = []
            HTMLEscape.append(text, to: &html)
            precondition(!html.contains { "<>\"'".utf8.contains($0) }, "text became markup")
            let zpl = ZPLText.escaped(text).utf8
            precondition(!zpl.contains { "^~".utf8.contains($0) || $0 < 0x20 }, "text became a command of the printer")
        }

        private func logo(_ bytes: [UInt8]) {
            _ = try? Logo(svg: bytes, deadline: 1_000)
            _ = try? Logo(png: bytes, deadline: 1_000)
        }

        private func signature(_ bytes: [UInt8]) {
            let parts = bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
            let body = parts.count > 1 ? Array(parts[1]) : []
            for service in TrackingService.allCases {
                let problem = ServiceSignature.problem(
                    service, header: text(Array(parts[0])), body: body, secret: [1, 2, 3],
                    now: Instant(milliseconds: 1_795_000_000_000))
                precondition(problem != nil, "a signature was believed that nobody made")
            }
        }

        private func secrets(_ text: String) {
            _ = try? SecretFile.parse(text).active(at: 1_795_000_000)
            _ = try? BearerToken(text)
            _ = try? MessageID(text)
        }

        private func ipp(_ bytes: [UInt8]) {
            guard let answer = ippNew() else { return }
            let rest = Rest(bytes)
            let state = ippReadIO(
                Unmanaged.passUnretained(rest).toOpaque(),
                { context, buffer, count in
                    guard let context, let buffer else { return -1 }
                    return Unmanaged<Rest>.fromOpaque(context).takeUnretainedValue().take(count, into: buffer)
                }, 1, nil, answer)
            let read = QueueAnswer(answer)
            guard state == IPP_STATE_DATA else { return }
            _ = read.verdict
            for name in ["job-id", "job-state", "printer-state", "job-state-reasons", "printer-is-accepting-jobs"] {
                _ = (read.number(name), read.flag(name), read.texts(name))
            }
        }

        private func response(_ bytes: [UInt8]) {
            var reader = ResponseReader(limits: DeliveryLimits())
            let parts = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            for line in parts {
                (line + [0x0A]).withUnsafeBytes { line in _ = reader.takeHeaderLine(line) }
                line.withUnsafeBytes { piece in _ = reader.takeBody(piece) }
            }
            _ = reader.retryAfter?.moment(from: 1_795_000_000_000)
            if let after = RetryAfter(parsing: text(bytes)) {
                for now in [0, Int64.max, Int64.min] { _ = after.moment(from: now) }
            }
        }

        private func address(_ text: String) {
            let policy = EndpointPolicy(schemes: .httpsAndHTTP, ports: .any, addresses: AddressPolicy())
            _ = try? EndpointAddress(parsing: text, policy: policy)
            _ = try? Webhooks.AddressRange(parsing: text)
        }

        /// What we wrote ourselves, after somebody else has.
        private func state(_ text: String) {
            if let day = ArchiveDay(text) { precondition(ArchiveDay(day.description) == day) }
            if let name = FileName(text) {
                precondition(!name.printable.isEmpty && !name.printable.contains("/"))
                precondition(!name.printable.unicodeScalars.contains { $0.value < 0x20 }, "a name moves the cursor")
                _ = name.isUnfinished
            }
        }
    }

    /// Bytes that are taken from the front.
    private final class Rest {
        private var bytes: ArraySlice<UInt8>
        init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

        func take(_ count: Int, into buffer: UnsafeMutablePointer<UInt8>) -> Int {
            let piece = bytes.prefix(count)
            for (place, byte) in piece.enumerated() { buffer[place] = byte }
            bytes = bytes.dropFirst(piece.count)
            return piece.count
        }
    }
#endif
