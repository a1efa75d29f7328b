"""A day of a large house, as fast as it goes: 10 files a second for 24 hours, and whether memory stays flat.

Every return lives its whole life in ten files (order, request, five scans of the parcel, count, inspection, refund), so
that every room of the daemon works all day. The clock is the machine's own: what is simulated is the day's length.
"""

import datetime
import json
import os
import random
import shutil
import time

from measuring.programs import Program, write_configuration
from measuring.receiver import Receiver
from measuring.samples import Samples, encode
from measuring.waiting import TimeUp

FILES_PER_HOUR = 36_000
FILES_PER_RETURN = 10
# Returns that are on their way at once, each with one file in the drop.
TOGETHER = 200
STUCK_SECONDS = 120
_ANSWERS = {"powers_on": "yes", "clean": "yes", "accessories": "yes"}
_STATIONS = ["handed_over", "in_transit", "in_transit", "out_for_delivery", "delivered"]


class Life:
    """One return: its next file, and what the receipts of the earlier ones told."""

    def __init__(self, number: int, samples: Samples):
        self.number = number
        self.order, self.request = samples.pair(number)
        self.step = -1
        self.name = ""
        self.rma = self.parcel = None

    def next(self, program: Program) -> bool:
        """Drops the next file; false when there is none left."""
        self.step += 1
        if self.step == FILES_PER_RETURN:
            return False
        self.name = f"life-{self.number:06d}-{self.step}.json"
        program.submit(self.name, encode(self._document()))
        return True

    def _document(self) -> dict:
        lines = self.request["lines"]
        if self.step == 0:
            return self.order
        if self.step == 1:
            return self.request
        if self.step < 2 + len(_STATIONS):
            now = datetime.datetime.now(datetime.timezone.utc)
            return {"type": "tracking_event", "rma": self.rma, "carrier": "dhl", "number": self.parcel,
                    "status": _STATIONS[self.step - 2], "occurred_at": now.isoformat(timespec="milliseconds")}
        if self.step == 7:
            return {"type": "dock_receipt", "rma": self.rma, "complete": True, "staff": "Maria",
                    "lines": [{"sku": line["sku"], "quantity": line["quantity"]} for line in lines]}
        documents = []
        for number, line in enumerate(lines, 1):
            if self.step == 8:
                documents.append({"type": "inspection", "rma": self.rma, "line": number, "staff": "Maria",
                                  "accepted": line["quantity"], "rejected": 0, "grade": "a"})
                if line["category"] == "electronics":
                    documents[-1]["checklist"] = _ANSWERS
            else:
                amount = f"{float(line['price']['amount']) * line['quantity']:.2f}"
                documents.append({"type": "settlement", "rma": self.rma, "line": number, "resolution": "refunded",
                                  "amount": {"amount": amount, "currency": "EUR"}, "staff": "Tom",
                                  "reference": f"PAY-{self.number}-{number}"})
        return documents[0] if len(documents) == 1 else documents

    def is_through(self, program: Program) -> bool:
        """Whether the file's receipt is there; takes from it what the next files need."""
        try:
            with open(program.receipt(self.name), encoding="utf-8") as file:
                receipt = json.load(file)
        except FileNotFoundError:
            return False
        if receipt["outcome"] != "accepted":
            raise RuntimeError(f"{self.name} was not accepted: {json.dumps(receipt)[:2000]}")
        if self.step == 1:
            record = receipt["records"][0]
            self.rma, self.parcel = record["rma"], record["parcels"][0]
        return True


def measure(root: str, config: str, place: str, hours: int, say) -> dict:
    os.makedirs(place)
    receiver = Receiver(os.path.join(place, "receiver"), os.path.join(root, "Benchmarks", "receiver", "nginx.conf"))
    configuration = write_configuration(root, config, place, receiver.port)
    binary = os.path.join(root, ".build", "release", "rmad")
    program = None
    try:
        program = Program("rmad", [binary, "serve", "--config", configuration], place)
        program.submit_and_wait("endpoint.json", encode(
            {"type": "endpoint", "name": "bench", "url": receiver.url, "secret_file": "bench.secret"}))
        return _live(program, receiver, hours, say)
    finally:
        if program is not None:
            program.stop()
        receiver.stop()
        shutil.rmtree(place)


def _live(program: Program, receiver: Receiver, hours: int, say) -> dict:
    samples = Samples("D", datetime.date.today())
    chance = random.Random(24)
    count, begun, ended, files, delivered = hours * FILES_PER_HOUR // FILES_PER_RETURN, 0, 0, 0, 0
    lives, memory, began, moved = [], [], time.monotonic(), time.monotonic()
    while ended < count:
        while len(lives) < TOGETHER and begun < count:
            begun += 1
            lives.append(Life(begun, samples))
            lives[-1].next(program)
        chance.shuffle(lives)
        left = []
        for life in lives:
            if not life.is_through(program):
                left.append(life)
                continue
            files, moved = files + 1, time.monotonic()
            if files % FILES_PER_HOUR == 0:
                memory.append(program.memory_mb())
                delivered += len(receiver.arrivals())
                say(f"   hour {files // FILES_PER_HOUR:2d}: {memory[-1]:.0f} MB, {delivered:,} webhooks, "
                    f"{files / (moved - began):,.0f} files/s")
            if life.next(program):
                left.append(life)
            else:
                ended += 1
        lives = left
        if time.monotonic() - moved > STUCK_SECONDS:
            raise TimeUp(f"nothing came through for {STUCK_SECONDS} s; {files:,} files did; see {program.place}")
        time.sleep(0.01)
    return {"hours": hours, "files": files, "returns": ended, "seconds": time.monotonic() - began,
            "deliveries": delivered, "memory_mb": memory, "peak_memory_mb": program.peak_memory_mb()}
