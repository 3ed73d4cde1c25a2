"""``google_tts``: speaks each piece of an answer with a voice of Google Cloud."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from ten_lite.errors import ProviderError
from ten_lite.kinds import Backoff, TtsExtension
from ten_lite.runtime import Resource
from ten_lite_google.failure import failure
from ten_lite_google.tts_config import GoogleTtsConfig
from ten_lite_google.voice_names import spoken_by

if TYPE_CHECKING:
    from ten_lite_google.voice import GoogleVoice

__all__ = ["GoogleTts"]

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 1.0
LONGEST_TEXT = 4_500
"""Bytes of one request; Google takes 5,000."""
ONCE = frozenset({"INTERNAL"})
"""gRPC says so as well when it has lost the real reason (grpc issue 36066)."""


class GoogleTts(TtsExtension[GoogleTtsConfig]):
    """One call for each piece of text, over a connection that all sessions share.

    A piece that fails before its first sound is asked for again if that may help. After its first
    sound nothing is said twice: the rest of the piece is lost, and that is an error. One that is
    refused because of a voice or language the client asked for is spoken as before.
    """

    @classmethod
    def resources(cls, config: GoogleTtsConfig) -> Mapping[str, Resource[Any]]:
        """The client with its connection, one for all sessions with the same account."""

        async def load() -> GoogleVoice:
            module = await asyncio.to_thread(importlib.import_module, "ten_lite_google.voice")
            voice: GoogleVoice = await module.open_voice(config)
            return voice

        async def close(voice: GoogleVoice) -> None:
            await voice.close()

        account = (config.api_key, config.credentials, config.credentials_file)
        key = ("google tts", *account, config.endpoint)
        return {"voice": Resource(key=key, label="Google voices", load=load, close=close)}

    async def configure(self) -> None:
        """Take the client."""
        self._voice: GoogleVoice = self.resource("voice")
        self.voice_rate_hz = self.output_rate_hz = self.config.sample_rate_hz
        self.lead_s = self.config.lead_s

    def adjust(self, config: GoogleTtsConfig) -> None:
        """See to it that the voice speaks the language."""
        spoken_by(config)

    async def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        """The sound of ``text``; closing this ends the call."""
        for part in _parts(text):
            async with aclosing(self._speak(part)) as chunks:
                async for chunk in chunks:
                    yield chunk

    async def _speak(self, text: str) -> AsyncGenerator[bytes, None]:
        backoff = Backoff(first_s=FIRST_PAUSE_S, limit_s=LONGEST_PAUSE_S)
        is_careful = False
        while True:
            is_heard = False
            try:
                sound = self._voice.stream(text, self.config, is_careful=is_careful)
                async with aclosing(sound) as chunks:
                    async for chunk in chunks:
                        is_heard = is_heard or bool(chunk)
                        self.prove()
                        yield chunk
                if not is_heard:
                    raise failure("Google answered without any sound", "no_sound")
                return
            except ProviderError as error:
                if not is_heard and self.take_back(error):
                    continue
                # who has waited for a timeout does not want to wait for another
                is_final = not error.retryable or is_heard or error.code == "timeout"
                limit = min(self.config.retries, 1) if error.code in ONCE else self.config.retries
                if is_final or backoff.failures >= limit:
                    raise
                is_careful = error.code in ONCE
                self.log.info("%s; trying again", error)
            await asyncio.sleep(backoff.next_delay_s())


def _parts(text: str) -> Iterator[str]:
    """``text`` in requests of a size that is taken; nothing when there is nothing to say."""
    data = text.encode("utf-8", "ignore")  # a lone half of a pair cannot be sent
    while data:
        cut = len(data)
        if cut > LONGEST_TEXT:
            cut = data.rfind(b" ", 1, LONGEST_TEXT) + 1 or LONGEST_TEXT
            while data[cut] & 0xC0 == 0x80:  # not within a character
                cut -= 1
        part, data = data[:cut].decode(), data[cut:]
        if any(map(str.isalnum, part)):
            yield part
