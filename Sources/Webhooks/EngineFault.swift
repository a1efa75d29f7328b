/// The engine cannot work: for the operator to mend.
package struct EngineFault: Error, Hashable, CustomStringConvertible {
    package let operation: String
    package let problem: String
    package let hint: String

    package var description: String { "could not \(operation): \(problem); \(hint)" }
}
