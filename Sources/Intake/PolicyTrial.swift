import Documents
import Ledger
import Policy
import Returns

/// What the policy would say of the requests of a file, with nothing recorded.
package struct PolicyTrial: Sendable {
    package enum Answer: Sendable {
        case decided(ReturnRequest, Decision)
        /// Not a return request, so there is nothing to decide.
        case otherKind(DeclarationKind)
        case refused([Problem])
    }

    package let answers: [(record: Int, line: Int, Answer)]

    /// - Throws: `UnreadableDocument` when nothing can be read from the bytes, or what reading the ledger throws.
    package init(of bytes: [UInt8], fileName: String, terms: IntakeTerms, snapshot: Snapshot?) throws {
        let today = terms.siteDay(terms.now())
        let document = try DocumentReader.read(bytes, fileName: fileName, options: terms.reading(today))
        answers = try document.records.map { record in
            switch record.outcome {
            case .refused(let problems): return (record.number, record.line, .refused(problems))
            case .noNews: return (record.number, record.line, .otherKind(.trackingEvent))
            case .declared(.returnRequest(let request), _):
                let (known, facts) = try FactFinding(snapshot: snapshot).look(into: request)
                let decision = terms.policy.decide(on: known, given: facts, today: today)
                return (record.number, record.line, .decided(known, decision))
            case .declared(let declaration, _): return (record.number, record.line, .otherKind(declaration.kind))
            }
        }
    }
}
