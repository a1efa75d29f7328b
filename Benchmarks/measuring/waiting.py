"""Bounded waits and directory notices."""

import ctypes
import os
import select
import time

_libc = ctypes.CDLL(None, use_errno=True)
_IN_CREATE, _IN_MOVED_TO, _IN_CLOEXEC = 0x100, 0x80, 0o2000000


class TimeUp(Exception):
    """Something that was waited for did not happen."""


def until(condition, seconds: float, what: str, pause: float = 0.02):
    """The condition's first true answer."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise TimeUp(f"waited {seconds:g} s for {what}")
        time.sleep(pause)


class Notices:
    """inotify on one directory: wakes in microseconds when a file gets its name, without polling."""

    def __init__(self, directory: str):
        self._descriptor = _libc.inotify_init1(_IN_CLOEXEC)
        if self._descriptor < 0 or _libc.inotify_add_watch(
                self._descriptor, os.fsencode(directory), _IN_CREATE | _IN_MOVED_TO) < 0:
            raise OSError(ctypes.get_errno(), "inotify", directory)

    def wait(self, path: str, seconds: float) -> float:
        """The time, in seconds since 1970, at which the file was seen."""
        deadline = time.monotonic() + seconds
        while not os.path.exists(path):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._descriptor], [], [], left)[0]:
                raise TimeUp(f"waited {seconds:g} s for {path}")
            os.read(self._descriptor, 65536)
        return time.time()

    def first(self, seconds: float) -> float:
        """The time, in seconds since 1970, at which anything got a name since this began to watch."""
        if not select.select([self._descriptor], [], [], seconds)[0]:
            raise TimeUp(f"waited {seconds:g} s for any file")
        os.read(self._descriptor, 65536)
        return time.time()

    def close(self) -> None:
        os.close(self._descriptor)
