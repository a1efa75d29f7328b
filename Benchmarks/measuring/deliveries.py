"""Durable webhook deliveries: how many a second, how late, beside hung endpoints, with a million owed.

Each case fills a ledger with deliveries that are owed, starts the daemon on it, and reads nginx's access log, which is
the judge: every id once, all of them there. `customer` endpoints lead to a listener that takes connections and never
answers. The last case runs a Python sender with requests.Session against the same receiver.
"""

import datetime
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time

import yaml

from measuring.programs import Program, write_configuration
from measuring.receiver import Receiver, free_port
from measuring.samples import Samples
from measuring.single import percentile
from measuring.waiting import until

ENDPOINTS = 8
EVENTS_OF_A_RETURN = 2
FILL_SECONDS = 1800
WAIT_SECONDS = 900


class Receivers(Receiver):
    """nginx with three servers: `plain`, `tls`, `handshake`."""

    def __init__(self, place: str, template: str):
        self.ports = {name: free_port() for name in ("plain", "tls", "handshake")}
        os.makedirs(place)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-keyout", os.path.join(place, "server.key"), "-out", os.path.join(place, "server.pem"), "-subj",
             "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        with open(template, encoding="utf-8") as source:
            text = source.read()
        for name, port in self.ports.items():
            text = text.replace(f"@{name.upper()}@", str(port))
        filled = os.path.join(place, "filled.conf")
        with open(filled, "w", encoding="utf-8") as target:
            target.write(text)
        self.authority = os.path.join(place, "server.pem")
        super().__init__(os.path.join(place, "nginx"), filled)

    def address(self, kind: str) -> str:
        return f"{'http' if kind == 'plain' else 'https'}://127.0.0.1:{self.ports[kind]}/hook"


class Hung:
    """Takes connections and never answers, as many as come."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.port = self._socket.getsockname()[1]
        self.taken = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        while True:
            try:
                self.taken.append(self._socket.accept()[0])
            except OSError:
                return

    def stop(self) -> None:
        self._socket.close()
        for connection in self.taken:
            connection.close()


class Deliveries:
    def __init__(self, root: str, config: str, place: str):
        self.root, self.config, self.place = root, config, place
        self._serial = 0

    def case(self, kind: str, count: int, hung: int = 0, work=None) -> dict:
        """One ledger with `count` deliveries owed to eight endpoints of a kind, sent by one start of the daemon."""
        self._serial += 1
        place = os.path.join(self.place, f"{self._serial:02d}-{kind}")
        receiver = Receivers(os.path.join(place, "receiver"), os.path.join(
            self.root, "Benchmarks", "receiver", "webhooks.conf"))
        silent = Hung()
        try:
            configuration = self._configure(place, receiver, silent)
            rmas = count // ENDPOINTS // EVENTS_OF_A_RETURN
            endpoints = [f"--endpoint=e{number}={receiver.address(kind)}" for number in range(ENDPOINTS)]
            if hung:
                endpoints += [f"--customer-url=http://127.0.0.1:{silent.port}/", f"--customer-endpoints={hung}"]
                rmas = max(rmas, hung * 3)
            fill = os.path.join(self.root, ".build", "release", "rmad-fill")
            subprocess.run([fill, f"--rmas={rmas}", f"--ledger={place}/ledger.sqlite3", *endpoints], check=True,
                           stdout=subprocess.DEVNULL, timeout=FILL_SECONDS)
            result = (work or self._drain)(configuration, place, receiver, rmas * ENDPOINTS * EVENTS_OF_A_RETURN)
        finally:
            receiver.stop()
            silent.stop()
        shutil.rmtree(place)
        return result

    def _configure(self, place: str, receiver: Receivers, silent: Hung) -> str:
        configuration = write_configuration(self.root, self.config, place, silent.port)
        with open(configuration, encoding="utf-8") as file:
            settings = yaml.safe_load(file)
        settings["webhooks"]["ports"] = [silent.port, *receiver.ports.values()]
        settings["webhooks"]["authorities_file"] = receiver.authority
        with open(configuration, "w", encoding="utf-8") as file:
            yaml.safe_dump(settings, file, allow_unicode=True, sort_keys=False)
        return configuration

    def _serve(self, configuration: str, place: str) -> Program:
        binary = os.path.join(self.root, ".build", "release", "rmad")
        return Program("rmad", [binary, "serve", "--config", configuration], place)

    def _drain(self, configuration: str, place: str, receiver: Receivers, count: int) -> dict:
        started = time.time()
        program = self._serve(configuration, place)
        try:
            arrived = []

            def all_there() -> bool:
                arrived.extend(receiver.arrivals())
                return len(arrived) >= count

            until(all_there, WAIT_SECONDS, f"{count} deliveries; see {place}", pause=0.05)
            memory, cpu = program.peak_memory_mb(), program.cpu_by_thread()
        finally:
            program.stop()
        moments = sorted(moment for moment, _ in arrived)
        if len(arrived) != count or len({identifier for _, identifier in arrived}) != count:
            raise RuntimeError(f"{len(arrived)} deliveries arrived, and not {count} different ones")
        return {"deliveries": count, "per_second": count / (moments[-1] - moments[0]),
                "attempt_p50_ms": percentile(times := self._attempt_ms(place), 0.5),
                "attempt_p99_ms": percentile(times, 0.99), "first_after_seconds": moments[0] - started,
                "peak_memory_mb": memory, "cpu_by_thread": cpu}

    def first_send(self, configuration: str, place: str, receiver: Receivers, count: int) -> dict:
        """Starts on a large backlog and stops as soon as something was sent."""
        started = time.time()
        program = self._serve(configuration, place)
        try:
            first = until(receiver.arrivals, 60, "the first delivery", pause=0.005)
            time.sleep(5)
            return {"owed": count, "first_after_seconds": first[0][0] - started,
                    "peak_memory_mb": program.peak_memory_mb()}
        finally:
            program.stop()

    def latency(self, seconds: int, per_second: int) -> dict:
        """Files at a steady pace whose events make `per_second` deliveries; late by the receiver's log and the
        ledger's commit."""
        def work(configuration: str, place: str, receiver: Receivers, count: int) -> dict:
            samples = Samples("L", datetime.date.today())
            program = self._serve(configuration, place)
            try:
                files = seconds * per_second // ENDPOINTS // 4
                for index, orders in enumerate(samples.orders(files)):
                    program.submit_and_wait(f"orders-{index:03d}.json", orders)
                receiver.arrivals()
                arrived = []
                began = time.monotonic()
                for number in range(1, files + 1):
                    program.submit(f"steady-{number:06d}.json", samples.request(number))
                    time.sleep(max(0, began + number * seconds / files - time.monotonic()))
                until(lambda: arrived.extend(receiver.arrivals()) or len(arrived) >= files * ENDPOINTS * 4,
                      60, "all deliveries", pause=0.05)
                owed_at = self._created(place)
                late = [(moment - owed_at[identifier] / 1000) * 1000 for moment, identifier in arrived]
                return {"per_second": len(arrived) / seconds, "p50_ms": percentile(late, 0.5),
                        "p99_ms": percentile(late, 0.99)}
            finally:
                program.stop()
        return self.case("plain", 0, work=work)

    @staticmethod
    def _attempt_ms(place: str) -> list[float]:
        """How long the attempts of the answering endpoints took, from their start to the whole answer."""
        with sqlite3.connect(f"file:{place}/ledger.sqlite3?mode=ro", uri=True) as db:
            return [row[0] / 1000 for row in db.execute(
                "SELECT json_extract(a.timings, '$.total_us') FROM attempts a JOIN deliveries d ON d.id = a.delivery"
                " WHERE d.endpoint LIKE 'e%'")]

    @staticmethod
    def _created(place: str) -> dict:
        with sqlite3.connect(f"file:{place}/ledger.sqlite3?mode=ro", uri=True) as db:
            return dict(db.execute("SELECT public_id, created_at FROM deliveries"))

    def floor(self, scale: int) -> dict:
        """libcurl driven from C, signed, with nothing written down: what no sender gets under."""
        place = os.path.join(self.place, "floor")
        receiver = Receivers(place, os.path.join(self.root, "Benchmarks", "receiver", "webhooks.conf"))
        program = os.path.join(place, "floor")
        source = os.path.join(self.root, "Benchmarks", "Engine", "floor.c")
        try:
            subprocess.run(["cc", "-O2", "-o", program, source, "-lcurl", "-lcrypto"], check=True)
            rates = {}
            for kind, count in (("plain", 80_000), ("tls", 60_000), ("handshake", 5_000)):
                answer = subprocess.run(
                    [program, receiver.address(kind), str(count // scale), "64", receiver.authority], check=True,
                    capture_output=True, text=True, timeout=600)
                rates[kind] = float(re.search(r"rate=([0-9.]+)", answer.stdout)[1])
            return rates
        finally:
            receiver.stop()

    def python(self, count: int) -> dict:
        """requests with a session, signed by the library, not durable: the sender that one would write."""
        place = os.path.join(self.place, "python")
        receiver = Receivers(place, os.path.join(self.root, "Benchmarks", "receiver", "webhooks.conf"))
        try:
            sender = os.path.join(self.root, "Benchmarks", "baseline", "sender.py")
            rates = {}
            for kind in ("plain", "tls"):
                command = [sys.executable, sender, receiver.address(kind), receiver.authority, str(count)]
                subprocess.run(command, check=True, timeout=600)
                moments = []
                until(lambda: moments.extend(moment for moment, _ in receiver.arrivals()) or len(moments) >= count, 30,
                      "the baseline's deliveries")
                rates[kind] = count / (max(moments) - min(moments))
            return rates
        finally:
            receiver.stop()


def measure(root: str, config: str, place: str, quick: bool, say) -> dict:
    deliveries = Deliveries(root, config, place)
    scale = 10 if quick else 1
    results = {}

    def note(name: str, figures: dict) -> None:
        results[name] = figures
        shown = {key: round(value, 3) for key, value in figures.items() if isinstance(value, (int, float))}
        say(f"{name}: {shown}")
        if "cpu_by_thread" in figures:
            busiest = sorted(figures["cpu_by_thread"].items(), key=lambda item: -item[1])[:5]
            say("   processor seconds: " + ", ".join(f"{thread} {seconds:.1f}" for thread, seconds in busiest))

    note("python_requests", deliveries.python(4_000 // scale))
    note("c_floor", deliveries.floor(scale))
    for round_ in range(1, 4):  # in turns, so that the machine's moods meet both
        note(f"http_keepalive_{round_}", deliveries.case("plain", 96_000))
        note(f"beside_2000_hung_{round_}", deliveries.case("plain", 96_000, hung=2_000))
    note("tls_keepalive", deliveries.case("tls", 60_000 // scale))
    note("tls_handshake_each", deliveries.case("handshake", 8_000 // scale))
    note("latency", deliveries.latency(30 // (2 if quick else 1), 1_000))
    note("restart_100k", deliveries.case("plain", 100_000, work=deliveries.first_send))
    note("million_owed", deliveries.case("plain", 1_000_000 // scale, work=deliveries.first_send))
    return results
