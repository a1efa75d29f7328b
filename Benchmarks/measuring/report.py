"""Figures as a table for people: absolute values of both programs and their ratio, all from one run."""

import statistics

# The second baseline draws labels in as many processes as there are cores.
PROGRAMS = ("rmad", "baseline", "baseline, drawing in processes")

# (scenario, key, words, format, which way is better)
_ROWS = [
    ("single", "receipt_p50_ms", "one file: rename → receipt, p50", "{:.1f} ms", "less"),
    ("single", "receipt_p99_ms", "one file: rename → receipt, p99", "{:.1f} ms", "less"),
    ("single", "label_p50_ms", "one file: rename → label, p50", "{:.1f} ms", "less"),
    ("single", "label_p99_ms", "one file: rename → label, p99", "{:.1f} ms", "less"),
    ("single", "webhook_p50_ms", "one file: rename → webhook, p50", "{:.1f} ms", "less"),
    ("single", "webhook_p99_ms", "one file: rename → webhook, p99", "{:.1f} ms", "less"),
    ("burst", "files", "burst: files", "{:,.0f}", None),
    ("burst", "receipts_per_second", "burst: files to durable receipts", "{:,.0f} /s", "more"),
    ("burst", "labels_per_second", "burst: labels and instructions", "{:,.0f} /s", "more"),
    ("burst", "deliveries_per_second", "burst: deliveries until the last webhook", "{:,.0f} /s", "more"),
    ("burst", "webhook_seconds", "burst: until the last webhook", "{:.1f} s", None),
    ("burst", "end_to_end_per_second", "burst: end to end (receipt, label, webhook)", "{:,.0f} /s", "more"),
    ("burst", "cpu_ms_per_file", "burst: processor time for a file", "{:.2f} ms", "less"),
    ("burst", "label_bytes", "burst: size of a label", "{:,.0f} B", None),
    ("burst", "peak_memory_mb", "burst: peak memory", "{:.0f} MB", "less"),
]


def middle(rounds: list[dict]) -> dict:
    """The median of each figure over the rounds."""
    return {
        key: statistics.median(round_[key] for round_ in rounds)
        for key, value in rounds[0].items() if isinstance(value, (int, float))}


def table(results: dict) -> str:
    """Markdown, aligned so that it reads on a terminal too."""
    programs = [name for name in PROGRAMS if name in results]
    has_ratios = programs[0] == "rmad"
    rows = [["", programs[0], *[title for name in programs[1:] for title in (name, *["ratio"] * has_ratios)]]]
    for scenario, key, words, form, better in _ROWS:
        values = [results[name].get(scenario, {}).get(key) for name in programs]
        if all(value is None for value in values):
            continue
        cells = ["–" if value is None else form.format(value) for value in values]
        row = [words, cells[0]]
        for cell, value in zip(cells[1:], values[1:]):
            row += [cell, _ratio([values[0], value], better)] if has_ratios else [cell]
        rows.append(row)
    text = _aligned(rows)
    if "million" in results:
        text += "\n\n" + _aligned(_million(results["million"]))
    if "webhooks" in results:
        text += "\n\n" + _aligned(_webhooks(results["webhooks"]))
    if "tracking" in results:
        text += "\n\n" + _aligned(_tracking(results["tracking"]))
    for scenario, sentence in _SENTENCES.items():
        if scenario in results:
            text += "\n\n" + sentence(results[scenario])
    return text + "\n\n" + _circumstances(results) + "\n"


def _promises(figures: dict) -> str:
    return (f"The promise check over {figures['rmas']:,} open returns finds {figures['found']:,} that are due in "
            f"{figures['ms']:.1f} ms.")


def _idle(figures: dict) -> str:
    return (f"Idle for {figures['seconds']} s: {figures['cpu_percent']:.3f} % of a processor, "
            f"{figures['wakes_per_second']:.2f} wake-ups a second, {figures['memory_mb']:.0f} MB; ready "
            f"{figures['start_seconds'] * 1000:.0f} ms after the start on an empty ledger.")


def _recovery(figures: dict) -> str:
    return (f"After kill -9 with {figures['waiting']:,} files waiting and {figures['owed']:,} deliveries owed: ready "
            f"after {figures['ready_seconds']:.2f} s, the first receipt after {figures['receipt_seconds']:.2f} s, the "
            f"first delivery after {figures['delivery_seconds']:.2f} s; peak {figures['peak_memory_mb']:.0f} MB.")


def _day(figures: dict) -> str:
    memory = figures["memory_mb"]
    return (f"{figures['files']:,} files of {figures['returns']:,} returns, {figures['deliveries']:,} webhooks, "
            f"{figures['hours']} hours at 10 files a second, in {figures['seconds'] / 60:.0f} minutes: "
            f"{memory[0]:.0f} MB after the first hour, {memory[len(memory) // 2]:.0f} MB at half, {memory[-1]:.0f} MB "
            f"at the end, peak {figures['peak_memory_mb']:.0f} MB.")


_SENTENCES = {"promises": _promises, "idle": _idle, "recovery": _recovery, "day": _day}


def _webhooks(cases: dict) -> list:
    rows = [["durable webhook deliveries", "deliveries/s", "p50", "p99", "first after", "peak memory"]]
    for name, figures in cases.items():
        if name in ("python_requests", "c_floor"):
            for kind, rate in figures.items():
                rows.append([f"{name}, {kind} (not durable)", f"{rate:,.0f}", "", "", "", ""])
            continue

        def cell(key: str, form: str) -> str:
            return form.format(figures[key]) if key in figures else ""

        late = "attempt_" if "attempt_p50_ms" in figures else ""
        rows.append([
            name.replace("_", " "), cell("per_second", "{:,.0f}"), cell(f"{late}p50_ms", "{:.0f} ms"),
            cell(f"{late}p99_ms", "{:.0f} ms"), cell("first_after_seconds", "{:.2f} s"),
            cell("peak_memory_mb", "{:.0f} MB")])
    return rows


def _ratio(values: list, better: str | None) -> str:
    if better is None or None in values or 0 in values:
        return ""
    mine, theirs = values
    return f"{mine / theirs if better == 'more' else theirs / mine:.1f} ×"


def _million(figures: dict) -> list:
    rows = [[f"{figures['rmas']:,} RMAs in the ledger ({figures['ledger_mb']:,.0f} MB)", "time", "memory"],
            ["start until ready", f"{figures['start_seconds'] * 1000:.0f} ms", f"{figures['daemon_memory_mb']:.0f} MB"]]
    for words, query in figures["queries"].items():
        rows.append([f"`{words}`, median of 20", f"{query['median_ms']:.1f} ms", f"{query['memory_mb']:.0f} MB"])
    return rows


def _tracking(figures: dict) -> list:
    return [
        [f"{figures['events']:,} tracking events of {figures['parcels']:,} parcels in {figures['files']} files", ""],
        ["events to disk", f"{figures['events_per_second']:,.0f} /s"],
        ["processor time for an event", f"{figures['cpu_us_per_event']:.0f} µs"],
        ["size of an event as it comes", f"{figures['event_bytes']:,.0f} B"],
        ["peak memory", f"{figures['peak_memory_mb']:.0f} MB"]]


def _circumstances(results: dict) -> str:
    machine = results["machine"]
    return (
        f"One run of {results['at']}; {machine['processor']}, {machine['cores']} cores, load {machine['load']:.1f} "
        f"before; a 4 KB append with fdatasync takes {machine['sync_ms']:.2f} ms (median). Median of "
        f"{results['rounds']} rounds. The baseline is Python {machine['python']}.")


def _aligned(rows: list) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for index, row in enumerate(rows):
        cells = [row[0].ljust(widths[0]), *[cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]]
        lines.append("| " + " | ".join(cells) + " |")
        if index == 0:
            lines.append("|" + "|".join(
                "-" * (width + 2) if column == 0 else "-" * (width + 1) + ":"
                for column, width in enumerate(widths)) + "|")
    return "\n".join(lines)
