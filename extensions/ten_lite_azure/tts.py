"""``azure_tts``: speaks each piece of an answer with a voice of Azure."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from ten_lite.errors import ProviderError
from ten_lite.kinds import Backoff, TtsExtension
from ten_lite.runtime import Resource
from ten_lite_azure.config import AzureTtsConfig
from ten_lite_azure.failure import failure
from ten_lite_azure.ssml import home_of, is_multilingual, language_of, parts, ssml

if TYPE_CHECKING:
    from ten_lite_azure.synthesizer import Synthesizer

__all__ = ["AzureTts"]

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 1.0


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
            async with aclosing(self._speak(part)) as chunks:
                async for chunk in chunks:
                    yield chunk

    async def stop(self) -> None:
        """Close the connection."""
        if self._voice is not None:
            await self._voice.close()

    async def _speak(self, text: str) -> AsyncGenerator[bytes, None]:
        assert self._voice is not None
        backoff = Backoff(first_s=FIRST_PAUSE_S, limit_s=LONGEST_PAUSE_S)
        while True:
            is_heard = False
            try:
                async with aclosing(self._voice.stream(ssml(text, self.config))) as chunks:
                    async for chunk in chunks:
                        is_heard = True
                        self.prove()
                        yield chunk
                if not is_heard:
                    raise failure("Azure answered without any sound", "no_sound")
                return
            except ProviderError as error:
                if not is_heard and self.take_back(error):
                    continue
                # who has waited for a timeout does not want to wait for another
                is_final = not error.retryable or is_heard or error.code == "timeout"
                if is_final or backoff.failures >= self.config.retries:
                    raise
                self.log.info("%s; trying again", error)
            await asyncio.sleep(backoff.next_delay_s())


async def _import_sdk() -> Any:
    return await asyncio.to_thread(importlib.import_module, "ten_lite_azure.synthesizer")
