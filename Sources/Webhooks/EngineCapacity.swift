/// How many transfers the engine can have under way, given the files that the process may open.
package struct EngineCapacity: Sendable, Hashable {
    /// Files for everything that is not a connection of ours: database, spool, clients, look-ups.
    package static let otherFiles = 512

    /// At most `DeliveryLimits.transfersMax`.
    package let transfers: Int
    /// What the operator should change, when it is less; in plain words.
    package let shortage: String?

    init(_ limits: DeliveryLimits, openFilesMax: UInt64) {
        let room = Int(clamping: openFilesMax) - limits.keptConnectionsMax - Self.otherFiles
        // A process that may open next to nothing still sends, a few at a time.
        transfers = min(limits.transfersMax, max(room, 16))
        guard transfers < limits.transfersMax else {
            shortage = nil
            return
        }
        shortage = """
            the limit of \(openFilesMax) open files leaves room for \(transfers) deliveries at a time instead of \
            \(limits.transfersMax); set LimitNOFILE=\(Self.files(for: limits)) in the systemd unit
            """
    }

    /// Files that must be open for all that the limits allow.
    static func files(for limits: DeliveryLimits) -> UInt64 {
        UInt64(max(0, limits.transfersMax) + max(0, limits.keptConnectionsMax) + otherFiles)
    }
}
