"""Receives webhooks of rmad: verifies them, takes each event once, and keeps the newest state of each return.

    receiver.py SECRET_FILE STORE.sqlite3 [PORT]

Python's standard library is all that it needs. SECRET_FILE has one `whsec_…` a line: while a secret is being changed,
the new one and the old one. It listens on 127.0.0.1; put your web server with its certificate in front. For each
message it prints `new`, `known` or `older` and what it is about, or `refused` and why.
"""

import base64
import hashlib
import hmac
import json
import logging
import re
import sqlite3
import sys
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Who records a message can send it again for that long and no longer; the store sees to it that even then nothing is
# done twice.
TOLERANCE_SECONDS = 5 * 60
# rmad sends less than 20 KB.
BODY_BYTES_MAX = 65_536


class Refused(Exception):
    """Why a message is not taken; the sender's operator reads it beside the delivery."""


def verify(headers, body, secrets):
    """Raises `Refused` unless one of the secrets signed the message in the last five minutes.

    `headers` finds names in lower case. `body` is the bytes as they came: JSON that was parsed and written again is
    other bytes, and no signature fits them.
    """
    message_id, timestamp, signatures = (headers.get(f"webhook-{name}") for name in ("id", "timestamp", "signature"))
    if not (message_id and timestamp and signatures):
        raise Refused("webhook-id, webhook-timestamp or webhook-signature is missing")
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        raise Refused("webhook-timestamp is not a number of seconds")
    if abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        raise Refused("more than five minutes between its clock and ours")
    signed = f"{message_id}.{timestamp}.".encode() + body
    for secret in secrets:
        # What stands behind the prefix is base64 of the key, not the key.
        key = base64.b64decode(secret.removeprefix("whsec_"))
        wanted = b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
        # There are several while a secret is being changed, and one that fits is enough. compare_digest takes as long
        # for a wrong one as for the right one, so that nobody can find it by trying.
        if any(hmac.compare_digest(wanted, given.encode()) for given in signatures.split(" ")):
            return
    raise Refused("no signature fits")


class Store:
    """What was taken, in SQLite. It is on disk before the answer is sent, so an answer of 2xx can be believed."""

    def __init__(self, path):
        self._path = path
        with closing(self._open()) as database:
            database.executescript("""
                PRAGMA journal_mode = WAL;
                CREATE TABLE IF NOT EXISTS events (
                    id TEXT PRIMARY KEY, type TEXT NOT NULL, rma TEXT, sequence INTEGER, body BLOB NOT NULL,
                    worked_on INTEGER NOT NULL DEFAULT 0);
                CREATE TABLE IF NOT EXISTS returns (
                    rma TEXT PRIMARY KEY, sequence INTEGER NOT NULL, state TEXT NOT NULL);
                """)

    def take(self, message_id, event, body):
        """`new`, `known` when it was taken before, or `older` when something newer of the return is known.

        One transaction: a crash leaves all of it or nothing, and two attempts at the same moment take turns.
        """
        data = event["data"]
        rma, sequence = data.get("rma"), data.get("sequence")
        with closing(self._open()) as database, database:
            added = database.execute(
                "INSERT OR IGNORE INTO events (id, type, rma, sequence, body) VALUES (?, ?, ?, ?, ?)",
                (message_id, event["type"], rma, sequence, body))
            if not added.rowcount:
                return "known"
            # Not every event is about a return: those have no order.
            if rma is None:
                return "new"
            # An event that comes late is kept, and worked on, but does not put the state of its return back.
            changed = database.execute(
                """
                INSERT INTO returns (rma, sequence, state) VALUES (?, ?, ?)
                ON CONFLICT (rma) DO UPDATE SET sequence = excluded.sequence, state = excluded.state
                WHERE excluded.sequence > returns.sequence
                """, (rma, sequence, data["state"]))
            return "new" if changed.rowcount else "older"

    def _open(self):
        database = sqlite3.connect(self._path, timeout=5)
        database.execute("PRAGMA synchronous = FULL")
        return database


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Seconds; rmad waits 15 for an answer.
    timeout = 10
    verify = staticmethod(verify)

    def do_POST(self):
        length = self.headers.get("content-length", "")
        if not re.fullmatch(r"[0-9]{1,9}", length) or int(length) > BODY_BYTES_MAX:
            self.close_connection = True
            return self.answer(413, "a body has a Content-Length, and at most 65536 bytes")
        body = self.rfile.read(int(length))
        try:
            # Read each time, so that a changed secret needs no restart.
            with open(self.server.secret_file, encoding="ascii") as file:
                self.verify(self.headers, body, file.read().split())
            event = json.loads(body)
            verdict = self.server.store.take(self.headers["webhook-id"], event, body)
        except Refused as refused:
            logging.info("refused: %s", refused)
            return self.answer(401, str(refused))
        except Exception:
            # Whatever it was, the message is not kept: it must come again.
            self.answer(500)
            raise
        logging.info("%s %s %s", verdict, event["type"], event["data"].get("rma", ""))
        # That is all for now. The work waits in `events` for something else to do it and to set `worked_on`: who does
        # it here, before answering, is late one day and gets everything twice.
        self.answer(204)

    def answer(self, status, text=""):
        self.send_response(status)
        if status != 204:
            self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format, *arguments):
        """Every message has its line already."""


class Server(ThreadingHTTPServer):
    # rmad opens up to 20 connections at once; the usual 5 that may wait are few.
    request_queue_size = 64


def main(receiver=Receiver):
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    logging.basicConfig(stream=sys.stdout, format="%(message)s", level=logging.INFO)
    server = Server(("127.0.0.1", int(sys.argv[3]) if len(sys.argv) == 4 else 0), receiver)
    server.secret_file, server.store = sys.argv[1], Store(sys.argv[2])
    logging.info("listening on 127.0.0.1:%d", server.server_port)
    server.serve_forever()


if __name__ == "__main__":
    main()
