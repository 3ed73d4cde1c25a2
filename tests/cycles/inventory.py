"""What a process holds: tasks, threads, open files, memory."""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
import threading
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from ten_lite.testing import leftover_tasks

__all__ = ["Inventory", "no_more_than", "take_inventory"]

OF_THE_KERNEL = Path("/proc/self")


@dataclass(frozen=True, slots=True)
class Inventory:
    """What was there at one moment, garbage collected.

    Attributes:
        tasks: Tasks of the loop, besides the one that counts.
        threads: Threads of the process, those of native code too where the system tells; without
            idle threads of the loop's executor, which are as many as it likes.
        files: Open files and sockets.
        blocks: Blocks of memory that Python has given to its objects.
        rss_kb: Memory of the process that is in use, in KB.
    """

    tasks: int
    threads: int
    files: int
    blocks: int
    rss_kb: int

    @property
    def counts(self) -> tuple[int, int, int]:
        """Tasks, threads, files: what must not become more."""
        return self.tasks, self.threads, self.files


def take_inventory() -> Inventory:
    """Count now; needs a running loop."""
    _empty_caches()
    gc.collect()
    return Inventory(*_counts(), sys.getallocatedblocks(), _rss_kb())


def no_more_than(before: Inventory) -> bool:
    """Whether there are no more tasks, threads and files now; quick."""
    return all(now <= then for now, then in zip(_counts(), before.counts, strict=True))


def _counts() -> tuple[int, int, int]:
    return len(leftover_tasks()), _threads(), len(os.listdir("/dev/fd"))


def _empty_caches() -> None:
    """Of Python's own, those that hold a bounded number of things and take long to fill."""
    attributes = getattr(sys, "_clear_internal_caches", None) or sys._clear_type_cache
    attributes()
    urllib.parse.clear_cache()
    re.purge()


def _threads() -> int:
    of_python = threading.enumerate()
    idle = sum(thread.name.startswith("asyncio_") for thread in of_python)
    tasks = OF_THE_KERNEL / "task"
    return (len(os.listdir(tasks)) if tasks.exists() else len(of_python)) - idle


def _rss_kb() -> int:
    statm = OF_THE_KERNEL / "statm"
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(os.getpid())], capture_output=True)
    return int(told.stdout)
