#!/usr/bin/env python3
"""The baseline: the returns pipeline that a small warehouse would write in Python instead of running rmad.

One process, ordinary packages, the same durability and the same outputs as rmad: a file in the drop directory
becomes an RMA number, a receipt, a 4 x 6 label, an instruction sheet and a signed webhook. Threads: watchdog's
own, intake, papers, webhooks. What was chosen, and why:

- Group commit: a commit with synchronous=FULL costs a sync, so intake takes all files that wait, up to 64.
- Receipts are written without a sync of their own: the ledger holds them, and a start writes missing ones again.
- A finished file is linked into the archive and unlinked. A rename out of the watched directory would make
  watchdog hold back later events for half a second while it waits for the other half of the move.
- Labels and sheets are synced before the commit that says they are made: a few files each by itself, a group
  of returns by one sync of the file systems, which takes half the time of a sync for each file.
- `--label-processes N` draws in N processes beside this one, past Python's global lock; 0 draws in a thread.

Usage: pipeline.py --config FILE [--label-processes N]
"""

import argparse
import concurrent.futures
import functools
import os
import queue
import signal
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from watchdog.events import FileClosedEvent, FileMovedEvent, FileSystemEventHandler  # noqa: E402
from watchdog.observers.inotify import InotifyObserver  # noqa: E402

from house import House  # noqa: E402
from intake import GROUP_MAX, Intake  # noqa: E402
from papers import open_renderer, render  # noqa: E402
from store import Store  # noqa: E402
from webhooks import Sender  # noqa: E402

RESCAN_SECONDS = 60.0
PAPERS_GROUP_MAX = 64
SYNCED_ONE_BY_ONE_MAX = 6


class Arrivals(FileSystemEventHandler):
    """Puts files that are complete, renamed in or closed after writing, into the queue."""

    def __init__(self, into: queue.SimpleQueue):
        self._into = into

    def on_moved(self, event):
        if event.dest_path:
            self._into.put(event.dest_path)

    def on_closed(self, event):
        self._into.put(event.src_path)


def take_all(waiting: queue.SimpleQueue, limit: int) -> list:
    """At least one, and what else waits; empty at the end of the program."""
    taken = [waiting.get()]
    while len(taken) < limit and taken[-1] is not None:
        try:
            taken.append(waiting.get_nowait())
        except queue.Empty:
            break
    if taken[-1] is None:
        taken.pop()
        waiting.put(None)
    return taken


def intake_loop(intake: Intake, arrivals, papers, sender: Sender) -> None:
    while group := take_all(arrivals, GROUP_MAX):
        for rma in intake.take(group):
            papers.put(rma)
        sender.ring()


def papers_loop(house: House, store: Store, papers, executor) -> None:
    """Draws what is owed, writes and syncs it, and commits that it is made, a group at a time."""
    folder = os.path.join(house.spool, "labels")
    directory = os.open(folder, os.O_RDONLY)
    while group := take_all(papers, PAPERS_GROUP_MAX):
        cases = [Intake.case(store, house, rma) for rma in group]
        drawn = executor.map(render, cases) if executor else map(functools.partial(render, house=house), cases)
        write_synced(folder, [file for files in drawn for file in files])
        os.fsync(directory)
        store.papers_made(group)
    os.close(directory)


def write_synced(folder: str, files: list[tuple[str, bytes]]) -> None:
    """All bytes are on disk before the first file gets its name."""
    is_group = len(files) > SYNCED_ONE_BY_ONE_MAX
    drafts = []
    for name, data in files:
        draft = os.path.join(folder, f".{name}.tmp")
        with open(draft, "wb") as file:
            file.write(data)
            if not is_group:
                file.flush()
                os.fsync(file.fileno())
        drafts.append((draft, os.path.join(folder, name)))
    if is_group:
        os.sync()
    for draft, final in drafts:
        os.replace(draft, final)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True)
    parser.add_argument("--label-processes", type=int, default=0)
    options = parser.parse_args()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())

    def fail(failure):
        # A thread that died would leave a daemon that looks alive: end, and recover at the next start.
        sys.__excepthook__(failure.exc_type, failure.exc_value, failure.exc_traceback)
        os._exit(1)

    threading.excepthook = fail
    house = House.load(options.config)
    for folder in ("drop", "receipts", "rejected", "labels", "archive"):
        os.makedirs(os.path.join(house.spool, folder), exist_ok=True)
    with open(os.path.join(house.secrets, "bench.secret"), encoding="ascii") as file:
        secret = file.read().strip()
    executor = None
    if options.label_processes:
        executor = concurrent.futures.ProcessPoolExecutor(
            options.label_processes, initializer=open_renderer, initargs=(options.config,))
    else:
        open_renderer(options.config)

    store = Store(house.ledger)
    arrivals, papers = queue.SimpleQueue(), queue.SimpleQueue()
    sender = Sender(store, secret)
    intake = Intake(house, store)
    for rma in intake.recover():
        papers.put(rma)
    threads = [
        threading.Thread(target=intake_loop, args=(intake, arrivals, papers, sender), name="intake"),
        threading.Thread(target=papers_loop, args=(house, store, papers, executor), name="papers"),
    ]
    for thread in threads:
        thread.start()
    sender.start()

    drop = os.path.join(house.spool, "drop")
    observer = InotifyObserver(generate_full_events=True)
    observer.schedule(Arrivals(arrivals), drop, event_filter=[FileMovedEvent, FileClosedEvent])
    observer.start()
    print("ready", file=sys.stderr, flush=True)
    while True:
        # inotify may overflow: the directory itself is the truth. The first scan also finds what waited.
        for entry in os.scandir(drop):
            arrivals.put(entry.path)
        if stopping.wait(RESCAN_SECONDS):
            break
    observer.stop()
    arrivals.put(None)
    threads[0].join()
    papers.put(None)
    threads[1].join()
    sender.stop()
    if executor:
        executor.shutdown()


if __name__ == "__main__":
    main()
