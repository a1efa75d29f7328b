"""Facts about the unit while it works: start, reload, death, stop."""

import json
import os
import signal
import threading
import time

from facts import fact
from machine import wait

CONFIGURATION = "/etc/rmad/rmad.yaml"


def change(world, *pairs) -> str:
    """Changes the configuration as an operator would in an editor; gives back what stood there."""
    before = world.machine.read(CONFIGURATION)
    text = before
    for old, new in pairs:
        assert text.count(old) == 1, f"'{old}' stands {text.count(old)} times in the configuration"
        text = text.replace(old, new)
    world.machine.write(CONFIGURATION, text)
    return before


@fact("the package installs on a machine without Swift and without a network, and the daemon is ready at the end of it")
def install(world):
    assert world.machine.run("command -v swift").status != 0
    begun = time.monotonic()
    world.machine.must("dpkg --install /rmad-1.deb")
    took = time.monotonic() - begun
    assert world.unit.is_active, world.unit.journal()
    assert world.machine.run("systemctl is-enabled rmad").output.strip() == "enabled"
    return f"{took:.1f} s"


@fact("the state in words says what it does")
def words(world):
    assert world.unit.show("StatusText") == "watching the drop; nothing waits", world.unit.show("StatusText")


@fact("user, folders and modes are there, and nobody else may read ledger and secrets")
def folders(world):
    said = world.machine.must(
        "stat --format='%U:%G %a %n' /var/spool/rmad /var/spool/rmad/drop /var/lib/rmad /etc/rmad/secrets"
        " /var/lib/rmad/ledger.sqlite3")
    assert said.splitlines() == [
        "rmad:rmad 750 /var/spool/rmad", "rmad:rmad 2770 /var/spool/rmad/drop", "rmad:rmad 700 /var/lib/rmad",
        "rmad:rmad 700 /etc/rmad/secrets", "rmad:rmad 600 /var/lib/rmad/ledger.sqlite3"], said


@fact("it runs as rmad, without capabilities, under the filter, and can gain nothing")
def confined(world):
    with open(f"/proc/{world.unit.host_pid()}/status", encoding="utf-8") as file:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    uid = world.machine.must("id -u rmad").strip()
    assert status["Uid"].split() == [uid] * 4, status["Uid"]
    assert int(status["CapEff"], 16) == 0 and int(status["CapBnd"], 16) == 0, status
    assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2", status


@fact("the installed unit has nothing to complain of, and is exposed 1.2 at most")
def unit_file(world):
    verified = world.machine.run("systemd-analyze verify --man=no rmad.service")
    assert verified.status == 0 and not verified.said.strip(), str(verified)
    said = world.machine.must("systemd-analyze security --no-pager rmad.service")
    exposure = float(said.split("Overall exposure level for rmad.service:")[1].split()[0])
    assert exposure <= 1.2, said
    return f"{exposure}"


@fact("the nightly backup runs confined beside the daemon, and what it makes is sound")
def nightly_backup(world):
    assert world.machine.must("systemctl is-enabled rmad-backup.timer").strip() == "enabled"
    assert world.machine.must("systemctl is-active rmad-backup.timer").strip() == "active"
    verified = world.machine.run("systemd-analyze verify --man=no rmad-backup.service rmad-backup.timer")
    assert verified.status == 0 and not verified.said.strip(), str(verified)
    process = world.unit.pid
    world.machine.must("systemctl start rmad-backup.service")
    newest = sorted(name for name in world.machine.names("/var/backups/rmad") if name.startswith("rmad-"))[-1]
    world.machine.must(f"rmad backup --check /var/backups/rmad/{newest}", user="rmad")
    assert world.unit.pid == process, "the daemon was disturbed"
    return newest


@fact("`systemctl reload` ends when the new configuration is in force, in the same process")
def reload_good(world):
    process = world.unit.pid
    change(
        world, ("allow_http: false", "allow_http: true"), ("allow_ranges: []", "allow_ranges: [127.0.0.0/8]"),
        ("ports: [443]", f"ports: [443, {world.receiver.port}]"))
    begun = time.monotonic()
    world.machine.must("systemctl reload rmad")
    took = time.monotonic() - begun
    assert world.unit.pid == process and world.unit.is_active
    world.machine.must(
        f"rmad endpoint add shop http://127.0.0.1:{world.receiver.port}/hooks --config {CONFIGURATION}", user="rmad")
    return f"{took:.2f} s"


@fact("staff drops a file and reads receipt and label; the webhooks arrive, in order and with sound signatures")
def walk(world):
    world.machine.must("useradd --create-home --groups rmad maria")
    begun = time.monotonic()
    world.shop.drop("first.json")
    world.rma = world.shop.rma("first.json")
    took = time.monotonic() - begun
    wanted = ["return.requested", "return.approved", "shipment.label_ready"]
    wait(30, "the webhooks", lambda: set(wanted) <= set(world.receiver.types(world.rma)), world.unit.journal)
    order = [kind for kind in world.receiver.types(world.rma) if kind in wanted]
    assert order == wanted, order
    assert all(entry["verified"] for entry in world.receiver.heard()), world.receiver.heard()
    receipt = world.machine.must("cat /var/spool/rmad/receipts/first.json.receipt.json", user="maria")
    assert world.rma in receipt
    labels = world.machine.must("ls /var/spool/rmad/labels", user="maria").split()
    pdf = next(name for name in labels if name.startswith(world.rma) and name.endswith(".pdf"))
    assert world.machine.must(f"head -c 5 /var/spool/rmad/labels/{pdf}", user="maria") == "%PDF-"
    refused = world.machine.run("cat /var/lib/rmad/ledger.sqlite3", user="maria")
    assert refused.status != 0, "staff can read the ledger"
    return f"receipt after {took:.2f} s"


@fact("the journal finds a return, a document and a kind of line by their fields, and explains the line")
def journal(world):
    def entries(match: str) -> list[dict]:
        said = world.machine.must(f"journalctl --sync && journalctl --no-pager --output json {match}")
        return [json.loads(line) for line in said.splitlines()]

    def messages() -> set[str]:
        return {entry["MESSAGE"].split(" file")[0] for entry in entries(f"RMA={world.rma}")}

    wait(20, "the lines of the return", lambda: {"recorded", "papers made"} <= messages(), world.unit.journal)
    recorded = entries("DOCUMENT=first.json")[0]
    assert recorded["_SYSTEMD_UNIT"] == "rmad.service" and recorded["PRIORITY"] == "6", recorded
    assert len(entries(f"MESSAGE_ID={recorded['MESSAGE_ID']}")) >= 1
    world.machine.must("journalctl --update-catalog")
    explained = world.machine.must("journalctl --no-pager --catalog --unit rmad DOCUMENT=first.json")
    assert "A file was answered" in explained, explained


@fact("an idle daemon stays small and asleep")
def idle(world):
    process = world.unit.host_pid()

    def looks() -> tuple[int, int]:
        busy = wakes = 0
        for task in os.listdir(f"/proc/{process}/task"):
            # Exactly, in nanoseconds: ticks of the clock are counted for whoever is there when one comes.
            with open(f"/proc/{process}/task/{task}/schedstat", encoding="utf-8") as file:
                busy += int(file.read().split()[0])
            with open(f"/proc/{process}/task/{task}/status", encoding="utf-8") as file:
                wakes += next(int(line.split()[1]) for line in file if line.startswith("voluntary"))
        return busy, wakes

    # What went before it has settled. Half a wake-up a second was measured; the limit keeps further timers out.
    time.sleep(12)
    before, seconds = looks(), 30
    time.sleep(seconds)
    after = looks()
    with open(f"/proc/{process}/status", encoding="utf-8") as file:
        kilobytes = next(int(line.split()[1]) for line in file if line.startswith("RssAnon"))
    cpu = (after[0] - before[0]) / 1e9 / seconds * 100
    wakes = (after[1] - before[1]) / seconds
    assert cpu <= 0.1, f"{cpu} % of a processor"
    assert wakes <= 1, f"{wakes} wake-ups a second"
    return f"{cpu:.3f} % CPU, {wakes:.1f} wake-ups a second over all threads, {kilobytes / 1024:.0f} MB of its own"


@fact("a reload with a bad configuration fails, the problem stands in the journal, and the old one stays in force")
def reload_bad(world):
    process = world.unit.pid
    before = change(world, ("settle_ms: 1000", "settle_ms: soon"))
    try:
        answer = world.machine.run("systemctl reload rmad")
        assert answer.status != 0, "the reload succeeded"
        assert "settle_ms" in world.unit.journal(), world.unit.journal()
        assert world.unit.is_active and world.unit.pid == process
        world.shop.drop("after-bad-reload.json")
        assert world.shop.rma("after-bad-reload.json")
        world.machine.must(f"kill -HUP {process}")
        wait(20, "the words", lambda: "not used: 1 problem" in world.unit.show("StatusText"), world.unit.journal)
        assert world.unit.is_active and world.unit.pid == process
    finally:
        world.machine.write(CONFIGURATION, before)
    world.machine.must("systemctl reload rmad")
    wait(20, "the words to go", lambda: world.unit.show("StatusText").startswith("watching"), world.unit.journal)


@fact("nothing starts with a broken configuration, and nothing tries again; mended, it starts")
def broken_start(world):
    before = change(world, ("settle_ms: 1000", "settle_ms: soon"))
    try:
        assert world.machine.run("systemctl restart rmad").status != 0
        time.sleep(4)
        assert world.unit.show("ActiveState") == "failed" and world.unit.show("NRestarts") == "0"
        assert "rmad.yaml:" in world.unit.journal() and "settle_ms" in world.unit.journal()
    finally:
        world.machine.write(CONFIGURATION, before)
    world.machine.must("systemctl reset-failed rmad && systemctl start rmad")
    assert world.unit.is_active


@fact("killed five times under load it is started again each time; nothing is lost and nothing is doubled")
def killed(world):
    names = []
    for life in range(5):
        names += world.shop.drop_many(f"killed-{life}", 10)
        time.sleep(0.15 + 0.1 * life)
        before = world.unit.pid
        os.kill(world.unit.host_pid(), signal.SIGKILL)
        wait(30, "another process", lambda: world.unit.pid not in (0, before), world.unit.journal)
        world.unit.wait_active()
    complete(world, names)


@fact("a daemon that stands still is ended by the watchdog and started again")
def watchdog(world):
    world.machine.write("/etc/systemd/system/rmad.service.d/test.conf", "[Service]\nWatchdogSec=5\n")
    world.machine.must("systemctl daemon-reload && systemctl restart rmad")
    before, process = world.unit.pid, world.unit.host_pid()
    time.sleep(8)
    assert world.unit.pid == before, "it was ended although it turned"
    begun = time.monotonic()
    os.kill(process, signal.SIGSTOP)
    names = world.shop.drop_many("stopped", 5)
    wait(60, "another process", lambda: world.unit.pid not in (0, before), world.unit.journal)
    world.unit.wait_active()
    took = time.monotonic() - begun
    assert "Watchdog timeout" in world.machine.must("journalctl --no-pager --unit rmad --lines 100")
    complete(world, names)
    world.machine.must("rm -r /etc/systemd/system/rmad.service.d && systemctl daemon-reload && systemctl restart rmad")
    return f"works again {took:.1f} s after it stood still, with WatchdogSec=5"


@fact("stopped under load it ends in good order within its time, and goes on where it ended")
def stop(world):
    names: list[str] = []
    has_stopped = threading.Event()

    def keep_dropping() -> None:
        for batch in range(200):
            names.extend(world.shop.drop_many(f"stop-{batch}", 10))
            if has_stopped.wait(0.05):
                return

    dropping = threading.Thread(target=keep_dropping)
    dropping.start()
    wait(20, "the first receipt", lambda: any(map(world.shop.has_receipt, list(names))), world.unit.journal)
    begun = time.monotonic()
    world.machine.must("systemctl stop rmad")
    took = time.monotonic() - begun
    has_stopped.set()
    assert took < 30, f"{took} s"
    assert world.unit.show("Result") == "success", world.unit.show("Result")
    dropping.join()
    open_then = [name for name in names if not world.shop.has_receipt(name)]
    assert 0 < len(open_then) < len(names), f"{len(open_then)} of {len(names)} were left to do: this proves nothing"
    world.machine.must("systemctl start rmad")
    complete(world, names)
    return f"stopped in {took:.1f} s with {len(open_then)} of {len(names)} files left to do"


def complete(world, names: list[str]) -> None:
    """Each file has one RMA and each RMA its webhooks, repeated only under the same id."""
    rmas = [world.shop.rma(name) for name in names]
    assert all(rmas) and len(set(rmas)) == len(names), rmas
    kinds = {"return.requested", "return.approved", "shipment.label_ready"}
    wait(60, "the webhooks", lambda: all(kinds <= set(world.receiver.types(rma)) for rma in rmas), world.unit.journal)
    ids: dict = {}
    for entry in world.receiver.heard():
        if entry["rma"] in rmas:
            assert entry["verified"], entry
            key = (entry["rma"], entry["sequence"])
            assert ids.setdefault(key, entry["id"]) == entry["id"], f"{key} came under two ids"
    drop = world.machine.names("/var/spool/rmad/drop")
    assert not drop, drop
    world.machine.must(f"rmad verify --config {CONFIGURATION}", user="rmad")
