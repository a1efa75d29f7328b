"""The two programs under measurement, each started on a fresh spool with the same configuration."""

import json
import os
import re
import signal
import subprocess
import time

import yaml

from measuring.samples import encode
from measuring.waiting import TimeUp, until

START_SECONDS = 60
_READY = re.compile(rb"\bready\b")


def write_configuration(root: str, config: str, place: str, port: int) -> str:
    """Derives a configuration from the shipped one; its path."""
    with open(os.path.join(config, "rmad.yaml"), encoding="utf-8") as file:
        settings = yaml.safe_load(file)
    secrets = os.path.join(place, "secrets")
    os.makedirs(secrets, mode=0o700)
    settings["spool"]["directory"] = os.path.join(place, "spool")
    settings["ledger"]["file"] = os.path.join(place, "ledger.sqlite3")
    settings["secrets_directory"] = secrets
    settings["tracking"]["base_url"] = "https://returns.example.com"
    settings["labels"]["formats"] = ["pdf"]
    settings["webhooks"] |= {"allow_http": True, "allow_ranges": ["127.0.0.0/8"], "ports": [443, port]}
    settings["policy"] = os.path.join(config, "policy.yaml")
    settings["messages"] = os.path.join(config, "messages")
    path = os.path.join(place, "rmad.yaml")
    with open(path, "w", encoding="utf-8") as file:
        yaml.safe_dump(settings, file, allow_unicode=True, sort_keys=False)
    with open(os.open(os.path.join(secrets, "bench.secret"), os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write("whsec_YmVuY2htYXJrIHNlY3JldCwgbm90IGEgcmVhbCBvbmU=\n")
    return path


class Program:
    """A running daemon: rmad or the baseline. It is ended with SIGTERM, and killed only if that does not help."""

    def __init__(self, name: str, command: list[str], place: str):
        self.name = name
        self.place = place
        self.spool = os.path.join(place, "spool")
        self._log_path = os.path.join(place, "log.txt")
        began = time.monotonic()
        with open(self._log_path, "wb") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until(self._is_ready, START_SECONDS, f"{name} to be ready; see {self._log_path}", pause=0.002)
        self.start_seconds = time.monotonic() - began

    def _is_ready(self) -> bool:
        if self._process.poll() is not None:
            raise TimeUp(f"{self.name} ended with {self._process.returncode}; see {self._log_path}")
        with open(self._log_path, "rb") as log:
            return _READY.search(log.read()) is not None

    def path(self, *parts: str) -> str:
        return os.path.join(self.spool, *parts)

    def receipt(self, name: str) -> str:
        return self.path("receipts", f"{name}.receipt.json")

    def submit(self, name: str, data: bytes) -> None:
        """Renames a whole file into the drop."""
        staged = os.path.join(self.place, name)
        with open(staged, "wb") as file:
            file.write(data)
        os.rename(staged, self.path("drop", name))

    def submit_and_wait(self, name: str, data: bytes, seconds: float = 60) -> dict:
        self.submit(name, data)
        until(lambda: os.path.exists(self.receipt(name)), seconds, f"{self.name}: the receipt of {name}; see "
              f"{self.path('rejected')} and {self._log_path}")
        with open(self.receipt(name), encoding="utf-8") as file:
            return json.load(file)

    def prepare(self, url: str, samples, count: int) -> None:
        """Registers the endpoint and imports the orders that the requests will name."""
        self.submit_and_wait("endpoint.json", encode(
            {"type": "endpoint", "name": "bench", "url": url, "events": ["return.approved"],
             "secret_file": "bench.secret"}))
        for index, orders in enumerate(samples.orders(count)):
            receipt = self.submit_and_wait(f"orders-{index:03d}.json", orders)
            if receipt["outcome"] != "accepted":
                raise RuntimeError(f"{self.name} did not take all orders: {receipt}")

    def processes(self) -> list[int]:
        """The daemon and its own children."""
        with open(f"/proc/{self._process.pid}/task/{self._process.pid}/children", encoding="ascii") as file:
            direct = [int(pid) for pid in file.read().split()]
        for task in os.listdir(f"/proc/{self._process.pid}/task"):
            with open(f"/proc/{self._process.pid}/task/{task}/children", encoding="ascii") as file:
                direct += [int(pid) for pid in file.read().split()]
        return [self._process.pid, *sorted(set(direct))]

    def peak_memory_mb(self) -> float:
        """The sum of the peaks of all its processes; shared pages of children count again."""
        return self._sum("VmHWM") / 1024

    def memory_mb(self) -> float:
        """What is in memory now."""
        return self._sum("VmRSS") / 1024

    def wakes(self) -> int:
        """How often threads went to sleep of their own accord, so far."""
        total = 0
        for pid in self.processes():
            for task in os.listdir(f"/proc/{pid}/task"):
                total += _status(f"/proc/{pid}/task/{task}/status", "voluntary_ctxt_switches")
        return total

    def _sum(self, field: str) -> int:
        return sum(_status(f"/proc/{pid}/status", field) for pid in self.processes())

    def cpu_seconds(self) -> float:
        return sum(_cpu_seconds(f"/proc/{pid}/stat")[1] for pid in self.processes())

    def cpu_by_thread(self) -> dict[str, float]:
        """Seconds by the name of the thread: what binds."""
        spent = {}
        for pid in self.processes():
            for task in os.listdir(f"/proc/{pid}/task"):
                name, seconds = _cpu_seconds(f"/proc/{pid}/task/{task}/stat")
                spent[name] = spent.get(name, 0) + seconds
        return spent

    def kill(self) -> None:
        """As if the power went, for the process."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _status(path: str, field: str) -> int:
    with open(path, encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(field))


def _cpu_seconds(stat: str) -> tuple[str, float]:
    """The name and the user and system time of a process or thread."""
    with open(stat, encoding="utf-8", errors="replace") as file:
        head, tail = file.read().rsplit(")", 1)
    fields = tail.split()
    return head.split("(", 1)[1], (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
