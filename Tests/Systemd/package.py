"""Facts about the package: upgrade, removal, purge."""

import sqlite3
import time
from pathlib import Path

from facts import fact
from life import CONFIGURATION, change, complete
from machine import wait

TOP = Path(__file__).resolve().parents[2]


@fact("an upgrade starts the new edition and keeps what the operator changed")
def upgrade(world):
    before, text = world.unit.pid, world.machine.read(CONFIGURATION)
    names = world.shop.drop_many("upgrade", 10)
    world.machine.must("dpkg --install /rmad-2.deb")
    assert world.unit.is_active and world.unit.pid != before, world.unit.journal()
    assert world.machine.read(CONFIGURATION) == text
    complete(world, names)


@fact("an upgrade over an older ledger keeps a copy of it first, migrates it, and is ready then")
def migration(world):
    schemas = sorted((TOP / "Sources/Ledger/Schema").glob("m*.sql"))
    older = len(schemas) - 1
    # A house of its own: a ledger that knows nothing of the archive beside it would be refused.
    world.machine.must("systemctl stop rmad && mv /var/lib/rmad /var/lib/rmad.now && mv /var/spool/rmad "
                       "/var/spool/rmad.now && systemd-tmpfiles --create rmad.conf")
    ledger = world.machine.root / "var/lib/rmad/ledger.sqlite3"
    with sqlite3.connect(ledger) as database:
        for schema in schemas[:older]:
            database.executescript(schema.read_text(encoding="utf-8"))
        database.execute(f"PRAGMA user_version = {older}")
    database.close()
    world.machine.must("chown rmad:rmad /var/lib/rmad/ledger.sqlite3")
    try:
        world.machine.must("dpkg --install /rmad-1.deb && dpkg --install /rmad-2.deb")
        world.unit.wait_active()
        copies = [name for name in world.machine.names("/var/lib/rmad") if "before-edition" in name]
        assert copies == [f"ledger.sqlite3.before-edition-{older + 1}-from-{older}"], copies
        world.machine.must(f"rmad verify --config {CONFIGURATION}", user="rmad")
    finally:
        world.machine.must(
            "systemctl stop rmad && rm -r /var/lib/rmad /var/spool/rmad && mv /var/lib/rmad.now /var/lib/rmad && "
            "mv /var/spool/rmad.now /var/spool/rmad && systemctl start rmad")
    assert world.rma in world.machine.must(f"rmad find {world.rma} --config {CONFIGURATION}", user="rmad")


@fact("an upgrade over a broken configuration ends well, says so, and leaves the old one running")
def broken_upgrade(world):
    before = change(world, ("settle_ms: 1000", "settle_ms: soon"))
    process = world.unit.pid
    try:
        answer = world.machine.run("dpkg --install /rmad-3.deb")
        assert answer.status == 0, str(answer)
        assert "was not restarted" in answer.said and "settle_ms" in answer.said, str(answer)
        assert world.unit.is_active and world.unit.pid == process
        world.shop.drop("after-broken-upgrade.json")
        assert world.shop.rma("after-broken-upgrade.json")
    finally:
        world.machine.write(CONFIGURATION, before)
    world.machine.must("systemctl restart rmad")


@fact("removed it is gone and its records stay; installed again it knows them")
def removed(world):
    world.machine.must("dpkg --remove rmad")
    assert world.machine.run("systemctl is-active rmad").output.strip() in ("inactive", "unknown")
    assert world.machine.run("command -v rmad").status != 0
    assert world.machine.exists("/var/lib/rmad/ledger.sqlite3") and world.machine.exists(CONFIGURATION)
    world.machine.must("dpkg --install /rmad-3.deb")
    world.unit.wait_active()
    assert world.rma in world.machine.must(f"rmad find {world.rma} --config {CONFIGURATION}", user="rmad")


@fact("purged it takes its configuration along, keeps the records, and says where they are")
def purged(world):
    answer = world.machine.run("dpkg --purge rmad")
    assert answer.status == 0 and "stay in /var/lib/rmad" in answer.said, str(answer)
    assert not world.machine.exists(CONFIGURATION) and not world.machine.exists("/etc/rmad/messages")
    assert world.machine.exists("/var/lib/rmad/ledger.sqlite3")
    assert world.machine.exists("/etc/rmad/secrets/shop.whsec")
    left = world.machine.must("find /usr /etc /run -xdev -name '*rmad*' -not -path '/etc/rmad*'").split()
    assert not left, left


@fact("purged in the middle of a restore, the ledger that was put aside stays")
def purged_in_between(world):
    world.machine.must("dpkg --install /rmad-3.deb")
    world.unit.wait_active()
    world.machine.must("systemctl stop rmad && mkdir /var/lib/rmad/damaged && "
                       "mv /var/lib/rmad/ledger.sqlite3* /var/lib/rmad/damaged/")
    answer = world.machine.run("dpkg --purge rmad")
    assert answer.status == 0 and "stay in /var/lib/rmad" in answer.said, str(answer)
    assert world.machine.exists("/var/lib/rmad/damaged/ledger.sqlite3")
    assert world.machine.exists("/etc/rmad/secrets/shop.whsec")
    world.machine.must("mv /var/lib/rmad/damaged/* /var/lib/rmad/ && rmdir /var/lib/rmad/damaged")


@fact("purged after somebody chose to forget, nothing of it is left")
def forgotten(world):
    world.machine.must("dpkg --install /rmad-3.deb")
    world.unit.wait_active()
    world.machine.must("echo 'rmad rmad/forget_records boolean true' | debconf-set-selections")
    # A mount point cannot be removed; it is emptied, and the purge ends well.
    world.machine.must("systemctl stop rmad && mount --bind /var/spool/rmad /var/spool/rmad")
    answer = world.machine.run("dpkg --purge rmad")
    assert answer.status == 0 and "/var/spool/rmad stays" in answer.said, str(answer)
    assert not world.machine.names("/var/spool/rmad")
    world.machine.must("umount /var/spool/rmad && rmdir /var/spool/rmad")
    wait(10, "the end", lambda: world.machine.run("systemctl is-active rmad").output.strip() != "active")
    time.sleep(1)
    for place in ("/etc/rmad", "/var/lib/rmad", "/var/spool/rmad"):
        assert not world.machine.exists(place), f"{place}: {world.machine.names(place)}"
