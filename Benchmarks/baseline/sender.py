"""Sends signed webhooks with requests.Session, one after the other: sender.py URL AUTHORITY COUNT."""

import sys
from datetime import datetime, timezone

import requests
from standardwebhooks.webhooks import Webhook

SECRET = "whsec_YmVuY2htYXJrIHNlY3JldCwgbm90IGEgcmVhbCBvbmU="


def main() -> None:
    url, authority, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    webhook, session = Webhook(SECRET), requests.Session()
    session.verify, session.trust_env = authority, False
    body = '{"type":"return.approved","timestamp":"2026-11-21T12:00:00Z","data":{"text":"' + "x" * 900 + '"}}'
    for number in range(count):
        identifier, now = f"msg_baseline{number:08d}", datetime.now(timezone.utc)
        headers = {"webhook-id": identifier, "webhook-timestamp": str(int(now.timestamp())),
                   "webhook-signature": webhook.sign(identifier, now, body), "content-type": "application/json"}
        session.post(url, data=body.encode(), headers=headers, timeout=15).raise_for_status()


main()
