"""Proves that rmad lives under a real systemd, from the installation of its package to the purge.

usage: run.py ROOT-FILE-SYSTEM FOLDER PACKAGE-1 PACKAGE-2 PACKAGE-3

The packages are three versions, each newer than the one before. Needs root, debootstrap's root file system with the
package's dependencies, and systemd-nspawn. Ends with 0 when every fact holds.
"""

import sys
from pathlib import Path

import life  # noqa: F401  Its facts come first,
import package  # noqa: F401  then these.
from facts import prove
from machine import Machine, Unit
from shop import Receiver, Shop


class World:
    def __init__(self, pristine: Path, folder: Path, packages: list[Path]):
        self.machine = Machine(pristine, folder / "machine")
        for number, deb in enumerate(packages, start=1):
            self.machine.put(deb, f"/rmad-{number}.deb")
        self.unit = Unit(self.machine)
        self.shop = Shop(self.machine)
        self.receiver = Receiver(self.machine, folder / "hooks.jsonl")
        self.rma = ""


def main() -> int:
    if len(sys.argv) != 6:
        print(__doc__, file=sys.stderr)
        return 64
    pristine, folder, *packages = map(Path, sys.argv[1:])
    world = World(pristine, folder, packages)
    try:
        world.machine.boot()
        return 1 if prove(world) else 0
    finally:
        world.machine.off()
        world.receiver.stop()


if __name__ == "__main__":
    sys.exit(main())
