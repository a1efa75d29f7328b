/// The configured name of a printer.
package typealias PrinterName = Name<PrinterSubject>
package enum PrinterSubject {}

/// What a printer is asked to print.
package enum PrintedPaper: String, CaseIterable, Sendable {
    /// The label of one parcel.
    case label
    /// The tag of one unit, until it has found its place.
    case binTag = "bin_tag"
    /// A label that belongs to no return, to see whether a printer prints.
    case test

    /// As people call it.
    package var words: String {
        switch self {
        case .label: "label"
        case .binTag: "bin tag"
        case .test: "test label"
        }
    }
}

/// Somebody asks for the labels of a return, or for the tags of its units, on paper, or wants them no more.
package struct PrintRequest: Sendable, Equatable {
    package var key: ReturnKey
    /// Nil: the printer of the station that asks, else that of the station where the return began, else the default.
    package var printer: PrinterName?
    /// Only this parcel of the return; nil for all.
    package var parcel: Int?
    /// What waits is called off instead; with a printer, only what waits for that one.
    package var isCancellation: Bool
    package var staff: String?
    /// `label` or `bin_tag`.
    package var paper: PrintedPaper
    /// Only the tag of this unit; nil for all units.
    package var unit: Int?

    package init(
        key: ReturnKey, printer: PrinterName? = nil, parcel: Int? = nil, isCancellation: Bool = false,
        staff: String? = nil, paper: PrintedPaper = .label, unit: Int? = nil
    ) {
        self.key = key
        self.printer = printer
        self.parcel = parcel
        self.isCancellation = isCancellation
        self.staff = staff
        self.paper = paper
        self.unit = unit
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

/// Which printers there are, and which station uses which for what.
package struct PrinterPlan: Sendable, Equatable {
    /// One printer with the stations that it serves; `""` is the drop directory itself.
    package struct Place: Sendable, Equatable {
        package var name: PrinterName
        package var stations: [String]
        /// It has labels for parcels.
        package var printsLabels: Bool
        /// It prints the tags of units.
        package var printsTags: Bool

        package init(name: PrinterName, stations: [String], printsLabels: Bool = true, printsTags: Bool = false) {
            self.name = name
            self.stations = stations
            self.printsLabels = printsLabels
            self.printsTags = printsTags
        }
    }

    package let places: [Place]
    /// Prints what is asked for where no station says a printer; nothing goes there by itself.
    package let standard: PrinterName?

    /// No printer at all.
    package static let none = PrinterPlan([Place](), standard: nil)

    package init(_ places: [Place], standard: PrinterName?) {
        self.places = places
        self.standard = standard
    }

    /// - Parameter printers: each with the stations whose labels it prints.
    package init(_ printers: [(name: PrinterName, stations: [String])], standard: PrinterName?) {
        self.init(printers.map { Place(name: $0.name, stations: $0.stations) }, standard: standard)
    }

    package var names: [PrinterName] { places.map(\.name) }

    /// The printer on which the labels of a station's returns come out by themselves.
    package func printer(of station: String) -> PrinterName? {
        places.first { $0.printsLabels && $0.stations.contains(station) }?.name
    }

    /// The printer on which the tags of units come out that were judged at a station.
    package func tagPrinter(of station: String) -> PrinterName? {
        places.first { $0.printsTags && $0.stations.contains(station) }?.name
    }

    package func prints(_ paper: PrintedPaper, _ name: PrinterName) -> Bool {
        guard let place = places.first(where: { $0.name == name }) else { return false }
        return switch paper {
        case .label: place.printsLabels
        case .binTag, .test: true
        }
    }
}
