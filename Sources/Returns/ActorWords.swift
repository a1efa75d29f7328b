extension Name where Subject == ActorSubject {
    /// Where an order came from, in a sentence: `by anna`, `from the drop`, `from station counter`.
    package var byline: String {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return "by \(text)" }
        switch (parts[0], parts[1]) {
        case ("station", ""): return "from the drop"
        case ("station", let station): return "from station \(station)"
        case ("staff", let person): return "by \(person)"
        case ("carrier", let carrier): return "by \(carrier)"
        case (_, _): return "by \(text)"
        }
    }
}
