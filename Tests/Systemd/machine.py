"""A machine with a real systemd, for as long as a test lasts: a root file system, booted by systemd-nspawn.

Nothing of it is PID 1 of the host, and nothing outlives the test. It shares the host's loopback network.
"""

import os
import shlex
import shutil
import subprocess
import time
from pathlib import Path

BOOT = """
mount --make-rprivate /
mkdir -p /run/systemd/nspawn
mount -t tmpfs tmpfs /run/systemd/nspawn
mount -t cgroup2 none /sys/fs/cgroup
mkdir -p /sys/fs/cgroup/rmad-test
echo $$ > /sys/fs/cgroup/rmad-test/cgroup.procs
exec systemd-nspawn --quiet --boot --directory="$0" --register=no --keep-unit --console=pipe --link-journal=no
"""


class Answer:
    """What a command came to."""

    def __init__(self, status: int, output: str, errors: str):
        self.status, self.output, self.errors = status, output, errors

    @property
    def said(self) -> str:
        return self.output + self.errors

    def __str__(self) -> str:
        return f"status {self.status}\n{self.said[-3000:]}"


class Machine:
    def __init__(self, pristine: Path, folder: Path):
        self.root = folder
        if folder.exists():
            shutil.rmtree(folder)
        subprocess.run(["cp", "-a", "--reflink=auto", "--", str(pristine), str(folder)], check=True)
        self._console = (folder.parent / "console.log").open("w")
        self._nspawn: subprocess.Popen | None = None
        self._leader = 0

    def boot(self, seconds: float = 60) -> None:
        self._nspawn = subprocess.Popen(
            ["unshare", "--mount", "--cgroup", "sh", "-c", BOOT, str(self.root)],
            stdin=subprocess.DEVNULL, stdout=self._console, stderr=subprocess.STDOUT, start_new_session=True)
        wait(seconds, "the machine's first process", self._find_leader)
        wait(seconds, "the end of the boot", lambda: self.run(
            "systemctl is-system-running").output.strip() in ("running", "degraded"))

    def _find_leader(self) -> bool:
        if self._nspawn.poll() is not None:
            raise AssertionError(f"systemd-nspawn ended with {self._nspawn.returncode}: see console.log")
        children = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children").read_text().split()
        if not children:
            return False
        self._leader = int(children[0])
        return Path(f"/proc/{self._leader}/comm").read_text().strip() == "systemd"

    def off(self) -> None:
        if self._nspawn is None or self._nspawn.poll() is not None:
            return
        self.run("systemctl poweroff --no-block")
        try:
            self._nspawn.wait(30)
        except subprocess.TimeoutExpired:
            self._nspawn.kill()
            self._nspawn.wait(10)

    def run(self, command: str, user: str | None = None, seconds: float = 120) -> Answer:
        """Runs a line of shell inside; as root unless a user is named."""
        if user:
            command = f"runuser -u {user} -- sh -c {shlex.quote(command)}"
        done = subprocess.run(
            ["nsenter", "--target", str(self._leader), "--all", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
             "LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive", "SYSTEMD_PAGER=", "sh", "-c", command],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds, check=False)
        return Answer(done.returncode, done.stdout, done.stderr)

    def must(self, command: str, user: str | None = None, seconds: float = 120) -> str:
        answer = self.run(command, user, seconds)
        assert answer.status == 0, f"{command}: {answer}"
        return answer.output

    def put(self, source: Path, place: str) -> None:
        shutil.copyfile(source, self.root / place.lstrip("/"))

    def write(self, place: str, text: str) -> None:
        path = self.root / place.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def read(self, place: str) -> str:
        return (self.root / place.lstrip("/")).read_text(encoding="utf-8")

    def exists(self, place: str) -> bool:
        return os.path.lexists(self.root / place.lstrip("/"))

    def names(self, place: str) -> list[str]:
        folder = self.root / place.lstrip("/")
        return sorted(name for name in os.listdir(folder) if not name.startswith(".")) if folder.is_dir() else []


class Unit:
    """rmad.service inside of the machine."""

    def __init__(self, machine: Machine):
        self.machine = machine

    def show(self, name: str) -> str:
        return self.machine.must(f"systemctl show rmad.service --property={name} --value").strip()

    @property
    def pid(self) -> int:
        return int(self.show("MainPID"))

    @property
    def is_active(self) -> bool:
        return self.show("ActiveState") == "active"

    def wait_active(self, seconds: float = 40) -> None:
        wait(seconds, "the unit to be active", lambda: self.is_active, self.journal)

    def journal(self, arguments: str = "") -> str:
        self.machine.must("journalctl --sync")
        return self.machine.run(f"journalctl --unit rmad --no-pager --lines 40 --output cat {arguments}").output

    def host_pid(self) -> int:
        """The daemon's number as the host sees it."""
        inside = self.pid
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                lines = status.read_text().splitlines()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if "Name:\trmad" not in lines:
                continue
            numbers = next(line for line in lines if line.startswith("NSpid:")).split()[1:]
            if len(numbers) > 1 and int(numbers[-1]) == inside:
                return int(status.parent.name)
        raise AssertionError(f"process {inside} of the machine is not seen from outside")


# How many times as long a busy machine gets: what is proven is that it happens, not how soon.
PATIENCE = 3


def wait(seconds: float, what: str, condition, explain=lambda: "") -> None:
    seconds *= PATIENCE
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds:g} s in vain for {what}\n{explain()}")
