"""kill -9 at every sync, rename and unlink of a small run: intake, papers, webhooks, exports, settlement."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

from facts import fact
from world import (BATCH, BROKEN, Receiver, Site, inspection, opened, receipt_of_goods, request, settlement, wait)

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

    def killed(self, at: int, moment: str) -> bool:
        """- Returns: whether it came to the kill."""
        site = self.site()
        try:
            site.start(faulty={"at": at, "do": moment}, ready=False)
            wait(40, "a kill, or the end of the work", lambda: site._has_ended() or (
                " ready " in site.log[-200_000:] and not site.names("drop") and not site.names("work")
                and len(site.names("out")) == 4), lambda: site.log)
            was_killed = site._has_ended()
            if was_killed:
                assert site.daemon.returncode == -9, f"it ended with {site.daemon.returncode}"
            else:
                # The last of its calls come when it stops.
                was_killed = site.stop() == -9
            before = site.receipts()
            site.start()
            self.check(site)
            after = site.receipts()
            for name, receipt in before.items():
                assert after[name]["records"] == receipt["records"], f"{name} says something else now"
            assert site.stop() == 0
            return was_killed
        finally:
            site.close()


@fact("kill -9 at any sync, rename or unlink loses nothing that was acknowledged and doubles nothing")
def killed_anywhere(ground):
    benches = threading.local()
    made: list[Bench] = []

    def bench() -> Bench:
        if not hasattr(benches, "own"):
            benches.own = Bench()
            made.append(benches.own)
        return benches.own

    def run(point) -> bool:
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
    # A run may need some calls less than the one that was counted: those of the very end are not always reached.
    assert sum(kills) >= len(kills) * 0.7, f"{sum(kills)} of {len(kills)} came to the kill"
    return f"{sum(kills)} kills at {len(points)} of {total * 2} places"
