"""A ledger with a million returns: how fast the daemon starts on it and how fast the command line answers."""

import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

from measuring.programs import Program, write_configuration

FILL_SECONDS = 3600
QUERY_RUNS = 20
# Runs a command again and again and prints wall seconds and peak KB of each. It is a process of its own, with
# next to nothing loaded: a child's peak begins with what its parent had.
_CLOCK = """
import os, sys, time
null = os.open("/dev/null", os.O_WRONLY)
for _ in range(int(sys.argv[1])):
    began = time.perf_counter()
    child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
    status, usage = os.wait4(child, 0)[1:]
    print(time.perf_counter() - began, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""


def measure(root: str, config: str, place: str, rmas: int) -> dict:
    binary, fill = (os.path.join(root, ".build", "release", name) for name in ("rmad", "rmad-fill"))
    os.makedirs(place)
    configuration = write_configuration(root, config, place, 9)
    ledger = os.path.join(place, "ledger.sqlite3")
    began = time.monotonic()
    subprocess.run([fill, "--rmas", str(rmas), "--ledger", ledger], check=True, timeout=FILL_SECONDS,
                   stdout=subprocess.DEVNULL)
    result = {"rmas": rmas, "fill_seconds": time.monotonic() - began,
              "ledger_mb": os.path.getsize(ledger) / 1024 / 1024}
    texts = _some_texts(ledger)
    # The first start checkpoints what the filling left; the second is what a restart costs.
    for name in ("first_start_seconds", "start_seconds"):
        program = Program("rmad", [binary, "serve", "--config", configuration], place)
        result[name] = program.start_seconds
        if name == "start_seconds":
            time.sleep(2)
            result["daemon_memory_mb"] = program.peak_memory_mb()
            try:
                result["queries"] = {
                    what: _query([binary, *arguments, "--config", configuration])
                    for what, arguments in texts.items()}
            finally:
                program.stop()
        else:
            program.stop()
    shutil.rmtree(place)
    return result


def _some_texts(ledger: str) -> dict:
    """A return from the middle of the ledger, to look for."""
    with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as db:
        last = db.execute("SELECT max(id) FROM rmas").fetchone()[0]
        number, name, order = db.execute(
            "SELECT r.number, r.customer_name, l.order_number FROM rmas r JOIN lines l ON l.rma = r.id"
            " WHERE r.id >= ? AND l.order_number IS NOT NULL AND r.customer_name IS NOT NULL ORDER BY r.id LIMIT 1",
            (last // 2,)).fetchone()
    db.close()
    return {"list": ["list"], "find NAME": ["find", name], "find ORDER": ["find", order], "show RMA": ["show", number]}


def _query(command: list[str]) -> dict:
    answer = subprocess.run(
        [sys.executable, "-S", "-E", "-c", _CLOCK, str(QUERY_RUNS), *command], check=True, capture_output=True,
        text=True, timeout=600)
    runs = [line.split() for line in answer.stdout.splitlines()]
    codes = {int(code) for _, _, code in runs}
    if codes != {0}:
        raise RuntimeError(f"{' '.join(command)} ended with {codes}: {answer.stderr[-500:]}")
    return {"median_ms": statistics.median(float(seconds) for seconds, _, _ in runs) * 1000,
            "max_ms": max(float(seconds) for seconds, _, _ in runs) * 1000,
            "memory_mb": max(int(kilobytes) for _, kilobytes, _ in runs) / 1024}
