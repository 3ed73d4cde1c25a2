"""The model files of this user on this machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ten_lite.weights.cache import cache_dir
from ten_lite.weights.errors import disk_errors, mismatch, not_here, pull_line
from ten_lite.weights.extract import sha256_of
from ten_lite.weights.lock import locked
from ten_lite.weights.spec import WeightFile, WeightSet

__all__ = ["WeightStore"]

_MARKER = ".verified"
_WORK = ".work"
_LOCK = ".lock"


class WeightStore:
    """Model files on the disk: ``<root>/weights/<set>/<digest>/<file>``.

    A set is present when its marker is there, which is written after every file's hash was
    checked, and every file has its size. So asking is cheap (a few ``stat`` calls) and a half
    set never counts. The marker is a ``sha256sum`` list: ``sha256sum -c .verified`` checks it.

    Args:
        root: The cache folder; by default ``cache_dir()``.
    """

    def __init__(self, root: Path | str | None = None) -> None:
        self.root = cache_dir() if root is None else Path(root).absolute()

    def folder(self, weights: WeightSet) -> Path:
        """Where the files of the set lie, or will lie."""
        return self.top(weights) / weights.digest

    def path(self, weights: WeightSet, file: str) -> Path:
        """One file of the set, ready to be opened.

        Raises:
            WeightsError: The set is not here; the message has the command that fetches it.
        """
        if file not in {each.name for each in weights.files}:
            raise ValueError(f"{weights.name!r} has no file {file!r}")
        if self.missing(weights):
            raise not_here(weights, self.folder(weights))
        return self.folder(weights) / file

    def missing(self, weights: WeightSet) -> tuple[str, ...]:
        """Names of the files that are absent, not whole, or not checked yet; () when ready."""
        folder = self.folder(weights)
        try:
            checked = (folder / _MARKER).read_text("utf-8") == weights.checksums
        except (OSError, ValueError):
            checked = False
        return tuple(
            file.name for file in weights.files if not checked or not in_place(file, folder)
        )

    def verify(self, weights: WeightSet) -> None:
        """Hash every file again.

        Raises:
            WeightsError: The set is not here, or a file is damaged; that file is deleted, so
                that the next pull brings it anew.
        """
        if self.missing(weights):
            raise not_here(weights, self.folder(weights))
        for file in weights.files:
            path = self.folder(weights) / file.name
            found = sha256_of(path)
            if found != file.sha256:
                self.discard(weights, path)
                raise mismatch(file, found=found, where=path, cure=f"run: {pull_line(weights)}")

    def remove(self, weights: WeightSet) -> int:
        """Delete the set, also what older pins of it and broken-off pulls have left.

        Returns:
            How many bytes were freed.
        """
        top = self.top(weights)
        freed = 0
        if not top.is_dir():
            return freed
        with disk_errors(top), locked(top / _LOCK):
            for folder in [each for each in top.iterdir() if each.is_dir()]:
                # Marker first: a set half removed is not a set.
                (folder / _MARKER).unlink(missing_ok=True)
                freed += sum(each.lstat().st_size for each in folder.rglob("*"))
                shutil.rmtree(folder)
        return freed

    def top(self, weights: WeightSet) -> Path:
        """The folder of the set in all its versions; a pull locks and works here."""
        return self.root / "weights" / weights.name

    def work(self, weights: WeightSet) -> Path:
        """Where a pull keeps what is not finished."""
        return self.top(weights) / _WORK

    def lock_file(self, weights: WeightSet) -> Path:
        """The file that a pull holds locked."""
        return self.top(weights) / _LOCK

    def mark(self, weights: WeightSet) -> None:
        """Say that every file was checked."""
        folder = self.folder(weights)
        draft = self.work(weights) / _MARKER
        with disk_errors(folder):
            with open(draft, "w", encoding="utf-8", newline="\n") as file:
                file.write(weights.checksums)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, folder / _MARKER)

    def discard(self, weights: WeightSet, path: Path) -> None:
        """Delete a file that is not what was pinned, the marker first."""
        with disk_errors(path):
            (self.folder(weights) / _MARKER).unlink(missing_ok=True)
            path.unlink(missing_ok=True)


def in_place(file: WeightFile, folder: Path) -> bool:
    """Whether the file is there and of its size."""
    try:
        return (folder / file.name).stat().st_size == file.size_bytes
    except OSError:
        return False
