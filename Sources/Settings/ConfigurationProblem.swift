/// Something in a configuration file that an operator has to mend, with its place and the way to mend it.
package struct ConfigurationProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// As it was opened.
    package let file: String
    /// From 1; 0 where the file as a whole is meant.
    package let line: Int
    /// From 1, in Unicode scalars; 0 where the file as a whole is meant.
    package let column: Int
    /// Dotted path: `warehouses[2].country`; empty for the file as a whole.
    package let key: String
    /// What stands there. A secret is never repeated here.
    package let found: String
    package let expected: String
    /// What to do, as an order: `write 203 or 300`.
    package let remedy: String

    package init(
        file: String, line: Int = 0, column: Int = 0, key: String = "", found: String, expected: String,
        remedy: String
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.key = key
        self.found = found
        self.expected = expected
        self.remedy = remedy
    }

    /// `rmad.yaml:12:15: labels.dpi: found 204, expected 203 or 300; write one of them`, in the form
    /// that editors jump to.
    package var description: String {
        let place = line > 0 ? "\(file):\(line):\(column)" : file
        let subject = key.isEmpty ? "" : " \(key):"
        return "\(place):\(subject) found \(found), expected \(expected); \(remedy)"
    }
}

/// What came of reading a configuration: all problems at once, never only the first.
package enum ConfigurationOutcome<Value: Sendable>: Sendable {
    /// Usable; the warnings are worth a look.
    case success(Value, warnings: [ConfigurationProblem])
    /// Not usable. 1 or more problems, in the order of files and lines, then the warnings.
    case failure([ConfigurationProblem], warnings: [ConfigurationProblem])
}
