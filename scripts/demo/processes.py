"""The programs that the demo starts, and stops again by their process ids."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from stage import DemoEnds

STOP_SECONDS = 15


class Child:
    """A process of ours with its output in a file; it never outlives the demo."""

    def __init__(self, name: str, command: list, output: Path):
        self.name = name
        self.output = output
        with output.open("wb") as file:
            self._process = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
                start_new_session=True)

    @property
    def pid(self) -> int:
        return self._process.pid

    def said(self, pattern: str) -> re.Match | None:
        return re.search(pattern, self.output.read_text(encoding="utf-8", errors="replace"))

    def must_live(self) -> None:
        status = self._process.poll()
        if status is not None:
            last = self.output.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
            raise DemoEnds("\n".join([f"{self.name} ended by itself with status {status}. Its last words:", *last]))

    def stop(self) -> int:
        """Asks it to stop, and waits; a deaf one is killed. Returns its exit status."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        return self._process.returncode


class Receiver(Child):
    """The customer's end of the webhooks (receiver.py) and its log."""

    def __init__(self, folder: Path, endpoint: str):
        self._log = folder / "webhooks.jsonl"
        self._log.touch()
        super().__init__(
            "the receiver of webhooks",
            [sys.executable, "-u", Path(__file__).with_name("receiver.py"), folder / "secrets" / f"{endpoint}.whsec",
             self._log],
            folder / "receiver.log")

    def port(self) -> int | None:
        found = self.said(r"listening on 127\.0\.0\.1:(\d+)")
        return int(found[1]) if found else None

    def deliveries(self, rma: str | None = None) -> list[dict]:
        """What has arrived so far, in the order of arrival; an unfinished last line is left for the next look."""
        text = self._log.read_text(encoding="utf-8")
        entries = [json.loads(line) for line in text[:text.rfind("\n") + 1].splitlines()]
        return [entry for entry in entries if rma is None or entry["rma"] == rma]


class CommandLine:
    """rmad as one types it."""

    def __init__(self, binary: Path, config: Path, root: Path):
        self.binary = binary
        self.config = config
        self._root = root

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [self.binary, *arguments, "--config", self.config], capture_output=True, text=True, timeout=60,
            stdin=subprocess.DEVNULL)

    def typed(self, *arguments: str) -> str:
        """The same as somebody would type it at the top of the repository."""
        places = [os.path.relpath(place, self._root) for place in (self.binary, self.config)]
        return " ".join([places[0], *arguments, "--config", places[1]])
