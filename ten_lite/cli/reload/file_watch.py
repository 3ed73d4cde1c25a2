"""``FileWatch``: which of some files have changed, told once they rest."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

__all__ = ["FileWatch"]

Stamp = tuple[int, int, int]


class FileWatch:
    """Looks at times and sizes of files; what is there at first counts as known.

    Args:
        paths: Files, there or not, and folders, whose Python files are meant at any depth.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths: set[Path] = set()
        self._known: dict[Path, Stamp] = {}
        self._last: dict[Path, Stamp] = {}
        self.add(paths)

    def add(self, paths: Iterable[Path]) -> None:
        """Look at these as well; as they are now they are known."""
        for path in set(paths) - self._paths:
            self._paths.add(path)
            self._known |= _stamps(path)
        self._last = self._stamps()

    def changed(self) -> list[Path]:
        """Files that were changed, made or deleted, each told once.

        A change is told by the second look that finds the files the same: an editor may be in the
        middle of writing at the first.
        """
        now, last = self._stamps(), self._last
        self._last = now
        if now != last or now == self._known:
            return []
        known, self._known = self._known, now
        return sorted(p for p in known.keys() | now.keys() if known.get(p) != now.get(p))

    def _stamps(self) -> dict[Path, Stamp]:
        return {file: stamp for path in self._paths for file, stamp in _stamps(path).items()}


def _stamps(path: Path) -> dict[Path, Stamp]:
    found = {}
    for file in path.rglob("*.py") if path.is_dir() else (path,):
        try:
            stat = file.stat()
        except OSError:  # deleted, or just being replaced
            continue
        found[file] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    return found
