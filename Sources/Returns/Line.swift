/// One line of an authorized return: how many units are where, and its four axes.
///
/// Invariants, checked by `isSound` and cited by the tests:
/// 1. `0 ≤ authorized ≤ requested`.
/// 2. `received + missing ≥ authorized` once the receipt is `short`, `received` or `wrong_item`.
/// 3. `accepted + rejected ≤ received + extra`.
/// 4. `extra > 0` only when everything authorized was received.
/// 5. While a line is `lost`, `missing` is 0, or all that is not here: its parcel was found, and does not hold it.
/// 6. `settled` never exceeds what was accepted, or, of goods that need not or cannot come any more and of those that
///    are due on receipt, what was authorized.
package struct Line: Sendable, Equatable {
    package var requested: Int
    package var authorized: Int
    package var received = 0
    package var accepted = 0
    package var rejected = 0
    package var missing = 0
    package var extra = 0
    /// Units that the customer got a resolution for.
    package var settled = 0
    package var receipt = ReceiptState.initial
    package var verdict = Verdict.initial
    package var disposition = Disposition.initial
    package var resolution = Resolution.initial

    package init(requested: Int, authorized: Int) {
        self.requested = requested
        self.authorized = authorized
    }

    package var isSound: Bool {
        let counts = [requested, authorized, received, accepted, rejected, missing, extra]
        return counts.allSatisfy { $0 >= 0 } && authorized <= requested && accepted + rejected <= received + extra
            && (extra == 0 || received == authorized) && settled >= 0 && settled <= max(accepted, authorized)
            && (receipt != .lost || missing == 0 || received + missing == authorized)
            && (receipt != .short || received + missing >= authorized)
            && (receipt != .received || received + missing >= authorized)
            && (receipt != .wrongItem || received + missing >= authorized)
    }

    /// Units that still count against what the customer may return of the order. A short quantity is given
    /// back; goods that were rejected and sent back to the customer are theirs again. Whoever got a unit repaired or
    /// replaced has one as before, which may come back, too; what was given in exchange is another product.
    /// - Parameters:
    ///   - sentBack: how many rejected units go back to the customer; nil where no record of units says it, then the
    ///     line's own disposition does.
    ///   - renewed: units that were repaired or replaced.
    package func entitlementUsed(in state: RMAState, sentBack: Int? = nil, renewed: Int = 0) -> Int {
        switch state {
        case .declined, .cancelled: 0
        case .expired, .closed:
            max(
                0,
                max(received - min(rejected, sentBack ?? (disposition == .returnToCustomer ? rejected : 0)), settled)
                    - renewed)
        case .requested, .underReview, .infoNeeded: requested
        // What a carrier lost is paid for.
        case .approved: max(0, max(authorized - (receipt == .lost ? 0 : missing), received, settled) - renewed)
        }
    }

    /// Counts units at the dock. Surplus goes to `extra`, never above what was authorized.
    /// - Parameter isComplete: nothing more is expected, so what lacks is short.
    package mutating func receive(_ units: Int, isComplete: Bool) {
        let fitting = min(units, authorized - received)
        received += fitting
        extra += units - fitting
        missing = max(0, min(missing, authorized - received))
        if received == authorized {
            missing = 0
            receipt = .received
        } else if isComplete {
            missing = authorized - received
            receipt = .short
        }
    }

    /// The parcel that was lost is here, and nothing more of the line is in it: that stays lost.
    package mutating func missLost() { missing = authorized - received }

    /// Whether units that were lost may turn up in a parcel that was found.
    package var mayTurnUp: Bool { receipt == .lost && received + missing < authorized }

    /// Records what an inspector found.
    /// - Returns: false, and changes nothing, when more units are judged than are here.
    package mutating func inspect(accepted more: Int, rejected bad: Int) -> Bool {
        guard more >= 0, bad >= 0, more + bad > 0, more + bad <= unitsToJudge else { return false }
        accepted += more
        rejected += bad
        showVerdict()
        return true
    }

    /// What its judged units say together; where none is judged any more, a person looks again.
    mutating func showVerdict() {
        verdict =
            accepted + rejected == 0 ? .manual : rejected == 0 ? .accepted : accepted == 0 ? .rejected : .partial
    }

    /// Everything that was asked for may come; what came before that was surplus and is not any more.
    package mutating func authorize() {
        authorized = requested
        let fitting = min(extra, authorized - received)
        received += fitting
        extra -= fitting
        if received == authorized, receipt == .awaiting || receipt == .short {
            (missing, receipt) = (0, .received)
        } else if receipt == .received, received < authorized {
            receipt = .awaiting
        }
    }

    /// So many units that were judged wait for another person's judgement.
    /// - Returns: false where there are none.
    package mutating func reopen(rejected bad: Int, accepted good: Int = 0) -> Bool {
        guard bad + good > 0, bad <= rejected, good <= accepted, verdict == .manual || verdict.mayBecome(.manual)
        else { return false }
        rejected -= bad
        accepted -= good
        verdict = .manual
        return true
    }

    /// Units that were announced and found good. What came above that is nobody's claim: a person decides on it.
    package var acceptedAsAnnounced: Int { min(accepted, authorized) }
    /// Units that are here and that nobody has judged.
    package var unitsToJudge: Int { received + extra - accepted - rejected }

    /// Units that the customer may be given a refund or credit for now: what was found good, what the customer keeps,
    /// or what a carrier lost, less what was settled before.
    package var unitsToSettle: Int { (isDueWithoutGoods ? authorized : acceptedAsAnnounced) - settled }

    /// The customer keeps the goods, or they are lost: no more is waited for.
    package var isDueWithoutGoods: Bool { receipt.isWithoutGoods }
    /// The same, and nothing of them is here.
    package var isNowhereHere: Bool { isDueWithoutGoods && here == 0 }
}
