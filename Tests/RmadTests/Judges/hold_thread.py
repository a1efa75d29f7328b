"""Stops one thread of a process, as a disk that hangs would, until standard input ends.

usage: hold_thread.py PID THREAD-NAME

Says `held` when the thread has stopped. The process's other threads go on.
"""

import ctypes
import os
import sys
from pathlib import Path

PTRACE_ATTACH = 16
PTRACE_DETACH = 17
WALL = 0x40000000


def thread_id(process: str, name: str) -> int:
    for task in Path(f"/proc/{process}/task").iterdir():
        if (task / "comm").read_text().strip() == name:
            return int(task.name)
    raise SystemExit(f"process {process} has no thread {name}")


def main() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    libc.ptrace.restype = ctypes.c_long
    thread = thread_id(sys.argv[1], sys.argv[2])
    if libc.ptrace(PTRACE_ATTACH, thread, None, None) != 0:
        raise SystemExit(f"ptrace: {os.strerror(ctypes.get_errno())}")
    os.waitpid(thread, WALL)
    print("held", flush=True)
    sys.stdin.read()
    libc.ptrace(PTRACE_DETACH, thread, None, None)


main()
