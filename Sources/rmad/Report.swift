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
        log.note(
            Notices.fault, ["operation": "\(operation)", "subject": "\(subject)", "found": "\(found)"])
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
            log.note(Notices.recorded, fields)
        case .spool(let notice): spool(notice)
        case .held(let rma, let reason):
            log.note(Notices.held, ["rma": "\(rma)", "reason": "\(reason)"])
        case .range(let notice): range(notice)
        case .lost(let loss, let file, let found): lost(loss, file: file, found: found)
        case .fault(let operation, let subject, let found): fault(operation, subject, found)
        }
    }

    private func lost(_ loss: LostDocument, file: String, found: String) {
        figures.add(FigureCatalogue.faults)
        log.note(
            Notices.documentLost,
            [
                // Where its receipt cannot be read and no original lies there, nobody knows its name.
                "file": "archive/\(loss.receivedAt.date)/\(loss.document)-\(file.isEmpty ? "*" : file)",
                "rmas": "\(loss.rmas.isEmpty ? "not known" : loss.rmas.map(\.text).joined(separator: " "))",
                "found": "\(found.split(whereSeparator: \.isNewline).joined(separator: " "))",
            ])
    }

    func errand(_ news: ErrandNews) {
        switch news {
        case .papersMade(let rma, let files, let remarks):
            figures.add(FigureCatalogue.papers)
            log.note(Notices.papersMade, ["rma": "\(rma)", "files": "\(files.joined(separator: " "))"])
            for remark in remarks {
                log.note(Notices.labelNotWhole, ["rma": "\(rma)", "found": "\(remark)"])
            }
        case .erasureUndecided(let erasure, let place):
            log.note(Notices.erasureUndecided, ["erasure": "\(erasure)", "place": "\(place)"])
        case .erasureWaits(let found): log.note(Notices.erasureWaits, ["found": "\(found)"])
        case .erasureUndone(let erasure, let found):
            figures.add(FigureCatalogue.faults)
            log.note(Notices.erasureUndone, ["erasure": "\(erasure)", "found": "\(found)"])
        case .erasureHeld(let seconds): log.note(Notices.erasureHeld, ["seconds": "\(seconds)"])
        case .erased(let erasure): log.note(Notices.erasureDone, ["erasure": "\(erasure)"])
        case .exportsMade(let files):
            log.note(Notices.exportsMade, ["files": "\(files.joined(separator: " "))"])
        case .exportsFailed(let files, let error):
            log.note(Notices.exportsFailed, ["files": "\(files.joined(separator: " "))", "found": "\(error)"])
        case .paperFailed(let paper, let error, let attempts, let isLast):
            figures.add(FigureCatalogue.paperFailures)
            log.note(
                isLast ? Notices.papersGivenUp : Notices.papersFailed,
                ["paper": "\(paper)", "attempts": "\(attempts)", "found": "\(error)"])
        case .attempt(let delivery, let endpoint, let label, let outcome, let took, let isLast):
            figures.add(FigureCatalogue.attempts, [endpoint, label.rawValue])
            figures.observe(FigureCatalogue.attemptSeconds, value: Double(took) / 1000)
            let notice: Notice
            if label == .delivered {
                notice = Notices.delivered
            } else {
                if isLast { figures.add(FigureCatalogue.givenUp, [endpoint]) }
                notice = isLast ? Notices.deliveryGivenUp : Notices.deliveryFailed
            }
            log.note(
                notice,
                ["delivery": "\(delivery)", "endpoint": "\(endpoint)", "outcome": "\(outcome)", "took_ms": "\(took)"])
        case .endpointFailing(let endpoint, let percent):
            log.note(
                Notices.endpointFailing,
                ["endpoint": "\(endpoint)", "failure_budget_used_percent": "\(percent)"])
        case .endpointRecovered(let endpoint):
            log.note(Notices.endpointRecovered, ["endpoint": "\(endpoint)"])
        case .endpointDisabled(let endpoint, let reason):
            log.note(Notices.endpointDisabled, ["endpoint": "\(endpoint)", "reason": "\(reason)"])
        case .press(let news): press(news)
        case .fault(let operation, let subject, let found): fault(operation, subject, found)
        }
    }

    func clock(_ news: ClockNews) {
        switch news {
        case .expired(let rma): log.note(Notices.expired, ["rma": "\(rma)"])
        case .changed(let rma, let kinds):
            log.note(Notices.timeCame, ["rma": "\(rma)", "events": "\(kinds.joined(separator: " "))"])
        case .broughtForward(let count): log.note(Notices.broughtForward, ["count": "\(count)"])
        case .originalsForgotten(let count): log.note(Notices.originalsForgotten, ["count": "\(count)"])
        case .doubted(let days): log.note(Notices.clockDoubted, ["days": "\(days)"])
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
            log.note(Notices.rangeLow, fields)
        case .usedUp:
            log.note(Notices.rangeUsedUp, fields)
        }
    }

    func sluice(_ news: SluiceNews) {
        switch news {
        case .closed(let mark):
            figures.add(FigureCatalogue.pauses, [mark.cause.rawValue])
            log.note(
                mark.cause.isOfDisk ? Notices.diskLow : Notices.intakePaused,
                ["cause": "\(mark.cause.rawValue)", "found": "\(mark.words)"])
        case .opened(let seconds): log.note(Notices.intakeResumed, ["paused_s": "\(seconds)"])
        }
    }

    private func press(_ news: PressNews) {
        switch news {
        case .printed(let job): log.note(Notices.printed, fields(of: job))
        case .uncertain(let job, let reason):
            log.note(Notices.printUncertain, fields(of: job).merging(["found": "\(reason)"]) { $1 })
        case .held(let job, let reason):
            log.note(Notices.printHeld, fields(of: job).merging(["found": "\(reason)"]) { $1 })
        case .printerOff(let printer, let reason):
            log.note(Notices.printerOff, ["printer": "\(printer)", "found": "\(reason)"])
        case .printerBack(let printer): log.note(Notices.printerBack, ["printer": "\(printer)"])
        case .printerPaused(let printer, let reason):
            log.note(Notices.printerPaused, ["printer": "\(printer)", "found": "\(reason)"])
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
            log.note(
                Notices.refusedUnread,
                ["file": "\(refusal.name.printable)", "reason": "\(refusal.reason.text)"])
        case .fault(let error):
            figures.add(FigureCatalogue.faults)
            log.note(Notices.spoolFault, ["found": "\(error)"])
        case .foldersGone(let places):
            figures.add(FigureCatalogue.faults)
            log.note(Notices.foldersGone, ["folders": "\(places.map(\.rawValue).joined(separator: " "))"])
        case .lockPutBack:
            figures.add(FigureCatalogue.faults)
            log.note(Notices.lockPutBack)
        case .lockLost(let error):
            figures.add(FigureCatalogue.faults)
            log.note(Notices.lockLost, ["found": "\(error)"])
        case .announcementsLost: log.note(Notices.announcementsLost)
        case .dropMissing:
            figures.add(FigureCatalogue.faults)
            log.note(Notices.dropMissing)
        case .dropReturned: log.note(Notices.dropReturned)
        }
    }
}
