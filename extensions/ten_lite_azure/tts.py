"""``azure_tts``: speaks each piece of an answer with a voice of Azure."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Any

from ten_lite.kinds import TtsExtension, sound_with_tries
from ten_lite.runtime import Resource
from ten_lite_azure.config import AzureTtsConfig
from ten_lite_azure.failure import VENDOR
from ten_lite_azure.ssml import home_of, is_multilingual, language_of, parts, ssml

if TYPE_CHECKING:
    from ten_lite_azure.synthesizer import Synthesizer

__all__ = ["AzureTts"]


class AzureTts(TtsExtension[AzureTtsConfig]):
    """One request for each piece of text, over a connection that the session keeps.

    A piece that fails before its first sound is asked for again if that may help. After its first
    sound nothing is said twice: the rest of the piece is lost, and that is an error. One that is
    refused because of a voice the client asked for is spoken with the voice before.
    """

    _voice: Synthesizer | None = None

    @classmethod
    def resources(cls, config: AzureTtsConfig) -> Mapping[str, Resource[Any]]:
        """The SDK; importing it takes a moment that no session should wait for."""
        return {"sdk": Resource(key="azure tts sdk", label="Azure Speech SDK", load=_import_sdk)}

    async def configure(self) -> None:
        """Set the voice up."""
        self.voice_rate_hz = self.output_rate_hz = self.config.sample_rate_hz
        self.lead_s = self.config.lead_s
        voice: Synthesizer = self.resource("sdk").Synthesizer(self.config)
        await voice.prepare()
        self._voice = voice

    def adjust(self, config: AzureTtsConfig) -> None:
        """See to it that the voice speaks the language."""
        home = home_of(config.voice)
        if config.language == self.config.language or is_multilingual(config.voice):
            return
        if config.language is not None and language_of(config.language) != language_of(home):
            raise ValueError(
                f"the voice {config.voice} speaks {home} only; "
                'ask for a voice of that language as well, or for one with "Multilingual" in it'
            )

    async def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        """The sound of ``text``; closing this stops the SDK."""
        for part in parts(text):
            sound = sound_with_tries(
                self,
                partial(self._ask, part),
                max_retries=self.config.retries,
                vendor=VENDOR,
            )
            async with aclosing(sound) as chunks:
                async for chunk in chunks:
                    yield chunk

    async def stop(self) -> None:
        """Close the connection."""
        if self._voice is not None:
            await self._voice.close()
        await super().stop()

    def _ask(self, text: str) -> AsyncGenerator[bytes, None]:
        assert self._voice is not None
        return self._voice.stream(ssml(text, self.config))


async def _import_sdk() -> Any:
    return await asyncio.to_thread(importlib.import_module, "ten_lite_azure.synthesizer")
