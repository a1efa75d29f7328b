"""The demo's folder, its templates, and what becomes of a dropped file. Everything here happens through files, as
for any user of rmad."""

import fcntl
import json
import os
import re
import shutil
import subprocess
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Callable, TypeVar

Found = TypeVar("Found")

# What the demo and the daemon make; a folder that holds anything else is not cleared away. The marker names what was
# there when a demo ended, for a later rmad may make more.
MARKER = ".made-by-demo"
OURS = {
    MARKER, ".lock", "rmad.yaml", "daemon.log", "receiver.log", "webhooks.jsonl", "secrets",
    "ledger.sqlite3", "ledger.sqlite3-wal", "ledger.sqlite3-shm", "spool.lock",
    "drop", "work", "tmp", "receipts", "rejected", "duplicates", "labels", "archive",
}


class DemoEnds(Exception):
    """The demo cannot go on; the text says why and what to do."""


class Waiting:
    """Waits for conditions, never for mere time: each has a deadline and a name that its failure tells."""

    SECONDS_MAX = 30.0

    def __init__(self, tell: Callable[[str], None], still_fine: Callable[[], None]):
        self._tell = tell
        self._still_fine = still_fine

    def wait(self, what: str, probe: Callable[[], Found | None], seconds: float = SECONDS_MAX) -> Found:
        end = time.monotonic() + seconds
        told = time.monotonic() + 0.3
        while True:
            found = probe()
            if found is not None and found is not False:
                return found
            self._still_fine()
            if time.monotonic() > end:
                raise DemoEnds(f"waited {seconds:.0f} s in vain for {what}.")
            if time.monotonic() > told:
                self._tell(f"waiting for {what}")
                told = float("inf")
            time.sleep(0.02)


class Stage:
    """A fresh folder, made by the demo and marked as such; held by a lock while the demo plays."""

    def __init__(self, root: Path, wanted: Path):
        self.root = root
        self.folder = self._fresh(wanted)
        self._lock = (self.folder / ".lock").open("w")
        self._hold(self._lock, self.folder)
        self.mark()

    def mark(self) -> None:
        """Says in the folder itself that it is the demo's, and with which entries."""
        names = sorted(entry.name for entry in self.folder.iterdir())
        text = ["Made by `make demo`, which clears it away at its next run if nothing else than this is in it:", *names]
        (self.folder / MARKER).write_text("\n".join(text) + "\n", encoding="utf-8")

    def _fresh(self, wanted: Path) -> Path:
        """`wanted`, empty. A folder with somebody's returns is left alone: the demo goes to `wanted-demo` instead."""
        beside = wanted.with_name(wanted.name + "-demo")
        for folder in (wanted, beside):
            if not folder.exists() or self._is_ours(folder):
                if folder.exists():
                    with (folder / ".lock").open("w") as lock:
                        self._hold(lock, folder)
                        shutil.rmtree(folder)
                folder.mkdir(parents=True)
                return folder
        raise DemoEnds(
            f"{wanted} and {beside} hold things that the demo did not make, so it leaves them alone. "
            "Move one of them away, or choose another place: make demo VAR=somewhere")

    @staticmethod
    def _is_ours(folder: Path) -> bool:
        if not folder.is_dir() or folder.is_symlink():
            return False
        names = {entry.name for entry in folder.iterdir()}
        if not names:
            return True
        marker = folder / MARKER
        return marker.is_file() and names <= OURS | set(marker.read_text(encoding="utf-8").splitlines()[1:])

    @staticmethod
    def _hold(lock, folder: Path) -> None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoEnds(f"another demo or daemon is running on {folder}; wait until it has ended.") from None

    def configure(self, port: int) -> Path:
        result = subprocess.run(
            [self.root / "scripts/local-config.sh", self.folder, str(port)], capture_output=True, text=True)
        if result.returncode:
            raise DemoEnds(result.stderr.strip())
        return self.folder / "rmad.yaml"

    def shown(self, path: Path) -> str:
        """A path as one would type it at the top of the repository."""
        return os.path.relpath(path, self.root)

    # Dropping.

    def drop(self, name: str, content: bytes) -> None:
        """Puts a file into the drop at one stroke: written under a temporary name, then renamed."""
        part = self.folder / "drop" / f".{name}.part"
        part.write_bytes(content)
        part.rename(self.folder / "drop" / name)

    def drop_slowly(self, name: str, content: bytes) -> None:
        """Copies a file into the drop in three pieces, as over a slow network share."""
        third = len(content) // 3 + 1
        with (self.folder / "drop" / name).open("wb") as file:
            for start in range(0, len(content), third):
                file.write(content[start:start + third])
                file.flush()
                time.sleep(0.2)

    # What became of it.

    def outcome(self, name: str) -> "Outcome | None":
        """The receipt or the rejection of a dropped file, once either is there."""
        receipt = self.folder / "receipts" / f"{name}.receipt.json"
        reason = self.folder / "rejected" / f"{name}.reason.txt"
        # A receipt of a partly accepted file comes first, what is handed back behind it: the file leaves `work` last.
        if receipt.exists():
            found = Outcome(receipt, json.loads(receipt.read_text(encoding="utf-8")), None)
            back = found.content.get("to_correct")
            return found if not back or (self.folder / "rejected" / f"{back}.reason.txt").exists() else None
        if reason.exists() and (self.folder / "rejected" / name).exists():
            return Outcome(reason, {"outcome": "rejected", "records": []}, reason.read_text(encoding="utf-8"))
        return None


class Outcome:
    """A receipt's content, or a rejection's reason."""

    def __init__(self, path: Path, content: dict, reason: str | None):
        self.path = path
        self.content = content
        self.reason = reason

    @property
    def kind(self) -> str:
        return self.content.get("outcome", "")

    @property
    def records(self) -> list[dict]:
        return self.content.get("records", [])


TEMPLATE = re.compile(rb"\{\{(PORT|TODAY(?:-\d+)?(?:\|dmy)?)\}\}")


def fill_in(template: bytes, values: dict[str, str], today: date) -> bytes:
    """A template with its dates; works on bytes, so that the file keeps its encoding."""
    def value(match: re.Match[bytes]) -> bytes:
        key, _, form = match[1].decode("ascii").partition("|")
        if key.startswith("TODAY"):
            day = today - timedelta(days=int(key[6:] or 0))
            return (day.strftime("%d.%m.%Y") if form else day.isoformat()).encode("ascii")
        if key not in values:
            raise DemoEnds(f"the template wants {{{{{key}}}}}, which the demo does not know.")
        return values[key].encode("ascii")

    return TEMPLATE.sub(value, template)
