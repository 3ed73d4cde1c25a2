"""One continuous recognition of the SDK: sound goes in, what Azure tells comes out.

Its callbacks run in threads of the SDK's own; they copy what is needed and hand it to the loop.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import azure.cognitiveservices.speech as sdk  # type: ignore[import-untyped]

from ten_lite.errors import ProviderError
from ten_lite.kinds.stt_stream import Told, Words
from ten_lite_azure.config import AzureSttConfig
from ten_lite_azure.failure import failure, refusal
from ten_lite_azure.sdk import in_thread, post, speech_config, unusable

__all__ = ["Recognizer", "open_recognizer"]

GOODBYE_S = 0.4
MOST_EVENTS = 1_000
UNUSED_S = 0.2
TICKS_PER_S = 10_000_000
FOREWORD_MS = 100
"""Silence before the sound: without any, the SDK stops and does not tell why when it is refused."""


class Recognizer:
    """An ``SttStream``; use ``open_recognizer``."""

    def __init__(
        self, config: AzureSttConfig, begin_s: float, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._loop = loop
        self._begin_ms = 1000 * begin_s - FOREWORD_MS
        self._events: asyncio.Queue[Told | bool | ProviderError] = asyncio.Queue(MOST_EVENTS)
        self._is_closed = False
        self._written_s = loop.time()
        self._connect_timeout_s = config.connect_timeout_s
        self._rate_hz: int = config.sample_rate_hz
        made = speech_config(config)
        made.speech_recognition_language = config.language
        made.set_property(
            sdk.PropertyId.Speech_SegmentationSilenceTimeoutMs, str(config.segmentation_silence_ms)
        )
        try:
            form = sdk.audio.AudioStreamFormat(config.sample_rate_hz, 16, 1)
            self._stream = sdk.audio.PushAudioInputStream(form)
            self._sdk = sdk.SpeechRecognizer(made, sdk.audio.AudioConfig(stream=self._stream))
            phrases = sdk.PhraseListGrammar.from_recognizer(self._sdk)
            for phrase in config.phrases:
                phrases.addPhrase(phrase)
            self._connection = sdk.Connection.from_recognizer(self._sdk)
        except (RuntimeError, ValueError) as error:
            raise unusable(error) from None
        self._connection.connected.connect(lambda event: self._post(True))
        self._connection.disconnected.connect(lambda event: self._post(False))
        self._sdk.recognizing.connect(lambda event: self._post(self._words(event.result, False)))
        self._sdk.recognized.connect(lambda event: self._post(self._words(event.result, True)))
        self._sdk.canceled.connect(lambda event: self._post(_refusal(event.cancellation_details)))
        self._sdk.session_stopped.connect(
            lambda event: self._post(failure("Azure ended the recognition", "stopped"))
        )

    def start(self) -> None:
        """Connect, and begin to listen; does not wait."""
        self._stream.write(bytes(2 * self._rate_hz * FOREWORD_MS // 1000))
        self._started = self._sdk.start_continuous_recognition_async()

    async def send_sound(self, data: bytes) -> None:
        """Give samples, at least one; the SDK keeps what it has not sent yet."""
        self._written_s = self._loop.time()
        self._stream.write(data)  # of no samples the SDK would think that the sound is over

    async def keep_alive(self) -> None:
        """Nothing: Azure waits."""

    async def told(self) -> AsyncGenerator[Told | None, None]:
        """See ``SttStream``.

        The SDK connects again by itself when a connection is lost, and sends again what Azure has
        not answered. It does not send what comes after a loss while it had nothing to send.

        Raises:
            ProviderError: It has given up, or has no connection for too long; the only end.
        """
        loop = asyncio.get_running_loop()
        limit_s: float | None = self._connect_timeout_s
        while True:
            try:
                async with asyncio.timeout(limit_s):
                    event = await self._events.get()
            except TimeoutError:
                raise failure(f"Azure cannot be reached within {limit_s:g} s", "connect") from None
            if isinstance(event, ProviderError):
                raise event
            if isinstance(event, bool):
                if not event and loop.time() - self._written_s > UNUSED_S:
                    return
                limit_s = None if event else self._connect_timeout_s
            else:
                yield event

    def give_up(self, reason: str) -> None:
        """Make ``told`` raise ``reason``, as soon as what came before has been told."""
        self._take(failure(reason, "silent"))

    async def close(self) -> None:
        """End the recognition, or leave that to a thread when Azure takes its time."""
        self._is_closed = True
        done = in_thread(self._release, "azure recognizer ends")
        await asyncio.wait({done}, timeout=GOODBYE_S)

    def _release(self) -> None:
        try:
            if hasattr(self, "_started"):
                self._sdk.stop_continuous_recognition_async().get()
                self._started.get()  # the SDK keeps 16 KB of a future that is not asked
        finally:
            for part in ("_started", "_connection", "_sdk", "_stream"):
                self.__dict__.pop(part, None)  # the last reference: it waits for its threads

    def _words(self, result: Any, final: bool) -> Words:
        start_ms = self._begin_ms + 1000 * result.offset / TICKS_PER_S
        end_ms = start_ms + 1000 * result.duration / TICKS_PER_S
        text = result.text.strip()
        return Words(text, max(0, round(start_ms)), max(0, round(end_ms)), final)

    def _post(self, event: Told | bool | ProviderError) -> None:
        if not self._is_closed:
            post(self._loop, self._take, event)

    def _take(self, event: Told | bool | ProviderError) -> None:
        if isinstance(event, ProviderError):
            while self._events.full():
                self._events.get_nowait()
        elif isinstance(event, Words) and not event.is_final and self._events.full():
            return  # the next one says the same and more
        try:
            self._events.put_nowait(event)
        except asyncio.QueueFull:
            self._take(failure("Azure tells more than can be passed on", "flood"))


@contextlib.asynccontextmanager
async def open_recognizer(config: AzureSttConfig, begin_s: float) -> AsyncIterator[Recognizer]:
    """A recognition that has begun; it is left in at most half a second, whatever Azure does.

    Args:
        config: What to ask for.
        begin_s: Where its sound begins in the session's.

    Raises:
        ProviderError: The SDK does not take the properties.
    """
    loop = asyncio.get_running_loop()
    recognizer = await asyncio.to_thread(Recognizer, config, begin_s, loop)
    try:
        recognizer.start()
        yield recognizer
    finally:
        await recognizer.close()


def _refusal(details: Any) -> ProviderError:
    return refusal(details.code.name, details.error_details or "")
