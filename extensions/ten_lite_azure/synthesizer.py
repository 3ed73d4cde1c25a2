"""One voice of the SDK: a document goes in, its sound comes out as it is made.

Its callbacks run in threads of the SDK's own; they copy the sound and hand it to the loop.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from typing import Any

import azure.cognitiveservices.speech as sdk  # type: ignore[import-untyped]

from ten_lite_azure.config import AzureTtsConfig
from ten_lite_azure.failure import failure, refusal
from ten_lite_azure.sdk import in_thread, post, speech_config, unusable

__all__ = ["Synthesizer"]

GOODBYE_S = 0.4
SETTLE_S = 1.0
LONGEST_SOUND_S = 600
REMEMBERED = 16
"""Documents whose last events may still be on their way from the SDK's threads."""


class _Speech:
    """The sound of one request, between the SDK's threads and who plays it."""

    def __init__(self, limit_bytes: int) -> None:
        self.more = asyncio.Event()
        self.chunks: deque[bytes] = deque()
        self.waiting_bytes = 0
        self.came_bytes = 0
        self.id = ""
        self.is_over = False
        self._limit_bytes = limit_bytes

    def add(self, data: bytes) -> None:
        self.chunks.append(data)
        self.came_bytes += len(data)
        self.waiting_bytes += len(data)
        self.more.set()

    def next(self) -> bytes:
        data = self.chunks.popleft()
        self.waiting_bytes -= len(data)
        return data

    @property
    def is_flooded(self) -> bool:
        return self.waiting_bytes > self._limit_bytes


class Synthesizer:
    """Speaks one document after another over one connection.

    Args:
        config: The properties of the node.
    """

    def __init__(self, config: AzureTtsConfig) -> None:
        self._config = config
        self._loop = asyncio.get_running_loop()
        self._speech: _Speech | None = None
        self._past_ids: deque[str] = deque(maxlen=REMEMBERED)
        self._made = 0
        self._sdk: Any = None
        self._settling: list[asyncio.Future[Any]] = []

    async def prepare(self) -> None:
        """Set the SDK up; there is no connection before the first document.

        Raises:
            ProviderError: The SDK does not take the properties.
        """
        self._sdk = await asyncio.to_thread(self._make)

    async def stream(self, document: str) -> AsyncGenerator[bytes, None]:
        """The sound of ``document``, as it comes; closing this tells the SDK to stop.

        Raises:
            ProviderError: There is no sound, or no more of it.
        """
        await self._settle()
        speech = self._speech = _Speech(2 * LONGEST_SOUND_S * self._config.sample_rate_hz)
        speaking = self._sdk.speak_ssml_async(document)
        result = in_thread(speaking.get, "azure voice speaks")
        result.add_done_callback(lambda done: speech.more.set())
        limit_s = self._config.first_byte_timeout_s
        try:
            while not (result.done() and not speech.chunks):
                while speech.chunks:
                    limit_s = self._config.gap_timeout_s
                    yield speech.next()
                if speech.is_flooded:
                    raise failure("Azure sends more sound than the text can need", "flood")
                speech.more.clear()
                if not result.done():
                    try:
                        async with asyncio.timeout(limit_s):
                            await speech.more.wait()
                    except TimeoutError:
                        raise failure(f"Azure sent nothing for {limit_s:g} s", "timeout") from None
            speech.is_over = True
            made = result.result()
            self._past_ids.append(made.result_id)
            if made.reason == sdk.ResultReason.Canceled:
                details = made.cancellation_details
                raise refusal(details.error_code.name, details.error_details or "")
            if rest := made.audio_data[speech.came_bytes :]:  # its last event is still on the way
                yield rest
        except (RuntimeError, ValueError) as error:
            raise unusable(error) from None
        finally:
            speech.is_over = True
            if not result.done():
                self._settling = [result, in_thread(_stop(self._sdk), "azure voice stops")]

    async def close(self) -> None:
        """Leave, or have a thread do that when Azure takes its time."""
        box, self._sdk = [self._sdk], None
        await asyncio.wait({in_thread(box.clear, "azure voice ends")}, timeout=GOODBYE_S)

    async def _settle(self) -> None:
        """Wait until the last document is out of the way; if it stays, take another voice."""
        if self._settling:
            spoken, stopped = self._settling
            await asyncio.wait({spoken, stopped}, timeout=SETTLE_S)
            self._settling = []
            if spoken.done() and stopped.done() and spoken.exception() is None:
                self._past_ids.append(spoken.result().result_id)
            else:
                self._sdk = None
        if self._sdk is None:
            await self.prepare()

    def _make(self) -> Any:
        made = speech_config(self._config)
        made.set_speech_synthesis_output_format(
            sdk.SpeechSynthesisOutputFormat[self._config.output_format]
        )
        try:
            voice = sdk.SpeechSynthesizer(made, audio_config=None)
        except (RuntimeError, ValueError) as error:
            raise unusable(error) from None
        self._made += 1
        number = self._made

        def tell(event: Any) -> None:
            post(self._loop, self._take, number, event.result.result_id, event.result.audio_data)

        voice.synthesizing.connect(tell)
        return voice

    def _take(self, voice_number: int, request_id: str, data: bytes) -> None:
        speech = self._speech
        if speech is None or speech.is_over or voice_number != self._made:
            return
        if request_id in self._past_ids:
            return
        speech.id = speech.id or request_id
        if request_id == speech.id and not speech.is_flooded:
            speech.add(data)


def _stop(voice: Any) -> Callable[[], Any]:
    return lambda: voice.stop_speaking_async().get()
