import JSONText
import Ledger
import Returns

/// Finds the return that somebody means: by its number in any typed form, or by a code from its parcel.
package struct CaseFinder {
    let pattern: RMANumberPattern

    package init(pattern: RMANumberPattern) { self.pattern = pattern }

    /// - Returns: the return, and the parcel by whose code it was found.
    /// - Throws: `DeskFault` that says what is wrong with the number, character by character where that is known.
    package func find(_ typed: String, in snapshot: Snapshot) throws -> (stored: StoredCase, parcel: Int?) {
        let reading = read(typed)
        let problem: String
        switch reading {
        case .success(let number):
            if let stored = try snapshot.stored(number) { return (stored, nil) }
            problem = "\(Printable.line(number.text)) is a well-formed number that was never given out here"
        case .failure(let error):
            problem = "'\(Printable.line(typed))' is no return of ours: \(Printable.line(error.description))"
        }
        // A number of an earlier pattern is no number of today's, but it is still on somebody's label.
        let written = RMANumber(trusted: String(typed.trimmingWhitespace()).uppercased())
        if let stored = try snapshot.stored(written) { return (stored, nil) }
        if let parcel = try snapshot.parcel(typed), let stored = try snapshot.stored(id: parcel.rma) {
            return (stored, parcel.shipment)
        }
        let asked = if case .success(let number) = reading { number } else { written }
        if let loss = try snapshot.loss(of: asked.text) ?? snapshot.loss(of: typed) {
            throw DeskFault(
                .finding, "\(Printable.line(asked.text)) was given out, but \(loss.words)", remedy: loss.remedy)
        }
        if case .failure = reading, let number = StrangeNumber.words(typed) {
            throw DeskFault(
                .finding, "'\(Printable.line(typed))' is \(number), of none of our returns",
                remedy: "Look for the return by name, order or phone: rmad find TEXT.")
        }
        throw DeskFault(
            .finding, problem,
            remedy: "No parcel carries that code either. Read it again from the paper, or look for the return by "
                + "name, order or phone: rmad find TEXT.")
    }

    private func read(_ typed: String) -> Result<RMANumber, RMANumberPattern.ReadError> {
        do throws(RMANumberPattern.ReadError) {
            return .success(try pattern.read(typed))
        } catch {
            return .failure(error)
        }
    }
}
