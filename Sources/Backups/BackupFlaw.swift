import Digests

/// A file that belongs into a backup and is not at its place as the ledger knows it, or cannot be read. It ends no
/// backup: everything else is copied, and this is named.
package struct BackupFlaw: Sendable, Equatable {
    package enum Cause: String, Sendable {
        case missing, damaged
        /// It is there, and this user or this disk does not give it.
        case unreadable
        /// An erasure took it while the backup was made: the copied ledger still names it.
        case erased

        /// Whether somebody may say that it is lost for good. What is there and can be made readable is not.
        var isAcceptable: Bool {
            switch self {
            case .missing, .damaged, .erased: true
            case .unreadable: false
            }
        }
    }

    /// Below the backup: `spool/evidence/…`.
    package let path: String
    /// Where it is, or belongs, at the site; empty where that is not known any more.
    package let place: String
    package let cause: Cause
    package let found: String
    /// The return, or the parcel on the workbench, that it belongs to.
    package internal(set) var owner = ""
    /// The backup has it all the same, from the one before.
    package internal(set) var isMended = false
    /// Somebody has said that it is lost for good.
    package internal(set) var isAccepted = false

    /// In words, with what is to be done.
    /// - Parameter backup: the folder of the finished backup.
    package func words(in backup: String) -> String {
        let subject = owner.isEmpty ? path : "\(path) (\(owner))"
        let remedy: String =
            if cause == .unreadable {
                (isMended ? "The backup has it from elsewhere. " : "The backup is without it. ")
                    + "Give \(place) to the user that rmad runs as, or see dmesg; what cannot be mended, remove, and "
                    + "put a good copy there. What is not rmad's, move away."
            } else if isMended {
                "The backup has it from elsewhere. Put it back: cp \(backup)/\(path) \(place)"
            } else if isAccepted {
                "It was accepted as lost."
            } else {
                "Look for it in older backups and put it back at \(place); if it is lost for good, say so once: "
                    + "rmad backup --accept-losses"
            }
        return "\(subject): \(found)\(found.hasSuffix(".") ? "" : ".") \(remedy)"
    }
}

/// Photos that are evidence are called by their SHA-256, so each says itself what it must be.
enum Evidence {
    static let place = "spool/evidence"

    /// Of a file of the evidence; nil where it is called otherwise.
    static func digest(namedBy path: String) -> Digest? {
        guard path.hasPrefix(place + "/"), let name = path.split(separator: "/").last else { return nil }
        return Digest(hexadecimal: String(name.prefix { $0 != "." }))
    }
}
