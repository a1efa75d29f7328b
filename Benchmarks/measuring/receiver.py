"""The webhook receiver: nginx in the foreground, with its access log as the judge of what arrived and when."""

import os
import socket
import subprocess

from measuring.waiting import until


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Receiver:
    """One nginx on a loopback port. `arrivals()` are (seconds since 1970, webhook id) of new accepted requests."""

    def __init__(self, place: str, template: str):
        os.makedirs(place)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/hook"
        self._log = os.path.join(place, "arrivals.log")
        self._read = 0
        configuration = os.path.join(place, "nginx.conf")
        with open(template, encoding="utf-8") as source, open(configuration, "w", encoding="utf-8") as target:
            target.write(source.read().replace("@PORT@", str(self.port)).replace("@PLACE@", place))
        self._process = subprocess.Popen(
            ["/usr/sbin/nginx", "-p", place, "-e", os.path.join(place, "error.log"), "-c", configuration])
        until(lambda: os.path.exists(os.path.join(place, "nginx.pid")), 10, "nginx to start")

    def arrivals(self) -> list[tuple[float, str]]:
        """What arrived since the last call; a line that is not whole yet is left for the next one."""
        with open(self._log, "rb") as log:
            log.seek(self._read)
            data = log.read()
        whole = data[:data.rfind(b"\n") + 1]
        self._read += len(whole)
        found = []
        for line in whole.decode().splitlines():
            moment, status, identifier, stamp, signature = line.split(" ", 4)
            if status != "200" or not stamp.isdigit() or not signature.startswith("v1,"):
                raise RuntimeError(f"the receiver got what is no signed webhook: {line}")
            found.append((float(moment), identifier))
        return found

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)
