"""Disks that are full, read-only or broken, and processes without descriptors."""

import errno
import json
import os
import subprocess

from facts import fact
from world import inspection, receipt_of_goods, request, unlucky, wait, within

OPENED = ["orders.json", "endpoint.json", "request-1.json", "request-2.json"]


def work_for_every_writer(site) -> list[str]:
    """Files whose commits come from intake, papers, exports and webhooks. The daemon is stopped afterwards."""
    rmas = [site.rma(f"request-{number}.json") for number in (1, 2)]
    for rma in rmas:
        site.drop(f"dock-{rma}.json", receipt_of_goods(rma))
        site.receipt(f"dock-{rma}.json")
    names = [f"dock-{rma}.json" for rma in rmas]
    site.settle()
    site.stop()
    for rma in rmas:
        site.drop(f"inspect-{rma}.json", inspection(rma))
        names.append(f"inspect-{rma}.json")
    site.drop("request-3.json", request(3))
    return names + ["request-3.json"]


def fill(ballast) -> None:
    file = os.open(ballast, os.O_WRONLY | os.O_CREAT)
    try:
        for size in (65536, 4096, 1):
            try:
                while True:
                    os.write(file, b"x" * size)
            except OSError:
                continue
    finally:
        os.close(file)


@fact("a sync of the ledger that fails, whoever's commit it is, ends the daemon with 69 in time and in words")
def failing_sync(ground):
    site = ground.opened()
    names = work_for_every_writer(site)
    ends = 0
    for at in range(1, 13):
        mark = len(site.log)
        (site.folder / "count").unlink(missing_ok=True)
        site.start(faulty={"at": 1 + at % 5, "do": "fail", "calls": "sync", "path": "ledger.sqlite3-wal"}, ready=False)
        wait(20, "an end, or peace", lambda: site._has_ended() or (
            " ready " in site.log[mark:] and not site.names("drop") and not site.names("work")
            and site.names("out")), lambda: site.log)
        code = site.daemon.returncode if site._has_ended() else site.stop(20)
        if code == 0:
            break
        assert code == 69, f"it ended with {code}\n{site.log[mark:]}"
        said = site.log[mark:]
        assert "The disk reports an error" in said and "kernel log" in said, said
        if " ready " in said:
            ends += 1
    assert ends >= 2, "it never came to work: this proves nothing"
    site.start()
    site.check(OPENED + names)
    assert len(site.names("out")) == 2, site.names("out")
    return f"{ends} ends"


@fact("a full disk under the ledger ends the daemon with 69; with room again everything is taken", root=True)
def full_ledger(ground):
    place = ground.site().folder / "small"
    ground.mount(place, "-t", "tmpfs", "-o", "size=6m", "tmpfs")
    site = ground.opened(ledger=place)
    site.stop()
    ballast = place / "ballast"
    fill(ballast)
    names = [f"request-{number}.json" for number in range(3, 7)]
    for number, name in enumerate(names, 3):
        site.drop(name, request(number))
    site.start(ready=False)
    assert site.end() == 69, site.log
    assert "The disk is full: free space on it" in site.log or "disk is full" in site.log, site.log
    assert not set(names) & {name.removesuffix(".receipt.json") for name in site.receipts()}
    ballast.unlink()
    site.start()
    site.check(OPENED + names)


@fact("a full disk under the spool: what is recorded gets its receipt by itself as soon as there is room", root=True)
def full_spool(ground):
    place = ground.site().folder / "small"
    ground.mount(place, "-t", "tmpfs", "-o", "size=8m", "tmpfs")
    site = ground.opened(spool=place)
    ballast = place / "ballast"
    # Whoever drops a file can just put it there; nothing more can be written.
    site.drop("request-3.json", request(3))
    site.receipt("request-3.json")
    site.settle()
    waiting = place / "waiting.json"
    waiting.write_text(json.dumps(request(4)), encoding="utf-8")
    fill(ballast)
    waiting.rename(place / "drop/request-4.json")
    wait(20, "a word about it", lambda: "disk is full" in site.log or "paused" in site.log, lambda: site.log)
    assert "request-4.json.receipt.json" not in site.names("receipts")
    ballast.unlink()
    site.receipt("request-4.json")
    assert site.daemon.poll() is None, "it did not go on by itself"
    site.check(OPENED + ["request-3.json", "request-4.json"])


@fact("a read-only file system stops the start with 69 and is named; writable again, all is there", root=True)
def read_only(ground):
    place = ground.site().folder / "disk"
    ground.mount(place, "-t", "tmpfs", "tmpfs")
    site = ground.opened(ledger=place)
    site.stop()
    site.drop("request-3.json", request(3))
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    site.start(ready=False)
    assert site.end() == 69, site.log
    assert "ead-only" in site.log, site.log
    subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)
    site.start()
    site.check(OPENED + ["request-3.json"])


@fact("with 20 descriptors it does not start and says so")
def few_descriptors(ground):
    site = ground.opened()
    site.stop()
    site.start(before=["prlimit", "--nofile=20"], ready=False)
    assert site.end() == 69, site.log
    assert "LimitNOFILE" in site.log, site.log[-1500:]
    site.start()
    site.check(OPENED)


@fact("out of descriptors while it works: files wait, and are taken without a restart when there are some again")
def out_of_descriptors(ground):
    site = ground.opened()
    process = site.daemon.pid

    def limit(count: int) -> None:
        subprocess.run(["prlimit", "--pid", str(process), f"--nofile={count}:4096"], check=True)

    limit(5)
    for number in range(3, 6):
        site.drop(f"request-{number}.json", request(number))
    wait(20, "a word about it", lambda: "too many open files" in site.log.lower(), lambda: site.log)
    limit(4096)
    for number in range(3, 6):
        site.receipt(f"request-{number}.json")
    assert site.daemon.pid == process and site.daemon.poll() is None
    site.check(OPENED + [f"request-{number}.json" for number in range(3, 6)])


@fact("a ledger's disk that runs full at work ends the daemon with 69; with room again everything is taken", root=True)
def full_ledger_at_work(ground):
    place = ground.site().folder / "small"
    ground.mount(place, "-t", "tmpfs", "-o", "size=8m", "tmpfs")
    site = ground.opened(ledger=place, orders_=80)
    ballast = place / "ballast"
    fill(ballast)
    names = [f"request-{number}.json" for number in range(3, 80)]
    for number, name in enumerate(names, 3):
        site.drop(name, request(number))
    assert site.end(60) == 69, site.log[-2500:]
    assert "disk is full" in site.log, site.log[-2500:]
    promised = site.receipts()
    ballast.unlink()
    site.start()
    site.check(OPENED + names)
    after = site.receipts()
    assert all(after[name] == receipt for name, receipt in promised.items())
    return f"{len(promised) - len(OPENED)} of {len(names)} before"


@fact("a spool that turns read-only at work: nothing is acknowledged meanwhile, and it goes on by itself")
def read_only_spool(ground):
    site = ground.opened()
    site.stop()
    # As the kernel answers; a mount with open files cannot be made read-only from outside.
    site.start(faulty={"at": 40, "times": 60, "do": "fail", "error": errno.EROFS, "calls": "rename,hardlink,unlink"})
    names = [f"request-{number}.json" for number in range(3, 9)]
    for number, name in enumerate(names, 3):
        site.drop(name, request(number))
    wait(30, "a word about it", lambda: "ead-only" in site.log, lambda: site.log)
    for name in names:
        site.receipt(name, 90)
    assert site.daemon.poll() is None, site.log[-2500:]
    site.check(OPENED + names)


ALL_IO = "sync,rename,unlink,hardlink,open,read,write"
LIVES = [
    # Of the calls by which files become durable; then of all that reads and writes, in the spool and in the ledger.
    *({"chance": chance} for chance in (20, 5, 2)),
    *({"chance": chance, "calls": ALL_IO, "path": "/var"} for chance in (20, 5)),
    {"chance": 20, "calls": ALL_IO, "path": "ledger.sqlite3"},
]


def calls_of_a_start(site, luck: dict) -> int:
    """How many calls a start makes that has nothing to do."""
    (site.folder / "count").unlink(missing_ok=True)
    site.start(faulty={"at": 0, **luck, "chance": 0})
    calls = int.from_bytes((site.folder / "count").read_bytes(), "little")
    site.stop()
    return calls


@fact("calls that fail at random, up to a fifth of all: whatever is acknowledged stays, and the rest comes later")
def bad_luck(ground):
    site = ground.opened(orders_=80)
    site.stop()
    begin = {(luck.get("calls"), luck.get("path")): calls_of_a_start(site, luck) for luck in LIVES}
    site.start()
    names, ends, failed = work_for_every_writer(site), [], []
    for life, luck in enumerate(LIVES):
        (site.folder / "count").unlink(missing_ok=True)
        for number in range(10 + 5 * life, 15 + 5 * life):
            site.drop(f"request-{number}.json", request(number))
            names.append(f"request-{number}.json")
        promised, seed = site.receipts(), ground.seed + life
        at = begin[luck.get("calls"), luck.get("path")]
        site.start(faulty={"seed": seed, "at": at, **luck}, ready=False)
        if not within(2.5, site._has_ended):
            site.stop()
        assert site.daemon.returncode in (0, 69), site.log
        ends.append(site.daemon.returncode)
        calls = int.from_bytes((site.folder / "count").read_bytes(), "little")
        failed.append(unlucky(seed, luck["chance"], range(at, calls + 1)))
        after = site.receipts()
        assert all(after.get(name) == receipt for name, receipt in promised.items()), "a receipt changed or is gone"
    assert sum(failed) >= 10, f"only {failed} calls failed: this proves nothing"
    site.start()
    site.check(OPENED + names)
    return f"it ended with {ends}; {failed} calls failed"
