import ArgumentParser

/// An argument that is one of a few words: help names them, and shells complete them.
protocol ListedArgument: ExpressibleByArgument {}

extension ListedArgument {
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}
