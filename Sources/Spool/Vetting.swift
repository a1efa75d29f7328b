import CLinux
import Glibc

/// Looks at a thing in the drop without any effect on it: a FIFO does not block, a
/// device is not rewound, a link is not followed.
///
/// It is held by an O_PATH descriptor, so what is judged and what is opened for the
/// test reading are the same thing whatever happens to the name meanwhile.
struct Vetting {
    enum Verdict: Equatable {
        case acceptable
        /// A matter of what it is: waiting would not change it.
        case refused(Refusal.Reason)
        /// A matter that a sender may be about to mend: link and unlink, chmod, a copy under way.
        case refusedOnceSettled(Refusal.Reason)
    }

    let facts: FileFacts
    let verdict: Verdict

    /// Nil where there is nothing under the name.
    init?(_ name: FileName, in directory: Directory, fileBytesMax: Int) throws(SpoolError) {
        let descriptor = name.withCString { linux_open_path(directory.descriptor, $0) }
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw directory.failure("look at", name)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw directory.failure("look at", name) }
        facts = FileFacts(status)
        switch facts.kind {
        case .symlink: verdict = .refused(.symlink)
        case .fifo: verdict = .refused(.fifo)
        case .socket: verdict = .refused(.socket)
        case .device: verdict = .refused(.device)
        case .folder: verdict = .refused(.folder)
        case .regular:
            if facts.links > 1 {
                verdict = .refusedOnceSettled(.hardLinked(links: facts.links))
            } else if facts.size > fileBytesMax {
                verdict = .refusedOnceSettled(.tooLarge(size: facts.size, max: fileBytesMax))
            } else {
                let reading = linux_reopen_for_reading(descriptor)
                if reading >= 0 {
                    close(reading)
                    verdict = .acceptable
                } else if errno == EACCES || errno == EPERM {
                    verdict = .refusedOnceSettled(.unreadable(uid: facts.uid, mode: facts.mode))
                } else {
                    throw directory.failure("open", name)
                }
            }
        }
    }
}
