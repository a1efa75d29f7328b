import Foundation

/// `reload.json` in the spool: how many reloads were begun and ended, and what came of the last one. `rmad reload`
/// waits for it. A reader never sees half a file: it is written beside and renamed.
struct ReloadRecord {
    enum Outcome: String { case done, refused, failed }

    private let file: URL

    init(spool: String) { file = URL(fileURLWithPath: spool).appending(path: "reload.json") }

    /// What the file says; nothing was ever reloaded where there is none.
    struct State: Codable {
        var process: Int32 = 0
        var begun = 0
        var ended = 0
        var outcome = ""
        var found: [String] = []
    }

    func read() -> State {
        guard let data = FileManager.default.contents(atPath: file.path) else { return State() }
        do {
            return try JSONDecoder().decode(State.self, from: data)
        } catch {
            // Somebody else's file; the next reload writes it anew.
            return State()
        }
    }

    func begin() throws {
        var state = read()
        state.process = getpid()
        state.begun += 1
        try write(state)
    }

    func end(_ outcome: Outcome, _ found: [String]) throws {
        var state = read()
        state.ended = state.begun
        state.outcome = outcome.rawValue
        state.found = found
        try write(state)
    }

    private func write(_ state: State) throws {
        let coder = JSONEncoder()
        coder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try coder.encode(state).write(to: file, options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
    }
}
