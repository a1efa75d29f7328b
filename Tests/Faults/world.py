"""A site for one fault: configuration, spool and ledger of its own, the real daemon, and a receiver of webhooks."""

import http.server
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from standardwebhooks.webhooks import Webhook

TOP = Path(__file__).resolve().parents[2]
RMAD = TOP / ".build/debug/rmad"
SHIM = TOP / ".build/faults/faulty.so"


# How many times as long a busy machine gets: what is proven is that it happens, not how soon.
PATIENCE = 3


def wait(seconds: float, what: str, is_so, log=lambda: ""):
    """Until something is so; gives it back. Fails where it never is, with the daemon's last lines."""
    found = within(seconds * PATIENCE, is_so)
    if not found:
        raise AssertionError(f"waited in vain for {what}\n{log()[-2500:]}")
    return found


def within(seconds: float, is_so):
    """What is found so soon, or what was found last instead."""
    deadline = time.monotonic() + seconds
    while True:
        found = is_so()
        if found or time.monotonic() > deadline:
            return found
        time.sleep(0.01)


class Receiver:
    """The customer's end of the webhooks. `status` is what it answers."""

    def __init__(self):
        self.status, self.heard, self.turn = 204, [], threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                with outer.turn:
                    outer.heard.append((dict((k.lower(), v) for k, v in self.headers.items()), body))
                self.send_response(outer.status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, address):
                """A daemon that is killed hangs up."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.1,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Site:
    def __init__(self, receiver: Receiver | None = None, template: "Site | None" = None, spool: Path | None = None,
                 ledger: Path | None = None, changes=()):
        """- Parameters:
        template: a stopped site that this one is a copy of.
        spool, ledger: folders for them, where they shall lie elsewhere.
        """
        self.folder = Path(tempfile.mkdtemp(prefix="fault-"))
        self.receiver = receiver or Receiver()
        self.owns_receiver = receiver is None
        self.daemon: subprocess.Popen | None = None
        self.spool = spool or self.folder / "var"
        self.ledger = (ledger or self.folder / "ledger") / "ledger.sqlite3"
        self.receipts_seen: dict[str, dict] = {}
        if template:
            shutil.rmtree(self.folder)
            shutil.copytree(template.folder, self.folder, symlinks=True)
            return
        shutil.copytree(TOP / "Config", self.folder / "Config")
        text = self.configuration.read_text()
        for old, new in [
            ("/var/spool/rmad", str(spool) if spool else "../var"),
            ("/var/lib/rmad/ledger.sqlite3", str(self.ledger) if ledger else "../ledger/ledger.sqlite3"),
            ("secrets_directory: secrets", "secrets_directory: ../secrets"),
            ("allow_http: false", "allow_http: true"), ("allow_ranges: []", "allow_ranges: [127.0.0.0/8]"),
            ("ports: [443]", f"ports: [443, {self.receiver.port}]"), ("settle_ms: 1000", "settle_ms: 100"),
            ("formats: []", "formats: [json]"),
            # What happens when a disk is full all the same: the marks would hold the drop before.
            ("disk_free_bytes_min: 268435456", "disk_free_bytes_min: 0"),
            ("disk_free_inodes_min: 10000", "disk_free_inodes_min: 0"),
            ("schedule_seconds: [0, 5,", "schedule_seconds: [0, 1, 1, 1, 1, 1, 1, 1, 1, 5,"), *changes,
        ]:
            assert text.count(old) >= 1, f"the shipped configuration has no '{old}'"
            text = text.replace(old, new)
        self.configuration.write_text(text)

    @property
    def configuration(self) -> Path:
        return self.folder / "Config/rmad.yaml"

    @property
    def log(self) -> str:
        file = self.folder / "daemon.log"
        return file.read_text(errors="replace") if file.exists() else ""

    # The daemon.

    def start(self, faulty: dict | None = None, environment: dict | None = None, before=(), ready=True):
        """- Parameters:
        faulty: what the shim does (faulty.c), without FAULTY_.
        before: the command in front, such as prlimit.
        """
        env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "SWIFT_BACKTRACE": "enable=no", **(environment or {})}
        if faulty is not None:
            env["FAULTY_COUNT"] = str(self.folder / "count")
            env |= {f"FAULTY_{key.upper()}": str(value) for key, value in faulty.items()}
            before = [*before, "env", f"LD_PRELOAD={SHIM}"]
        mark = len(self.log)
        with (self.folder / "daemon.log").open("a") as log:
            self.daemon = subprocess.Popen(
                [*before, str(RMAD), "serve", "--config", str(self.configuration), "--renderers", "1"],
                env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if ready:
            wait(90, "a daemon that is ready", lambda: " ready " in self.log[mark:] or self._has_ended(),
                 lambda: self.log)
            assert not self._has_ended(), f"it ended with {self.daemon.returncode}\n{self.log[-2500:]}"

    def _has_ended(self) -> bool:
        return self.daemon.poll() is not None

    def end(self, seconds: float = 30) -> int:
        """How the daemon ended by itself: the exit code, negative for a signal."""
        wait(seconds, "the daemon's end", self._has_ended, lambda: self.log)
        return self.daemon.returncode

    def stop(self, seconds: float = 30) -> int:
        if self.daemon.poll() is None:
            self.daemon.send_signal(signal.SIGTERM)
        return self.end(seconds)

    def kill(self):
        self.daemon.kill()
        self.daemon.wait()

    def close(self):
        if self.daemon and self.daemon.poll() is None:
            self.kill()
        if self.owns_receiver:
            self.receiver.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def rmad(self, *arguments: str, faulty: dict | None = None) -> subprocess.CompletedProcess:
        env = {"PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"}
        if faulty is not None:
            (self.folder / "count").unlink(missing_ok=True)
            env |= {"FAULTY_COUNT": str(self.folder / "count"), "LD_PRELOAD": str(SHIM)}
            env |= {f"FAULTY_{key.upper()}": str(value) for key, value in faulty.items()}
        return subprocess.run(
            [str(RMAD), *arguments, "--config", str(self.configuration)], capture_output=True, text=True, timeout=120,
            env=env)

    @property
    def calls(self) -> int:
        """How many calls the shim has counted."""
        return int.from_bytes((self.folder / "count").read_bytes(), "little")

    # The spool.

    def names(self, place: str) -> list[str]:
        folder = self.spool / place
        return sorted(name for name in os.listdir(folder) if not name.startswith(".")) if folder.exists() else []

    def drop(self, name: str, document) -> None:
        text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
        hidden = self.spool / "drop" / f".{name.replace('/', '_')}.tmp"
        hidden.parent.mkdir(parents=True, exist_ok=True)
        hidden.write_text(text, encoding="utf-8")
        hidden.rename(self.spool / "drop" / name)

    def receipt(self, name: str, seconds: float = 30) -> dict:
        file = self.spool / "receipts" / f"{name}.receipt.json"
        wait(seconds, f"the receipt of {name}", file.exists, lambda: self.log)
        return json.loads(file.read_text())

    def rma(self, name: str) -> str:
        return find_rma(self.receipt(name))

    def receipts(self) -> dict[str, dict]:
        """Every receipt that is there now: the promises that were given."""
        return {name: json.loads((self.spool / "receipts" / name).read_text()) for name in self.names("receipts")}

    def archived(self) -> list[str]:
        """The originals, `NUMBER-NAME`; their receipts beside them are called `NUMBER.receipt.json`."""
        return [name for day in self.names("archive") for name in self.names(f"archive/{day}")
                if "-" in name.split(".")[0]]

    # What must hold whatever happened.

    def settle(self, seconds: float = 60) -> None:
        """Until nothing waits any more but what is lost, which waits for a person."""
        def idle():
            if self.names("drop") or self.names("work"):
                return False
            answer = self.rmad("queue", "--json")
            assert answer.returncode == 0, answer.stderr
            queues = json.loads(answer.stdout)["queues"]
            return all(queue["count"] == 0 for queue in queues if queue["name"] != "documents lost")
        wait(seconds, "nothing that waits", idle, lambda: self.log + self.rmad("queue").stdout)

    def verified(self) -> dict:
        answer = self.rmad("verify", "--json")
        assert answer.returncode == 0, f"rmad verify: {answer.returncode} {answer.stdout[-2000:]} {answer.stderr}"
        return json.loads(answer.stdout)

    def returns(self) -> list[dict]:
        answer = self.rmad("list", "--json", "--limit", "1000")
        assert answer.returncode == 0, answer.stderr
        return [json.loads(line) for line in answer.stdout.splitlines()]

    def check(self, accepted: list[str], rejected: list[str] = ()) -> None:
        """Each file has one end and a receipt that is true, each return is there once with its papers, each webhook
        came under one id, in order, and signed."""
        self.settle()
        self.verified()
        receipts = self.receipts()
        for name in accepted:
            receipt = receipts.get(f"{name}.receipt.json")
            assert receipt, f"{name} has no receipt: {sorted(receipts)}\n{self.log[-2500:]}"
            assert receipt["outcome"] in ("accepted", "partly_accepted"), (name, receipt["outcome"])
        for name in rejected:
            assert name in self.names("rejected"), (name, self.names("rejected"))
            assert self.spool.joinpath("rejected", f"{name}.reason.txt").read_text().strip(), name
        archived = sorted(name.split("-", 1)[1] for name in self.archived())
        assert sorted(set(archived)) == archived, f"archived twice: {archived}"
        assert set(accepted) <= set(archived), (accepted, archived)
        returns = self.returns()
        numbers = [one["rma"] for one in returns]
        assert len(set(numbers)) == len(numbers), numbers
        promised = {record["rma"] for receipt in receipts.values() for record in receipt["records"]
                    if record.get("type") == "return_request" and record.get("rma")}
        assert promised == set(numbers), f"promised {sorted(promised)}, there are {sorted(numbers)}"
        for one in returns:
            if one["state"] == "approved":
                self.check_label(one["rma"])
        self.check_webhooks()

    def check_label(self, rma: str) -> None:
        """It is there, and whole."""
        label = self.spool / f"labels/{rma}.pdf"
        assert label.exists(), (rma, self.names("labels"))
        content = label.read_bytes()
        assert content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF"), f"{label}: {len(content)} bytes"

    def check_webhooks(self, wanted: set[str] = frozenset()) -> dict[str, list[int]]:
        """- Returns: the events that came of each return, by their place."""
        secret_file = self.folder / "secrets/shop.whsec"
        secret = Webhook(secret_file.read_text().split()[0]) if secret_file.exists() else None
        ids: dict[tuple, str] = {}
        heard: dict[str, list[int]] = {}
        with self.receiver.turn:
            messages = list(self.receiver.heard)
        for headers, body in messages:
            assert secret, "a webhook came without an endpoint"
            # Whatever the time: the clock of a daemon may be wrong here.
            at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), timezone.utc)
            signature = secret.sign(headers["webhook-id"], at, body.decode())
            assert signature in headers["webhook-signature"].split(), f"a signature does not fit: {headers}"
            data = json.loads(body)["data"]
            key = (data["rma"], data["sequence"])
            assert ids.setdefault(key, headers["webhook-id"]) == headers["webhook-id"], f"{key} came under two ids"
            places = heard.setdefault(data["rma"], [])
            if not places or places[-1] != data["sequence"]:
                places.append(data["sequence"])
        for rma, places in heard.items():
            assert places == sorted(set(places)), f"{rma} came out of order: {places}"
            assert places == list(range(1, len(places) + 1)), f"{rma} has gaps: {places}"
        assert wanted <= set(heard), f"never told: {sorted(wanted - set(heard))}"
        return heard


def find_rma(value) -> str:
    """The first RMA number in a receipt."""
    found = re.search(r'"rma": "([^"]+)"', json.dumps(value))
    return found.group(1) if found else ""


def unlucky(seed: int, chance: int, calls: range) -> int:
    """How many of these calls the shim has let fail (`unlucky` of faulty.c)."""
    whole = (1 << 64) - 1

    def is_unlucky(number: int) -> bool:
        mixed = (seed + 0x9E3779B97F4A7C15 * number) & whole
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & whole
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & whole
        return (mixed ^ (mixed >> 31)) % 100 < chance

    return sum(is_unlucky(number) for number in calls)


# Documents.

def day(ago: int) -> str:
    return (date.today() - timedelta(days=ago)).isoformat()


def orders(count: int) -> list[dict]:
    return [{"type": "order", "number": f"A-{number}", "purchased_on": day(10), "shipped_on": day(9),
             "delivered_on": day(7), "lines": [
                 {"sku": "LAMP", "title": "Desk lamp", "category": "home", "quantity": 2,
                  "price": {"amount": "49.90", "currency": "EUR"}}]} for number in range(1, count + 1)]


def request(number: int) -> dict:
    return {"type": "return_request", "reference": f"R-{number}",
            "customer": {"name": "Grace Müller", "language": "de", "email": "grace@example.com", "address": {
                "lines": ["Hauptstr. 5"], "city": "Hamburg", "postal_code": "20095", "country": "DE"}},
            "lines": [{"order": f"A-{number}", "sku": "LAMP", "quantity": 1, "reason": "unwanted",
                       "condition": "unopened"}]}


def receipt_of_goods(rma: str) -> dict:
    return {"type": "dock_receipt", "rma": rma, "lines": [{"sku": "LAMP", "quantity": 1}]}


def inspection(rma: str) -> dict:
    return {"type": "inspection", "rma": rma, "line": 1, "accepted": 1, "rejected": 0, "grade": "a"}


def settlement(rma: str) -> dict:
    return {"type": "settlement", "rma": rma, "order": 1, "resolution": "refunded", "reference": f"PAY-{rma}"}


BATCH = """reference;order;sku;quantity;reason;name
B-1;A-1;LAMP;1;unwanted;Ada Byron
B-2;A-2;LAMP;0;unwanted;Ada Byron
B-3;A-3;LAMP;1;unwanted;Ada Byron
"""

BROKEN = '{"type": "return_request", oops}'


def opened(receiver: Receiver | None = None, requests: int = 2, orders_: int = 8, **options) -> Site:
    """A site at work, with orders, an endpoint and some returns that are told and labelled."""
    site = Site(receiver, **options)
    try:
        site.start()
        site.drop("orders.json", orders(orders_))
        site.drop("endpoint.json", {
            "type": "endpoint", "name": "shop", "url": f"http://127.0.0.1:{site.receiver.port}/hook"})
        site.receipt("orders.json")
        site.receipt("endpoint.json")
        for number in range(1, requests + 1):
            site.drop(f"request-{number}.json", request(number))
            site.receipt(f"request-{number}.json")
        site.settle()
    except BaseException:
        site.close()
        raise
    return site
