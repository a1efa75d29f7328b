import Metrics

/// Every figure that the daemon tells, with its meaning: docs/metrics.md is made from it.
enum FigureCatalogue {
    static let build = Metric("rmad_build_info", .gauge, labels: ["version"], "Always 1; the edition that runs.")
    static let started = Metric(
        "rmad_start_time_seconds", .gauge, "When the daemon started, in seconds since 1970.")
    static let files = Metric(
        "rmad_files_total", .counter, labels: ["outcome"], "Files taken from the drop, by what became of them.")
    static let papers = Metric("rmad_papers_made_total", .counter, "Sets of papers made: label and instructions.")
    static let paperFailures = Metric(
        "rmad_paper_failures_total", .counter, "Times that papers could not be made; the log says why.")
    static let faults = Metric(
        "rmad_faults_total", .counter, "Times that the daemon could not do something and an operator should look.")
    static let backlog = Metric(
        "rmad_backlog", .gauge, labels: ["queue"], "Pieces of work that wait, as `rmad queue` lists them.")
    static let backlogAge = Metric(
        "rmad_backlog_oldest_seconds", .gauge, labels: ["queue"], "The age of the oldest piece of work that waits.")
    static let attempts = Metric(
        "rmad_webhook_attempts_total", .counter, labels: ["endpoint", "outcome"],
        "Attempts to deliver: delivered, rejected, throttled, unreachable, gone, or refused by our own policy.")
    static let attemptSeconds = Metric(
        "rmad_webhook_attempt_seconds", .histogram(buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15]),
        "How long attempts took.")
    static let givenUp = Metric(
        "rmad_webhook_given_up_total", .counter, labels: ["endpoint"],
        "Deliveries that used up their attempts; `rmad deliveries recover` sends them again.")
    static let inFlight = Metric("rmad_webhook_in_flight", .gauge, "Deliveries under way now.")
    static let window = Metric(
        "rmad_webhook_window", .gauge, labels: ["endpoint"], "Deliveries that an endpoint may have under way at once.")
    static let isOpen = Metric(
        "rmad_webhook_breaker_open", .gauge, labels: ["endpoint"],
        "1 while an endpoint is left alone because it failed again and again.")
    static let failing = Metric(
        "rmad_webhook_failing_seconds", .gauge, labels: ["endpoint"],
        "For how long no attempt to an endpoint has succeeded; 0 while it is well.")
    static let budget = Metric(
        "rmad_webhook_failure_budget_used_ratio", .gauge, labels: ["endpoint"],
        "How much of an endpoint's failure budget is used up; at 1 it is disabled, and what it is owed is kept.")
    static let enabled = Metric(
        "rmad_webhook_endpoint_enabled", .gauge, labels: ["endpoint"], "0 for an endpoint that is disabled.")
    static let owed = Metric(
        "rmad_webhook_owed", .gauge, labels: ["endpoint"], "Deliveries that an endpoint is owed; counted up to 100000.")
    static let promisesAtRisk = Metric(
        "rmad_promises_at_risk", .gauge,
        "Promises to customers that will be missed unless somebody acts; counted up to 100000.")
    static let promisesBroken = Metric(
        "rmad_promises_broken_today", .gauge,
        "Promises to customers that were broken on this day of the site; counted up to 100000.")
    static let ledgerBytes = Metric("rmad_ledger_bytes", .gauge, "The size of the ledger's file.")

    static let logBytes = Metric("rmad_ledger_log_bytes", .gauge, "The size of the write-ahead log beside the ledger.")
    static let paused = Metric(
        "rmad_intake_paused", .gauge, labels: ["cause"],
        "1 while nothing is taken from the drop because of this mark of `limits`; files wait there.")
    static let pauses = Metric(
        "rmad_intake_pauses_total", .counter, labels: ["cause"], "Times that this mark of `limits` was reached.")
    static let level = Metric(
        "rmad_intake_level_ratio", .gauge, labels: ["cause"],
        "How near a mark of `limits` is: 1 at the mark itself. For a disk it is the mark divided by what is "
            + "free; one disk under spool and ledger has the causes of the spool alone.")
    static let diskFree = Metric(
        "rmad_disk_free_bytes", .gauge, labels: ["place"],
        "Bytes free on the disk of the spool and of the ledger; one disk under both is told as `spool` alone.")
    static let diskInodes = Metric(
        "rmad_disk_free_inodes", .gauge, labels: ["place"],
        "Files that the disk of the spool and of the ledger still takes; one disk under both is told as `spool` alone.")

    static let lastBackup = Metric(
        "rmad_backup_newest_timestamp_seconds", .gauge,
        "When the newest backup in `backup.directory` was made, in seconds since 1970; it was verified. 0: there is "
            + "none, or the folder cannot be read."
    )
    static let backupFlaws = Metric(
        "rmad_backup_newest_flawed_files", .gauge,
        "Files that were missing, damaged or unreadable at the site when the newest backup was made, and are not "
            + "accepted as lost. `rmad verify` names the photos among them.")

    static let all = [
        build, started, files, papers, paperFailures, faults, backlog, backlogAge, attempts, attemptSeconds, givenUp,
        inFlight, window, isOpen, failing, budget, enabled, owed, promisesAtRisk, promisesBroken, ledgerBytes, logBytes,
        paused, pauses, level, diskFree, diskInodes, lastBackup, backupFlaws,
    ]

    static var markdown: String {
        var page = """
            # Figures

            Made from the code by `make docs`; a test compares them, and promtool judges what the daemon writes. With
            `metrics.file` in the configuration the daemon writes them every `metrics.seconds` for the textfile
            collector of Prometheus' node exporter. Counters begin at 0 with each start. A metric has at most
            \(Figures.seriesMax) endpoints; what goes beyond is counted under `\(Figures.other)`.

            | metric | labels | it means |
            |---|---|---|

            """
        for metric in all {
            let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            page += "| `\(metric.name)` | \(labels) | \(metric.help) |\n"
        }
        return page
    }
}
