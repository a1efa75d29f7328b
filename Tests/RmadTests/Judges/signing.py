"""Messages as rmad sends them, signed by libraries that rmad does not know."""

import base64
import itertools
import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone

import standardwebhooks.webhooks
import svix.webhooks

LIBRARIES = {"standardwebhooks": standardwebhooks.webhooks.Webhook, "svix": svix.webhooks.Webhook}
_numbers = itertools.count(1)


def new_secret():
    return "whsec_" + base64.b64encode(os.urandom(32)).decode()


class Ed25519Key:
    """A key of openssl's, as a sender has it; `public` is what its receivers get."""

    def __init__(self, path):
        self._path = path
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", path], check=True)
        der = subprocess.run(
            ["openssl", "pkey", "-in", path, "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout
        self.public = "whpk_" + base64.b64encode(der[-32:]).decode()

    def sign(self, content):
        # pkeyutl wants to know the length before it reads: a file, not a pipe.
        with tempfile.NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            signature = subprocess.run(
                ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", self._path, "-in", file.name],
                check=True, capture_output=True).stdout
        return "v1a," + base64.b64encode(signature).decode()


@dataclass(frozen=True)
class Sent:
    """What arrives at the receiver."""

    headers: dict
    body: bytes

    def with_header(self, name, value):
        headers = {one: text for one, text in self.headers.items() if one != name}
        return replace(self, headers=headers if value is None else {**headers, name: value})

    def with_body(self, change):
        changed = change(self.body)
        assert changed != self.body
        return replace(self, body=changed)


@dataclass(frozen=True)
class Message:
    """An event; each is of a return of its own when nothing else is said."""

    library: str = "standardwebhooks"
    number: int = field(default_factory=lambda: next(_numbers))
    type: str = "return.approved"
    rma: str = ""
    sequence: int = 1
    customer: str = "K-1"
    data: dict | None = None
    at: int = field(default_factory=lambda: int(time.time()))

    def __post_init__(self):
        if not self.rma:
            object.__setattr__(self, "rma", f"RMA-{self.number:06}")

    @property
    def id(self):
        return f"msg_{self.number:032x}"

    @property
    def body(self):
        data = self.data or {
            "rma": self.rma, "sequence": self.sequence, "state": f"state-{self.sequence}", "customer": self.customer,
            "subject": "rma", "axis": "rma", "before": "requested", "after": "approved"}
        event = {"type": self.type, "timestamp": "2026-11-21T23:49:21.489Z", "data": data}
        return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()

    def again(self, at):
        """A later attempt: the same id and body."""
        return replace(self, at=at)

    def signed(self, *secrets, keys=()):
        """Signed by each secret, the first one first, then by the Ed25519 keys, separated by one space."""
        body = self.body.decode()
        moment = datetime.fromtimestamp(self.at, tz=timezone.utc)
        signatures = [LIBRARIES[self.library](secret).sign(self.id, moment, body) for secret in secrets]
        signatures += [key.sign(f"{self.id}.{self.at}.{body}".encode()) for key in keys]
        headers = {
            "webhook-id": self.id, "webhook-timestamp": str(self.at), "webhook-signature": " ".join(signatures)}
        return Sent(headers, self.body)
