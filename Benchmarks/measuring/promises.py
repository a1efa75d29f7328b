"""The clock's check of promises over a ledger in which every return is open and promised something."""

import os
import re
import shutil
import subprocess

FILL_SECONDS = 3600


def measure(root: str, place: str, rmas: int) -> dict:
    os.makedirs(place)
    fill = os.path.join(root, ".build", "release", "rmad-fill")
    ledger = os.path.join(place, "ledger.sqlite3")
    answer = subprocess.run([fill, "--rmas", str(rmas), "--ledger", ledger, "--promises"], check=True,
                            timeout=FILL_SECONDS, capture_output=True, text=True)
    checks = re.findall(r"promise check: (\d+) found in ([\d.]+) ms", answer.stdout)
    shutil.rmtree(place)
    if not checks:
        raise RuntimeError(f"rmad-fill said no figures: {answer.stdout[-500:]}")
    return {"rmas": rmas, "found": int(checks[0][0]), "ms": sorted(float(ms) for _, ms in checks)[len(checks) // 2]}
