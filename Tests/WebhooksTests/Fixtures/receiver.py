"""A webhook receiver for tests: it verifies with the library `standardwebhooks` and answers as the
path says. It listens on loopback only and prints its port on the first line of its output.

    receiver.py --log FILE --secret whsec_… [--address 127.0.0.1] [--certificate PEM]

Each request becomes one line of the log, its fields separated by tabs:
    connection-number  path  webhook-id  webhook-timestamp  verified|refused:reason  custom-header
A connection closed before a whole request is not logged.
"""

import argparse
import asyncio
import gzip
import os
import socket
import ssl
import struct
import urllib.parse

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Receiver:
    def __init__(self, secret, log):
        self.webhook = Webhook(secret)
        self.log = log
        self.connections = 0

    async def serve(self, reader, writer):
        self.connections += 1
        number = self.connections
        answered = 0
        try:
            while True:
                path, headers, body = await self.read(reader)
                self.record(number, path, headers, body)
                if not await self.answer(path, writer, answered):
                    break
                answered += 1
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def read(self, reader):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        path = head[0].split(" ")[1]
        headers = {}
        for line in head[1:]:
            if line:
                name, _, value = line.partition(":")
                headers[name.strip().lower()] = value.strip()
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        return path, headers, body

    def record(self, number, path, headers, body):
        try:
            self.webhook.verify(body, headers, json_parse=False)
            verdict = "verified"
        except WebhookVerificationError as error:
            verdict = "refused:" + str(error)
        fields = (
            str(number), path, headers.get("webhook-id", ""), headers.get("webhook-timestamp", ""), verdict,
            headers.get("x-tenant", ""),
        )
        self.log.write("\t".join(fields) + "\n")
        self.log.flush()

    async def answer(self, path, writer, answered):
        """Answers; False when the connection is to be closed."""
        verb, _, rest = path.partition("?")[0].lstrip("/").partition("/")
        rest = urllib.parse.unquote(rest)
        if verb == "status":
            await send(writer, f"HTTP/1.1 {rest} Scripted\r\nContent-Length: 0\r\n\r\n".encode())
        elif verb == "redirect":
            await send(
                writer,
                f"HTTP/1.1 307 Elsewhere\r\nLocation: {rest}\r\nContent-Length: 0\r\n\r\n".encode())
        elif verb == "throttle":
            await send(
                writer,
                f"HTTP/1.1 429 Slow down\r\nRetry-After: {rest}\r\nContent-Length: 0\r\n\r\n".encode())
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
        elif verb == "endless-continue":
            await endless(writer, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 40)
        elif verb == "early-200-then-reset":
            await send(writer, b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npartial")
            return False
        elif verb == "drip":
            for byte in OK[:30]:
                await send(writer, bytes([byte]))
                await asyncio.sleep(0.2)
            await asyncio.sleep(3600)
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


async def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--log", required=True)
    arguments.add_argument("--secret", required=True)
    arguments.add_argument("--address", default="127.0.0.1")
    arguments.add_argument("--certificate")
    given = arguments.parse_args()
    tls = None
    if given.certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(given.certificate)
    with open(given.log, "w", encoding="utf-8") as log:
        receiver = Receiver(given.secret, log)
        server = await asyncio.start_server(
            receiver.serve, given.address, 0, ssl=tls, backlog=1024, limit=1 << 20)
        # Standard input ends when the test does, however it does.
        asyncio.get_running_loop().add_reader(0, os._exit, 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        async with server:
            await server.serve_forever()


asyncio.run(main())
