"""A daemon with nothing to do: its processor time, its memory, and how often it wakes."""

import os
import shutil
import time

from measuring.programs import Program, write_configuration

SETTLE_SECONDS = 10


def measure(root: str, config: str, place: str, seconds: int) -> dict:
    os.makedirs(place)
    binary = os.path.join(root, ".build", "release", "rmad")
    program = Program("rmad", [binary, "serve", "--config", write_configuration(root, config, place, 9)], place)
    try:
        time.sleep(SETTLE_SECONDS)
        cpu, wakes = program.cpu_seconds(), program.wakes()
        time.sleep(seconds)
        result = {"seconds": seconds, "start_seconds": program.start_seconds,
                  "cpu_percent": (program.cpu_seconds() - cpu) / seconds * 100,
                  "wakes_per_second": (program.wakes() - wakes) / seconds, "memory_mb": program.memory_mb()}
    finally:
        program.stop()
    shutil.rmtree(place)
    return result
