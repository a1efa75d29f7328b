"""Runs facts in their order, says each, and says at the end how many hold."""

import time
import traceback

FACTS = []


def fact(sentence: str):
    """What the function below proves, as a sentence."""

    def take(body):
        FACTS.append((sentence, body))
        return body

    return take


def prove(world) -> int:
    """- Returns: how many do not hold. A fact that fails does not stop those behind it."""
    begun, failed = time.monotonic(), []
    for sentence, body in FACTS:
        start = time.monotonic()
        try:
            note = body(world)
        except Exception:  # Whatever goes wrong, the fact is not proven.
            failed.append(sentence)
            print(f"✘ {sentence} ({time.monotonic() - start:.1f} s)", flush=True)
            print("    " + traceback.format_exc(limit=-3).replace("\n", "\n    "), flush=True)
        else:
            print(f"✔ {sentence} ({time.monotonic() - start:.1f} s)" + (f": {note}" if note else ""), flush=True)
    print(f"{len(FACTS) - len(failed)} of {len(FACTS)} facts hold, {time.monotonic() - begun:.0f} s")
    for sentence in failed:
        print(f"  does not hold: {sentence}")
    return len(failed)
