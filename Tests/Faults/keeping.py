"""kill -9 in the middle of backups, restores and erasures."""

import os
import shutil
import sqlite3
import time
from contextlib import closing

import sweep
from facts import fact
from world import wait


def backups(site) -> list[str]:
    """What counts as a backup."""
    folder = site.folder / "backups"
    return sorted(name for name in os.listdir(folder) if name.startswith("rmad-")) if folder.exists() else []


def made(site) -> str:
    """A backup that was made without being disturbed. Two of one second would have one name."""
    for _ in range(3):
        answer = site.rmad("backup", "--keep", "50", str(site.folder / "backups"))
        if answer.returncode != 75:
            break
        time.sleep(1.1)
    assert answer.returncode == 0, answer.stderr
    return str(site.folder / "backups" / backups(site)[-1])


@fact("kill -9 at any sync, rename or unlink of a backup: nothing half made counts as one, and the next is whole")
def killed_backup(ground):
    site = ground.opened()
    site.stop()
    first = made(site)
    time.sleep(1.1)
    answer = site.rmad("backup", "--keep", "50", str(site.folder / "backups"), faulty={"at": 0})
    assert answer.returncode == 0, answer.stderr
    places = sweep.chosen(site.calls, ground.seed)
    kills = 0
    for at, moment in places:
        for name in backups(site)[1:]:
            shutil.rmtree(site.folder / "backups" / name)
        time.sleep(1.1)
        killed = site.rmad("backup", "--keep", "50", str(site.folder / "backups"), faulty={"at": at, "do": moment})
        kills += killed.returncode == -9
        for name in backups(site):
            check = site.rmad("backup", "--check", str(site.folder / "backups" / name))
            assert check.returncode == 0, f"{moment} call {at}: {name} counts and is not whole: {check.stdout}"
        assert os.path.exists(first), f"{moment} call {at}: an older backup is gone"
        again = made(site)
        assert site.rmad("backup", "--check", again).returncode == 0, f"{moment} call {at}"
        left = [name for name in os.listdir(site.folder / "backups")
                if not name.startswith("rmad-") and (site.folder / "backups" / name).is_dir()]
        assert not left, f"{moment} call {at}: {left}"
    assert kills >= len(places) * 0.7, f"{kills} of {len(places)} came to the kill"
    return f"{kills} kills"


@fact("a file that the disk does not give is named in the backup, and its loss cannot be accepted while it is there")
def unreadable_file(ground):
    site = ground.opened()
    site.settle()
    site.stop()
    label = next(name for name in site.names("labels") if name.endswith(".pdf"))
    broken = {"calls": "read", "path": f"labels/{label}", "at": 1, "times": 1000, "do": "fail"}
    for more in ([], ["--accept-losses"], []):
        time.sleep(1.1)
        answer = site.rmad("backup", str(site.folder / "backups"), *more, faulty=broken)
        assert answer.returncode == 66, answer.stdout + answer.stderr
        assert str(site.spool / "labels" / label) in answer.stderr, answer.stderr
        assert "--accept-losses" not in answer.stderr, answer.stderr
    time.sleep(1.1)
    assert site.rmad("backup", "--check", made(site)).returncode == 0


@fact("kill -9 at any sync, rename or unlink of a restore: run again it ends well, and nothing is lost or doubled")
def killed_restore(ground):
    template = ground.opened()
    template.settle()
    template.stop()
    backup = made(template)
    returns = template.returns()
    shutil.copytree(template.spool / "archive", template.folder / "originals")

    def lost():
        site = ground.site(receiver=template.receiver, template=template)
        shutil.rmtree(site.spool)
        shutil.rmtree(site.ledger.parent)
        site.ledger.parent.mkdir()
        return site

    def restore(site, **options):
        return site.rmad("restore", backup, "--originals", str(template.folder / "originals"), **options)

    site = lost()
    answer = restore(site, faulty={"at": 0})
    assert answer.returncode == 0, answer.stderr
    places = sweep.chosen(site.calls, ground.seed)
    site.close()
    kills = 0
    for at, moment in places:
        site = lost()
        killed = restore(site, faulty={"at": at, "do": moment})
        kills += killed.returncode == -9
        was_named = site.ledger.exists()
        again = restore(site)
        # Where the ledger had its name, it is restored: only originals may be lacking, and a replay brings them.
        assert again.returncode == (69 if was_named else 0), f"{moment} call {at}: {again.returncode} {again.stderr}"
        if was_named:
            replay = site.rmad("replay", str(template.folder / "originals"))
            assert replay.returncode == 0, f"{moment} call {at}: {replay.stdout} {replay.stderr}"
        site.verified()
        site.start()
        site.settle()
        site.verified()
        assert {one["rma"]: one["state"] for one in site.returns()} == {one["rma"]: one["state"] for one in returns}, (
            f"{moment} call {at}")
        for one in returns:
            assert f"{one['rma']}.pdf" in site.names("labels"), f"{moment} call {at}: {one['rma']} has no label"
        assert site.stop() == 0
        left = [name for name in os.listdir(site.ledger.parent) if ".restoring" in name]
        assert not left, f"{moment} call {at}: {left}"
        site.close()
    assert kills >= len(places) * 0.7, f"{kills} of {len(places)} came to the kill"
    return f"{kills} kills"


def places_of(site, texts: list[bytes]) -> list[str]:
    """Files of the spool and of the ledger in which one of the texts stands."""
    found = []
    for root in (site.spool, site.ledger.parent):
        for folder, _, names in os.walk(root):
            for name in names:
                try:
                    with open(os.path.join(folder, name), "rb") as file:
                        content = file.read()
                except FileNotFoundError:
                    continue
                found += [f"{text!r} in {folder}/{name}" for text in texts if text in content]
    return found


@fact("kill -9 at any sync, rename or unlink of an erasure: the next start ends it, and no byte of the person is left")
def killed_erasure(ground):
    template = ground.opened()
    template.settle()
    template.stop()
    person = ["Grace".encode(), "Müller".encode(), b"grace@example.com"]
    assert places_of(template, person), "she is not even there"
    asked = template.rmad("erase", "grace@example.com", "--reason", "asked", "--yes", "--force")
    assert template.names("drop"), asked.stdout + asked.stderr

    def ended(site):
        """The wish is on record and nothing of it is owed. A kill may come between that and the line in the log."""
        if site.names("drop") or site.names("work"):
            return False
        with closing(sqlite3.connect(f"file:{site.ledger}?mode=ro", uri=True)) as ledger:
            return ledger.execute("SELECT count(*) FROM erasure_errands").fetchone() == (0,)

    site = ground.site(receiver=template.receiver, template=template)
    site.start(faulty={"at": 0})
    wait(40, "the end of the erasure", lambda: ended(site), lambda: site.log)
    assert not places_of(site, person), places_of(site, person)
    places = sweep.chosen(site.calls, ground.seed)
    assert site.stop() == 0
    site.close()
    kills = 0
    for at, moment in places:
        site = ground.site(receiver=template.receiver, template=template)
        site.start(faulty={"at": at, "do": moment}, ready=False)
        wait(60, "a kill, or the end of the erasure", lambda: site._has_ended() or ended(site), lambda: site.log)
        if not site._has_ended():
            site.stop()
        kills += site.daemon.returncode == -9
        site.start()
        wait(60, "the end of the erasure", lambda: ended(site), lambda: site.log)
        left = places_of(site, person)
        assert not left, f"{moment} call {at}: {left}"
        site.settle()
        site.verified()
        assert site.stop() == 0
        site.close()
    assert kills >= len(places) * 0.7, f"{kills} of {len(places)} came to the kill"
    return f"{kills} kills"
