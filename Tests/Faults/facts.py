"""Runs facts, some at a time, says each, and says at the end how many hold."""

import os
import subprocess
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

from world import Site, opened

FACTS = []


def fact(sentence: str, root: bool = False):
    """What the function below proves, as a sentence.

    - Parameter root: only root can make this fault.
    """

    def take(body):
        FACTS.append((sentence, body, root))
        return body

    return take


class Ground:
    """What a fact uses; it goes with the fact."""

    def __init__(self, seed: int):
        self.seed = seed
        self._sites: list[Site] = []
        self._mounts: list[str] = []

    def site(self, **options) -> Site:
        site = Site(**options)
        self._sites.append(site)
        return site

    def opened(self, **options) -> Site:
        """At work, with orders, an endpoint and two returns."""
        site = opened(**options)
        self._sites.append(site)
        return site

    def mount(self, path, *options: str) -> None:
        """In this run's own mount namespace."""
        path.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", *options, str(path)], check=True, capture_output=True)
        self._mounts.append(str(path))

    def leave(self) -> None:
        for site in self._sites:
            if site.daemon and site.daemon.poll() is None:
                site.kill()
        for path in reversed(self._mounts):
            subprocess.run(["umount", "--lazy", path], check=False, capture_output=True)
        for site in self._sites:
            site.close()


def prove(facts, seed: int, jobs: int) -> int:
    """- Returns: how many do not hold. A fact that fails does not stop the others."""
    begun, failed, skipped = time.monotonic(), [], []

    def one(entry) -> None:
        sentence, body, root = entry
        if root and os.geteuid() != 0:
            skipped.append(sentence)
            print(f"– {sentence}: only root can make this fault", flush=True)
            return
        start, ground = time.monotonic(), Ground(seed)
        try:
            note = body(ground)
        except Exception:  # Whatever goes wrong, the fact is not proven.
            failed.append(sentence)
            text = traceback.format_exc(limit=-4).replace("\n", "\n    ")
            print(f"✘ {sentence} ({time.monotonic() - start:.1f} s)\n    {text}", flush=True)
        else:
            print(f"✔ {sentence} ({time.monotonic() - start:.1f} s)" + (f": {note}" if note else ""), flush=True)
        finally:
            ground.leave()

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(one, facts))
    held = len(facts) - len(failed) - len(skipped)
    print(f"{held} of {len(facts)} facts hold, {len(skipped)} skipped, {time.monotonic() - begun:.0f} s, seed {seed}")
    for sentence in failed:
        print(f"  does not hold: {sentence}")
    return len(failed)
