"""The example receivers as they are judged: started, fed, killed, and looked into."""

import http.client
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

ANSWER_SECONDS = 20
# Building swift-crypto from nothing takes about 100 s on two cores.
BUILD_SECONDS = 900


class HTTPReceiver:
    """A receiver that is a process, listens on 127.0.0.1, and prints a line for each message."""

    is_command = False
    knows_public_keys = False

    def __init__(self, repository, scratch):
        self.examples = repository / "docs/webhooks/verify"
        self.key_file, self.store = scratch / "keys", scratch / "store"
        self.keys()
        self.new_or_older = 0
        self._process = None

    def keys(self, *keys):
        self.key_file.write_text("".join(key + "\n" for key in keys), encoding="ascii")

    def start(self):
        self._process = subprocess.Popen(
            [*self.command(), self.key_file, self.store], stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        self._lines = Queue()
        threading.Thread(target=self._read, args=(self._process.stdout, self._lines), daemon=True).start()
        self.port = int(self._line().rsplit(":", 1)[1])

    def kill(self):
        if self._process:
            self._process.kill()
            self._process.wait()

    def take(self, messages):
        """Sends one after the other over one connection; the line that the receiver printed for each."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        lines = []
        for message in messages:
            answer, line = self._post(connection, message), self._line()
            # Its answer says the same to the sender, and why.
            reason = line.removeprefix("refused: ")
            wanted = (204, "") if reason == line else (401, reason)
            lines.append(self._counted(line) if answer == wanted else f"answered-{answer} {line}")
        connection.close()
        return lines

    def take_at_once(self, messages):
        """Sends each over a connection of its own, all at the same moment; the first words, in any order."""
        start = threading.Barrier(len(messages))

        def send(message):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
            connection.connect()
            start.wait(ANSWER_SECONDS)
            return self._post(connection, message)

        with ThreadPoolExecutor(len(messages)) as pool:
            answers = list(pool.map(send, messages))
        words = [self._counted(self._line()).split()[0] for _ in messages]
        return words if answers == [(204, "")] * len(messages) else [str(answer) for answer in answers]

    def answer_to_large_body(self, secret):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        connection.putrequest("POST", "/")
        connection.putheader("content-length", "1000000")
        connection.endheaders()
        try:
            # More than the receiver takes, and little enough for the socket's buffers.
            connection.send(b"x" * 100_000)
            return connection.getresponse().status
        finally:
            connection.close()

    def tear(self):
        """Leaves behind what a crash in the middle of writing leaves behind, where that can be."""

    def _post(self, connection, message):
        headers = {name: text.encode() for name, text in message.headers.items()}
        connection.request("POST", "/hooks", body=message.body, headers=headers)
        response = connection.getresponse()
        return response.status, response.read().decode()

    def _counted(self, line):
        if line.startswith(("new", "older")):
            self.new_or_older += 1
        return line

    def _line(self):
        line = self._lines.get(timeout=ANSWER_SECONDS)
        if line is None:
            sys.exit(f"{self.name}: the receiver has ended by itself")
        return line

    @staticmethod
    def _read(pipe, lines):
        for line in pipe:
            lines.put(line.rstrip("\n"))
        lines.put(None)


class PythonReceiver(HTTPReceiver):
    name = "python"

    def command(self):
        # -S -I: without the packages of the judge, so that the standard library has to do.
        return ["/usr/bin/python3", "-S", "-I", self.examples / "python/receiver.py"]

    def state(self, rma):
        return self._ask("SELECT state FROM returns WHERE rma = ?", (rma,))

    def kept_count(self):
        return self._ask("SELECT count(*) FROM events")

    def _ask(self, query, values=()):
        database = sqlite3.connect(self.store, timeout=ANSWER_SECONDS)
        try:
            return database.execute(query, values).fetchone()[0]
        finally:
            database.close()


class PythonLibraryReceiver(PythonReceiver):
    name = "python-library"

    def command(self):
        return [sys.executable, self.examples / "python/receiver_with_library.py"]


class NodeReceiver(HTTPReceiver):
    name = "node"
    knows_public_keys = True

    def command(self):
        return [shutil.which("node") or "/usr/bin/node", self.examples / "node/receiver.mjs"]

    def state(self, rma):
        """As whoever works on the journal finds it: the greatest sequence counts."""
        events = [event["data"] for event in self._journal() if event["data"].get("rma") == rma]
        return max(events, key=lambda data: data["sequence"])["state"]

    def kept_count(self):
        return len(self._journal())

    def tear(self):
        with self.store.open("ab") as journal:
            journal.write(b'{"id":"msg_torn","type":"return.appr')

    def _journal(self):
        return [json.loads(line) for line in self.store.read_text(encoding="utf-8").splitlines()]


class SwiftCommand:
    """The command `verify` of the Swift package; it judges the messages of one call and then ends."""

    name = "swift"
    is_command = True
    knows_public_keys = True

    def __init__(self, repository, scratch):
        self._package = repository / "docs/webhooks/verify/swift"
        self._build = repository / ".build/verify-example"
        self._scratch = scratch
        self.key_file = scratch / "keys"

    def keys(self, *keys):
        self.key_file.write_text("".join(key + "\n" for key in keys), encoding="ascii")

    def start(self):
        place = ["--package-path", self._package, "--scratch-path", self._build]
        build = subprocess.run(
            ["swift", "build", *place], timeout=BUILD_SECONDS, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        if build.returncode:
            sys.exit(build.stdout)
        folder = subprocess.run(
            ["swift", "build", "--show-bin-path", *place], check=True, timeout=ANSWER_SECONDS * 3, text=True,
            stdout=subprocess.PIPE).stdout
        self._binary = Path(folder.strip()) / "verify"

    def kill(self):
        """It has ended by itself."""

    def take(self, messages):
        files = []
        for number, message in enumerate(messages):
            body = self._scratch / f"{number}.body"
            body.write_bytes(message.body)
            files += [self._headers(message, number), body]
        ended = subprocess.run([self._binary, self.key_file, *files], timeout=ANSWER_SECONDS, capture_output=True)
        lines = ended.stdout.decode().splitlines()
        status = 1 if any(line.startswith("refused:") for line in lines) else 0
        return lines if ended.returncode == status else [f"ended-with-{ended.returncode}"]

    def run(self, message, body, by_standard_input):
        return subprocess.run(
            [self._binary, self.key_file, self._headers(message, 0), body], input=by_standard_input,
            timeout=ANSWER_SECONDS, capture_output=True)

    def _headers(self, message, number):
        # Capitals, as many servers write them: names of headers have no case.
        file = self._scratch / f"{number}.headers"
        file.write_text("".join(f"{name.title()}: {text}\r\n" for name, text in message.headers.items()))
        return file
