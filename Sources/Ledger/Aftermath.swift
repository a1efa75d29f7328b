/// What a commit leaves to be done, for those who perform what is owed: who has to look again, and at what.
///
/// A hint and no more. Everything owed stands in the ledger and is found there after a crash; a hint spares the
/// looking where nothing happened. Used by the writer's thread alone until the commit is on disk.
package final class Aftermath {
    /// Endpoints that were owed something, or may be sent something now.
    package internal(set) var endpoints: Set<String> = []
    /// Endpoints that were added, changed, enabled or disabled.
    package internal(set) var changedEndpoints: Set<String> = []
}
