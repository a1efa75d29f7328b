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
    /// The photos that the document names, by their paths.
    var photos: [String: PhotoOutcome] = [:]
    /// The file as it came.
    var bytes: [UInt8] = []
    /// The numbers that this record got when it was recorded for the first time, before a restore.
    var precedent: Precedent.Record?
    /// Whether the document comes from an archive.
    var isReplayed = false
    /// What an erasure will take, found before the transaction.
    var foreseen: ErasureSearch?

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
        case .resolution(let update): try change(update)
        case .appeal(let appeal): try hear(appeal)
        case .alternative(let answer): try hear(answer)
        case .advance(let decision): try decide(decision)
        case .blindReceipt(let receipt): try lay(receipt)
        case .workbenchMatch(let match): try fit(match)
        case .workbenchClosure(let closure): try clear(closure)
        case .goodwill(let goodwill): try give(goodwill)
        case .care(let order): try care(order)
        case .feedbackReply(let reply): try answer(reply)
        case .disposition(let word): try redispose(word)
        case .erasure(let erasure): try erase(erasure)
        case .lossAcceptance(let acceptance): try accept(acceptance)
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
        var isWellFormed = false
        switch number(in: key.text) {
        case .success(let number):
            if let stored = try snapshot.stored(number) {
                return (stored, stored.case.shipments.count == 1 ? stored.case.shipments[0].number : nil)
            }
            problem = "a well-formed number that was never given out"
            isWellFormed = true
        case .failure(let error): problem = error.description
        }
        // A number of an earlier pattern is no number of today's, but it is still on somebody's label.
        let written = RMANumber(trusted: String(key.text.trimmingWhitespace()).uppercased())
        if let stored = try snapshot.stored(written) { return (stored, nil) }
        if let parcel = try snapshot.parcel(key.text), let stored = try snapshot.stored(id: parcel.rma) {
            return (stored, parcel.shipment)
        }
        // The link of a tracking page or survey names the return by its token.
        if let stored = try snapshot.stored(token: key.text.split(separator: "/").last.map(String.init) ?? "") {
            return (stored, nil)
        }
        let asked = if case .success(let number) = number(in: key.text) { number } else { written }
        if let loss = try snapshot.loss(of: asked.text) ?? snapshot.loss(of: key.text) {
            throw Refusal(
                found: "'\(key.text)', which was given out, but \(loss.words)", expected: "a return that is on record",
                remedy: loss.remedy + " If the parcel is here, put it on the workbench: a `blind_receipt` "
                    + "document, or rmad workbench add.")
        }
        if let mistake = terms.pattern.mistake(in: key.text) {
            throw Refusal(
                found: "'\(key.text)', which is meant as one of our RMA numbers, but \(mistake)",
                expected: "an RMA number, or the code of one of our labels",
                remedy: "Compare it with the label, sign by sign, or look for the return by name or order: rmad find "
                    + "TEXT. If the parcel is here and nobody can name it, put it on the workbench: a `blind_receipt` "
                    + "document, or rmad workbench add.")
        }
        // Whatever is well formed as one of our numbers is called so, before it is taken for somebody else's.
        let foreign = ForeignNumber(key.text, looksLikeRMA: isWellFormed)
        throw Refusal(
            found: "'\(key.text)', which is no return and no parcel of ours (\(problem)): it is \(foreign.words)",
            expected: "an RMA number, or the code of one of our labels",
            remedy: "Look for the return by name or order: rmad find TEXT. If the parcel is here and nobody can name "
                + "it, put it on the workbench: a `blind_receipt` document, or rmad workbench add.")
    }

    func number(in text: String) -> Result<RMANumber, RMANumberPattern.ReadError> {
        do throws(RMANumberPattern.ReadError) {
            return .success(try terms.pattern.read(text))
        } catch {
            return .failure(error)
        }
    }

    /// Changes a return: what happens is decided by the case, stored here, and told. What the changes set going is
    /// promised with them.
    /// - Parameter offers: what is promised from now on, where it is not what the milestones say.
    func change(
        _ stored: StoredCase, on occasion: Occasion,
        promising offers: ((ReturnCase) throws -> [PromiseOffer])? = nil,
        _ happening: (inout ReturnCase) throws -> [Change]
    ) throws -> (stored: StoredCase, changes: [Change]) {
        var after = stored
        let changes = try happening(&after.case)
        try keep(changes, of: &after, was: stored.case, on: occasion, promising: offers?(after.case))
        return (after, changes)
    }

    /// Stores what has happened to a return, with what it promises, what it owes to the shop, and when the clock is to
    /// look again.
    @discardableResult
    func keep(
        _ changes: [Change], of after: inout StoredCase, was old: ReturnCase, on occasion: Occasion,
        promising offers: [PromiseOffer]? = nil
    ) throws -> [RecordedEvent] {
        var changes = try changes + reviewCharges(in: &after, was: old, on: occasion)
        changes += try reviewPayBacks(in: after, was: old, on: occasion)
        changes += try askForAnswers(after: changes, in: after.case, of: after.id, on: occasion)
        changes += try endAnsweredLooks(after: changes, in: after.case, of: after.id, on: occasion)
        changes += try endClaims(after: changes, of: after.id)
        changes += try countAnew(after: changes, in: after.case, was: old, of: after.id)
        let offers = try offers ?? self.offers(after: changes, of: after, was: old)
        let events = try transaction.record(
            changes, of: &after, was: old, on: occasion, voice: terms.voice, promising: offers,
            calling: terms.policy.call(on: occasion.day))
        try transaction.oweExports(after: changes, of: after, by: duties, at: occasion.at)
        try setAlarms(after: changes, of: after)
        return events
    }
}
