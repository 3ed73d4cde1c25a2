"""A voice over HTTP: one streamed request for each piece of an answer."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from ten_lite.errors import ProviderError
from ten_lite.kinds import Backoff, TtsExtension
from ten_lite.runtime import Resource
from ten_lite_elevenlabs.failure import failure
from ten_lite_elevenlabs.parts import speakable_parts
from ten_lite_elevenlabs.tts import ElevenLabsTts
from ten_lite_elevenlabs.tts_config import ElevenLabsTtsConfig

if TYPE_CHECKING:
    from ten_lite_elevenlabs.client import ElevenLabsClient

__all__ = ["HttpTts"]

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 1.0


class HttpTts(ElevenLabsTts, TtsExtension[ElevenLabsTtsConfig]):
    """One streamed request for each piece of text.

    A piece that fails before its first sound is asked for again if that may help. After its first
    sound nothing is said twice: the rest of the piece is lost, and that is an error. One that is
    refused because of a voice the client asked for is spoken with the voice before.
    """

    @classmethod
    def shared(cls, config: ElevenLabsTtsConfig) -> Mapping[str, Resource[Any]]:
        """The client with its connections, one for all sessions with the same key."""

        async def load() -> ElevenLabsClient:
            return await asyncio.to_thread(_client, config)

        async def close(client: ElevenLabsClient) -> None:
            await client.close()

        key = ("elevenlabs", config.api_key, config.base_url)
        return {"client": Resource(key=key, label="ElevenLabs SDK", load=load, close=close)}

    async def configure(self) -> None:
        """Take the client."""
        await super().configure()
        self._client: ElevenLabsClient = self.resource("client")

    async def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        """The sound of ``text``; closing this ends the request."""
        for part in speakable_parts(text):
            async with aclosing(self._speak(part)) as chunks:
                async for chunk in chunks:
                    yield chunk

    async def _speak(self, text: str) -> AsyncGenerator[bytes, None]:
        backoff = Backoff(first_s=FIRST_PAUSE_S, limit_s=LONGEST_PAUSE_S)
        while True:
            is_heard = False
            try:
                async with aclosing(self._client.stream(text, self.config)) as chunks:
                    async for chunk in chunks:
                        is_heard = True
                        self.prove()
                        yield chunk
                if not is_heard:
                    raise failure("ElevenLabs answered without any sound", "no_sound")
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


def _client(config: ElevenLabsTtsConfig) -> Any:
    module = importlib.import_module("ten_lite_elevenlabs.client")
    return module.ElevenLabsClient(config.api_key, config.base_url)
