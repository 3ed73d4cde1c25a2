"""One process at a time: a lock that the system gives back when its holder dies."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ten_lite.weights.errors import disk_errors

__all__ = ["locked"]

logger = logging.getLogger(__name__)

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, wait: bool) -> None:
        # LK_LOCK gives up after ten seconds of trying: ask again.
        while True:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
            except OSError:
                if wait:
                    continue
                raise BlockingIOError from None
            return

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int, *, wait: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at ``path``; wait while another process or thread holds it.

    The file is made when missing and never deleted: deleting it would let a third process
    lock another file of the same name.

    Raises:
        WeightsError: The file cannot be made, or the file system has no locks.
    """
    with disk_errors(path):
        # 0o666 less the umask: a cache shared by a group stays usable for all of it.
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        with disk_errors(path):
            try:
                _lock(descriptor, wait=False)
            except BlockingIOError:
                logger.info("another process is at work in %s; waiting for it", path.parent)
                _lock(descriptor, wait=True)
        yield
    finally:
        # Closing gives the lock back too, but on Windows some time later.
        with suppress(OSError):
            _unlock(descriptor)
        os.close(descriptor)
