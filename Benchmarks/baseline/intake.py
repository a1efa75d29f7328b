"""Turns dropped files into recorded returns: a group of files becomes one commit, then receipts."""

import contextlib
import datetime
import hashlib
import json
import os
import secrets
import sqlite3
import sys

import documents
import label
from house import House
from store import Store, milliseconds

GROUP_MAX = 64
ALPHABET = "023456789BCDFGHJKMNPQRSTVWXYZ"
SERIAL_CHARACTERS = 6
FILE_BYTES_MAX = 64 * 1024 * 1024


def rma_number(ordinal: int) -> str:
    """`RMA-4KD-9T2X`: six scattered characters of 29 signs and a check character over weights 2, 3, 4 …"""
    value = (ordinal + 7919) * 387_420_489 % 29**SERIAL_CHARACTERS
    digits = []
    for _ in range(SERIAL_CHARACTERS):
        value, digit = divmod(value, 29)
        digits.append(digit)
    check = -sum((index + 2) * digit for index, digit in enumerate(digits)) % 29
    signs = "".join(ALPHABET[digit] for digit in digits)
    return f"RMA-{signs[:3]}-{signs[3:]}{ALPHABET[check]}"


def iso(moment: int) -> str:
    return datetime.datetime.fromtimestamp(moment / 1000, datetime.timezone.utc).isoformat(
        timespec="milliseconds").replace("+00:00", "Z")


class Intake:
    """Answers one question for each file: which RMA did it become?"""

    def __init__(self, house: House, store: Store):
        self._house = house
        self._store = store
        self._endpoints = None

    def _path(self, folder: str, name: str) -> str:
        return os.path.join(self._house.spool, folder, name)

    def take(self, paths: list[str]) -> list[int]:
        """Records a group of files in one commit; the RMAs whose papers are owed."""
        arrivals, rejected = [], []
        for path in dict.fromkeys(paths):
            name = os.path.basename(path)
            if name.startswith(".") or name.endswith((".part", ".tmp", ".filepart")):
                continue
            try:
                with open(path, "rb") as file:
                    raw = file.read(FILE_BYTES_MAX + 1)
            except (FileNotFoundError, IsADirectoryError):
                continue  # taken already, by an earlier notice
            try:
                if len(raw) > FILE_BYTES_MAX:
                    raise documents.Rejected("file", f"more than {FILE_BYTES_MAX} bytes", "a smaller file")
                arrivals.append((path, name, raw, documents.read(raw)))
            except documents.Rejected as error:
                rejected.append((path, name, str(error)))
        for path, name, reason in rejected:
            self._reject(path, name, reason)
        if not arrivals:
            return []
        try:
            return self._commit(arrivals)
        except sqlite3.IntegrityError as error:
            if len(arrivals) == 1:
                self._reject(arrivals[0][0], arrivals[0][1], str(error))
                return []
            return [rma for arrival in arrivals for rma in self.take([arrival[0]])]

    def _commit(self, arrivals: list[tuple]) -> list[int]:
        owed, receipts = [], []
        with self._store.transaction() as db:
            for path, name, raw, records in arrivals:
                receipts.append((path, name, self._record(db, name, raw, records, owed)))
        for path, name, (document, receipt) in receipts:
            self._publish(name, receipt)
            self._leave_drop(path, self._path("archive", f"{document}-{name}"))
        return owed

    @staticmethod
    def _leave_drop(path: str, target: str) -> None:
        with contextlib.suppress(FileExistsError):  # a crash came between the two
            os.link(path, target)
        os.unlink(path)

    def recover(self) -> list[int]:
        """After a crash: missing receipts are written again, and owed papers are owed still."""
        have = set(os.listdir(os.path.join(self._house.spool, "receipts")))
        for name, receipt in self._store.read("SELECT name, receipt FROM documents WHERE receipt IS NOT NULL"):
            if f"{name}.receipt.json" not in have:
                self._publish(name, receipt)
        return [row[0] for row in self._store.read("SELECT rma FROM papers WHERE state = 'owed' ORDER BY rma")]

    def _publish(self, name: str, receipt: str) -> None:
        draft = self._path("receipts", f".{name}.tmp")
        with open(draft, "w", encoding="utf-8") as file:
            file.write(receipt)
        os.replace(draft, self._path("receipts", f"{name}.receipt.json"))

    def _reject(self, path: str, name: str, reason: str) -> None:
        print(f"rejected {name}: {reason}", file=sys.stderr)
        with open(self._path("rejected", f"{name}.reason.txt"), "w", encoding="utf-8") as file:
            file.write(reason + "\n")
        self._leave_drop(path, self._path("rejected", name))

    def _record(self, db, name: str, raw: bytes, records: list, owed: list) -> tuple[int, str]:
        now = milliseconds()
        digest = hashlib.sha256(raw).digest()
        known = db.execute("SELECT id, receipt FROM documents WHERE digest = ? AND name = ?", (digest, name)).fetchone()
        if known:
            return known
        document = db.execute(
            "INSERT INTO documents (digest, name, received_at, outcome) VALUES (?, ?, ?, 'accepted')",
            (digest, name, now)).lastrowid
        db.execute("INSERT OR IGNORE INTO originals (digest, bytes) VALUES (?, ?)", (digest, raw))
        results = []
        for number, record in enumerate(records, 1):
            result = {"record": number, "type": record["type"]}
            if record["type"] == "return_request":
                result |= self._open(db, record, document, now, owed)
            elif record["type"] == "order":
                db.execute(
                    "INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?)",
                    (record["number"], record["customer"], record["purchased_on"], record["delivered_on"],
                     json.dumps(record["lines"])))
                result["result"] = f"order {record['number']} stored"
            else:
                db.execute("INSERT OR REPLACE INTO endpoints VALUES (?, ?, ?)",
                           (record["name"], record["url"], json.dumps(record["events"])))
                self._endpoints = None
                result["result"] = f"endpoint {record['name']} stored"
            results.append(result)
        receipt = json.dumps(
            {"file": name, "outcome": "accepted", "accepted": len(results), "refused": 0, "records": results,
             "received_at": iso(now), "document": document, "sha256": digest.hex()}, ensure_ascii=False, indent=2)
        db.execute("UPDATE documents SET receipt = ? WHERE id = ?", (receipt, document))
        return document, receipt

    def _open(self, db, request: dict, document: int, now: int, owed: list) -> dict:
        known = db.execute("SELECT number FROM rmas WHERE reference = ?", (request["reference"],)).fetchone()
        if known:
            return {"result": f"it is already {known[0]}", "rma": known[0], "duplicate": True}
        today = datetime.date.today()
        lines, customer = request["lines"], request["customer"]
        orders = self._store.orders({line["order"] for line in lines})
        state, findings = documents.decide(request, orders, self._store.units_returned(lines), today)
        rma = db.execute("SELECT coalesce(max(id), 0) + 1 FROM rmas").fetchone()[0]
        number, token = rma_number(rma), secrets.token_urlsafe(16)
        valid_until = (today + datetime.timedelta(days=documents.VALID_DAYS)).isoformat()
        warehouse = documents.warehouse_for(request, self._house.default_warehouse)
        db.execute(
            "INSERT INTO rmas VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (rma, number, token, request["reference"], state, now, valid_until, customer["language"],
             customer["number"], customer["name"], warehouse, json.dumps(request), json.dumps(findings), document))
        for index, line in enumerate(lines, 1):
            price = line["price"] or {"minor": None, "currency": None}
            db.execute(
                "INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (rma, index, line["order"], line["sku"], line["title"], line["category"], line["quantity"],
                 line["reason"], price["minor"], price["currency"]))
        self._store.add_event(rma, f"return.{state}", "requested", state)
        url = f"{self._house.tracking_url}/r/{token}"
        result = {"result": state, "rma": number, "state": state, "tracking_url": url}
        codes = []
        if state == "approved":
            code = label.sscc(self._house.extension_digit, self._house.company_prefix, rma)
            codes.append(code)
            db.execute("INSERT INTO shipments (rma, code, state) VALUES (?, ?, 'label_requested')", (rma, code))
            db.execute("INSERT INTO papers VALUES (?, 'owed')", (rma,))
            owed.append(rma)
            result |= {
                "valid_until": valid_until, "parcels": codes,
                "papers": [f"labels/{number}.pdf", f"labels/{number}.instructions.html",
                           f"labels/{number}.instructions.txt"],
                "message": "Your return is approved."}
        self._owe_webhooks(db, rma, number, state, request, url, valid_until, warehouse, codes, now)
        return result

    def _owe_webhooks(self, db, rma, number, state, request, url, valid_until, warehouse, codes, now) -> None:
        if self._endpoints is None:
            self._endpoints = [
                (name, json.loads(events)) for name, events in db.execute("SELECT name, events FROM endpoints")]
        kind = f"return.{state}"
        wanted = [name for name, events in self._endpoints if not events or kind in events]
        if not wanted:
            return
        payload = json.dumps({
            "type": kind, "timestamp": iso(now),
            "data": {
                "rma": number, "sequence": 1, "state": state, "customer": request["customer"]["number"],
                "reference": request["reference"], "tracking_url": url, "valid_until": valid_until,
                "before": "requested", "after": state, "line_count": len(request["lines"]),
                "lines": [
                    {"line": index, "order": line["order"], "sku": line["sku"], "reason": line["reason"],
                     "requested": line["quantity"], "authorized": line["quantity"] if codes else 0}
                    for index, line in enumerate(request["lines"], 1)],
                "shipments": [
                    {"shipment": index, "code": code, "state": "label_requested", "warehouse": warehouse}
                    for index, code in enumerate(codes, 1)],
            }}, ensure_ascii=False)
        for name in wanted:
            db.execute(
                "INSERT INTO outbox (public_id, endpoint, rma, payload, state, attempts, due_at)"
                " VALUES (?, ?, ?, ?, 'pending', 0, ?)",
                (f"msg_{secrets.token_hex(12)}", name, rma, payload, now / 1000))

    @staticmethod
    def case(store: Store, house: House, rma: int) -> dict:
        """What the papers of a return say, read back from the ledger."""
        number, token, created_at, valid_until, language, warehouse, request, code = store.read(
            "SELECT r.number, token, created_at, valid_until, language, warehouse, request, s.code"
            " FROM rmas r JOIN shipments s ON s.rma = r.id WHERE r.id = ?", (rma,))[0]
        request = json.loads(request)
        return {
            "number": number, "created_at": created_at, "valid_until": valid_until, "language": language,
            "warehouse": warehouse, "code": code, "url": f"{house.tracking_url}/r/{token}",
            "name": request["customer"]["name"], "address": request["customer"]["address"],
            "lines": request["lines"], "seller_pays": documents.seller_pays(request)}
