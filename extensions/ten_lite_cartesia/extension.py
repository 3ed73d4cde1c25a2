"""``cartesia_tts``: speaks an answer while it is thought, with a voice of Cartesia."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, ClassVar

from ten_lite.errors import ProviderError
from ten_lite.kinds.tts_stream import StreamingTtsExtension, TtsContext
from ten_lite.runtime import Resource
from ten_lite_cartesia.config import CartesiaTtsConfig

if TYPE_CHECKING:
    from ten_lite_cartesia.line import CartesiaLine

__all__ = ["CartesiaTts"]


class CartesiaTts(StreamingTtsExtension[CartesiaTtsConfig]):
    """One connection for the session, one context for each answer."""

    vendor = "cartesia"
    voice_property: ClassVar[str] = "voice_id"

    @classmethod
    def resources(cls, config: CartesiaTtsConfig) -> Mapping[str, Resource[Any]]:
        """The WebSocket client; importing it takes a moment no session should wait for."""
        return {"line": Resource(key="cartesia", label="Cartesia client", load=_import)}

    async def configure(self) -> None:
        """Take over what the properties say."""
        config = self.config
        self.voice_rate_hz = self.output_rate_hz = config.sample_rate_hz
        self.lead_s, self.retries = config.lead_s, config.retries
        self.stall_timeout_s = config.stall_timeout_s
        self._line: CartesiaLine = self.resource("line").CartesiaLine(
            lambda work: self.spawn(work, name="receive")
        )

    async def start(self) -> None:
        """Connect, so that the first answer need not wait for that."""
        self.spawn(self._connect(), name="connect")

    async def stop(self) -> None:
        """Hang up."""
        await self._line.close()
        await super().stop()

    def open_context(self) -> AbstractAsyncContextManager[TtsContext]:
        """A context with the voice and language of now."""
        return self._line.open_context(self.config)

    async def _connect(self) -> None:
        try:
            await self._line.connect(self.config)
        except ProviderError as error:
            if not error.retryable:
                raise
            self.log.info("%s; trying again with the first answer", error)


async def _import() -> Any:
    return await asyncio.to_thread(importlib.import_module, "ten_lite_cartesia.line")
