"""A receiver of webhooks that does as it is told, and judges every message with two libraries that are not ours.

    endpoint.py SECRETS_FOLDER ANSWERS_FILE LOG_FILE

It prints `listening on 127.0.0.1:PORT`. A request to `/NAME` is verified with the secrets in NAME*.whsec of the folder,
by `standardwebhooks` and by `svix`, which must agree. ANSWERS_FILE is JSON and read again for each request: it maps a
path to `[status, headers, body, delay_seconds]`; other paths answer 204. The log has one JSON line for each request.
"""

import json
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import standardwebhooks.webhooks as standard
import svix.webhooks as svix

turn = threading.Lock()


def signatures(folder: Path, name: str, headers: dict, body: bytes) -> list[str]:
    """The files whose secrets signed the message, by both libraries' word."""
    fitting = []
    for file in sorted(folder.glob(f"{name}*.whsec")):
        for secret in file.read_text().split():
            if not secret.startswith("whsec_"):
                continue
            words = []
            for library in (standard, svix):
                try:
                    library.Webhook(secret).verify(body, headers)
                    words.append(True)
                except library.WebhookVerificationError:
                    words.append(False)
            if words[0] != words[1]:
                raise AssertionError(f"the libraries disagree about {file.name}")
            if words[0]:
                fitting.append(file.name)
    return fitting


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: Path
    answers: Path
    log: Path

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {key.lower(): value for key, value in self.headers.items()}
        try:
            answers = json.loads(self.answers.read_text())
        except FileNotFoundError:
            answers = {}
        status, extra, text, delay = answers.get(self.path, [204, {}, "", 0])
        entry = {
            "at": time.time(), "path": self.path, "headers": headers, "body": json.loads(body), "status": status,
            "signed_by": signatures(self.folder, self.path.strip("/"), headers, body),
        }
        with turn, self.log.open("a", encoding="utf-8") as log:
            log.write(json.dumps(entry, ensure_ascii=False) + "\n")
        time.sleep(delay)
        content = text.encode()
        self.send_response(status)
        for key, value in extra.items():
            self.send_header(key, value)
        if status != 204:
            self.send_header("content-length", str(len(content)))
        self.end_headers()
        if status != 204:
            self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address) -> None:
        """Whoever is killed hangs up in the middle of a word; everything else is news."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def main() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    Receiver.folder, Receiver.answers, Receiver.log = (Path(argument) for argument in sys.argv[1:4])
    server = Server(("127.0.0.1", 0), Receiver)
    print(f"listening on 127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


main()
