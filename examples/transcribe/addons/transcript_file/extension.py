"""The code of ``transcript_file``."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from ten_lite.messages import AsrResult
from ten_lite.runtime import Extension

from . import TranscriptFileConfig
from .formats import srt_cue, text_line

__all__ = ["TranscriptFile"]


class TranscriptFile(Extension[TranscriptFileConfig]):
    """One ``.txt`` and one ``.srt`` a session, which begin with its first words.

    Each utterance is appended with one write and brought to the disk at once, so whatever ends the
    process, what was understood by then is in the files. Results that may still change are not.
    """

    async def configure(self) -> None:
        """Go on with the same files, and what is not in them yet, after a restart."""
        self._path: Path = self.state.setdefault("path", self._new_path())
        self._waiting: deque[tuple[Path, str]] = self.state.setdefault("waiting", deque())
        self._arrived = asyncio.Event()
        self._one_at_a_time = Lock()

    async def start(self) -> None:
        """Begin to write."""
        self._arrived.set()
        self.spawn(self._write(), name="write")

    def on_asr_result(self, result: AsrResult) -> None:
        """Have a final result written."""
        if not result.final or not result.text.strip():
            return
        count = self.state["count"] = self.state.get("count", 0) + 1
        start_ms, end_ms = result.start_ms, result.start_ms + result.duration_ms
        line = text_line(result.text, self.config.speaker, start_ms, end_ms)
        cue = srt_cue(count, result.text, start_ms, end_ms)
        self._waiting += (
            (self._path.with_suffix(".txt"), line),
            (self._path.with_suffix(".srt"), cue),
        )
        self._arrived.set()

    async def stop(self) -> None:
        """Write what is left."""
        await asyncio.to_thread(self._write_waiting)

    async def _write(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            # a disk may take its time, and other sessions run in this thread
            await asyncio.to_thread(self._write_waiting)

    def _write_waiting(self) -> None:
        with self._one_at_a_time:
            while self._waiting:
                append(*self._waiting[0])
                self._waiting.popleft()  # not before: a full disk may have room after a restart

    def _new_path(self) -> Path:
        begun = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
        return self.config.folder / f"{begun}-{self.session.id}"


def append(path: Path, text: str) -> None:
    """Add ``text`` to the end of a file, and return when the disk has it.

    Args:
        path: The file; its folder is made.
        text: What is added, in one write.

    Raises:
        OSError: It cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab", buffering=0) as file:
        file.write(text.encode("utf-8"))
        os.fsync(file.fileno())
