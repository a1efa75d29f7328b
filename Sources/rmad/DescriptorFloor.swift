import Glibc

/// Below so many open files nothing works, and what fails first would say little.
enum DescriptorFloor {
    private static let files: rlim_t = 64

    /// - Throws: `TooFewDescriptors` where the limit is lower and cannot be raised.
    static func require() throws {
        var limit = rlimit()
        let which = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(which, &limit) == 0, limit.rlim_cur < files else { return }
        limit.rlim_cur = min(limit.rlim_max, files)
        guard limit.rlim_cur == files, setrlimit(which, &limit) == 0 else {
            throw TooFewDescriptors(found: Int(limit.rlim_cur), needed: Int(files))
        }
    }
}

/// The process may open too few files.
struct TooFewDescriptors: Error, CustomStringConvertible {
    let found: Int
    let needed: Int
    var description: String {
        "the limit of \(found) open files is too low, \(needed) are the least; raise LimitNOFILE in the unit (4864 is "
            + "right for as many webhooks at once as is configured by default)"
    }
}
