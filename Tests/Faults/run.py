"""Proves that faults of disks, clocks, files and processes lose nothing that was acknowledged, and double nothing.

usage: run.py [--sweep POINTS|all] [--seed SEED] [--jobs N] [--only TEXT] [--list]

--sweep   at how many of all syncs, renames and unlinks of a small run the daemon is killed, evenly spread (10)
--only    facts with this text in them
Ends with 0 when every fact holds. As root it makes more of the faults, in a mount namespace of its own.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import disks  # noqa: F401  Facts, in this order.
import ledgers  # noqa: F401
import archives  # noqa: F401
import files  # noqa: F401
import clocks  # noqa: F401
import keeping  # noqa: F401
import sweep
from facts import FACTS, prove
from world import SHIM


def build_shim() -> None:
    source = Path(__file__).with_name("faulty.c")
    if SHIM.exists() and SHIM.stat().st_mtime > source.stat().st_mtime:
        return
    compiler = shutil.which("cc") or shutil.which("clang")
    assert compiler, "no C compiler: neither cc nor clang"
    SHIM.parent.mkdir(parents=True, exist_ok=True)
    draft = SHIM.with_suffix(f".{os.getpid()}")
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-o", str(draft), str(source), "-ldl"], check=True)
    draft.rename(SHIM)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sweep", default="10")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--jobs", type=int, default=max(2, os.cpu_count() or 2))
    parser.add_argument("--only", default="")
    parser.add_argument("--list", action="store_true")
    choice = parser.parse_args()
    if os.geteuid() == 0 and not os.environ.get("FAULTS_OWN_MOUNTS"):
        os.environ["FAULTS_OWN_MOUNTS"] = "1"
        os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv])
    sweep.plan(None if choice.sweep == "all" else int(choice.sweep), choice.jobs)
    facts = [entry for entry in FACTS if choice.only in entry[0]]
    if choice.list:
        for sentence, _, root in facts:
            print(sentence + (" (root)" if root else ""))
        return 0
    build_shim()
    print(f"seed {choice.seed}")
    return 1 if prove(facts, choice.seed, choice.jobs) or not facts else 0


if __name__ == "__main__":
    sys.exit(main())
