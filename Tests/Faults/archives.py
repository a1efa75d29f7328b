"""Ledgers that have lost commits beside an archive that is damaged, too; and folders that go away at work."""

import json
import shutil

from facts import fact
from ledgers import OPENED, more
from world import request, wait


def original(site, name: str):
    """Where a file lies in the archive."""
    return next(site.spool.glob(f"archive/*/*-{name}"))


def numbers(receipt: dict) -> set[str]:
    """RMA and parcel numbers."""
    return {number for record in receipt["records"] for number in [record["rma"], *record.get("parcels", [])]}


def losing(ground, first: int, last: int):
    """A site, killed, whose ledger has lost the requests of these numbers; their files, and their receipts by these."""
    site = ground.opened()
    site.stop()
    site.start()
    names = more(site, first, last)
    receipts = {name: site.receipt(name) for name in names}
    site.settle()
    site.kill()
    site.ledger.with_name("ledger.sqlite3-wal").unlink()
    return site, names, receipts


@fact("damaged archived originals: each is named, nobody gets their numbers, and whole copies bring them back")
def damaged_archive(ground):
    site, names, receipts = losing(ground, 3, 5)
    lost = names[1:2] + names[3:]
    files = {original(site, name): original(site, name).read_bytes() for name in lost}
    altered, emptied, removed = files
    altered.write_text(json.dumps(request(8)))
    emptied.write_bytes(b"")
    removed.unlink()
    site.receiver.heard.clear()
    site.start()
    site.settle()
    for file, name in zip(files, lost):
        rma = receipts[name]["records"][0]["rma"]
        said = [line for line in site.log.splitlines() if "is lost: " in line and file.name in line]
        assert said and rma in said[0], (file, site.log[-3000:])
        shown = site.rmad("show", rma)
        assert shown.returncode == 1 and "its record is lost" in " ".join(shown.stderr.split()), shown.stderr
        found = site.rmad("verify")
        assert found.returncode == 1 and rma in found.stdout, found.stdout
    for name in names:
        assert site.receipt(name)["records"][0]["rma"] == receipts[name]["records"][0]["rma"], name
    site.drop("again.json", request(8))
    given = set().union(*(numbers(receipt) for receipt in receipts.values()))
    assert not given & numbers(site.receipt("again.json")), "a number was given out twice"
    site.settle()
    site.stop()
    for file, content in files.items():
        file.write_bytes(content)
    again = site.rmad("replay", str(site.spool / "archive"))
    assert again.returncode == 0, again.stdout + again.stderr
    site.receiver.heard.clear()
    site.start()
    site.settle()
    site.verified()
    assert {one["rma"] for one in site.returns()} >= {receipt["records"][0]["rma"] for receipt in receipts.values()}
    assert len(site.returns()) == 8, site.returns()


@fact("an archived original that the disk does not give is named; the daemon starts, and a good disk brings it back")
def unreadable_original(ground):
    site, names, receipts = losing(ground, 3, 4)
    bad = original(site, names[0])
    site.start(faulty={"calls": "read", "path": bad.name, "at": 1, "times": 1000, "do": "fail"})
    said = [line for line in site.log.splitlines() if "is lost: " in line and bad.name in line]
    assert said and "Input/output error" in said[0], site.log[-3000:]
    assert site.rmad("show", receipts[names[1]]["records"][0]["rma"]).returncode == 0, "its neighbour"
    site.settle()
    site.stop()
    replay = site.rmad("replay", str(site.spool / "archive"))
    assert replay.returncode == 0, replay.stdout + replay.stderr
    assert site.rmad("show", receipts[names[0]]["records"][0]["rma"]).returncode == 0, "with its old number"
    site.start()
    site.settle()
    site.verified()
    site.stop()


@fact("archive or work moved away at work: said, and no original goes where nobody looks")
def folders_gone(ground):
    site = ground.opened()
    kept = site.receipts()
    away = site.folder / "away"
    (site.spool / "archive").rename(away)
    shutil.rmtree(site.spool / "work")
    site.drop("request-3.json", request(3))
    wait(20, "a word about it", lambda: "removed or replaced while in use" in site.log or "request-3.json.receipt.json"
         in site.names("receipts"), lambda: site.log)
    assert site.stop() == 0
    site.start()
    site.receipt("request-3.json")
    site.settle()
    site.verified()
    assert not list(away.glob("*/*request-3*")), "an original went where nobody looks"
    assert {name: site.receipts()[name] for name in kept} == kept
    shutil.copytree(away, site.spool / "archive", dirs_exist_ok=True)
    site.check(OPENED + ["request-3.json"])
