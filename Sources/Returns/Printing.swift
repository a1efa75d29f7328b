/// The configured name of a printer.
package typealias PrinterName = Name<PrinterSubject>
package enum PrinterSubject {}

/// What a printer is asked to print.
package enum PrintedPaper: String, CaseIterable, Sendable {
    /// The label of one parcel.
    case label
    /// A label that belongs to no return, to see whether a printer prints.
    case test

    /// As people call it.
    package var words: String {
        switch self {
        case .label: "label"
        case .test: "test label"
        }
    }
}

/// Somebody asks for the labels of a return on paper, or wants them no more.
package struct PrintRequest: Sendable, Equatable {
    package var key: ReturnKey
    /// Nil: the printer of the station that asks, else that of the station where the return began, else the default.
    package var printer: PrinterName?
    /// Only this parcel of the return; nil for all.
    package var parcel: Int?
    /// What waits is called off instead; with a printer, only what waits for that one.
    package var isCancellation: Bool
    package var staff: String?

    package init(
        key: ReturnKey, printer: PrinterName? = nil, parcel: Int? = nil, isCancellation: Bool = false,
        staff: String? = nil
    ) {
        self.key = key
        self.printer = printer
        self.parcel = parcel
        self.isCancellation = isCancellation
        self.staff = staff
    }
}

/// What an operator wants of a printer.
package struct PrinterOrder: Sendable, Equatable {
    package enum Action: String, CaseIterable, Sendable {
        /// Send nothing more until it is resumed.
        case pause
        /// Go on.
        case resume
        /// Print a label that belongs to no return.
        case test
        /// Call off everything that waits for it.
        case clear
    }

    package var printer: PrinterName
    package var action: Action

    package init(printer: PrinterName, action: Action) {
        self.printer = printer
        self.action = action
    }
}

/// Which printers there are, and which station uses which.
package struct PrinterPlan: Sendable, Equatable {
    package private(set) var names: [PrinterName]
    private let byStation: [String: PrinterName]
    /// Prints what is asked for where no station says a printer; nothing goes there by itself.
    package let standard: PrinterName?

    /// No printer at all.
    package static let none = PrinterPlan([], standard: nil)

    /// - Parameter printers: each with the stations that it serves; `""` is the drop directory itself. A station
    ///   has one printer at the most.
    package init(_ printers: [(name: PrinterName, stations: [String])], standard: PrinterName?) {
        names = printers.map(\.name)
        self.standard = standard
        byStation = Dictionary(
            printers.flatMap { printer in printer.stations.map { ($0, printer.name) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// The printer on which the labels of a station's returns come out by themselves.
    package func printer(of station: String) -> PrinterName? { byStation[station] }
}
