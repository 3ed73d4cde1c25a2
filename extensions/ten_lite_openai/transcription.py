"""The transcription of one utterance: a request that tells its text as it comes."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx2
import openai

from ten_lite.wav import wav_header
from ten_lite_openai.audio_config import OpenaiSttConfig
from ten_lite_openai.client import within
from ten_lite_openai.failures import failure

__all__ = ["Heard", "Utterance", "transcribed"]

SHORTEST_MS = 100
"""OpenAI refuses shorter sound; silence is added."""
REST_S = 1.0


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the user said in one go.

    Attributes:
        sound: 16-bit mono samples.
        sample_rate_hz: Samples per second.
        start_ms: Where it begins in the session's audio.
        duration_ms: Its length, without the silence around it.
    """

    sound: bytes
    sample_rate_hz: int
    start_ms: int
    duration_ms: int

    @property
    def end_ms(self) -> int:
        """Where it ends in the session's audio."""
        return self.start_ms + self.duration_ms

    def as_wav(self) -> bytes:
        """The sound as a file, which is what servers take."""
        lacking = self.sample_rate_hz * SHORTEST_MS // 1000 * 2 - len(self.sound)
        sound = self.sound + bytes(max(0, lacking))
        return wav_header(len(sound), self.sample_rate_hz) + sound


@dataclass(frozen=True, slots=True)
class Heard:
    """A whole transcription.

    Attributes:
        text: The words; "" when there were none.
        language: ISO code of what was spoken; "" when the server does not tell.
    """

    text: str
    language: str = ""


async def transcribed(
    client: openai.AsyncOpenAI,
    config: OpenaiSttConfig,
    utterance: Utterance,
    so_far: Callable[[str], None],
) -> AsyncGenerator[Heard, None]:
    """One try to have ``utterance`` transcribed; closing this ends the request.

    Args:
        client: Of the SDK.
        config: The node's properties.
        utterance: What was said.
        so_far: Told the text so far, as it comes.

    Yields:
        One whole transcription.

    Raises:
        CommandError: The server refused this request.
        ProviderError: It is out of order or took too long, or the text was cut off.
    """
    deadline_s = asyncio.get_running_loop().time() + config.first_text_timeout_s
    async with AsyncExitStack() as stack:
        opening = stack.enter_async_context(_request(client, config, utterance))
        response = await within(config, deadline_s, opening)
        if "text/event-stream" in response.headers.get("content-type", ""):
            stream = await stack.enter_async_context(
                await within(config, deadline_s, response.parse())
            )
            yield await _follow(config, stream, deadline_s, so_far)
            await _read_rest(stream)
        else:  # a server that does not stream, though asked to
            yield _whole(config, await within(config, deadline_s, response.read()))


def _request(client: openai.AsyncOpenAI, config: OpenaiSttConfig, utterance: Utterance) -> Any:
    language = config.language.partition("-")[0].lower() if config.language else openai.omit
    return client.audio.transcriptions.with_streaming_response.create(
        file=("speech.wav", utterance.as_wav(), "audio/wav"),
        model=config.model,
        language=language,
        prompt=config.prompt or openai.omit,
        stream=True if config.stream else openai.omit,
        extra_body=dict(config.extra_params) or None,
    )


async def _follow(
    config: OpenaiSttConfig,
    events: AsyncIterator[Any],
    deadline_s: float,
    so_far: Callable[[str], None],
) -> Heard:
    text = ""
    while True:
        event = await within(config, deadline_s, anext(events, None))
        if event is None:
            raise failure(config, "the text was cut off before its end")
        kind = getattr(event, "type", "")  # the SDK makes an event of whatever comes
        if kind == "transcript.text.done":
            languages = event.languages or ()
            return Heard(event.text, languages[0].code if languages else "")
        if kind == "transcript.text.delta":
            text += event.delta
            so_far(text)
        deadline_s = asyncio.get_running_loop().time() + config.gap_timeout_s


async def _read_rest(events: AsyncIterator[Any]) -> None:
    """Read the end of an answer: only then is its connection used again."""
    with contextlib.suppress(TimeoutError, openai.APIError, httpx2.HTTPError, ValueError):
        async with asyncio.timeout(REST_S):  # what fails here is no part of the answer
            async for _ in events:
                pass


def _whole(config: OpenaiSttConfig, body: bytes) -> Heard:
    try:
        told = json.loads(body)
        return Heard(str(told["text"]))
    except (ValueError, KeyError, TypeError):
        raise failure(config, "it sent something other than a transcription") from None
