"""A customer's end of the webhooks: takes deliveries on 127.0.0.1, verifies each with the library of Standard
Webhooks, and writes one JSON line for each into a log.

    receiver.py SECRET_FILE LOG_FILE

It prints `listening on 127.0.0.1:PORT` when it is ready. The secret file may appear later: rmad makes it when the
endpoint is added. The log has id, type, rma, sequence, state, verified, problem and at for each delivery. It ends with
the process that started it.
"""

import json
import os
import signal
import sys
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

BODY_BYTES_MAX = 1_000_000
SECRET_WAIT_SECONDS = 5


class Log:
    def __init__(self, path: Path):
        self._file = path.open("a", encoding="utf-8")
        self._turn = threading.Lock()

    def write(self, entry: dict) -> None:
        with self._turn:
            self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            self._file.flush()


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    secret_file: Path
    log: Log

    def do_POST(self) -> None:
        try:
            length = int(self.headers.get("content-length", ""))
        except ValueError:
            length = -1
        if not 0 <= length <= BODY_BYTES_MAX:
            self.close_connection = True
            self._answer(413)
            return
        body = self.rfile.read(length)
        problem = self._problem(body)
        data = self._data(body)
        self.log.write({
            "id": self.headers.get("webhook-id"),
            "type": data.get("type"),
            "rma": data.get("data", {}).get("rma"),
            "sequence": data.get("data", {}).get("sequence"),
            "state": data.get("data", {}).get("state"),
            "verified": problem is None,
            "problem": problem,
            "at": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
        })
        self._answer(204 if problem is None else 401)

    def _problem(self, body: bytes) -> str | None:
        """Why the delivery cannot be trusted; None when a secret of ours signed it."""
        secrets = self._secrets()
        if not secrets:
            return f"no secret in {self.secret_file}"
        headers = {name.lower(): value for name, value in self.headers.items()}
        found = "no signature fits"
        for secret in secrets:
            try:
                Webhook(secret).verify(body, headers)
                return None
            except WebhookVerificationError as error:
                found = str(error)
            except (KeyError, ValueError) as error:
                found = f"{type(error).__name__}: {error}"
        return found

    def _secrets(self) -> list[str]:
        deadline = time.monotonic() + SECRET_WAIT_SECONDS
        while time.monotonic() < deadline:
            try:
                lines = self.secret_file.read_text(encoding="ascii").split()
            except FileNotFoundError:
                lines = []
            if lines:
                return lines
            time.sleep(0.02)
        return []

    @staticmethod
    def _data(body: bytes) -> dict:
        try:
            value = json.loads(body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) and isinstance(value.get("data", {}), dict) else {}

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments) -> None:
        """The log file says it all."""


class Server(ThreadingHTTPServer):
    """Ends with whoever started it, so that a killed demo or test leaves no receiver behind."""

    daemon_threads = True
    # rmad opens up to 20 connections at once; the usual 5 that may wait are few.
    request_queue_size = 64
    parent = os.getppid()

    def service_actions(self) -> None:
        if os.getppid() != self.parent:
            os._exit(0)

    def handle_error(self, request, client_address) -> None:
        """Whoever is killed hangs up in the middle of a word; everything else is news."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 64
    Receiver.secret_file = Path(sys.argv[1])
    Receiver.log = Log(Path(sys.argv[2]))
    server = Server(("127.0.0.1", 0), Receiver)
    # shutdown() waits for serve_forever(), so the handler must not run it in the same thread.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"listening on 127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever(poll_interval=0.1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
