"""Files and folders that do what they should not."""

import json
import os
import shutil
import time

from facts import fact
from world import orders, request, wait, within

OPENED = ["orders.json", "endpoint.json", "request-1.json", "request-2.json"]


@fact("a drop that is removed and made again is watched again, and what is in it is taken")
def drop_removed(ground):
    site = ground.opened()
    for number in (3, 4):
        shutil.rmtree(site.spool / "drop")
        wait(10, "a word about it", lambda: "the drop directory is gone" in site.log, lambda: site.log)
        os.mkdir(site.spool / "drop", 0o770)
        site.drop(f"request-{number}.json", request(number))
        site.receipt(f"request-{number}.json")
    site.check(OPENED + ["request-3.json", "request-4.json"])


@fact("folders of the spool that are removed at work: nothing acknowledged is lost, and they are made by themselves")
def folders_removed(ground):
    site = ground.opened()
    kept = site.receipts()
    for place in ("receipts", "labels", "out", "tmp", "work", "archive"):
        shutil.rmtree(site.spool / place)
    site.drop("request-3.json", request(3))
    wait(20, "a word about it", lambda: "removed or replaced while in use" in site.log, lambda: site.log)
    site.receipt("request-3.json")
    assert site.daemon.poll() is None
    assert site.stop() == 0
    site.start()
    site.settle()
    site.verified()
    rma = site.rma("request-3.json")
    wait(20, "the label", lambda: f"{rma}.pdf" in site.names("labels"), lambda: site.log)
    known = {one["rma"] for one in site.returns()}
    for receipt in kept.values():
        assert {record["rma"] for record in receipt["records"] if record.get("rma")} <= known
    assert len(known) == 3


@fact("a writer that keeps its file open after the rename: the file is taken when it is whole, and once")
def open_writer(ground):
    site = ground.opened()
    hidden = site.spool / "drop/.late.tmp"
    whole = json.dumps(orders(9)[8:])
    with hidden.open("w") as file:
        file.write(whole[:40])
        file.flush()
        hidden.rename(site.spool / "drop/late.json")
        for piece in (whole[40:80], whole[80:]):
            time.sleep(0.6)
            file.write(piece)
            file.flush()
        assert "late.json.receipt.json" not in site.names("receipts")
        assert "late.json" not in site.names("rejected")
    assert site.receipt("late.json")["outcome"] == "accepted"
    site.check(OPENED + ["late.json"])


@fact("links, pipes, folders and devices that are named like documents harm no good file between them")
def odd_things(ground):
    site = ground.opened()
    drop = site.spool / "drop"
    (drop / "link.csv").symlink_to("/etc/passwd")
    os.mkfifo(drop / "pipe.csv")
    (drop / "folder.csv").mkdir()
    (site.folder / "one.csv").write_text("x")
    os.link(site.folder / "one.csv", drop / "linked.csv")
    names = ["folder.csv", "link.csv", "linked.csv", "pipe.csv"]
    if os.geteuid() == 0:
        os.mknod(drop / "device.csv", 0o600 | 0o020000, os.makedev(1, 3))
        names.append("device.csv")
    for number in (3, 4):
        site.drop(f"request-{number}.json", request(number))
    for name in names:
        wait(20, f"{name} put away", lambda: name in site.names("rejected"), lambda: site.log)
        assert (site.spool / "rejected" / f"{name}.reason.txt").read_text().strip()
    site.check(OPENED + ["request-3.json", "request-4.json"])


@fact("a name that comes again while its first file is stuck waits its turn; both are taken")
def same_name(ground):
    site = ground.opened()
    site.stop()
    site.drop("same.json", request(3))
    site.start(faulty={"at": 1, "do": "hang", "calls": "sync", "path": "ledger.sqlite3-wal"})
    within(3, lambda: "same.json" in site.names("work"))
    site.drop("same.json", request(4))
    site.settle()
    site.verified()
    assert len(site.returns()) == 4
    # The second paper name is numbered, so that no receipt is written over.
    assert len([name for name in site.names("receipts") if name.startswith("same")]) == 2, site.names("receipts")
