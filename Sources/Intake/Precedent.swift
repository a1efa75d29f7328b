import Digests
import JSONText
import Ledger
import Returns

/// What a document became when it came for the first time, as the receipt beside the archived original tells.
///
/// After a restore the originals since are recorded again. Labels with their numbers are on parcels already, and links
/// in customers' hands: so each record gets the numbers and the link that it had.
package struct Precedent: Sendable {
    struct Record: Sendable {
        let rma: RMANumber?
        let token: String?
        let parcels: [String]
        /// No number of a range is left before it: `Withholding` has passed over it.
        var isWithheld = false
    }

    package let document: DocumentID
    package let name: String
    package let station: String
    package let receivedAt: Instant
    /// Whether its receipt says so; otherwise nobody knows which numbers it got.
    package let hasReceipt: Bool
    private(set) var records: [Int: Record]
    /// Of records that an erasure has taken: what they had given out.
    let erased: [Record]
    private(set) var isWithheld = false
    /// Of the file as it came.
    let digest: Digest?
    /// Of the file as it lies in the archive: what an erasure has left of it has another one.
    let archivedDigest: Digest?
    /// Where photos lie among the evidence, by the paths that the document gives.
    let photos: [String: String]

    /// - Returns: nil for what is no receipt.
    package init?(receipt bytes: [UInt8]) {
        guard let node = Self.parsed(bytes), let document = node["document"]?.integer,
            let receivedAt = node["received_at"]?.string.flatMap({ Instant(stored: $0) }),
            let name = node["file"]?.string
        else { return nil }
        self.document = document
        self.name = name
        self.receivedAt = receivedAt
        hasReceipt = true
        station = node["station"]?.string ?? ""
        digest = node["sha256"]?.string.flatMap { Digest(hexadecimal: $0) }
        let left = node["archived_sha256"]?.string.flatMap { Digest(hexadecimal: $0) }
        archivedDigest = left ?? (node["erased"] == nil ? digest : nil)
        erased = (node["erased_records"]?.elements ?? []).map { Self.record($0) }
        var records: [Int: Record] = [:]
        var photos: [String: String] = [:]
        for one in node["records"]?.elements ?? [] {
            guard let number = one["record"]?.integer else { continue }
            records[Int(number)] = Self.record(one)
            guard case .object(let members) = one["photos"]?.value else { continue }
            for member in members {
                guard let file = member.value.string, file.hasPrefix("evidence/") else { continue }
                photos[member.key] = String(file.dropFirst("evidence/".count))
            }
        }
        self.records = records
        self.photos = photos
    }

    /// An original without its receipt.
    /// - Parameters:
    ///   - fileTime: of the file, which may have been touched since.
    ///   - folder: the name of its folder in the archive; where that is a day, it came on that day.
    package init(document: DocumentID, name: String, station: String, fileTime: Instant, folder: String) {
        self.document = document
        self.name = name
        self.station = station
        hasReceipt = false
        (records, erased) = ([:], [])
        photos = [:]
        (digest, archivedDigest) = (nil, nil)
        guard let day = CalendarDate(iso: folder) else {
            receivedAt = fileTime
            return
        }
        let midnight = Instant(milliseconds: Int64(day.dayNumber) * Self.dayMilliseconds)
        receivedAt = max(midnight, min(fileTime, midnight.adding(milliseconds: Self.dayMilliseconds - 1)))
    }

    /// Whether an erasure has left nothing of the file.
    var isErasedWhole: Bool { archivedDigest == Digest(of: [UInt8]()) }

    /// What it had given out, in the order of its records.
    var rmas: [RMANumber] { named.compactMap(\.rma) }
    var parcels: [String] { named.flatMap(\.parcels) }
    var named: [Record] { records.sorted { $0.key < $1.key }.map(\.value) + erased }

    /// The same, once its numbers were passed over.
    var withheld: Precedent {
        var withheld = self
        withheld.isWithheld = true
        for number in records.keys { withheld.records[number]?.isWithheld = true }
        return withheld
    }

    private static var dayMilliseconds: Int64 { 86_400_000 }

    private static func record(_ node: JSONNode) -> Record {
        Record(
            rma: node["rma"]?.string.map { RMANumber(trusted: $0) },
            token: node["tracking_url"]?.string?.split(separator: "/").last.map(String.init),
            parcels: node["parcels"]?.elements.compactMap(\.string) ?? [])
    }

    private static func parsed(_ bytes: [UInt8]) -> JSONNode? {
        do throws(JSONProblem) {
            return try JSONReader.parse(bytes)
        } catch {
            return nil
        }
    }
}

extension JSONNode {
    fileprivate subscript(key: String) -> JSONNode? {
        guard case .object(let members) = value else { return nil }
        return members.first { $0.key == key }?.value
    }

    fileprivate var string: String? { if case .string(let text) = value { text } else { nil } }
    fileprivate var integer: Int64? { if case .number(let text) = value { Int64(text) } else { nil } }
    fileprivate var elements: [JSONNode] { if case .array(let elements) = value { elements } else { [] } }
}

extension Recorder {
    private var withholding: Withholding { Withholding(terms, in: transaction) }

    /// The number that the record had; nil where it had none, or another return has it now.
    func rememberedNumber() throws -> RMANumber? {
        guard let precedent, let number = precedent.rma, try snapshot.stored(number) == nil else { return nil }
        if !precedent.isWithheld { try withholding.withhold(rmas: [number], parcels: []) }
        try transaction.countUse(of: ParcelRange.rmaNumbers, on: terms.siteDay(occasion.at))
        return number
    }

    /// The code that the parcel had; nil where it had none, another parcel has it now, or no range of today gives such.
    func rememberedCode(at place: Int, _ ranges: [ParcelRange]) throws -> (code: ParcelCode, carrier: CarrierName?)? {
        guard let precedent, precedent.parcels.indices.contains(place) else { return nil }
        let text = precedent.parcels[place]
        for range in ranges {
            let next = max(try snapshot.nextSerial(of: range.storedName) ?? range.first, range.first)
            let ahead = precedent.isWithheld ? 0 : Withholding.aheadMax
            let nearby =
                max(range.first, next - Withholding.aheadMax)...max(range.first, min(range.last, next + ahead))
            // The newest first: what was lost is mostly that.
            for serial in nearby.reversed() {
                guard let code = range.code(serial), code.text == text else { continue }
                guard try snapshot.bearer(of: code) == nil else { return nil }
                if serial >= next { _ = try transaction.nextSerial(of: range.storedName, first: serial) }
                try transaction.countUse(of: range.storedName, on: terms.siteDay(occasion.at))
                return (code, range.carrier)
            }
        }
        return nil
    }
}
