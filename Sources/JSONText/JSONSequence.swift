/// One value of a text that holds several, or why it is none.
package struct JSONChunk: Sendable {
    package let bytes: Range<Int>
    /// The line that it begins on, from 1.
    package let line: Int
    package let outcome: Result<JSONNode, JSONProblem>

    package var isWhole: Bool {
        switch outcome {
        case .success: true
        case .failure: false
        }
    }
}

extension JSONReader {
    /// JSON Lines: every line that is not blank is one value. A broken line spoils no other.
    package static func lines(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> [JSONChunk] {
        bytes.withUnsafeBufferPointer { buffer in
            var chunks: [JSONChunk] = []
            var start = buffer.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
            var (line, nodes) = (1, 0)
            while start < buffer.count {
                var stop = start
                while stop < buffer.count, buffer[stop] != 0x0A, buffer[stop] != 0x0D { stop += 1 }
                if buffer[start..<stop].contains(where: { $0 != 0x20 && $0 != 0x09 }) {
                    var parser = JSONParser(buffer, range: start..<stop, line: line, limits: limits)
                    parser.nodes = nodes
                    chunks.append(JSONChunk(bytes: start..<stop, line: line, outcome: parser.whole()))
                    nodes = parser.nodes
                }
                if stop + 1 < buffer.count, buffer[stop] == 0x0D, buffer[stop + 1] == 0x0A { stop += 1 }
                start = stop + 1
                line += 1
            }
            return chunks
        }
    }

    /// Values one behind the other, each on as many lines as it likes. After a fault reading goes on with the
    /// next line that begins with an opening brace.
    package static func stream(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> [JSONChunk] {
        bytes.withUnsafeBufferPointer { buffer in
            var chunks: [JSONChunk] = []
            var parser = JSONParser(buffer, limits: limits)
            parser.skipByteOrderMark()
            parser.skipWhitespace()
            while !parser.isAtEnd {
                let (start, line) = (parser.offset, parser.line)
                do throws(JSONProblem) {
                    let node = try parser.value(depth: 0)
                    chunks.append(JSONChunk(bytes: node.bytes, line: line, outcome: .success(node)))
                } catch {
                    parser.skipToNextRecord(after: start, line: line)
                    chunks.append(JSONChunk(bytes: start..<parser.offset, line: line, outcome: .failure(error)))
                    if error.code == .tooManyValues { break }
                }
                parser.skipWhitespace()
            }
            return chunks
        }
    }
}

extension JSONParser {
    fileprivate mutating func whole() -> Result<JSONNode, JSONProblem> {
        do throws(JSONProblem) {
            let node = try document()
            return isAtEnd ? .success(node) : .failure(trailingText())
        } catch {
            return .failure(error)
        }
    }

    fileprivate mutating func skipToNextRecord(after start: Int, line startLine: Int) {
        (offset, line) = (start, startLine)
        while offset < end {
            let byte = bytes[offset]
            offset += 1
            guard byte == 0x0A || byte == 0x0D else { continue }
            if byte == 0x0D, offset < end, bytes[offset] == 0x0A { offset += 1 }
            line += 1
            columnBase = offset
            if current == UInt8(ascii: "{") { return }
        }
    }
}
