"""``openai_tts``: speaks each piece of an answer with a voice of OpenAI or a compatible server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing
from functools import partial
from typing import Any, ClassVar

import openai

from ten_lite.errors import CommandError, ProviderError
from ten_lite.kinds import TtsExtension, sound_with_tries, text_parts
from ten_lite.runtime import Resource
from ten_lite_openai.audio_config import OpenaiTtsConfig
from ten_lite_openai.client import client_resource, within
from ten_lite_openai.failures import VENDOR, for_good

__all__ = ["OpenaiTts"]

LONGEST_TEXT = 4096
"""Characters of one request."""

MAGIC_BYTES = 4
CONTAINERS = (b"RIFF", b"ID3", b"OggS", b"fLaC")
NOT_SOUND = ("audio/mpeg", "audio/mp3", "audio/aac", "application/json", "text/")
"""Content types of what would be noise: coded sound that has no sure beginning, and words."""


class OpenaiTts(TtsExtension[OpenaiTtsConfig]):
    """One streamed request for each piece of text.

    A piece that fails before its first sound is asked for again if that may help. After its first
    sound nothing is said twice: the rest of the piece is lost, and that is an error. One that is
    refused because of a voice the client asked for is spoken with the voice before.
    """

    language_property: ClassVar[str] = ""  # the model tells by the text

    @classmethod
    def resources(cls, config: OpenaiTtsConfig) -> Mapping[str, Resource[Any]]:
        """The client and its connections, one for all sessions with the same server and key."""
        return client_resource(config)

    async def configure(self) -> None:
        """Take the client."""
        self._client: openai.AsyncOpenAI = self.resource("client")
        self.voice_rate_hz = self.config.server_rate_hz
        self.output_rate_hz = self.config.sample_rate_hz
        self.lead_s = self.config.lead_s

    async def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        """The sound of ``text``; closing this ends the request."""
        for part in text_parts(text, LONGEST_TEXT):
            sound = sound_with_tries(
                self,
                partial(self._stream, part),
                max_retries=self.config.retries,
                vendor=VENDOR,
            )
            async with aclosing(sound) as chunks:
                async for chunk in chunks:
                    yield chunk

    async def _stream(self, text: str) -> AsyncGenerator[bytes, None]:
        """One try.

        Raises:
            ProviderError: There is no sound, or no more of it.
        """
        config = self.config
        loop = asyncio.get_running_loop()
        deadline_s = loop.time() + config.first_byte_timeout_s
        try:
            async with AsyncExitStack() as stack:
                opening = stack.enter_async_context(self._request(text))
                response = await within(config, deadline_s, opening)
                chunks = await stack.enter_async_context(aclosing(response.iter_bytes()))
                first = b""
                while len(first) < MAGIC_BYTES:  # a chunk may be a single byte
                    chunk = await within(config, deadline_s, anext(chunks, None))
                    if chunk is None:
                        break
                    first += chunk
                kind = response.headers.get("content-type", "").lower()
                if first.startswith(CONTAINERS) or kind.startswith(NOT_SOUND):
                    raise _not_samples(kind)
                if first:
                    yield first
                while True:
                    deadline_s = loop.time() + config.gap_timeout_s
                    chunk = await within(config, deadline_s, anext(chunks, None))
                    if chunk is None:
                        return
                    yield chunk
        except CommandError as error:
            raise for_good(error) from None

    def _request(self, text: str) -> AbstractAsyncContextManager[Any]:
        config = self.config
        return self._client.audio.speech.with_streaming_response.create(
            input=text,
            model=config.model,
            voice=config.voice,
            response_format="pcm",
            instructions=config.instructions or openai.omit,
            speed=openai.omit if config.speed is None else config.speed,
            extra_body=dict(config.extra_params) or None,
        )


def _not_samples(kind: str) -> ProviderError:
    return ProviderError(
        f'the server sent "{kind}" in place of PCM samples, which would be noise; check base_url '
        "and model",
        retryable=False,
        vendor=VENDOR,
        code="container",
    )
