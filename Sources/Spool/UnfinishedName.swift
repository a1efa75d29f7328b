/// Names that programs give to files which are not meant for us, or not yet.
///
/// Such files stay in the drop untouched: their owner renames or removes them. The
/// list holds what uploaders, browsers, editors and file managers are known to leave.
extension FileName {
    package var isUnfinished: Bool {
        guard let first = bytes.first, let last = bytes.last else { return true }
        // Dotfiles: also rsync's `.NAME.XXXXXX`, vim's `.NAME.swp`, lftp's `.in.NAME`, gedit's and GIO's.
        if first == Ascii.dot || last == Ascii.tilde { return true }
        // Emacs saves `#NAME#`; an unnamed file linked into place is announced as `#NUMBER`.
        if first == Ascii.hash, last == Ascii.hash { return true }
        // Office programs keep `~$NAME` beside an open document.
        if first == Ascii.tilde, bytes.dropFirst().first == Ascii.dollar { return true }
        if Self.endings.contains(where: { hasSuffix($0) }) { return true }
        return Self.names.contains(self)
    }

    /// The kernel announces a file that was made without a name (O_TMPFILE) and then
    /// linked into the directory as `#` and its inode number: only a scan knows its name.
    var isKernelPlaceholder: Bool {
        bytes.first == Ascii.hash && bytes.count > 1 && bytes.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }

    private static let endings: [StaticString] = [
        ".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".download", ".swp", ".swo", ".swx",
    ]

    private static let names: Set<FileName> = [
        // vim writes and removes this one to learn whether it may write at all.
        FileName(literal: "4913"),
        FileName(literal: "Thumbs.db"),
        FileName(literal: "desktop.ini"),
    ]
}
