"""What most would write: signed deliveries, one after another, by `requests` with one session.

    baseline_session.py URL count [authorities.pem]

Prints the rate and percentiles of the time for one delivery.
"""

import base64
import hashlib
import hmac
import sys
import time

import requests

KEY = bytes([7]) * 32
BODY = b"x" * 1024


def headers(number):
    moment = str(int(time.time()))
    content = f"msg_{number}.{moment}.".encode() + BODY
    signature = base64.b64encode(hmac.new(KEY, content, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "webhook-id": f"msg_{number}",
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{signature}",
    }


def main():
    url, count = sys.argv[1], int(sys.argv[2])
    verify = sys.argv[3] if len(sys.argv) > 3 and sys.argv[3] else True
    times = []
    with requests.Session() as session:
        session.trust_env = False
        began = time.monotonic()
        for number in range(count):
            before = time.monotonic()
            session.post(url, data=BODY, headers=headers(number), verify=verify, timeout=15).raise_for_status()
            times.append(time.monotonic() - before)
        took = time.monotonic() - began
    times.sort()
    print(
        f"rate={int(count / took)} p50_ms={times[count // 2] * 1000:.2f} p99_ms={times[int(count * 0.99)] * 1000:.2f}")


main()
