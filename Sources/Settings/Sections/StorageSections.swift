/// Where files come in and where they are remembered: the keys of `spool` and `ledger`.
enum StorageSections {
    static func spool(_ map: MapReader, paths: PathResolver) -> SpoolSettings {
        SpoolSettings(
            directory: paths.state(
                map.value(
                    "directory", .path, default: "/var/spool/rmad",
                    "Holds the drop, the receipts, rejected files, labels and the archive.")),
            settleMilliseconds: map.value(
                "settle_ms", .integer(0...600_000), default: 1000,
                "Milliseconds for which a file must not have changed before it is taken. Files that are renamed into "
                    + "the drop are taken at once."),
            rescanSeconds: map.value(
                "rescan_seconds", .integer(1...86_400), default: 60,
                "Seconds between two looks at the whole drop, beside the notices of the kernel."),
            fileBytesMax: map.value(
                "file_bytes_max", .integer(1024...1_073_741_824), default: 67_108_864,
                "The largest file that is read, in bytes; larger ones are rejected."),
            dropMode: map.value(
                "drop_mode", .fileMode, default: 0o2770,
                "Mode that the drop directory gets when rmad makes it, octal, in quotation marks; 2770 lets the group "
                    + "write. One that is there, as after the installation of the package, keeps its own (chmod)."),
            archiveDays: map.value(
                "archive_days", .integer(0...3650), default: 30,
                "Days for which files that were taken are kept beside the ledger. 0 keeps none."),
            claimedMax: map.value(
                "claimed_max", .integer(1...10_000), default: 256,
                "Most files that are taken and not yet recorded; the others wait in the drop."))
    }

    static func ledger(_ map: MapReader, paths: PathResolver) -> LedgerSettings {
        LedgerSettings(
            file: paths.state(
                map.value(
                    "file", .path, default: "/var/lib/rmad/ledger.sqlite3",
                    "The database. Its folder must allow new files: SQLite keeps two more beside it.")),
            groupFilesMax: map.value(
                "group_files_max", .integer(1...1024), default: 64,
                "Most files that share one commit. More is faster under load; each waits for the others."))
    }
}

/// Makes paths absolute.
struct PathResolver {
    /// The folder of the file that is read.
    let folder: String
    /// For a trial without privileges: stands before the absolute paths of what rmad writes.
    let root: String?

    func beside(_ path: String) -> String { TextFile.resolve(path, against: folder) }

    /// Paths of what rmad writes.
    func state(_ path: String) -> String {
        guard let root, path.hasPrefix("/") else { return beside(path) }
        return TextFile.resolve(root + path, against: TextFile.currentFolder())
    }
}

extension Form where Value == UInt32 {
    static var fileMode: Form {
        .scalar(
            "octal file mode in quotation marks", remedy: "write four octal digits: \"2770\"",
            show: { "\"\(String($0, radix: 8))\"" }
        ) { text in
            guard (3...5).contains(text.utf8.count), let mode = UInt32(text, radix: 8), mode <= 0o7777 else {
                return nil
            }
            return mode
        }
    }
}
