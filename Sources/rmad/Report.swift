import Clockwork
import Errands
import Intake
import Ledger
import Logging
import Metrics
import Returns
import Spool

/// Turns the rooms' news into log lines, one for each decision with the things that it names as fields, and into
/// figures.
struct Report: Sendable {
    private let log: Logger
    private let figures: Figures

    init(_ log: Logger, _ figures: Figures) {
        self.log = log
        self.figures = figures
    }

    func fault(_ operation: String, _ subject: String, _ found: String) {
        figures.add(FigureCatalogue.faults)
        log.error("cannot \(operation) \(subject)", metadata: ["found": "\(found)"])
    }

    func intake(_ news: IntakeNews) {
        switch news {
        case .outcome(let file, let station, let outcome, let rmas, let refused):
            figures.add(FigureCatalogue.files, [outcome.rawValue])
            var fields: Logger.Metadata = ["file": "\(file)", "outcome": "\(outcome.rawValue)"]
            if !station.isEmpty { fields["station"] = "\(station)" }
            if refused > 0 { fields["refused"] = "\(refused)" }
            if let first = rmas.first {
                fields["rma"] = "\(first.0)"
                fields["state"] = "\(first.state)"
            }
            if rmas.count > 1 { fields["rmas"] = "\(rmas.count)" }
            log.info("recorded", metadata: fields)
        case .spool(let notice): spool(notice)
        case .held(let rma, let reason):
            log.warning(
                "held for a person; approve it when the cause is mended",
                metadata: ["rma": "\(rma)", "reason": "\(reason)"])
        case .range(let notice): range(notice)
        case .fault(let operation, let subject, let found): fault(operation, subject, found)
        }
    }

    func errand(_ news: ErrandNews) {
        switch news {
        case .papersMade(let rma, let files):
            figures.add(FigureCatalogue.papers)
            log.info("papers made", metadata: ["rma": "\(rma)", "files": "\(files.joined(separator: " "))"])
        case .paperFailed(let paper, let error, let attempts, let isLast):
            figures.add(FigureCatalogue.paperFailures)
            log.error(
                isLast ? "papers given up; a person must look" : "papers failed, tried again later",
                metadata: ["paper": "\(paper)", "attempts": "\(attempts)", "found": "\(error)"])
        case .attempt(let delivery, let endpoint, let label, let outcome, let took, let isLast):
            figures.add(FigureCatalogue.attempts, [endpoint, label.rawValue])
            figures.observe(FigureCatalogue.attemptSeconds, value: Double(took) / 1000)
            let fields = { () -> Logger.Metadata in
                ["delivery": "\(delivery)", "endpoint": "\(endpoint)", "outcome": "\(outcome)", "took_ms": "\(took)"]
            }
            if label == .delivered {
                log.debug("delivered", metadata: log.logLevel <= .debug ? fields() : nil)
            } else {
                if isLast { figures.add(FigureCatalogue.givenUp, [endpoint]) }
                log.warning(isLast ? "delivery given up" : "delivery failed, tried again later", metadata: fields())
            }
        case .endpointFailing(let endpoint, let percent):
            log.error(
                "endpoint fails; at 100 % of its failure budget it is disabled (rmad endpoint show \(endpoint))",
                metadata: ["endpoint": "\(endpoint)", "failure_budget_used_percent": "\(percent)"])
        case .endpointRecovered(let endpoint):
            log.notice("endpoint works again", metadata: ["endpoint": "\(endpoint)"])
        case .endpointDisabled(let endpoint, let reason):
            log.warning(
                "endpoint disabled; what it is owed is kept (rmad endpoint enable \(endpoint))",
                metadata: ["endpoint": "\(endpoint)", "reason": "\(reason)"])
        case .press(let news): press(news)
        case .fault(let operation, let subject, let found): fault(operation, subject, found)
        }
    }

    func clock(_ news: ClockNews) {
        switch news {
        case .expired(let rma): log.info("expired", metadata: ["rma": "\(rma)"])
        case .changed(let rma, let kinds):
            log.info("its time came", metadata: ["rma": "\(rma)", "events": "\(kinds.joined(separator: " "))"])
        case .doubted(let days):
            log.error(
                "the clock is far ahead of the last work; if it is still so in an hour it is believed",
                metadata: ["days": "\(days)"])
        case .fault(let found): fault("look after", "what time changes", found)
        }
    }

    func range(_ notice: RangeNotice) {
        let standing = notice.standing
        var fields: Logger.Metadata = [
            "range": "\(standing.name)", "used_percent": "\(standing.percent)", "left": "\(standing.left)",
        ]
        if let days = standing.daysLeft { fields["days_left"] = "\(days)" }
        switch notice.cause {
        case .percent, .days:
            log.warning("a number range runs low; ask for more numbers", metadata: fields)
        case .usedUp:
            log.warning("a number range is used up; returns that need it are held", metadata: fields)
        }
    }

    private func press(_ news: PressNews) {
        switch news {
        case .printed(let job): log.info("printed", metadata: fields(of: job))
        case .uncertain(let job, let reason):
            log.error(
                "may or may not be on paper; look, and print it again if it is not",
                metadata: fields(of: job).merging(["found": "\(reason)"]) { $1 })
        case .held(let job, let reason):
            log.error(
                "not printed; a person must look", metadata: fields(of: job).merging(["found": "\(reason)"]) { $1 })
        case .printerOff(let printer, let reason):
            log.warning("printer off, tried again", metadata: ["printer": "\(printer)", "found": "\(reason)"])
        case .printerBack(let printer): log.notice("printer is back", metadata: ["printer": "\(printer)"])
        case .printerPaused(let printer, let reason):
            log.error(
                "printer paused (rmad printers resume \(printer))",
                metadata: ["printer": "\(printer)", "found": "\(reason)"])
        }
    }

    private func fields(of job: PrintJob) -> Logger.Metadata {
        var fields: Logger.Metadata = ["printer": "\(job.printer)", "paper": "\(job.paper.words)"]
        if let rma = job.rma { fields["rma"] = "\(rma.number)" }
        if let parcel = job.shipment, parcel > 1 { fields["parcel"] = "\(parcel)" }
        if job.copy > 1 { fields["copy"] = "\(job.copy)" }
        return fields
    }

    private func spool(_ notice: SpoolNotice) {
        switch notice {
        case .refused(let refusal):
            log.warning(
                "refused unread",
                metadata: ["file": "\(refusal.name.printable)", "reason": "\(refusal.reason.text)"])
        case .fault(let error): log.error("spool", metadata: ["found": "\(error)"])
        case .announcementsLost: log.notice("more files came at once than the kernel announces; scanning all")
        case .dropMissing: log.error("the drop directory is gone; watching for it to come back")
        case .dropReturned: log.notice("the drop directory is back")
        }
    }
}
