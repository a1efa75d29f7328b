"""Ledgers that are locked, stuck, damaged or gone."""

import re
import shutil
import sqlite3
import time

from facts import fact
from world import orders, request, wait

OPENED = ["orders.json", "endpoint.json", "request-1.json", "request-2.json"]


def more(site, first: int = 3, count: int = 3) -> list[str]:
    names = [f"request-{number}.json" for number in range(first, first + count)]
    for number, name in enumerate(names, first):
        site.drop(name, request(number))
    return names


def records(site) -> dict:
    """What was promised. A link to the tracking page is made by chance: it is another one afterwards."""
    return {name: [{key: value for key, value in record.items() if key != "tracking_url"}
                   for record in receipt["records"]] for name, receipt in site.receipts().items()}


@fact("a disk that hangs for seconds under a commit delays, and costs nothing")
def stuck_writer(ground):
    site = ground.opened()
    site.stop()
    names = more(site)
    site.start(faulty={"at": 2, "do": "hang", "calls": "sync", "path": "ledger.sqlite3-wal"})
    site.check(OPENED + names)
    assert site.stop() == 0


@fact("a lock on the ledger that another program lets go within five seconds only delays")
def short_lock(ground):
    site = ground.opened()
    other = sqlite3.connect(site.ledger, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    names = more(site)
    time.sleep(2)
    assert not set(names) & {name.removesuffix(".receipt.json") for name in site.names("receipts")}
    other.execute("ROLLBACK")
    site.check(OPENED + names)
    other.close()
    assert site.daemon.poll() is None


@fact("a lock on the ledger that stays ends the daemon with 69 and is named; without it everything is taken")
def long_lock(ground):
    site = ground.opened()
    other = sqlite3.connect(site.ledger, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    names = more(site)
    assert site.end(20) == 69, site.log
    assert "Another program holds the ledger's lock" in site.log, site.log
    other.execute("ROLLBACK")
    other.close()
    site.start()
    site.check(OPENED + names)


def lost_commits(site, damage) -> None:
    """Receipts are given, the process is killed, and the commits behind them are lost with the WAL."""
    site.stop()
    site.start()
    names = more(site)
    for name in names:
        site.receipt(name)
    site.settle()
    before = records(site)
    site.kill()
    damage(site.ledger.with_name("ledger.sqlite3-wal"))
    found = site.rmad("verify")
    assert found.returncode == 1 and "newest commits are lost" in " ".join(found.stdout.split()), found.stdout
    # Receivers hear of these returns again, under new ids.
    site.receiver.heard.clear()
    site.start()
    site.settle()
    site.verified()
    assert "taken again from the archive" in site.log, site.log
    assert records(site) == before, f"the receipts say something else now: {before}\n{records(site)}"
    assert sorted(name.split("-", 1)[1] for name in site.archived()) == sorted(OPENED + names)
    rmas = [one["rma"] for one in site.returns()]
    assert len(rmas) == len(set(rmas)) == 5, rmas
    site.check_webhooks()


@fact("a WAL that is deleted after a kill: what it held is taken again, with the same RMA and parcel numbers")
def wal_deleted(ground):
    lost_commits(ground.opened(), lambda wal: wal.unlink())


@fact("a WAL that is corrupted in the middle: what lay behind that is taken again, with the same numbers")
def wal_corrupted(ground):
    def damage(wal):
        content = bytearray(wal.read_bytes())
        frame = 24 + 4096
        # The second commit of this life and all behind it: the frame's own header says that it ends a commit.
        frames = range(32, len(content) - frame + 1, frame)
        ends = [at for at in frames if int.from_bytes(content[at + 4:at + 8], "big")]
        assert len(ends) > 3, f"{len(ends)} commits in the WAL"
        content[ends[1] + 24 + 100] ^= 0xFF
        wal.write_bytes(content)

    lost_commits(ground.opened(), damage)


@fact("a WAL that is deleted while the daemon works: it notices, saves all that it has, and ends with 69")
def wal_deleted_at_work(ground):
    site = ground.opened()
    site.ledger.with_name("ledger.sqlite3-wal").unlink()
    names = more(site)
    assert site.end() == 69, site.log
    assert "it was removed or replaced while the daemon works on it" in site.log, site.log
    site.start()
    site.check(OPENED + names)


@fact("a ledger's folder that is removed at work ends the daemon with 69; it does not begin anew over an archive")
def ledger_removed(ground):
    site = ground.opened()
    away = site.ledger.parent.with_name("away")
    site.ledger.parent.rename(away)
    names = more(site)
    assert site.end() == 69, site.log
    assert "it was removed or replaced" in site.log, site.log
    assert not set(names) & {name.removesuffix(".receipt.json") for name in site.names("receipts")}
    for _ in range(2):
        site.start(ready=False)
        assert site.end() == 69, site.log
        assert "the ledger is empty, but" in site.log, site.log
    found = site.rmad("verify")
    assert found.returncode == 1 and "The ledger is new" in found.stdout, found.stdout
    shutil.rmtree(site.ledger.parent)
    away.rename(site.ledger.parent)
    site.start()
    site.check(OPENED + names)


@fact("an older copy of the ledger: what came since is taken again from the archive")
def older_copy(ground):
    site = ground.opened()
    site.stop()
    copy = site.folder / "copy.sqlite3"
    shutil.copy(site.ledger, copy)
    site.start()
    names = more(site)
    for name in names:
        site.receipt(name)
    site.settle()
    before = records(site)
    site.stop()
    copy.replace(site.ledger)
    site.receiver.heard.clear()
    site.start()
    site.settle()
    site.verified()
    assert records(site) == before
    assert sorted(name.split("-", 1)[1] for name in site.archived()) == sorted(OPENED + names)


@fact("a damaged page: verify says that the file is damaged and what to do, and the daemon does not start on it")
def damaged_page(ground):
    site = ground.opened()
    site.stop()
    content = bytearray(site.ledger.read_bytes())
    pages = len(content) // 4096
    # A page of a table in use: its kind becomes one that does not exist.
    page = next(number for number in range(pages - 1, 0, -1) if content[number * 4096] in (2, 5, 10, 13))
    content[page * 4096] = 0x77
    site.ledger.write_bytes(content)
    found = site.rmad("verify")
    said = " ".join(found.stdout.split())
    assert found.returncode == 1, (found.returncode, found.stdout, found.stderr)
    assert "The file is damaged" in said and "restore the newest backup" in said, said
    site.start(ready=False)
    assert site.end() == 69, site.log
    assert "restore a backup" in site.log, site.log
    return f"page {page + 1} of {pages}"


@fact("a flipped bit in a return's row is found by verify, which names the return")
def flipped_row(ground):
    site = ground.opened()
    rma = site.rma("request-1.json")
    site.stop()
    content = bytearray(site.ledger.read_bytes())
    places = [at for at in range(len(content)) if content.startswith(b"Grace M", at)]
    assert places
    for at in places:
        content[at] ^= 0x20
    site.ledger.write_bytes(content)
    found = site.rmad("verify")
    assert found.returncode == 1 and "altered" in found.stdout and rma in found.stdout, found.stdout


@fact("a flipped bit in a price is found by verify, which names the order and its remedy, and that mends it")
def flipped_price(ground):
    site = ground.opened()
    site.stop()
    content = bytearray(site.ledger.read_bytes())
    # The order of which nothing came back: its number stands in its row, and in the file that told of it.
    prices = [found.end() - 1 for found in re.finditer(rb"A-8.{1,400}?49\.?90", content, re.DOTALL)]
    assert prices
    for place in prices:
        content[place] ^= 0x01
    site.ledger.write_bytes(content)
    found = site.rmad("verify")
    assert found.returncode == 1, found.stdout
    assert "order A-8: its row is not what was written" in found.stdout, found.stdout
    assert "Drop the order again" in found.stdout, found.stdout
    site.start()
    site.drop("again.json", orders(8)[7])
    site.receipt("again.json")
    mended = site.rmad("verify")
    assert "order A-8" not in mended.stdout, mended.stdout


@fact("two daemons on one spool, or on one ledger: the second ends with 69 and names the first, which works on")
def two_daemons(ground):
    site = ground.opened()
    second = ground.site(template=site)
    text = site.configuration.read_text()
    second.configuration.write_text(
        text.replace("../var", str(site.spool)).replace("../ledger/", f"{second.folder}/own/"))
    second.start(ready=False)
    assert second.end() == 69 and f"process {site.daemon.pid}" in second.log[len(site.log):], second.log[-800:]
    third = ground.site(template=site)
    third.configuration.write_text(
        text.replace("../ledger/ledger.sqlite3", str(site.ledger)))
    third.start(ready=False)
    assert third.end() == 69 and "another rmad writes it" in third.log, third.log[-800:]
    names = more(site)
    site.check(OPENED + names)
    wait(5, "the first at work", lambda: site.daemon.poll() is None)


@fact("locks that are removed at work are held again at once, or end the daemon: no second one works beside it")
def removed_locks(ground):
    site = ground.opened()
    second = ground.site(template=site)
    text = site.configuration.read_text()
    second.configuration.write_text(
        text.replace("../var", str(site.spool)).replace("../ledger/", f"{second.folder}/own/"))
    (site.spool / "spool.lock").unlink()
    wait(10, "the lock", lambda: "the spool's lock was removed" in site.log, lambda: site.log)
    assert f"running, process {site.daemon.pid}" in site.rmad("queue").stdout, site.rmad("queue").stdout
    second.start(ready=False)
    assert second.end() == 69 and f"process {site.daemon.pid}" in second.log[len(site.log):], second.log[-800:]
    names = more(site)
    site.check(OPENED + names)
    # Without the ledger's lock another one could write it: the next commit finds that out.
    site.ledger.with_name(site.ledger.name + ".lock").unlink()
    site.drop("late.json", request(7))
    assert site.end() == 69 and ".lock: it was removed or replaced" in site.log, site.log[-800:]
    site.start()
    site.receipt("late.json")
    site.check(OPENED + names + ["late.json"])
