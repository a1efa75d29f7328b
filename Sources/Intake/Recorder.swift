import Digests
import JSONText
import Ledger
import Policy
import Returns

/// Records one declaration in a transaction, or throws a `Refusal` that says why it cannot be, with nothing
/// written. What each kind does stands in the extensions.
struct Recorder {
    let transaction: Transaction
    let terms: IntakeTerms
    let occasion: Occasion
    let document: DocumentID
    /// What number ranges have to say, told once the transaction is committed.
    let notices = RangeNotices()

    func record(_ declaration: Declaration) throws -> Taken {
        switch declaration {
        case .returnRequest(let request): try open(request)
        case .trackingEvent(let event): try track(event)
        case .dockReceipt(let receipt): try receive(receipt)
        case .inspection(let inspection): try inspect(inspection)
        case .settlement(let settlement): try settle(settlement)
        case .cancellation(let cancellation): try cancel(cancellation)
        case .review(let review): try decide(review)
        case .note(let note): try attach(note)
        case .feedback(let feedback): try attach(feedback)
        case .order(let order): try keep(order)
        case .customer(let customer): try keep(customer)
        case .endpoint(let endpoint): try keep(endpoint)
        case .deliveryRetry(let retry): try send(retry)
        case .secretRotation(let rotation): try rotate(rotation)
        case .endpointSwitch(let wish): try turn(wish)
        case .printRequest(let request): try print(request)
        case .printerOrder(let order): try obey(order)
        case .task(let update): try work(on: update)
        case .disposition(let word): try redispose(word)
        }
    }

    var snapshot: Snapshot { transaction.snapshot }

    /// Who acts: the person that the document names, else the station that it came through.
    func occasion(by staff: String?) -> Occasion {
        guard let staff, let actor = Actor("staff:\(staff)") else { return occasion }
        return acting(actor)
    }

    /// The same occasion with somebody else acting.
    func acting(_ actor: Actor) -> Occasion {
        var occasion = occasion
        occasion.actor = actor
        return occasion
    }

    /// The return that a document means, by its number or by a code scanned from the parcel.
    func find(_ key: ReturnKey) throws -> (stored: StoredCase, shipment: Int?) {
        let problem: String
        switch number(in: key.text) {
        case .success(let number):
            if let stored = try snapshot.stored(number) {
                return (stored, stored.case.shipments.count == 1 ? stored.case.shipments[0].number : nil)
            }
            problem = "a well-formed number that was never given out"
        case .failure(let error): problem = error.description
        }
        // A number of an earlier pattern is no number of today's, but it is still on somebody's label.
        let written = RMANumber(trusted: String(key.text.trimmingWhitespace()).uppercased())
        if let stored = try snapshot.stored(written) { return (stored, nil) }
        if let parcel = try snapshot.parcel(key.text), let stored = try snapshot.stored(id: parcel.rma) {
            return (stored, parcel.shipment)
        }
        throw Refusal(
            found: "'\(key.text)', which is no return and no parcel of ours (\(problem))",
            expected: "an RMA number, or the code of one of our labels",
            remedy: "Look for the return by name or order: rmad find TEXT.")
    }

    private func number(in text: String) -> Result<RMANumber, RMANumberPattern.ReadError> {
        do throws(RMANumberPattern.ReadError) {
            return .success(try terms.pattern.read(text))
        } catch {
            return .failure(error)
        }
    }

    /// Changes a return: what happens is decided by the case, stored here, and told.
    func change(
        _ stored: StoredCase, on occasion: Occasion, _ happening: (inout ReturnCase) throws -> [Change]
    ) throws -> (stored: StoredCase, changes: [Change]) {
        var after = stored
        let changes = try happening(&after.case)
        try transaction.record(changes, of: &after, was: stored.case, on: occasion, link: terms.link)
        return (after, changes)
    }

    /// Dates what a milestone sets running.
    func promise(_ milestones: [Milestone], for rma: CaseID) throws {
        let today = terms.siteDay(occasion.at)
        for milestone in milestones {
            for promise in terms.policy.promises(from: milestone, on: today) {
                try transaction.promise(promise.name.rawValue, due: promise.due, rma: rma)
            }
        }
    }
}
