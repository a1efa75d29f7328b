"""kill -9 in the middle of everything: how soon the daemon works again with much waiting and much owed."""

import datetime
import os
import shutil
import subprocess
import time

from measuring.deliveries import ENDPOINTS, EVENTS_OF_A_RETURN
from measuring.programs import Program, write_configuration
from measuring.receiver import Receiver
from measuring.samples import Samples
from measuring.waiting import Notices, until

FILL_SECONDS = 900
ORDERS_PER_FILE = 1000


def measure(root: str, config: str, place: str, count: int) -> dict:
    """`count` deliveries are owed and `count` files wait; the daemon works on both, is killed, and is started again."""
    binary, fill = (os.path.join(root, ".build", "release", name) for name in ("rmad", "rmad-fill"))
    os.makedirs(place)
    receiver = Receiver(os.path.join(place, "receiver"), os.path.join(root, "Benchmarks", "receiver", "nginx.conf"))
    command = [binary, "serve", "--config", write_configuration(root, config, place, receiver.port)]
    program = None
    try:
        endpoints = [f"--endpoint=e{number}={receiver.url}" for number in range(ENDPOINTS)]
        owed = count // ENDPOINTS // EVENTS_OF_A_RETURN * ENDPOINTS * EVENTS_OF_A_RETURN
        subprocess.run([fill, f"--rmas={owed // ENDPOINTS // EVENTS_OF_A_RETURN}", f"--ledger={place}/ledger.sqlite3",
                        *endpoints], check=True, stdout=subprocess.DEVNULL, timeout=FILL_SECONDS)
        # The first start makes the spool; the files are there before the second.
        Program("rmad", [binary, "serve", "--config", command[-1]], place).kill()
        _fill_drop(os.path.join(place, "spool", "drop"), count)
        program = Program("rmad", command, place)
        until(lambda: len(os.listdir(program.path("receipts"))) > 50, 60, "the first receipts", pause=0.05)
        program.kill()
        waiting = len(os.listdir(program.path("drop")))
        sent = len(receiver.arrivals())
        receipts = Notices(program.path("receipts"))
        began = time.time()
        program = Program("rmad", command, place)
        first_receipt = receipts.first(60)
        first_delivery = until(receiver.arrivals, 60, "the first delivery", pause=0.002)[0][0]
        receipts.close()
        return {"waiting": waiting, "owed": owed - sent, "ready_seconds": program.start_seconds,
                "receipt_seconds": first_receipt - began, "delivery_seconds": first_delivery - began,
                "peak_memory_mb": program.peak_memory_mb()}
    finally:
        if program is not None:
            program.kill()
        receiver.stop()
        shutil.rmtree(place)


def _fill_drop(drop: str, count: int) -> None:
    samples = Samples("K", datetime.date.today())
    for number in range(1, count + 1):
        with open(os.path.join(drop, f"waiting-{number:06d}.json"), "wb") as file:
            file.write(samples.request(number))
    os.sync()
