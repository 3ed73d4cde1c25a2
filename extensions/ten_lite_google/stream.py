"""One stream to Google's Speech-to-Text: what goes up, and what comes down means."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import Any

import grpc  # type: ignore[import-untyped]
from google.cloud import speech_v2 as sdk

from ten_lite.errors import ProviderError
from ten_lite.kinds.stt_stream import Progress, SpeechBegan, SpeechOver, Told, Words
from ten_lite_google.access import told_as_ours
from ten_lite_google.failure import failure
from ten_lite_google.stream_clock import StreamClock
from ten_lite_google.stt_config import GoogleSttConfig

__all__ = ["GoogleStream"]

LARGEST_REQUEST = 12_800
"""Bytes of sound in one message; Google's documents allow 15 kB."""
LIFE_S = 1.0
LATE_S = 4.0
"""After the end of speech, its words may come this late: Chirp models take two seconds and more."""
FULL = ("Max duration", "maximum allowed stream duration")
"""Google's words for a stream that has lasted long enough."""
Event = sdk.StreamingRecognizeResponse.SpeechEventType


class GoogleStream:
    """Reads and writes one call.

    Args:
        call: gRPC's.
        config: What was asked for.
        begin_s: Where the first sample lies in the session's sound.
        read: A read that is under way.
    """

    def __init__(
        self,
        call: Any,
        config: GoogleSttConfig,
        begin_s: float,
        read: asyncio.Future[Any] | None = None,
    ) -> None:
        self._call = call
        self._first_read = read
        self._bytes_per_s = 2 * config.sample_rate_hz
        self._detects = config.language == "auto"
        self._patience_s = config.answer_timeout_s
        self._clock = StreamClock(1000 * begin_s)
        self._reason = ""
        self._told_until_ms = round(1000 * begin_s)
        self._began_ms = self._told_until_ms
        self._has_words = False
        self._owed_until_s = 0.0

    async def send_sound(self, data: bytes) -> None:
        """See ``SttStream``."""
        await self._write(data)
        self._clock.sent(1000 * len(data) / self._bytes_per_s)

    async def keep_alive(self) -> None:
        """Send a second of silence: without it Google neither ends an utterance nor stays.

        Raises:
            ProviderError: The connection is lost.
        """
        await self._write(bytes(self._bytes_per_s))
        self._clock.put_in(1000)

    async def told(self) -> AsyncGenerator[Told | None, None]:
        """See ``SttStream``."""
        try:
            async with contextlib.aclosing(self._responses()) as responses:
                async for response in responses:
                    if response is None:
                        yield None
                        continue
                    for told in self._read(response):
                        yield told
        except ProviderError as error:
            if not any(word in str(error) for word in FULL):
                raise

    def give_up(self, reason: str) -> None:
        """See ``SttStream``."""
        self._reason = self._reason or reason
        self._call.cancel()

    async def _write(self, data: bytes) -> None:
        async with self._told_why():
            for start in range(0, len(data), LARGEST_REQUEST):
                audio = data[start : start + LARGEST_REQUEST]
                await self._call.write(sdk.StreamingRecognizeRequest(audio=audio))

    async def _responses(self) -> AsyncGenerator[Any, None]:
        """What comes; None once a second while words may still come of what was spoken."""
        read = self._first_read
        try:
            while True:
                # a read that is cancelled ends the call, so the wait has to be around it
                read = read or asyncio.ensure_future(self._call.read())
                await asyncio.wait({read}, timeout=LIFE_S)
                if not read.done():
                    if asyncio.get_running_loop().time() < self._owed_until_s:
                        yield None
                    continue
                async with self._told_why():
                    response = read.result()
                read = None
                if response is grpc.aio.EOF:
                    return
                yield response
        finally:
            if read is not None:
                read.cancel()
                await asyncio.wait({read}, timeout=LIFE_S / 10)

    @contextlib.asynccontextmanager
    async def _told_why(self) -> AsyncIterator[None]:
        try:
            async with told_as_ours(self._call):
                yield
        except ProviderError as error:
            if not self._reason:
                raise
            raise failure(f"Google's connection was left ({self._reason})", error.code) from None

    def _read(self, response: sdk.StreamingRecognizeResponse) -> Iterator[Told]:
        at_ms = self._ms(response.speech_event_offset)
        if response.speech_event_type == Event.SPEECH_ACTIVITY_BEGIN:
            self._began_ms = at_ms
            self._owe(self._patience_s)
            yield SpeechBegan(at_ms)
        elif response.speech_event_type == Event.SPEECH_ACTIVITY_END:
            self._owe(LATE_S)
            yield SpeechOver(at_ms)
        interim, end_ms, language = "", 0, ""
        for result in response.results:
            text = result.alternatives[0].transcript if result.alternatives else ""
            end_ms = self._ms(result.result_end_offset)
            language = result.language_code if self._detects else ""
            if result.is_final:
                yield self._final(text.strip(), end_ms, language)
            else:
                interim += text
        if interim.strip():
            self._has_words = True
            self._owe(self._patience_s)
            start_ms = self._start_ms()
            yield Words(interim.strip(), start_ms, max(end_ms, start_ms + 1), False, language)

    def _final(self, text: str, end_ms: int, language: str) -> Told:
        start_ms, has_words = self._start_ms(), self._has_words
        self._has_words, self._owed_until_s = False, 0.0
        self._told_until_ms = max(self._told_until_ms, end_ms)
        if not text and not has_words:
            return Progress(end_ms, is_final=True)
        return Words(text, start_ms, max(end_ms, start_ms + 1), True, language)

    def _start_ms(self) -> int:
        """Where the utterance under way begins; chirp_3 does not tell the times of words."""
        return max(self._began_ms, self._told_until_ms)

    def _owe(self, for_s: float) -> None:
        self._owed_until_s = asyncio.get_running_loop().time() + for_s

    def _ms(self, offset: Any) -> int:
        return self._clock.session_ms(1000 * offset.total_seconds())
