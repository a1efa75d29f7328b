#!/usr/bin/env python3
"""Measures rmad, and the Python pipeline that one would write instead, on the same machine in one run.

Prints a table, and writes results.json and results.md under .build/bench. It starts and ends every process
itself, waits for nothing without a bound, and uses loopback addresses only. Benchmarks/setup.sh prepares it.
"""

import argparse
import datetime
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.path.insert(0, HERE)

from measuring import (burst, day, deliveries, idle, million, promises, recovery, report, single,  # noqa: E402
                       tracking)
from measuring.programs import Program, write_configuration  # noqa: E402
from measuring.receiver import Receiver  # noqa: E402
from measuring.samples import Samples  # noqa: E402
from measuring.waiting import TimeUp  # noqa: E402


# In the order in which they are measured. The last takes hours, so it is measured only when it is named.
SCENARIOS = ["single", "burst", "million", "webhooks", "tracking", "promises", "idle", "recovery"]
LONG_SCENARIOS = ["day"]


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures rmad and a Python baseline.")
    parser.add_argument("--quick", action="store_true", help="small numbers: a look, no figures to quote")
    parser.add_argument("--only", choices=["rmad", "baseline"], help="measure only one of the two")
    parser.add_argument("--scenario", action="append",
                        choices=SCENARIOS + LONG_SCENARIOS, help="only this one; may be given again")
    parser.add_argument("--files", type=int, help="files at once for rmad (10000)")
    parser.add_argument("--baseline-files", type=int, help="files at once for the baseline (1000); rates are compared")
    parser.add_argument("--singles", type=int, help="single files (300)")
    parser.add_argument("--rmas", type=int, help="returns in the filled ledger (1000000)")
    parser.add_argument("--events", type=int, help="tracking events (100000)")
    parser.add_argument("--backlog", type=int, help="files and deliveries that wait at a crash (100000)")
    parser.add_argument("--hours", type=int, help="hours of the long day, of 36,000 files each (24)")
    parser.add_argument("--rounds", type=int, help="times that a burst is measured (3)")
    parser.add_argument("--config", default=os.path.join(ROOT, "Config"), help="the folder of rmad.yaml")
    chosen = parser.parse_args()
    for name, full, quick in (("files", 10_000, 500), ("baseline_files", 1_000, 200), ("singles", 300, 20),
                              ("rmas", 1_000_000, 100_000), ("events", 100_000, 10_000), ("rounds", 3, 1),
                              ("backlog", 100_000, 10_000), ("hours", 24, 1)):
        if getattr(chosen, name) is None:
            setattr(chosen, name, quick if chosen.quick else full)
    return chosen


class Bench:
    """One run: a place under .build/bench that goes when all went well, and the two programs' commands."""

    def __init__(self, chosen: argparse.Namespace):
        self.chosen = chosen
        self.out = os.path.join(ROOT, ".build", "bench")
        os.makedirs(self.out, exist_ok=True)
        self.place = tempfile.mkdtemp(prefix="run-", dir=self.out)
        self._serial = 0

    def command(self, name: str, configuration: str) -> list[str]:
        if name == "rmad":
            return [os.path.join(ROOT, ".build", "release", "rmad"), "serve", "--config", configuration]
        return [sys.executable, os.path.join(HERE, "baseline", "pipeline.py"), "--config", configuration,
                "--label-processes", str(os.cpu_count() if name == report.PROGRAMS[2] else 0)]

    def measure(self, name: str, samples: Samples, orders: int, work) -> dict:
        """Starts the program on a fresh spool, prepares it, and does the work with it."""
        self._serial += 1
        place = os.path.join(self.place, f"{self._serial:02d}-{name.split(',')[0]}")
        os.makedirs(place)
        receiver = Receiver(os.path.join(place, "receiver"), os.path.join(HERE, "receiver", "nginx.conf"))
        try:
            configuration = write_configuration(ROOT, self.chosen.config, place, receiver.port)
            program = Program(name, self.command(name, configuration), place)
            try:
                program.prepare(receiver.url, samples, orders)
                time.sleep(1)
                result = work(program, receiver)
            finally:
                program.stop()
        finally:
            receiver.stop()
        shutil.rmtree(place)
        return result

    def single(self, name: str) -> dict:
        samples = Samples("S", datetime.date.today())
        count = self.chosen.singles
        say(f"{name}: {count} single files")
        return self.measure(name, samples, count + single.WARM_UP, lambda program, receiver: single.measure(
            program, receiver, samples, count))

    def burst(self, name: str, round_: int) -> dict:
        samples = Samples(f"B{round_}", datetime.date.today())
        count = self.chosen.files if name == "rmad" else self.chosen.baseline_files
        seconds = 60 + count * 0.2
        say(f"{name}: {count} files at once, round {round_} of {self.chosen.rounds}")
        result = self.measure(name, samples, count, lambda program, receiver: burst.measure(
            program, receiver, samples, count, seconds))
        result["cpu_ms_per_file"] = result["cpu_seconds"] / count * 1000
        say(f"   {result['receipts_per_second']:,.0f} receipts/s, {result['labels_per_second']:,.0f} labels/s, "
            f"{result['deliveries_per_second']:,.0f} deliveries/s, {result['peak_memory_mb']:.0f} MB")
        busiest = list(result["cpu_seconds_by_thread"].items())[:6]
        say("   processor seconds: " + ", ".join(f"{thread} {seconds:.1f}" for thread, seconds in busiest))
        return result


def machine(place: str) -> dict:
    """What the figures depend on."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    times = []
    path = os.path.join(place, "sync")
    with open(path, "wb", buffering=0) as file:
        for _ in range(200):
            file.write(bytes(4096))
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - began) * 1000)
    os.unlink(path)
    return {"processor": names[0] if names else platform.machine(), "cores": os.cpu_count(),
            "load": os.getloadavg()[0], "sync_ms": statistics.median(times), "python": platform.python_version()}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    chosen = options()
    scenarios = chosen.scenario or SCENARIOS
    programs = [name for name in report.PROGRAMS if name.startswith(chosen.only or "")]
    bench = Bench(chosen)
    results = {
        "at": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"), "quick": chosen.quick,
        "rounds": chosen.rounds, "machine": machine(bench.place),
        **{name: {} for name in programs}}
    try:
        if "single" in scenarios:
            for name in programs:
                if name != report.PROGRAMS[2]:  # one label is drawn by one processor either way
                    results[name]["single"] = bench.single(name)
        if "burst" in scenarios:
            rounds = {name: [] for name in programs}
            for round_ in range(1, chosen.rounds + 1):
                for name in programs:  # side by side, so that the machine's moods meet both
                    rounds[name].append(bench.burst(name, round_))
            for name in programs:
                results[name] |= {"burst": report.middle(rounds[name]), "burst_rounds": rounds[name]}
        if "million" in scenarios and "rmad" in programs:
            say(f"rmad: {chosen.rmas:,} RMAs in the ledger")
            results["million"] = million.measure(ROOT, chosen.config, os.path.join(bench.place, "million"), chosen.rmas)
        if "webhooks" in scenarios and "rmad" in programs:
            results["webhooks"] = deliveries.measure(
                ROOT, chosen.config, os.path.join(bench.place, "webhooks"), chosen.quick, say)
        if "tracking" in scenarios and "rmad" in programs:
            say(f"rmad: {chosen.events:,} tracking events")
            results["tracking"] = tracking.measure(
                ROOT, chosen.config, os.path.join(bench.place, "tracking"), chosen.events, say)
        if "promises" in scenarios and "rmad" in programs:
            say(f"rmad: the promise check over {chosen.rmas:,} open returns")
            results["promises"] = promises.measure(ROOT, os.path.join(bench.place, "promises"), chosen.rmas)
        if "idle" in scenarios and "rmad" in programs:
            say("rmad: idle")
            results["idle"] = idle.measure(
                ROOT, chosen.config, os.path.join(bench.place, "idle"), 20 if chosen.quick else 60)
        if "recovery" in scenarios and "rmad" in programs:
            say(f"rmad: a crash with {chosen.backlog:,} files waiting and as many deliveries owed")
            results["recovery"] = recovery.measure(
                ROOT, chosen.config, os.path.join(bench.place, "recovery"), chosen.backlog)
        if "day" in scenarios and "rmad" in programs:
            say(f"rmad: {chosen.hours} hours of 36,000 files")
            results["day"] = day.measure(ROOT, chosen.config, os.path.join(bench.place, "day"), chosen.hours, say)
    except (TimeUp, RuntimeError, OSError) as error:
        say(f"bench: {error}\nbench: everything is left in {bench.place}")
        return 1
    shutil.rmtree(bench.place)
    with open(os.path.join(bench.out, "results.json"), "w", encoding="utf-8") as file:
        json.dump(results, file, indent=2)
    text = report.table(results)
    with open(os.path.join(bench.out, "results.md"), "w", encoding="utf-8") as file:
        file.write(text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
