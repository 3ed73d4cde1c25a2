"""``deepgram_stt``: sends the user's sound to Deepgram and tells what it understands."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any

from ten_lite.kinds.stt_stream import StreamingSttExtension, SttStream
from ten_lite.runtime import Resource
from ten_lite_deepgram.config import DeepgramSttConfig
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
        name, label = ("flux", "Deepgram Flux") if config.is_flux else ("stream", "Deepgram SDK")
        return {name: Resource(key=label, label=label, load=partial(_import, name))}

    async def configure(self) -> None:
        """Go on with the utterance that an instance before this one has heard a part of."""
        self.is_talkative = self.config.interim_results
        if self.config.is_flux:
            self.keep_alive_s = FLUX_PAUSE_S
        await super().configure()
        if self._sound.end == self._sound.start:
            self.state.pop("said", None)
        self._said: Utterance = self.state.setdefault("said", Utterance())

    def open_stream(
        self, config: DeepgramSttConfig, begin_s: float
    ) -> AbstractAsyncContextManager[SttStream]:
        """A stream of its own language and model."""
        opened: AbstractAsyncContextManager[SttStream]
        if config.is_flux:
            opened = self.resource("flux").open_flux(config, begin_s)
        else:
            opened = self.resource("stream").open_listen(config, begin_s, self._said)
        return opened


async def _import(name: str) -> Any:
    return await asyncio.to_thread(importlib.import_module, f"ten_lite_deepgram.{name}")
