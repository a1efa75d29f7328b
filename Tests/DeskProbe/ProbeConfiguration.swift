import Desk
import Ledger
import Foundation
import Returns

/// The probe's configuration: lines of `name=value`.
enum ProbeConfiguration {
    struct Problem: Error, CustomStringConvertible { let description: String }

    static func read(_ file: String) throws -> DeskPlace {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw Problem(description: "\(file): cannot be read; name another with --config")
        }
        var values: [String: String] = [:]
        for (number, line) in text.split(separator: "\n").enumerated() {
            let halves = line.split(separator: "=", maxSplits: 1)
            guard halves.count == 2 else {
                throw Problem(
                    description: "\(file):\(number + 1):1: found '\(line)', expected name=value\n"
                        + "\(file): 1 problem")
            }
            values[String(halves[0])] = String(halves[1])
        }
        var place = DeskPlace(
            ledgerPath: values["ledger"] ?? "", spoolRoot: values["spool"] ?? "",
            secretsDirectory: values["secrets"] ?? "", voice: voice(values["tracking"] ?? ""),
            timeZone: values["zone"] ?? "UTC", pattern: .standard,
            fileBytesMax: values["file_bytes_max"].flatMap { Int($0) } ?? 1 << 20)
        if let now = values["now"].flatMap({ Int64($0) }) {
            place.now = { Instant(milliseconds: now) }
        }
        return place
    }

    /// Says what was told, and in which language, in place of words.
    private static func voice(_ tracking: String) -> Voice {
        Voice(
            link: TrackingLink(baseURL: tracking), siteDay: \.date,
            say: { tellings, language in
                tellings.map {
                    EventWords(title: "\($0.kind) in \(language.rawValue)", text: "Told of \($0.case.number).")
                }
            })
    }
}
