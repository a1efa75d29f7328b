"""Many files at once: how fast they become durable receipts, labels and webhooks, and what that costs."""

import os
import time

from measuring.programs import Program
from measuring.receiver import Receiver
from measuring.waiting import TimeUp

POLL_SECONDS = 0.2


def measure(program: Program, receiver: Receiver, samples, count: int, seconds: float) -> dict:
    """Rates count from the first rename to the last receipt, label and webhook."""
    stage = os.path.join(program.place, "stage")
    os.makedirs(stage)
    names = [f"burst-{number:06d}.json" for number in range(1, count + 1)]
    for number, name in enumerate(names, 1):
        with open(os.path.join(stage, name), "wb") as file:
            file.write(samples.request(number))
    size = sum(entry.stat().st_size for entry in os.scandir(stage)) / count
    os.sync()  # so that neither program pays for the bench's own writing
    receiver.arrivals()
    cpu, threads = program.cpu_seconds(), program.cpu_by_thread()
    drop = program.path("drop")
    began = time.time()
    for name in names:
        os.rename(os.path.join(stage, name), os.path.join(drop, name))
    moved = time.time() - began

    arrivals = _wait(program, receiver, count, began + seconds)
    receipts = [program.receipt(name) for name in names]
    labels = [entry.path for entry in os.scandir(program.path("labels")) if entry.name.endswith(".pdf")
              and not entry.name.endswith(".instructions.pdf")]
    identifiers = {identifier for _, identifier in arrivals}
    if len(labels) != count or len(identifiers) != count:
        raise RuntimeError(f"{program.name}: of {count} files came {len(labels)} labels, {len(identifiers)} webhooks")
    # A rename changes the inode's time of change: exact to the kernel's tick, whenever it is looked at.
    receipt_seconds = max(os.stat(path).st_ctime for path in receipts) - began
    label_seconds = max(os.stat(path).st_ctime for path in labels) - began
    webhook_seconds = max(moment for moment, _ in arrivals) - began
    end = max(receipt_seconds, label_seconds, webhook_seconds)
    return {
        "files": count, "file_bytes": size, "renaming_seconds": moved,
        "receipt_seconds": receipt_seconds, "receipts_per_second": count / receipt_seconds,
        "label_seconds": label_seconds, "labels_per_second": count / label_seconds,
        "webhook_seconds": webhook_seconds, "deliveries_per_second": count / webhook_seconds,
        "deliveries_repeated": len(arrivals) - count,
        "end_to_end_seconds": end, "end_to_end_per_second": count / end,
        "label_bytes": sum(os.stat(path).st_size for path in labels) / count,
        "peak_memory_mb": program.peak_memory_mb(), "cpu_seconds": program.cpu_seconds() - cpu,
        "cpu_seconds_by_thread": {
            name: round(seconds - threads.get(name, 0), 2)
            for name, seconds in sorted(program.cpu_by_thread().items(), key=lambda item: -item[1])},
    }


def _wait(program: Program, receiver: Receiver, count: int, deadline: float) -> list:
    """Until everything is there; the arrivals at the receiver."""
    arrivals = []
    while True:
        arrivals += receiver.arrivals()
        if len(arrivals) >= count:
            receipts = sum(name.startswith("burst-") for name in os.listdir(program.path("receipts")))
            labels = sum(name.endswith(".pdf") and not name.endswith(".instructions.pdf")
                         for name in os.listdir(program.path("labels")))
            if receipts >= count and labels >= count:
                return arrivals
        if time.time() > deadline:
            raise TimeUp(f"{program.name}: {len(arrivals)} of {count} webhooks in time; see {program.place}")
        time.sleep(POLL_SECONDS)
