"""kill -9 at every sync, rename and unlink of a small run: intake, papers, webhooks, exports, settlement.

The start behind each kill is killed as well, early, when it puts in order what the first one left.
"""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

from facts import fact
from world import (BATCH, BROKEN, Receiver, Site, inspection, opened, receipt_of_goods, request, settlement, wait)

# A start behind a kill makes at least so many calls.
RECOVERY_CALLS = 12
_points: int | None = 10
_jobs = 2


def plan(points: int | None, jobs: int) -> None:
    global _points, _jobs
    _points, _jobs = points, jobs


def chosen(total: int, seed: int) -> list[tuple[int, str]]:
    """Before and behind each of so many calls, or some of these places: evenly spread, from a beginning by chance."""
    places = [(at, moment) for at in range(1, total + 1) for moment in ("before", "after")]
    if _points is None or _points >= len(places):
        return places
    step = len(places) / _points
    first = random.Random(seed).random() * step
    return [places[int(first + step * index)] for index in range(_points)]


class Bench:
    """A stopped site that runs are copied from; one for each thread, for the endpoint's address is in its ledger."""

    def __init__(self):
        self.receiver = Receiver()
        self.template = opened(self.receiver, requests=4)
        self.rmas = [self.template.rma(f"request-{number}.json") for number in range(1, 5)]
        for rma in self.rmas:
            self.template.drop(f"dock-{rma}.json", receipt_of_goods(rma))
            self.template.receipt(f"dock-{rma}.json")
        for rma in self.rmas[2:]:
            self.template.drop(f"inspect-{rma}.json", inspection(rma))
            self.template.receipt(f"inspect-{rma}.json")
        self.template.settle()
        assert self.template.stop() == 0, self.template.log
        self.heard = list(self.receiver.heard)
        self.accepted = [name.removesuffix(".receipt.json") for name in self.template.names("receipts")]

    def site(self) -> Site:
        self.receiver.heard[:] = self.heard
        site = Site(self.receiver, template=self.template)
        for number in (5, 6):
            site.drop(f"request-{number}.json", request(number))
        for rma in self.rmas[:2]:
            site.drop(f"inspect-{rma}.json", inspection(rma))
        for rma in self.rmas[2:]:
            site.drop(f"settle-{rma}.json", settlement(rma))
        site.drop("broken.json", BROKEN)
        site.drop("batch.csv", BATCH)
        return site

    def check(self, site: Site) -> None:
        accepted = self.accepted + ["request-5.json", "request-6.json", "batch.csv"]
        accepted += [f"inspect-{rma}.json" for rma in self.rmas[:2]]
        accepted += [f"settle-{rma}.json" for rma in self.rmas[2:]]
        site.check(accepted, rejected=["broken.json"])
        assert site.names("out") == sorted(f"{rma}-R1.json" for rma in self.rmas), site.names("out")
        states = {one["rma"]: one["state"] for one in site.returns()}
        assert len(states) == 8 and all(states[rma] == "closed" for rma in self.rmas[2:]), states
        heard = site.check_webhooks(wanted=set(states))
        assert all(max(places) >= 4 for places in heard.values()), heard

    def close(self) -> None:
        self.template.close()
        self.receiver.stop()

    def count(self) -> int:
        """How many calls a run makes that nobody disturbs."""
        site = self.site()
        try:
            site.start(faulty={"at": 0})
            self.check(site)
            assert site.stop() == 0
            return site.calls
        finally:
            site.close()

    def killed(self, at: int, moment: str) -> tuple[bool, bool]:
        """- Returns: whether it came to the kill, and to that of the start behind it."""
        site = self.site()
        try:
            was_killed = self._disturbed(site, at, moment)
            before = site.receipts()
            # What a kill left behind is put in order by the next start, which may be killed as well.
            was_killed_again = self._disturbed(site, site.calls + 1 + at % RECOVERY_CALLS, moment)
            site.start()
            self.check(site)
            after = site.receipts()
            for name, receipt in before.items():
                assert after[name]["records"] == receipt["records"], f"{name} says something else now"
            assert site.stop() == 0
            return was_killed, was_killed_again
        finally:
            site.close()

    def _disturbed(self, site: Site, at: int, moment: str) -> bool:
        """A run until its kill, or until its work is done. - Returns: whether it came to the kill."""
        mark = len(site.log)
        site.start(faulty={"at": at, "do": moment}, ready=False)
        wait(40, "a kill, or the end of the work", lambda: site._has_ended() or (
            " ready " in site.log[mark:] and not site.names("drop") and not site.names("work")
            and len(site.names("out")) == 4), lambda: site.log)
        if not site._has_ended():
            # The last of its calls come when it stops.
            return site.stop() == -9
        assert site.daemon.returncode == -9, f"it ended with {site.daemon.returncode}"
        return True


@fact("kill -9 at any sync, rename or unlink loses nothing that was acknowledged and doubles nothing")
def killed_anywhere(ground):
    benches = threading.local()
    made: list[Bench] = []

    def bench() -> Bench:
        if not hasattr(benches, "own"):
            benches.own = Bench()
            made.append(benches.own)
        return benches.own

    def run(point) -> tuple[bool, bool]:
        at, moment = point
        try:
            return bench().killed(at, moment)
        except Exception as error:
            raise AssertionError(f"killed {moment} call {at}: {error}") from error

    try:
        total = bench().count()
        points = chosen(total, ground.seed)
        with ThreadPoolExecutor(_jobs) as pool:
            kills = list(pool.map(run, points))
    finally:
        for one in made:
            one.close()
    # A run may need fewer calls than the one that was counted, for much is done in groups: those of the end are not
    # always reached.
    first, again = (sum(kinds) for kinds in zip(*kills))
    assert min(first, again) >= len(points) * 0.5, f"{first} and {again} of {len(points)} came to the kill"
    return f"{first} kills at {len(points)} of {total * 2} places, {again} more while it recovered"
