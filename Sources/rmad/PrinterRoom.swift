import Errands
import Labels
import Ledger
import Printers
import Returns
import Settings

/// The configured printers as the rooms know them.
extension House {
    var printerPlan: PrinterPlan {
        let printers = configuration.printers
        return PrinterPlan(
            printers.map { printer in
                PrinterPlan.Place(
                    name: printer.name, stations: printer.stations, printsLabels: printer.printsLabels,
                    printsTags: printer.printsTags)
            }, standard: printers.first(where: \.isDefault)?.name)
    }

    func pressPrinters() -> [PressPrinter] {
        configuration.printers.map { settings in
            let way: any Printer
            let kind: String
            switch settings.way {
            case .raw(let host, let port, let hangsUp, let answersStatus):
                way = RawPrinter(host: host, port: port, hangsUp: hangsUp, answersStatus: answersStatus)
                kind = "raw"
            case .queue(let queue):
                way = QueuePrinter(
                    QueueAddress(host: queue.host, port: queue.port, path: queue.path, isEncrypted: queue.isEncrypted))
                kind = "cups"
            }
            return PressPrinter(
                entry: PrinterEntry(
                    name: settings.name, kind: kind, address: way.address, stations: settings.stations,
                    isDefault: settings.isDefault),
                way: way, language: settings.language.sent, density: settings.density, stock: settings.stock.label)
        }
    }
}

extension PrinterSettings {
    var density: DotDensity { DotDensity(rawValue: dotsPerInch) ?? .dpi203 }
}

extension PrinterSettings.Language {
    fileprivate var sent: PrintDocument.Language {
        switch self {
        case .zpl: .zpl
        case .pdf: .pdf
        }
    }
}

extension PrinterSettings.Stock {
    fileprivate var label: LabelStock {
        switch self {
        case .fourBySix: .fourBySix
        case .a6: .a6
        case .tag: .tag
        }
    }
}
