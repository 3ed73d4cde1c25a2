"""A voice with a scripted provider: each letter sounds for 10 ms with its own code as samples."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Any

from ten_lite.addons import VOICE_INPUTS, VOICE_OUTPUTS, AddonConfig, AddonSpec
from ten_lite.errors import ProviderError
from ten_lite.kinds.tts_stream import Spoken, StreamingTtsExtension
from ten_lite.messages import Message, PcmFrame, TtsTextInput
from ten_lite.testing import Harness

RATE_HZ = 16_000
LETTER_BYTES = 2 * RATE_HZ // 100


def lost(*, retryable: bool = True) -> ProviderError:
    return ProviderError("it is gone", retryable=retryable, vendor="scripted")


class Context:
    """One context as the provider sees it.

    ``#`` in the text breaks the connection, ``~`` lets it hang, ``;`` ends it too early.
    """

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self.text = ""
        self.is_finished = False
        self.is_left = False
        self._more = asyncio.Event()

    async def feed(self, text: str) -> None:
        assert text
        assert not self.is_finished
        self.text += text
        self._more.set()

    async def finish(self) -> None:
        self.is_finished = True
        self._more.set()

    async def sound(self) -> AsyncGenerator[Spoken, None]:
        place = 0
        while place < len(self.text) or not self.is_finished:
            if place == len(self.text):
                self._more.clear()
                await self._more.wait()
                continue
            await asyncio.sleep(self._provider.letter_s)
            letter, place = self.text[place], place + 1
            if letter in self._provider.traps:
                self._provider.traps = self._provider.traps.replace(letter, "", 1)
                if letter == "~":
                    await asyncio.sleep(1e6)
                if letter == ";":
                    return
                raise lost()
            yield Spoken(letter_sound(letter), 1 if self._provider.tells_characters else 0)


class Provider:
    """Gives contexts; refuses with the errors of ``refusals`` first.

    Attributes:
        traps: Letters that do something once each.
    """

    def __init__(self) -> None:
        self.contexts: list[Context] = []
        self.refusals: list[ProviderError] = []
        self.attempts = 0
        self.letter_s = 0.0
        self.traps = ""
        self.tells_characters = True


def letter_sound(letter: str) -> bytes:
    return ord(letter).to_bytes(2, "little") * (LETTER_BYTES // 2) if letter.isalnum() else b""


class FedVoice(StreamingTtsExtension[AddonConfig]):
    """Its ``provider`` is there for the test."""

    vendor = "scripted"
    stall_timeout_s = 5.0
    provider: Provider

    @contextlib.asynccontextmanager
    async def open_context(self) -> AsyncIterator[Context]:
        self.provider.attempts += 1
        if self.provider.refusals:
            raise self.provider.refusals.pop(0)
        context = Context(self.provider)
        self.provider.contexts.append(context)
        try:
            yield context
        finally:
            context.is_left = True


SPEC = AddonSpec(
    name="voice",
    kind="tts",
    description="",
    factory=f"{__name__}:FedVoice",
    inputs=VOICE_INPUTS,
    outputs=VOICE_OUTPUTS,
)


@contextlib.asynccontextmanager
async def speaking(**provider: Any) -> AsyncIterator[tuple[Harness, Provider]]:
    """A voice, and the provider at its other end."""
    FedVoice.provider = found = Provider()
    for name, value in provider.items():
        setattr(found, name, value)
    async with Harness(SPEC) as harness:
        yield harness, found


def say(harness: Harness, request_id: str, *texts: str, end: bool = True) -> None:
    for n, text in enumerate(texts, 1):
        harness.push(TtsTextInput(request_id, text, end and n == len(texts)))


def spelled(messages: Sequence[Message]) -> str:
    """What was heard, letter by letter."""
    sound = b"".join(message.data for message in messages if isinstance(message, PcmFrame))
    return "".join(
        chr(int.from_bytes(sound[start : start + 2], "little"))
        for start in range(0, len(sound), LETTER_BYTES)
    )
