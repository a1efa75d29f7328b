"""Clocks that jump, at rest and at work, and machines that are restarted."""

import struct

from facts import fact
from world import request, wait

OPENED = ["orders.json", "endpoint.json", "request-1.json", "request-2.json"]
DAY = 86_400


class Clock:
    """The wall clock of a daemon; it may change while that works."""

    def __init__(self, site):
        self.site, self.file = site, site.folder / "clock"
        self.set(0)

    def set(self, days: float) -> None:
        # In place, because the daemon has it mapped.
        with self.file.open("r+b" if self.file.exists() else "wb") as file:
            file.write(struct.pack("<q", int(days * DAY)))

    def start(self) -> None:
        self.site.start(faulty={"at": 0, "clock": self.file})


@fact("a clock a year ahead, then a year behind: nothing expires, and nothing waits when it is right again")
def another_year(ground):
    site = ground.opened()
    before = {one["rma"]: one["state"] for one in site.returns()}
    site.stop()
    clock = Clock(site)
    for number, days in ((3, 365), (4, -365)):
        clock.set(days)
        clock.start()
        site.drop(f"request-{number}.json", request(number))
        site.receipt(f"request-{number}.json")
        site.stop()
    assert "the clock is far ahead of the last work" in site.log, site.log
    site.start()
    site.settle()
    site.verified()
    after = {one["rma"]: one["state"] for one in site.returns()}
    assert len(after) == 4
    assert {rma: after[rma] for rma in before} == before, (before, after)
    # Those of the year that never was are told, too, and not a year later.
    site.check_webhooks(wanted=set(after))


@fact("a clock that jumps by a year in both directions while the daemon works delays nothing and doubles nothing")
def jumps(ground):
    site = ground.opened()
    site.stop()
    clock = Clock(site)
    clock.start()
    names = []
    for number, days in enumerate((0, 365, -365, 1, -1, 0), 3):
        clock.set(days)
        site.drop(f"request-{number}.json", request(number))
        site.receipt(f"request-{number}.json")
        names.append(f"request-{number}.json")
        # In place and unannounced, to be found by its rest: a wall clock must not matter.
        (site.spool / "drop" / f"note-{number}.json").write_text('{"type": "nothing that there is"}')
        wait(20, "an answer to what was written in place",
             lambda: f"note-{number}.json" in site.names("rejected"), lambda: site.log)
    # The clock's work looks once a minute; what it would find then is found at a start, too.
    site.stop()
    site.start()
    site.settle()
    site.verified()
    returns = site.returns()
    assert len(returns) == 8 and len({one["rma"] for one in returns}) == 8
    assert set(name + ".receipt.json" for name in OPENED + names) <= set(site.names("receipts"))
    assert all(f"{one['rma']}.pdf" in site.names("labels") for one in returns if one["state"] == "approved")
    site.check_webhooks(wanted={one["rma"] for one in returns})
    assert site.stop() == 0


@fact("after a power cut the receipts that it left empty or took away are written again, word for word")
def power_cut(ground):
    site = ground.opened()
    site.stop()
    site.start(environment={"RMAD_BOOT_ID": "a" * 32})
    site.drop("request-3.json", request(3))
    site.receipt("request-3.json")
    site.settle()
    before = site.receipts()
    site.kill()
    receipts = site.spool / "receipts"
    (receipts / "request-3.json.receipt.json").write_text("")
    (receipts / "request-2.json.receipt.json").unlink()
    site.start(environment={"RMAD_BOOT_ID": "b" * 32})
    assert site.receipts() == before
    site.check(OPENED + ["request-3.json"])
