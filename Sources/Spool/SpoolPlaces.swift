import Glibc

/// Where other things may not lie: what is in one of the spool's folders is taken for a document, published or cleared.
extension SpoolLayout {
    /// The folder of the spool that a path is, or lies in, whatever links lead there.
    /// - Parameter path: absolute; it need not be there yet.
    package func place(holding path: String) -> Place? {
        let real = Self.real(path)
        return Place.allCases.first { place in
            let folder = Self.real(self.path(of: place))
            return real == folder || real.hasPrefix(folder + "/")
        }
    }

    /// Whether a path is the spool's root itself.
    package func isRoot(_ path: String) -> Bool { Self.real(path) == Self.real(root) }

    /// Of what is there of a path all links are followed.
    private static func real(_ path: String) -> String {
        var (there, missing) = (path, "")
        while true {
            if let resolved = realpath(there.isEmpty ? "/" : there, nil) {
                defer { free(resolved) }
                let text = String(cString: resolved)
                return (text == "/" ? "" : text) + missing
            }
            guard let slash = there.lastIndex(of: "/") else { return path }
            missing = there[slash...] + missing
            there = String(there[..<slash])
        }
    }
}
