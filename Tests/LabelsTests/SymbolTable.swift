import Labels

/// Symbols with contents of all kinds, under each other on one sheet.
enum SymbolTable {
    static func contents(_ random: inout SplitMix64) throws -> [SymbolContent] {
        let digits = { (count: Int, random: inout SplitMix64) in
            String((0..<count).map { _ in Character(String(Int.random(in: 0...9, using: &random))) })
        }
        let mixed = { (count: Int, random: inout SplitMix64) in
            let signs = Array("ABCxyz-./ 0123456789012345")
            return "K" + String((0..<count).map { _ in signs[Int.random(in: 0..<signs.count, using: &random)] }) + "7"
        }
        let postal = try ElementString([("420", digits(5, &random)), ("91", mixed(6, &random).filter { $0 != " " })])
        let batch = try ElementString([
            ("01", "09506000134352"), ("10", "LOT" + digits(3, &random)), ("17", "261231"), ("21", digits(9, &random)),
        ])
        return [
            .code128(mixed(Int.random(in: 1...10, using: &random), &random)),
            .code128(digits(Int.random(in: 1...16, using: &random), &random)),
            .code128("AB" + digits(Int.random(in: 1...12, using: &random), &random) + "CD"),
            .gs1Code128(postal), .gs1Code128(try ElementString([("421", "276" + digits(5, &random))])),
            .dataMatrix(mixed(Int.random(in: 4...40, using: &random), &random)), .gs1DataMatrix(batch),
            .qr("https://returns.example.com/" + digits(Int.random(in: 1...90, using: &random), &random)),
        ]
    }

    /// 6 dots a module, on a sheet as wide as the widest needs.
    static func sheet(_ contents: [SymbolContent], _ encoder: SymbolEncoder) throws -> Sheet {
        let module = 6
        var placed: [Sheet.PlacedSymbol] = []
        var y = 60
        for content in contents {
            let symbol = try encoder.encode(content, for: "test")
            let quiet = content.quietModules * module
            let box = Sheet.Box(
                x: quiet, y: y + (content.isLinear ? 0 : quiet), width: symbol.columns * module,
                height: content.isLinear ? 120 : symbol.rows * module)
            placed.append(Sheet.PlacedSymbol(symbol: symbol, box: box, moduleDots: module))
            y = box.maxY + quiet + 20
        }
        let width = placed.map(\.room.maxX).max() ?? 0
        var sheet = Sheet(density: .dpi300, width: width, height: y)
        sheet.elements = placed.map { .symbol($0) }
        return sheet
    }
}
