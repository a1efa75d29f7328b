"""What the demo says on the terminal: numbered steps, a tick or a cross for each fact, colour for people only."""

import os
import sys
import unicodedata


class Screen:
    """Counts steps and failures. Colour and waiting lines appear on a terminal only (https://no-color.org)."""

    def __init__(self, steps: int, stream=sys.stdout):
        self._stream = stream
        self._steps = steps
        self._step = 0
        self._waiting = False
        self._is_terminal = stream.isatty()
        self._has_colour = self._is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self.failures: list[str] = []

    def step(self, title: str) -> None:
        self._step += 1
        self._print("")
        self._print(self._ink("1", f"[{self._step}/{self._steps}] {title}"))

    def check(self, holds: bool, fact: str, otherwise: str = "") -> bool:
        """A fact of the demo: ticked, or crossed and counted as a failure."""
        if holds:
            self._print(f"  {self._ink('32', '✓')} {printable(fact)}")
        else:
            self.failures.append(fact)
            said = f"{fact}: {otherwise}" if otherwise else fact
            self._print(f"  {self._ink('31;1', '✗')} {printable(said)}")
        return holds

    def say(self, text: str) -> None:
        self._print(f"    {printable(text)}")

    def quote(self, text: str, limit: int = 40) -> None:
        """Somebody else's lines, set off at the left; never more than `limit` of them."""
        lines = text.rstrip("\n").splitlines()
        for line in lines[:limit]:
            self._print(self._ink("2", "    │ ") + printable(line))
        if len(lines) > limit:
            self._print(self._ink("2", f"    │ … {len(lines) - limit} more lines"))

    def waiting(self, what: str) -> None:
        """What is being waited for; it vanishes with the next line."""
        if self._is_terminal:
            self._stream.write(f"\r\x1b[K    … {printable(what)}")
            self._stream.flush()
            self._waiting = True

    def _print(self, line: str) -> None:
        if self._waiting:
            self._stream.write("\r\x1b[K")
            self._waiting = False
        self._stream.write(line + "\n")
        self._stream.flush()

    def _ink(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._has_colour else text


def printable(text: str) -> str:
    """Foreign text without anything that could move the cursor or turn the writing direction."""
    return "".join(c if c == "\t" or unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp") else "�" for c in text)
