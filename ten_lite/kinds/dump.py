"""Sound as it went in or came out, byte for byte, in a file: the property ``dump``."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ten_lite.errors import TenLiteError

if TYPE_CHECKING:
    from ten_lite.runtime.extension import Extension

__all__ = ["SoundDump", "open_dump"]

WRITE_EVERY_S = 1.0
LIMIT_BYTES = 16 * 1024 * 1024
"""Most that waits for a disk that is slow: three minutes at 48 kHz."""
BEGUN = "dump was begun"
"""Key of ``node_state``: a restart, and whoever stands in, write on in the same file."""


def open_dump(extension: Extension[Any], ending: str) -> SoundDump | None:
    """The dump that the node's ``dump`` and ``dump_path`` ask for; None when they do not.

    The file is ``<dump_path>/<node>_<ending>_<session>.pcm``: 16-bit samples, no header.

    Args:
        extension: The node. The file is closed when its tasks end.
        ending: What the sound is: ``asr_in`` or ``dump``, TEN's words.

    Raises:
        TenLiteError: The file cannot be written; names it.
    """
    config = extension.config
    if not getattr(config, "dump", False):
        return None
    name = f"{extension.name}_{ending}_{extension.session.id}"
    path = Path(config.dump_path) / f"{re.sub(r'[^A-Za-z0-9_.-]', '_', name)}.pcm"
    return SoundDump(extension, path)


class SoundDump:
    """Writes sound into a file, in threads, so that a slow disk holds up no conversation.

    What a disk cannot take is not a reason to be silent: it is told once, and no more is written.

    Args:
        extension: The node whose sound it is.
        path: The file. Each session begins it anew.

    Raises:
        TenLiteError: It cannot be written.
    """

    def __init__(self, extension: Extension[Any], path: Path) -> None:
        self._extension = extension
        self._path = path
        self._waiting = bytearray()
        self._some = asyncio.Event()
        self._writing: asyncio.Future[Any] | None = None
        self._is_broken = False
        mode = "ab" if extension.node_state.get(BEGUN) else "wb"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open(mode)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            text = f'cannot write the dump of "{extension.name}" to {path}: {reason}'
            raise TenLiteError(f"{text}; set dump_path to a folder that can be written") from error
        extension.node_state[BEGUN] = True
        extension.spawn(self._run(), name="dump")

    def write(self, data: bytes) -> None:
        """Add ``data``; it is in the file a second later, and at the end of the session."""
        if self._is_broken:
            return
        self._waiting += data
        if len(self._waiting) >= LIMIT_BYTES:
            self._give_up("the disk is too slow")
        self._some.set()

    async def _run(self) -> None:
        try:
            while True:
                await self._some.wait()
                await asyncio.sleep(WRITE_EVERY_S)
                self._some.clear()
                await self._write_out()
        finally:
            await self._write_out()
            await self._in_thread(self._file.close)

    async def _write_out(self) -> None:
        await self._written()  # a write that was broken off from
        data, self._waiting = self._waiting, bytearray()
        if data:
            await self._in_thread(_write, self._file, data)

    async def _in_thread(self, work: Callable[..., Any], *given: Any) -> None:
        self._writing = asyncio.ensure_future(asyncio.to_thread(work, *given))
        await self._written()

    async def _written(self) -> None:
        if self._writing is not None:
            await asyncio.wait({self._writing})  # which is not cancelled with this
            error = self._writing.exception()
            if error is not None:
                self._give_up(getattr(error, "strerror", None) or type(error).__name__)

    def _give_up(self, reason: str) -> None:
        if not self._is_broken:
            self._is_broken = True
            self._waiting.clear()
            self._extension.log.error("no more is written to %s: %s", self._path, reason)
            text = f"the dump of {self._extension.name} ends here: {reason}"
            self._extension.report(text, code="dump_failed")


def _write(file: BinaryIO, data: bytearray) -> None:
    file.write(data)
    file.flush()
