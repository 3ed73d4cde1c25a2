"""``deepgram_stt``: sends the user's sound to Deepgram and tells what it understands."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

from ten_lite.kinds.stt_stream import StreamingSttExtension, SttStream
from ten_lite.runtime import Resource
from ten_lite_deepgram.config import DeepgramSttConfig
from ten_lite_deepgram.request import flux_url, stream_url
from ten_lite_deepgram.utterance import Utterance

__all__ = ["DeepgramStt"]


FLUX_PAUSE_S = 1.0
"""A turn is ended when no sound has come for this long."""


class DeepgramStt(StreamingSttExtension[DeepgramSttConfig]):
    """Keeps one ``listen`` stream open while the session lasts."""

    vendor = "deepgram"
    keep_alive_s = 4.0

    @classmethod
    def resources(cls, config: DeepgramSttConfig) -> Mapping[str, Resource[Any]]:
        """What speaks the model's protocol; importing it takes a moment no session should wait for.

        The SDK has no part in Flux's, which is simpler than the SDK's client for it.
        """
        if config.is_flux:
            return {"flux": Resource(key="deepgram flux", label="Deepgram Flux", load=_import_flux)}
        return {"sdk": Resource(key="deepgram sdk", label="Deepgram SDK", load=_import_sdk)}

    async def configure(self) -> None:
        """Go on with the utterance that an instance before this one has heard a part of."""
        self.is_talkative = self.config.interim_results
        if self.config.is_flux:
            self.keep_alive_s = FLUX_PAUSE_S
        await super().configure()
        if self._sound.end == self._sound.start:
            self.state.pop("said", None)
        self._said: Utterance = self.state.setdefault("said", Utterance())

    @contextlib.asynccontextmanager
    async def open_stream(
        self, config: DeepgramSttConfig, begin_s: float
    ) -> AsyncIterator[SttStream]:
        """A stream of its own language and model."""
        if config.is_flux:
            url = flux_url(config)
            async with self.resource("flux").open_flux(url, config, begin_s) as stream:
                yield stream
            return
        sdk = self.resource("sdk")
        url, key = stream_url(config), config.api_key
        async with sdk.link.open_link(url, key, config.connect_timeout_s) as link:
            yield sdk.stream.DeepgramStream(
                link, begin_s, self._said, utterance_end_ms=config.utterance_end_ms
            )


async def _import_sdk() -> Any:
    def load() -> Any:
        importlib.import_module("ten_lite_deepgram.stream")
        return importlib.import_module("ten_lite_deepgram")

    return await asyncio.to_thread(load)


async def _import_flux() -> Any:
    return await asyncio.to_thread(importlib.import_module, "ten_lite_deepgram.flux")
