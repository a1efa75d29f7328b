"""What a shop does: it writes files into the drop and takes webhooks."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from machine import Machine, wait

TOP = Path(__file__).resolve().parents[2]


class Receiver:
    """The customer's end of the webhooks, on the host's loopback; it verifies every signature."""

    def __init__(self, machine: Machine, log: Path):
        log.unlink(missing_ok=True)
        self._log = log
        self._process = subprocess.Popen(
            [sys.executable, str(TOP / "scripts/demo/receiver.py"),
             str(machine.root / "etc/rmad/secrets/shop.whsec"), str(log)],
            stdout=subprocess.PIPE, stderr=(log.parent / "receiver.log").open("w"), text=True)
        self.port = int(self._process.stdout.readline().rsplit(":", 1)[1])

    def heard(self) -> list[dict]:
        if not self._log.exists():
            return []
        # What stands behind the last end of a line is being written.
        return [json.loads(line) for line in self._log.read_text().split("\n")[:-1]]

    def types(self, rma: str) -> list[str]:
        return [entry["type"] for entry in self.heard() if entry["rma"] == rma]

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)


class Shop:
    def __init__(self, machine: Machine):
        self.machine = machine
        self._next = 1

    def order_and_request(self) -> str:
        """One file with an order and a request for it."""
        number, self._next = self._next, self._next + 1
        day = lambda ago: (date.today() - timedelta(days=ago)).isoformat()
        return json.dumps([
            {"type": "order", "number": f"A-{number}", "purchased_on": day(10), "shipped_on": day(9),
             "delivered_on": day(7), "lines": [
                 {"sku": "LAMP", "title": "Desk lamp", "category": "home", "quantity": 1,
                  "price": {"amount": "49.90", "currency": "EUR"}}]},
            {"type": "return_request", "reference": f"R-{number}",
             "customer": {"name": "Grace Müller", "language": "de", "email": "grace@example.com", "address": {
                 "lines": ["Hauptstr. 5"], "city": "Hamburg", "postal_code": "20095", "country": "DE"}},
             "lines": [{"order": f"A-{number}", "sku": "LAMP", "quantity": 1, "reason": "unwanted",
                        "condition": "unopened"}]},
        ], ensure_ascii=False)

    def drop(self, name: str, user: str = "maria") -> None:
        """As staff does: with the rights of a member of the group rmad, and a rename at the end."""
        self.machine.write("/srv/dropped", self.order_and_request())
        self.machine.must(
            f"umask 027; cat /srv/dropped > /var/spool/rmad/drop/.{name}.tmp"
            f" && mv /var/spool/rmad/drop/.{name}.tmp /var/spool/rmad/drop/{name}", user=user)

    def drop_many(self, prefix: str, count: int) -> list[str]:
        """Quickly, as a program of the daemon's own user would."""
        names = [f"{prefix}-{number}.json" for number in range(count)]
        drop = self.machine.root / "var/spool/rmad/drop"
        user = (drop / "..").stat()
        for name in names:
            hidden = drop / f".{name}.tmp"
            hidden.write_text(self.order_and_request(), encoding="utf-8")
            hidden.chmod(0o640)
            os.chown(hidden, user.st_uid, user.st_gid)
            hidden.rename(drop / name)
        return names

    def has_receipt(self, name: str) -> bool:
        return self.machine.exists(f"/var/spool/rmad/receipts/{name}.receipt.json")

    def receipt(self, name: str, seconds: float = 30) -> dict:
        wait(seconds, f"the receipt of {name}", lambda: self.has_receipt(name))
        return json.loads(self.machine.read(f"/var/spool/rmad/receipts/{name}.receipt.json"))

    def rma(self, name: str) -> str:
        return find_rma(self.receipt(name))


def find_rma(value) -> str:
    """The first RMA number in a receipt."""
    if isinstance(value, dict):
        if isinstance(value.get("rma"), str):
            return value["rma"]
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            found = find_rma(part)
            if found:
                return found
    return ""
