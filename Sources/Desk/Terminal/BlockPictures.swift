import Glibc

/// Whether pictures made of block elements can be shown on the standard output.
package enum BlockPictures {
    /// Why they cannot; nil where they can: a terminal, whose locale says UTF-8.
    package static var obstacle: String? {
        guard isatty(1) == 1 else { return "the output is no terminal" }
        return Environment.ofProcess().isUTF8 ? nil : "the terminal's locale is not UTF-8 (LANG)"
    }

    /// Colours may be used beside them.
    package static func areColoured(_ options: GlobalOptions) -> Bool {
        !options.noColor && Environment.ofProcess().allowsColour
    }
}
