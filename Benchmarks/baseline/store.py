"""The ledger of the baseline: SQLite in WAL with synchronous=FULL, one connection behind one lock.

Everything that a file became stands in the same commit as the file's own bytes: return, lines, parcel, event,
receipt, the paper that is owed, the webhooks that are owed.
"""

import contextlib
import hashlib
import json
import sqlite3
import threading
import time

SCHEMA = """
CREATE TABLE IF NOT EXISTS originals (digest BLOB PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY, digest BLOB NOT NULL, name TEXT NOT NULL, received_at INTEGER NOT NULL,
    outcome TEXT NOT NULL, receipt TEXT);
CREATE INDEX IF NOT EXISTS documents_by_digest ON documents (digest);
CREATE TABLE IF NOT EXISTS orders (
    number TEXT PRIMARY KEY, customer TEXT, purchased_on TEXT NOT NULL, delivered_on TEXT, lines TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS rmas (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, token TEXT NOT NULL UNIQUE, reference TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL, created_at INTEGER NOT NULL, valid_until TEXT, language TEXT NOT NULL,
    customer TEXT, customer_name TEXT, warehouse TEXT NOT NULL, request TEXT NOT NULL, findings TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (id));
CREATE INDEX IF NOT EXISTS rmas_by_state ON rmas (state, id);
CREATE INDEX IF NOT EXISTS rmas_by_customer ON rmas (customer, id);
CREATE TABLE IF NOT EXISTS lines (
    rma INTEGER NOT NULL REFERENCES rmas (id), number INTEGER NOT NULL, order_number TEXT, sku TEXT NOT NULL,
    title TEXT, category TEXT, quantity INTEGER NOT NULL, reason TEXT NOT NULL, price_minor INTEGER, currency TEXT,
    PRIMARY KEY (rma, number)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS lines_by_order ON lines (order_number, sku);
CREATE TABLE IF NOT EXISTS shipments (
    id INTEGER PRIMARY KEY, rma INTEGER NOT NULL REFERENCES rmas (id), code TEXT NOT NULL UNIQUE, state TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS shipments_by_rma ON shipments (rma);
CREATE TABLE IF NOT EXISTS events (
    sequence INTEGER PRIMARY KEY, rma INTEGER NOT NULL REFERENCES rmas (id), at INTEGER NOT NULL, kind TEXT NOT NULL,
    before TEXT NOT NULL, after TEXT NOT NULL, hash BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS papers (
    rma INTEGER PRIMARY KEY REFERENCES rmas (id), state TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS papers_owed ON papers (rma) WHERE state = 'owed';
CREATE TABLE IF NOT EXISTS endpoints (name TEXT PRIMARY KEY, url TEXT NOT NULL, events TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY, public_id TEXT NOT NULL UNIQUE, endpoint TEXT NOT NULL, rma INTEGER NOT NULL,
    payload TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, due_at REAL NOT NULL, ended_at REAL,
    last_outcome TEXT);
CREATE INDEX IF NOT EXISTS outbox_due ON outbox (due_at, id) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS outbox_lane ON outbox (endpoint, rma, id) WHERE state = 'pending';
"""


def milliseconds() -> int:
    return time.time_ns() // 1_000_000


class Store:
    """One connection for all threads, so that nobody else checkpoints; each transaction holds the lock."""

    def __init__(self, path: str):
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
        mode = self._db.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        if mode != "wal":
            raise RuntimeError(f"ledger {path}: SQLite answered journal_mode {mode}, not wal")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("PRAGMA foreign_keys=ON")
        self._db.executescript(SCHEMA)
        last = self._db.execute("SELECT hash FROM events ORDER BY sequence DESC LIMIT 1").fetchone()
        self._head = last[0] if last else b""

    @contextlib.contextmanager
    def transaction(self):
        with self._lock:
            head = self._head
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                self._head = head
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def read(self, sql: str, arguments=()) -> list:
        with self._lock:
            return self._db.execute(sql, arguments).fetchall()

    # Inside a transaction:

    def add_event(self, rma: int, kind: str, before: str, after: str) -> None:
        """The audit trail: each event's hash covers the one before."""
        at = milliseconds()
        text = "\x1f".join((str(rma), str(at), kind, before, after))
        self._head = hashlib.sha256(self._head + text.encode()).digest()
        self._db.execute(
            "INSERT INTO events (rma, at, kind, before, after, hash) VALUES (?, ?, ?, ?, ?, ?)",
            (rma, at, kind, before, after, self._head))

    def orders(self, numbers: set) -> dict:
        found = {}
        for number in numbers:
            row = self._db.execute(
                "SELECT purchased_on, delivered_on, lines FROM orders WHERE number = ?", (number,)).fetchone()
            if row:
                found[number] = {"purchased_on": row[0], "delivered_on": row[1], "lines": json.loads(row[2])}
        return found

    def units_returned(self, lines: list) -> dict:
        return {
            (line["order"], line["sku"]): self._db.execute(
                "SELECT coalesce(sum(quantity), 0) FROM lines WHERE order_number = ? AND sku = ?",
                (line["order"], line["sku"])).fetchone()[0]
            for line in lines}

    # Transactions of their own:

    def papers_made(self, rmas: list[int]) -> None:
        with self.transaction() as db:
            for rma in rmas:
                db.execute("UPDATE papers SET state = 'made' WHERE rma = ?", (rma,))
                db.execute("UPDATE shipments SET state = 'label_ready' WHERE rma = ?", (rma,))
                self.add_event(rma, "shipment.label_ready", "label_requested", "label_ready")

    def due_deliveries(self, limit: int) -> list:
        """The head of each (endpoint, RMA) lane, so that nothing overtakes within a return."""
        return self.read(
            """
            SELECT o.id, o.public_id, o.endpoint, e.url, o.payload, o.attempts
            FROM outbox o JOIN endpoints e ON e.name = o.endpoint
            WHERE o.state = 'pending' AND o.due_at <= ? AND NOT EXISTS (
                SELECT 1 FROM outbox b
                WHERE b.endpoint = o.endpoint AND b.rma = o.rma AND b.state = 'pending' AND b.id < o.id)
            ORDER BY o.due_at, o.id LIMIT ?
            """, (time.time(), limit))

    def record_attempts(self, attempts: list[tuple]) -> None:
        """Attempts as (id, state, due_at, outcome): one commit for all of them."""
        now = time.time()
        with self.transaction() as db:
            db.executemany(
                """
                UPDATE outbox SET state = ?2, due_at = ?3, last_outcome = ?4, attempts = attempts + 1,
                    ended_at = CASE WHEN ?2 = 'pending' THEN NULL ELSE ?5 END
                WHERE id = ?1
                """, [(*attempt, now) for attempt in attempts])
