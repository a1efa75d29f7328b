import Returns

/// Content to bytes in one call, for the one label of a parcel.
extension LabelRenderer {
    package func pdf(
        _ content: LabelContent, stock: LabelStock = .fourBySix, density: DotDensity = .dpi203
    ) throws(LabelError) -> [UInt8] {
        try pdf(label(content, stock: stock, density: density))
    }

    /// The labels of a return's parcels as pages of one document, which shares its fonts.
    package func pdf(
        pieces: [LabelContent], stock: LabelStock = .fourBySix, density: DotDensity = .dpi203
    ) throws(LabelError) -> [UInt8] {
        try pdf(labels(pieces, stock: stock, density: density))
    }

    package func zpl(
        _ content: LabelContent, stock: LabelStock = .fourBySix, density: DotDensity = .dpi203, copies: Int = 1
    ) throws(LabelError) -> String {
        try zpl(label(content, stock: stock, density: density), copies: copies)
    }

    package func bitmap(
        _ content: LabelContent, stock: LabelStock = .fourBySix, density: DotDensity = .dpi203
    ) throws(LabelError) -> Bitmap {
        try bitmap(label(content, stock: stock, density: density))
    }

    package func png(
        _ content: LabelContent, stock: LabelStock = .fourBySix, density: DotDensity = .dpi203
    ) throws(LabelError) -> [UInt8] {
        try png(label(content, stock: stock, density: density))
    }

    package func svg(
        _ content: LabelContent, stock: LabelStock = .fourBySix, density: DotDensity = .dpi203
    ) throws(LabelError) -> [UInt8] {
        try svg(label(content, stock: stock, density: density))
    }

    package func instructionsPDF(
        _ page: InstructionsPage, brand: Brand? = nil, paper: LabelStock = .a4, madeAt: Instant
    ) throws(LabelError) -> [UInt8] {
        try pdf(instructions(page, brand: brand, paper: paper, madeAt: madeAt))
    }
}
