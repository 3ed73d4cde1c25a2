"""``elevenlabs_tts``: speaks each piece of an answer with a voice of ElevenLabs."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from ten_lite.kinds import TtsExtension, sound_with_tries, text_parts
from ten_lite.runtime import Resource
from ten_lite_elevenlabs.config import ElevenLabsTtsConfig
from ten_lite_elevenlabs.failure import VENDOR

if TYPE_CHECKING:
    from ten_lite_elevenlabs.client import ElevenLabsClient

__all__ = ["ElevenLabsTts"]

LONGEST_TEXT = 4_500
"""Characters of one request; the model with the lowest limit takes 5,000."""


class ElevenLabsTts(TtsExtension[ElevenLabsTtsConfig]):
    """One streamed request for each piece of text.

    A piece that fails before its first sound is asked for again if that may help. After its first
    sound nothing is said twice: the rest of the piece is lost, and that is an error. One that is
    refused because of a voice the client asked for is spoken with the voice before.
    """

    voice_property: ClassVar[str] = "voice_id"

    @classmethod
    def resources(cls, config: ElevenLabsTtsConfig) -> Mapping[str, Resource[Any]]:
        """The client with its connections, one for all sessions with the same key."""

        async def load() -> ElevenLabsClient:
            return await asyncio.to_thread(_client, config)

        async def close(client: ElevenLabsClient) -> None:
            await client.close()

        key = ("elevenlabs", config.api_key, config.base_url)
        return {"client": Resource(key=key, label="ElevenLabs SDK", load=load, close=close)}

    async def configure(self) -> None:
        """Take the client."""
        self._client: ElevenLabsClient = self.resource("client")
        self.voice_rate_hz = self.output_rate_hz = self.config.sample_rate_hz
        self.lead_s = self.config.lead_s

    async def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        """The sound of ``text``; closing this ends the request."""
        for part in text_parts(text, LONGEST_TEXT):
            sound = sound_with_tries(
                self,
                partial(self._ask, part),
                max_retries=self.config.retries,
                vendor=VENDOR,
            )
            async with aclosing(sound) as chunks:
                async for chunk in chunks:
                    yield chunk

    def _ask(self, text: str) -> AsyncGenerator[bytes, None]:
        return self._client.stream(text, self.config)


def _client(config: ElevenLabsTtsConfig) -> Any:
    module = importlib.import_module("ten_lite_elevenlabs.client")
    return module.ElevenLabsClient(config.api_key, config.base_url)
