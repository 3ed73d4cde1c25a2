"""``elevenlabs_stt``: sends the user's sound to Scribe and tells what it understands."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any

from ten_lite.kinds.stt_stream import StreamingSttExtension
from ten_lite.runtime import Resource
from ten_lite_elevenlabs.stt_config import ElevenLabsSttConfig

if TYPE_CHECKING:
    from ten_lite_elevenlabs.scribe_stream import ScribeStream

__all__ = ["ElevenLabsStt"]


class ElevenLabsStt(StreamingSttExtension[ElevenLabsSttConfig]):
    """Keeps one realtime session of Scribe open while the user's sound comes."""

    vendor = "elevenlabs"
    hang_up_s = 8.0
    """ElevenLabs leaves after 10 s without sound, and nothing but sound keeps it waiting."""
    longest_stream_s = 600.0
    """A new stream has forgotten by how much its times run ahead."""

    @classmethod
    def resources(cls, config: ElevenLabsSttConfig) -> Mapping[str, Resource[Any]]:
        """The SDK; importing it takes a moment that no session should wait for."""
        return {"sdk": Resource(key="elevenlabs stt sdk", label="ElevenLabs SDK", load=_import_sdk)}

    @contextlib.asynccontextmanager
    async def open_stream(
        self, config: ElevenLabsSttConfig, begin_s: float
    ) -> AsyncIterator[ScribeStream]:
        """A session of its own language."""
        sdk = self.resource("sdk")
        async with sdk.scribe_link.open_link(config) as link:
            yield sdk.scribe_stream.ScribeStream(link, config, begin_s)


async def _import_sdk() -> Any:
    def load() -> Any:
        importlib.import_module("ten_lite_elevenlabs.scribe_stream")
        return importlib.import_module("ten_lite_elevenlabs")

    return await asyncio.to_thread(load)
