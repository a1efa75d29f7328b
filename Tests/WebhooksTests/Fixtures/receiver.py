"""A webhook receiver for tests: it verifies with the library `standardwebhooks` and answers as the
path says. It listens on loopback only and prints its port on the first line of its output.

    receiver.py --log FILE --secret whsec_… [--public-key whpk_…] [--address 127.0.0.1]
                [--svix] [--certificate PEM] [--clients PEM] [--tls 1.1|1.2|1.3]
                [--stall handshake|connect:SECONDS|tls:SECONDS]

With --clients it demands a certificate of one of these authorities. With --svix every message must
pass the library `svix` as well, and with --public-key its `v1a` signature the library `cryptography`.
With --stall it never speaks, or lets the first connection wait for its TCP or TLS handshake.

Each request becomes one line of the log, its fields separated by tabs:
    connection-number  path  webhook-id  webhook-timestamp  verified|refused:reason  custom-header
    authorization  client-certificate's name
A connection closed before a whole request is not logged.
"""

import argparse
import asyncio
import base64
import gzip
import os
import socket
import ssl
import struct
import urllib.parse

from standardwebhooks.webhooks import Webhook

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Receiver:
    def __init__(self, checks, log):
        self.checks = checks
        self.log = log
        self.connections = 0
        self.requests = 0

    async def serve(self, reader, writer):
        self.connections += 1
        number = self.connections
        answered = 0
        try:
            while True:
                path, headers, body = await self.read(reader)
                self.record(number, path, headers, body, writer)
                if not await self.answer(path, writer, answered):
                    break
                answered += 1
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def read(self, reader):
        first = await reader.readexactly(1)
        if first == b"\x16":
            # TLS at a port for plain HTTP.
            return "/status/400", {}, b""
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        path = head[0].split(" ")[1]
        if path == "/too-large":
            return path, {}, b""
        headers = {}
        for line in head[1:]:
            if line:
                name, _, value = line.partition(":")
                headers[name.strip().lower()] = value.strip()
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        return path, headers, body

    def verdict(self, headers, body):
        try:
            for check in self.checks:
                check(headers, body)
            return "verified"
        # Each library has errors of its own; whatever one of them raises is a refusal.
        except Exception as error:
            return f"refused:{str(error) or type(error).__name__}"

    def record(self, number, path, headers, body, writer):
        client = writer.get_extra_info("peercert")
        name = dict(part for group in client["subject"] for part in group)["commonName"] if client else ""
        fields = (
            str(number), path, headers.get("webhook-id", ""), headers.get("webhook-timestamp", ""),
            self.verdict(headers, body), headers.get("x-tenant", ""), headers.get("authorization", ""), name,
        )
        self.log.write("\t".join(fields) + "\n")
        self.log.flush()

    async def answer(self, path, writer, answered):
        """Answers; False when the connection is to be closed."""
        verb, _, rest = path.partition("?")[0].lstrip("/").partition("/")
        rest = urllib.parse.unquote(rest)
        if verb == "status":
            await send(writer, f"HTTP/1.1 {rest} Scripted\r\nContent-Length: 0\r\n\r\n".encode())
        elif verb == "last":
            await send(writer, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return False
        elif verb == "redirect":
            await send(
                writer,
                f"HTTP/1.1 307 Elsewhere\r\nLocation: {rest}\r\nContent-Length: 0\r\n\r\n".encode())
        elif verb == "throttle":
            await send(
                writer,
                f"HTTP/1.1 429 Slow down\r\nRetry-After: {rest}\r\nContent-Length: 0\r\n\r\n".encode())
        elif verb == "ill":
            # /ill/500/30: a status, and after how many seconds to come again.
            status, _, after = rest.partition("/")
            await send(
                writer, f"HTTP/1.1 {status} Ill\r\nRetry-After: {after}\r\nContent-Length: 0\r\n\r\n".encode())
        elif verb == "flapping":
            self.requests += 1
            status = 200 if self.requests % 2 else 500
            await send(writer, f"HTTP/1.1 {status} Flapping\r\nContent-Length: 0\r\n\r\n".encode())
        elif verb == "too-large":
            # Answers when it has seen the header, and closes while the body still comes.
            await send(writer, b"HTTP/1.1 413 Too large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return False
        elif verb == "slow":
            await asyncio.sleep(int(rest) / 1000)
            await send(writer, OK)
        elif verb == "held":
            # Answers once the test has made the file that releases all.
            while not os.path.exists(self.log.name + ".release"):
                await asyncio.sleep(0.01)
            await send(writer, OK)
        elif verb == "silent":
            await asyncio.sleep(3600)
        elif verb == "reset":
            # Lingering for no time makes close() send RST.
            writer.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        elif verb == "endless-body":
            await endless(
                writer, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"400\r\n" + b"x" * 1024 + b"\r\n")
        elif verb == "long-body":
            await send(writer, b"HTTP/1.1 500 Sorry\r\nContent-Length: 40000\r\n\r\n" + b"y" * 40000)
        elif verb == "gzip-bomb":
            bomb = gzip.compress(bytes(20_000_000))
            coding = "Transfer-Encoding: gzip, chunked" if rest == "transfer" else "Content-Encoding: gzip"
            if rest == "transfer":
                sized = b"%x\r\n" % len(bomb) + bomb + b"\r\n0\r\n\r\n"
                await send(writer, f"HTTP/1.1 200 OK\r\n{coding}\r\n\r\n".encode() + sized)
            else:
                await send(
                    writer, f"HTTP/1.1 200 OK\r\n{coding}\r\nContent-Length: {len(bomb)}\r\n\r\n".encode() + bomb)
        elif verb == "endless-headers":
            await endless(writer, b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"z" * 500 + b"\r\n")
        elif verb == "endless-header-line":
            await endless(writer, b"HTTP/1.1 200 OK\r\nX-More: ", b"z" * 1000)
        elif verb == "endless-continue":
            await endless(writer, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 40)
        elif verb == "early-200-then-reset":
            await send(writer, b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npartial")
            return False
        elif verb == "header-drip":
            for byte in OK[:30]:
                await send(writer, bytes([byte]))
                await asyncio.sleep(0.2)
            await asyncio.sleep(3600)
        elif verb == "body-drip":
            await send(writer, b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
            while True:
                await send(writer, b".")
                await asyncio.sleep(0.05)
        elif verb == "paced":
            # The first byte after 0.3 s, the last one another 0.3 s later.
            await asyncio.sleep(0.3)
            await send(writer, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
            await asyncio.sleep(0.3)
            await send(writer, b"ok")
        elif verb == "length-too-long":
            await send(writer, b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nten bytes.")
            return False
        elif verb == "length-doubled":
            await send(writer, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\nhello")
        elif verb == "http09":
            await send(writer, b"just text, no status line\n")
            return False
        elif verb == "no-content-with-body":
            await send(writer, b"HTTP/1.1 204 Nothing\r\nContent-Length: 5\r\n\r\nhello")
        elif verb == "switch":
            await send(writer, b"HTTP/1.1 101 Switching\r\nUpgrade: other\r\nConnection: upgrade\r\n\r\n")
            return False
        elif verb == "close-on-second":
            # Takes a second request on a kept connection in full, and closes without a word.
            if answered == 1:
                return False
            await send(writer, OK)
        else:
            await send(writer, OK)
        return True


async def send(writer, data):
    writer.write(data)
    await writer.drain()


async def endless(writer, start, piece):
    await send(writer, start)
    while True:
        await send(writer, piece)


def checks(given):
    """What a message must pass: functions of headers and body that raise when it does not."""
    standard = Webhook(given.secret)
    found = [lambda headers, body: standard.verify(body, headers, json_parse=False)]
    if given.svix:
        import svix.webhooks

        other = svix.webhooks.Webhook(given.secret)
        found.append(lambda headers, body: other.verify(body, headers))
    if given.public_key:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(given.public_key.removeprefix("whpk_")))

        def asymmetric(headers, body):
            signatures = headers["webhook-signature"].split(" ")
            last = [one for one in signatures if one.startswith("v1a,")][0].removeprefix("v1a,")
            content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
            key.verify(base64.b64decode(last), content)

        found.append(asymmetric)
    return found


async def stall(listener, how):
    """Takes connections and says nothing, for ever; or lets the first one wait."""
    loop = asyncio.get_running_loop()
    kind, _, seconds = how.partition(":")
    kept = []
    while kind == "handshake":
        kept.append(await loop.sock_accept(listener))
    if kind == "connect":
        # The queue is full with the one connection in it: the next one's first packet is dropped.
        await asyncio.sleep(float(seconds))
        taken, _ = await loop.sock_accept(listener)
        taken.close()
    else:
        pending = loop.create_future()
        loop.add_reader(listener, lambda: pending.done() or pending.set_result(None))
        await pending
        loop.remove_reader(listener)
        await asyncio.sleep(float(seconds))


def transport(given):
    if not given.certificate:
        return None
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(given.certificate)
    if given.clients:
        tls.load_verify_locations(given.clients)
        tls.verify_mode = ssl.CERT_REQUIRED
    if given.tls:
        version = {"1.1": ssl.TLSVersion.TLSv1_1, "1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
        tls.minimum_version = ssl.TLSVersion.TLSv1 if given.tls == "1.1" else version[given.tls]
        tls.maximum_version = version[given.tls]
        if given.tls == "1.1":
            tls.set_ciphers("ALL:@SECLEVEL=0")
    return tls


async def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--log", required=True)
    arguments.add_argument("--secret", required=True)
    arguments.add_argument("--public-key")
    arguments.add_argument("--address", default="127.0.0.1")
    arguments.add_argument("--certificate")
    arguments.add_argument("--clients")
    arguments.add_argument("--tls")
    arguments.add_argument("--stall")
    arguments.add_argument("--svix", action="store_true")
    given = arguments.parse_args()
    # Standard input ends when the test does, however it does.
    asyncio.get_running_loop().add_reader(0, os._exit, 0)
    filled = (given.stall or "").startswith("connect")
    listener = socket.create_server(
        (given.address, 0), family=socket.AF_INET6 if ":" in given.address else socket.AF_INET,
        backlog=0 if filled else 1024)
    filler = socket.create_connection(listener.getsockname()) if filled else None
    listener.setblocking(False)
    with open(given.log, "w", encoding="utf-8") as log:
        receiver = Receiver(checks(given), log)
        print(listener.getsockname()[1], flush=True)
        if given.stall:
            await stall(listener, given.stall)
        if filler:
            filler.close()
        server = await asyncio.start_server(
            receiver.serve, sock=listener, ssl=transport(given), backlog=1024, limit=1 << 20)
        async with server:
            await server.serve_forever()


asyncio.run(main())
