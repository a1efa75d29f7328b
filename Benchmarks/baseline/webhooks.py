"""Sends what the outbox owes: signed, in order for each return, retried on the schedule of Standard Webhooks."""

import concurrent.futures
import datetime
import random
import threading
import time

import requests
from standardwebhooks import Webhook

from store import Store

SCHEDULE_SECONDS = (0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
BATCH_MAX = 100
THREADS = 4


class Sender(threading.Thread):
    """Takes the heads of all lanes, sends them from a few threads, and records a batch in one commit."""

    def __init__(self, store: Store, secret: str):
        super().__init__(name="webhooks", daemon=True)
        self._store = store
        self._signer = Webhook(secret)
        self._wake = threading.Event()
        self._local = threading.local()
        self._pool = concurrent.futures.ThreadPoolExecutor(THREADS)
        self._stopping = False

    def ring(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        self.join()

    def run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            due = self._store.due_deliveries(BATCH_MAX)
            if not due:
                self._wake.wait(1.0)
                continue
            self._store.record_attempts(list(self._pool.map(self._post, due)))

    def _post(self, delivery: tuple) -> tuple:
        identifier, public_id, _, url, payload, attempts = delivery
        now = datetime.datetime.now(datetime.timezone.utc)
        headers = {
            "content-type": "application/json",
            "user-agent": "baseline/1",
            "webhook-id": public_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signer.sign(public_id, now, payload),
        }
        try:
            answer = self._session().post(
                url, data=payload.encode(), headers=headers, timeout=(5, 15), allow_redirects=False)
            if 200 <= answer.status_code < 300:
                return (identifier, "delivered", time.time(), f"HTTP {answer.status_code}")
            outcome, is_gone = f"HTTP {answer.status_code}", answer.status_code == 410
        except requests.RequestException as error:
            outcome, is_gone = str(error), False
        if is_gone or attempts + 1 >= len(SCHEDULE_SECONDS):
            return (identifier, "failed", time.time(), outcome)
        wait = SCHEDULE_SECONDS[attempts + 1] * random.uniform(0.8, 1.2)
        return (identifier, "pending", time.time() + wait, outcome)

    def _session(self) -> requests.Session:
        """A session is not safe to share between threads; each keeps its connection alive."""
        session = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.trust_env = False
        return session
