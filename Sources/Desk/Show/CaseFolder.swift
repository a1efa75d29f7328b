import Glibc
import Ledger
import Returns
import Spool

/// All that we know of one return, read in one snapshot, so that nothing has to be asked twice.
struct CaseFolder: Sendable {
    let stored: StoredCase
    /// The parcel by whose code the return was found; nil when its number was typed.
    let scannedParcel: Int?
    let trackingURL: String
    let tracking: [StoredTrackingEvent]
    let promises: [Promise]
    let tasks: [TaskRecord]
    let goodwill: [GoodwillRecord]
    /// The special care for its customer.
    let care: CareRecord?
    let papers: [Paper]
    /// What the ledger knows of each parcel's papers, with the edition of the instructions.
    let standings: [PaperStanding]
    let prints: [PrintJob]
    /// What was photographed at the dock.
    let photos: [DockPhoto]
    let events: [RecordedEvent]
    let deliveries: [DeliverySummary]
    /// The documents that changed it, by id; the newest `documentsMax`.
    let documents: [DocumentID: Source]

    struct Source: Sendable {
        let name: String
        let station: String
        let receivedAt: Instant
    }

    struct Paper: Sendable {
        enum State: Sendable { case made(path: String), owed(attempts: Int), failed(reason: String) }

        /// Nil: instructions alone, nothing is sent.
        let parcel: Int?
        /// The unit of a tag.
        var unit: Int?
        let state: State
    }

    static let deliveriesMax = 500
    static let documentsMax = 500

    static func read(
        _ typed: String, place: DeskPlace, today: CalendarDate, in snapshot: Snapshot
    ) throws -> CaseFolder {
        let (stored, parcel) = try CaseFinder(pattern: place.pattern).find(typed, in: snapshot)
        let events = try snapshot.events(of: stored.id)
        var documents: [DocumentID: Source] = [:]
        for id in Set([stored.document] + events.compactMap { $0.draft.document?.id }).sorted(by: >)
            .prefix(documentsMax)
        {
            documents[id] = try snapshot.document(id).map {
                Source(name: $0.name, station: $0.station, receivedAt: $0.receivedAt)
            }
        }
        var filter = DeliveryFilter()
        filter.rma = stored.id
        filter.limit = deliveriesMax
        let standings = try snapshot.papers(of: stored.id)
        return CaseFolder(
            stored: stored, scannedParcel: parcel,
            trackingURL: place.voice.link.url(of: stored),
            tracking: try snapshot.trackingEvents(of: stored.id), promises: try snapshot.promises(of: stored.id),
            tasks: try snapshot.tasks(of: stored.id), goodwill: try snapshot.goodwill(of: stored.id),
            care: try snapshot.care(of: CustomerKey(stored), on: today),
            papers: papers(of: stored, standings, place: place), standings: standings,
            prints: try snapshot.prints(of: stored.id), photos: try snapshot.photos(of: stored.id), events: events,
            deliveries: try snapshot.deliveries(filter),
            documents: documents)
    }

    /// The instructions that were made, with their edition and language.
    var instructions: [(parcel: Int?, edition: String, language: Language?)] {
        standings.compactMap { standing in
            guard case .made(let edition) = standing.state, standing.unit == nil else { return nil }
            return (standing.shipment, edition, standing.language)
        }
    }

    /// What is owed by the ledger's word, what is made by the files that lie there.
    private static func papers(of stored: StoredCase, _ standings: [PaperStanding], place: DeskPlace) -> [Paper] {
        let open = standings.compactMap { standing -> Paper? in
            switch standing.state {
            case .owed(let attempts):
                Paper(parcel: standing.shipment, unit: standing.unit, state: .owed(attempts: attempts))
            case .failed(let reason):
                Paper(parcel: standing.shipment, unit: standing.unit, state: .failed(reason: reason))
            case .made: nil
            }
        }
        let paths = PaperPaths(formats: ["pdf", "png", "svg", "zpl"], kinds: PaperKind.allCases)
        var names: [(parcel: Int?, unit: Int?, name: String)] = []
        for shipment in stored.papers {
            names += paths.all(of: stored, shipment: shipment).map { (shipment, nil, $0) }
        }
        names += stored.case.units.map { (nil, $0.number, paths.tag(of: stored.case.number, unit: $0.number)) }
        let made = names.map { ($0.parcel, $0.unit, place.path(.labels, station: nil, $0.name)) }
            .filter { access($0.2, F_OK) == 0 }
            .map { Paper(parcel: $0.0, unit: $0.1, state: .made(path: $0.2)) }
        return open + made
    }
}
