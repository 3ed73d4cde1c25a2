"""The one WebSocket of a session: there before it is needed, and made anew when it is gone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ten_lite.errors import ProviderError
from ten_lite_elevenlabs.connection import open_socket
from ten_lite_elevenlabs.tts_config import ElevenLabsTtsConfig
from ten_lite_elevenlabs.tts_request import contexts_url
from ten_lite_elevenlabs.voice_socket import VoiceSocket

__all__ = ["VoiceLine"]

log = logging.getLogger(__name__)

ROOM_S = 0.25
"""Longest wait for the end of a context that was closed; a new connection takes no longer."""


@dataclass(slots=True)
class _Held:
    url: str
    opened: asyncio.Future[VoiceSocket]
    task: asyncio.Task[Any]

    @property
    def is_fit(self) -> bool:
        """Whether it is, or may yet be, a connection that can be used."""
        if not self.opened.done():
            return True
        return self.opened.exception() is None and self.opened.result().is_fit


class VoiceLine:
    """Connects; a WebSocket is bound to its voice, model and language.

    Args:
        spawn: Runs a task of the node.
        refused: Told when ElevenLabs refuses what cannot be cured and no answer waits for it; what
            it raises is a failure of the node.
    """

    def __init__(
        self,
        spawn: Callable[..., asyncio.Task[Any]],
        refused: Callable[[ProviderError], None],
    ) -> None:
        self._spawn = spawn
        self._refused = refused
        self._used: _Held | None = None
        self._next: _Held | None = None

    def prepare(self, config: ElevenLabsTtsConfig) -> None:
        """Connect for ``config``; a WebSocket that is in use stays until another one is."""
        url = contexts_url(config)
        for held in (self._used, self._next):
            if held is not None and held.url == url and held.is_fit:
                return
        self._drop(self._next)
        self._next = self._connect(url, config)

    async def socket(self, config: ElevenLabsTtsConfig) -> VoiceSocket:
        """A WebSocket for ``config`` with room for a context.

        Raises:
            ProviderError: There is none.
        """
        url = contexts_url(config)
        if self._used is not None and self._used.url == url and self._used.is_fit:
            socket = await self._opened(self._used)
            if socket.is_fit and await socket.has_room(ROOM_S):
                return socket
        self._drop(self._used)
        self._used, self._next = self._next, None
        if self._used is None or self._used.url != url or not self._used.is_fit:
            self._drop(self._used)
            self._used = self._connect(url, config)
        return await self._opened(self._used)

    async def _opened(self, held: _Held) -> VoiceSocket:
        try:
            return await asyncio.shield(held.opened)
        except ProviderError:
            if self._used is held:
                self._used = None
            raise

    def _connect(self, url: str, config: ElevenLabsTtsConfig) -> _Held:
        opened: asyncio.Future[VoiceSocket] = asyncio.get_running_loop().create_future()
        opened.add_done_callback(_look_at)
        task = self._spawn(self._hold(url, config, opened), name="voice line")
        return _Held(url, opened, task)

    async def _hold(
        self, url: str, config: ElevenLabsTtsConfig, opened: asyncio.Future[VoiceSocket]
    ) -> None:
        try:
            limit_s = config.connect_timeout_s
            async with open_socket(url, config.api_key, limit_s) as connection:
                socket = VoiceSocket(connection)
                opened.set_result(socket)
                error = await socket.read()
                is_told = socket.was_used
        except ProviderError as failure:
            is_told, error = opened.done(), failure
            if not opened.done():
                opened.set_exception(failure)
        if not is_told and not error.retryable and self._is_unused(opened):
            self._refused(error)
        elif not is_told:
            log.info("%s", error)

    def _is_unused(self, opened: asyncio.Future[VoiceSocket]) -> bool:
        return self._next is not None and self._next.opened is opened

    def _drop(self, held: _Held | None) -> None:
        if held is not None:
            held.task.cancel()
            if not held.opened.done():
                held.opened.cancel()


def _look_at(opened: asyncio.Future[VoiceSocket]) -> None:
    """A connection that fails before it is needed is told when it is, or not at all."""
    if not opened.cancelled():
        opened.exception()
