"""Documents and the policy: what a dropped file says, whether it can be believed, and what we answer."""

import datetime
import json
import re
from decimal import Decimal, InvalidOperation

REASONS = frozenset(
    "colour defective not_as_described other size_too_large size_too_small style unknown unwanted wrong_item"
    " damaged_in_transit defective_packaging ordered_by_mistake recall excess_inventory arrived_late missing_parts"
    " warranty".split())
SELLERS_FAULT = frozenset(
    "defective not_as_described wrong_item damaged_in_transit defective_packaging recall arrived_late missing_parts"
    " warranty".split())
TO_SERVICE = frozenset(["defective", "warranty", "missing_parts", "recall"])
LANGUAGES = frozenset(["en", "de", "es", "fr"])
WINDOW_DAYS = 30
WINDOW_DAYS_BY_CATEGORY = {"clothing": 60, "shoes": 60}
FAULT_WINDOW_DAYS = 730
REVIEW_ABOVE_MINOR = 80_000
VALID_DAYS = 30

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_IDENTIFIER = re.compile(r"[^\x00-\x1f\x7f]{1,64}")


class Rejected(Exception):
    """The sender must mend the file."""

    def __init__(self, field: str, found: object, expected: str):
        super().__init__(f"{field}: found {found!r}, expected {expected}")


def read(raw: bytes) -> list[dict]:
    """The validated documents of a file: one JSON object or an array of them."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Rejected("file", str(error), "one JSON object, or an array of them") from error
    records = value if isinstance(value, list) else [value]
    if not records:
        raise Rejected("file", "an empty list", "at least one document")
    return [_document(record) for record in records]


def _document(record: object) -> dict:
    if not isinstance(record, dict):
        raise Rejected("document", record, "a JSON object")
    kind = record.get("type", "order" if "number" in record else None)
    if kind == "return_request":
        return _request(record)
    if kind == "order":
        return _order(record)
    if kind == "endpoint":
        return {"type": kind, "name": _identifier(record, "name"), "url": _text(record, "url", 2000),
                "events": [str(event) for event in record.get("events", [])]}
    raise Rejected("type", kind, "return_request, order or endpoint")


def _request(record: dict) -> dict:
    customer = _object(record, "customer")
    address = _object(customer, "address")
    lines = record.get("lines")
    if not isinstance(lines, list) or not 1 <= len(lines) <= 1000:
        raise Rejected("lines", lines, "1 to 1000 lines")
    email = _text(customer, "email", 200, optional=True)
    if email is not None and not _EMAIL.fullmatch(email):
        raise Rejected("customer.email", email, "an e-mail address")
    language = customer.get("language", "en")
    if language not in LANGUAGES:
        raise Rejected("customer.language", language, "en, de, es or fr")
    return {
        "type": "return_request",
        "reference": _identifier(record, "reference"),
        "customer": {
            "number": _text(customer, "number", 64, optional=True),
            "name": _text(customer, "name", 200),
            "email": email,
            "phone": _text(customer, "phone", 40, optional=True),
            "language": language,
            "address": {
                "lines": _texts(address, "lines", 4),
                "city": _text(address, "city", 200),
                "region": _text(address, "region", 200, optional=True),
                "postal_code": _text(address, "postal_code", 20, optional=True),
                "country": _country(address),
            },
        },
        "wish": _text(record, "wish", 40, optional=True),
        "note": _text(record, "note", 2000, optional=True),
        "lines": [_requested_line(line) for line in lines],
    }


def _requested_line(line: object) -> dict:
    if not isinstance(line, dict):
        raise Rejected("lines", line, "an object for each line")
    reason = line.get("reason")
    if reason not in REASONS:
        raise Rejected("reason", reason, "a reason code")
    return {
        "order": _text(line, "order", 64, optional=True), "sku": _identifier(line, "sku"),
        "title": _text(line, "title", 200, optional=True), "category": _text(line, "category", 64, optional=True),
        "quantity": _quantity(line), "reason": reason, "price": _price(line),
        "note": _text(line, "note", 2000, optional=True),
        "purchased_on": _date(line, "purchased_on", optional=True),
    }


def _order(record: dict) -> dict:
    lines = record.get("lines")
    if not isinstance(lines, list) or not lines:
        raise Rejected("lines", lines, "the goods of the order")
    return {
        "type": "order", "number": _identifier(record, "number"),
        "customer": _text(record, "customer", 64, optional=True),
        "purchased_on": _date(record, "purchased_on"), "delivered_on": _date(record, "delivered_on", optional=True),
        "lines": [
            {"sku": _identifier(line, "sku"), "title": _text(line, "title", 200, optional=True),
             "category": _text(line, "category", 64, optional=True), "quantity": _quantity(line),
             "price": _price(line)} for line in lines],
    }


def _object(record: dict, field: str) -> dict:
    value = record.get(field)
    if not isinstance(value, dict):
        raise Rejected(field, value, "an object")
    return value


def _text(record: dict, field: str, limit: int, optional: bool = False) -> str | None:
    value = record.get(field)
    if value is None and optional:
        return None
    if not isinstance(value, str) or not value.strip() or len(value) > limit:
        raise Rejected(field, value, f"a text of 1 to {limit} characters")
    return value.strip()


def _texts(record: dict, field: str, limit: int) -> list[str]:
    value = record.get(field)
    if not isinstance(value, list) or not 1 <= len(value) <= limit or not all(isinstance(x, str) for x in value):
        raise Rejected(field, value, f"1 to {limit} texts")
    return value


def _identifier(record: dict, field: str) -> str:
    value = record.get(field)
    if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value):
        raise Rejected(field, value, "an identifier of 1 to 64 characters")
    return value


def _country(record: dict) -> str:
    value = record.get("country")
    if not isinstance(value, str) or len(value) != 2 or not value.isalpha():
        raise Rejected("country", value, "the two letters of a country")
    return value.upper()


def _quantity(record: dict) -> int:
    value = record.get("quantity", 1)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1_000_000:
        raise Rejected("quantity", value, "a whole number from 1")
    return value


def _price(record: dict) -> dict | None:
    value = record.get("price")
    if value is None:
        return None
    try:
        amount = Decimal(str(value["amount"]))
        minor = int(amount * 100)
        if minor != amount * 100 or not 0 <= minor < 10**12:
            raise ValueError
        return {"minor": minor, "currency": str(value["currency"])}
    except (TypeError, KeyError, ValueError, InvalidOperation) as error:
        raise Rejected("price", value, "amount and currency") from error


def _date(record: dict, field: str, optional: bool = False) -> str | None:
    value = record.get(field)
    if value is None and optional:
        return None
    try:
        day = datetime.date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Rejected(field, value, "a date as 2026-03-14") from error
    if day > datetime.date.today() + datetime.timedelta(days=1):
        raise Rejected(field, value, "a day that is not in the future")
    return value


def decide(request: dict, orders: dict, returned: dict, today: datetime.date) -> tuple[str, list[str]]:
    """'approved' or 'under_review', with every reason for a look by a person.

    - orders: the known orders by number.
    - returned: units that were authorized already, by (order, sku).
    """
    findings = []
    for line in request["lines"]:
        order = orders.get(line["order"])
        if order is None:
            findings.append(f"{line['sku']}: the order is not known")
            continue
        sold = next((item for item in order["lines"] if item["sku"] == line["sku"]), None)
        if sold is None:
            findings.append(f"{line['sku']}: not in order {line['order']}")
            continue
        if line["quantity"] > sold["quantity"] - returned.get((line["order"], line["sku"]), 0):
            findings.append(f"{line['sku']}: more units than order {line['order']} has left")
        price = sold["price"] or line["price"]
        if price is not None and price["minor"] * line["quantity"] > REVIEW_ABOVE_MINOR:
            findings.append(f"{line['sku']}: valuable goods")
        category = sold["category"] or line["category"]
        window = WINDOW_DAYS_BY_CATEGORY.get(category, WINDOW_DAYS)
        if line["reason"] in SELLERS_FAULT:
            window = FAULT_WINDOW_DAYS
        start = datetime.date.fromisoformat(order["delivered_on"] or order["purchased_on"])
        if (today - start).days > window + 1:
            findings.append(f"{line['sku']}: the return window of {window} days is over")
        if category == "hygiene":
            findings.append(f"{line['sku']}: hygiene goods")
    return ("under_review" if findings else "approved"), findings


def warehouse_for(request: dict, default: str) -> str:
    """Failed goods go to the service centre; everything else to the default warehouse."""
    return "service" if all(line["reason"] in TO_SERVICE for line in request["lines"]) else default


def seller_pays(request: dict) -> bool:
    return all(
        line["reason"] in SELLERS_FAULT or line["category"] in WINDOW_DAYS_BY_CATEGORY for line in request["lines"])
