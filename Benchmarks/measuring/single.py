"""One file at a time on an idle daemon: from the rename into the drop to receipt, webhook and label."""

import json
import os
import random
import time

from measuring.programs import Program
from measuring.receiver import Receiver
from measuring.waiting import Notices, until

WAIT_SECONDS = 20
WARM_UP = 5


def percentile(values: list[float], share: float) -> float:
    """Nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def measure(program: Program, receiver: Receiver, samples, count: int) -> dict:
    """Milliseconds at p50 and p99 over `count` files, after a few that warm up."""
    chance = random.Random(7)
    receipts, labels = Notices(program.path("receipts")), Notices(program.path("labels"))
    times = {"receipt": [], "webhook": [], "label": []}
    receiver.arrivals()
    try:
        for number in range(1, count + WARM_UP + 1):
            name = f"single-{number:06d}.json"
            staged = os.path.join(program.place, name)
            with open(staged, "wb") as file:
                file.write(samples.request(number))
            target = program.path("drop", name)
            began = time.time()
            os.rename(staged, target)
            seen = receipts.wait(program.receipt(name), WAIT_SECONDS)
            with open(program.receipt(name), encoding="utf-8") as file:
                papers = json.load(file)["records"][0].get("papers", [])
            label = next((paper for paper in papers if paper.endswith(".pdf")), None)
            if label is None:
                raise RuntimeError(f"{program.name}: no label was promised; see {program.receipt(name)}")
            drawn = labels.wait(program.path(label), WAIT_SECONDS)
            arrived = until(receiver.arrivals, WAIT_SECONDS, f"{program.name}: the webhook of {name}", pause=0.001)
            if number > WARM_UP:
                times["receipt"].append((seen - began) * 1000)
                times["webhook"].append((arrived[0][0] - began) * 1000)
                times["label"].append((drawn - began) * 1000)
            time.sleep(chance.uniform(0.01, 0.05))  # idle again, and in no step with anything
    finally:
        receipts.close()
        labels.close()
    result = {"files": count}
    for what, values in times.items():
        result |= {f"{what}_p50_ms": percentile(values, 0.5), f"{what}_p99_ms": percentile(values, 0.99)}
    return result
