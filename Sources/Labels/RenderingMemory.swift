import CPangoCairo

/// A setting of the process, made once by the executable before it renders.
package enum RenderingMemory {
    /// Keeps freed memory instead of giving it back to the kernel after each label. Deflating a PDF takes and
    /// frees a quarter of a megabyte several times; a sixth of a label's time went into the page faults of that.
    /// Costs at most `bytesKept` of resident memory an arena.
    package static func keepFreed() {
        rmad_keep_freed_memory(bytesKept)
    }

    private static let bytesKept: Int32 = 16 << 20
}
