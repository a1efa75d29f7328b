import Returns

/// What is wrong with a text about an event, for the one who edits it.
package struct EventMisfit: Sendable, Equatable {
    package let found: String
    package let expected: String
    package let remedy: String

    /// - Parameter key: one of `EventWording.texts`.
    /// - Returns: nothing where the text can be said in every case.
    package static func all(of text: String, key: String, in language: Language) -> [EventMisfit] {
        guard let known = EventWording.texts[key] else {
            return [
                EventMisfit(
                    found: "a text that no event says", expected: "the keys of the English catalogue",
                    remedy: "correct the key, or take it out")
            ]
        }
        let template: Template
        do throws(Template.Defect) {
            template = try Template(text)
        } catch {
            return [
                EventMisfit(
                    found: "a text that cannot be read: \(error)", expected: "places such as {rma}",
                    remedy: "correct the braces")
            ]
        }
        let names = known.sorted().map { "{\($0)}" }.joined(separator: " ")
        let unknown = template.arguments.subtracting(known).sorted().map { name in
            EventMisfit(
                found: "the place {\(name)}", expected: names.isEmpty ? "no place" : "none but \(names)",
                remedy: "use a place that is known here")
        }
        return unknown
            + template.choices.flatMap { choice in
                language.pluralFormsNeeded.subtracting(choice.forms).map(\.rawValue).sorted().map { form in
                    EventMisfit(
                        found: "a choice by {\(choice.argument)} without '\(form): …'",
                        expected: "every form of the language", remedy: "add the form")
                }
            }
    }
}
