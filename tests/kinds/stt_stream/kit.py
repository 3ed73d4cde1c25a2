"""A recogniser with a scripted provider at its end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from ten_lite.addons import AddonSpec, StreamingSttConfig
from ten_lite.errors import ProviderError
from ten_lite.kinds.stt_stream import StreamingSttExtension, Told
from ten_lite.messages import (
    AsrResult,
    EndOfSpeech,
    ErrorMessage,
    LikelyEndOfSpeech,
    PcmFrame,
    SessionConfig,
    StartOfSpeech,
)
from ten_lite.testing import Harness

RATE_HZ = 16_000
SECOND = 2 * RATE_HZ


class Stream:
    """What the provider sees of one connection, and tells on it."""

    def __init__(self, language: str, begin_s: float) -> None:
        self.language = language
        self.begin_s = begin_s
        self.sound = bytearray()
        self.kept_alive = 0
        self.is_closed = False
        self.takes_sound = asyncio.Event()
        self.takes_sound.set()
        self._told: asyncio.Queue[Told | ProviderError | str | None] = asyncio.Queue()

    def tell(self, *told: Told | None) -> None:
        for one in told:
            self._told.put_nowait(one)

    def lose(self, text: str = "it is gone", *, retryable: bool = True) -> None:
        self._told.put_nowait(ProviderError(text, retryable=retryable, vendor="scripted"))

    def end(self) -> None:
        self._told.put_nowait("end")

    async def send_sound(self, data: bytes) -> None:
        await self.takes_sound.wait()
        self.sound += data

    async def keep_alive(self) -> None:
        await self.takes_sound.wait()
        self.kept_alive += 1

    async def told(self) -> AsyncGenerator[Told | None, None]:
        while (told := await self._told.get()) != "end":
            if isinstance(told, ProviderError):
                raise told
            assert not isinstance(told, str)
            yield told

    def give_up(self, reason: str) -> None:
        self.lose(reason)


class Provider:
    """Accepts connections after ``connect_s``, or refuses with ``refusals`` first."""

    def __init__(self) -> None:
        self.streams: list[Stream] = []
        self.refusals: list[ProviderError] = []
        self.attempts = 0
        self.connect_s = 0.0

    @property
    def last(self) -> Stream:
        return self.streams[-1]


class Ear(StreamingSttExtension[StreamingSttConfig]):
    """Its ``provider`` is there for the test."""

    vendor = "scripted"
    provider: Provider

    @contextlib.asynccontextmanager
    async def open_stream(
        self, config: StreamingSttConfig, begin_s: float
    ) -> AsyncIterator[Stream]:
        self.provider.attempts += 1
        if self.provider.refusals:
            raise self.provider.refusals.pop(0)
        await asyncio.sleep(self.provider.connect_s)
        stream = Stream(config.language, begin_s)
        self.provider.streams.append(stream)
        try:
            yield stream
        finally:
            stream.is_closed = True


class TalkativeEar(Ear):
    """Is told something each second, and keeps its streams alive."""

    is_talkative = True
    keep_alive_s = 4.0


class ShortEar(Ear):
    """Its streams last for 10 s at most, and for a second without sound."""

    longest_stream_s = 10.0
    hang_up_s = 1.0


def spec(ear: type[Ear]) -> AddonSpec:
    return AddonSpec(
        name="ear",
        kind="stt",
        description="",
        factory=f"{__name__}:{ear.__name__}",
        inputs=(PcmFrame, SessionConfig),
        outputs=(AsrResult, StartOfSpeech, LikelyEndOfSpeech, EndOfSpeech),
        config=StreamingSttConfig,
    )


@contextlib.asynccontextmanager
async def listening(
    ear: type[Ear] = Ear, **properties: Any
) -> AsyncIterator[tuple[Harness, Provider]]:
    """A recogniser, and the provider at its other end."""
    Ear.provider = provider = Provider()
    async with Harness(spec(ear), properties) as harness:
        await asyncio.sleep(0)
        yield harness, provider


async def speak(harness: Harness, seconds: float) -> None:
    """Sound in real time, in frames of 100 ms."""
    for _ in range(round(seconds * 10)):
        harness.push(PcmFrame(b"\x01\x00" * (RATE_HZ // 10)))
        await asyncio.sleep(0.1)


def told(harness: Harness) -> list[str]:
    """What came out, shortly."""
    found = []
    for message in harness.received:
        if isinstance(message, AsrResult):
            found.append(message.text + ("." if message.final else "..."))
        elif isinstance(message, StartOfSpeech | LikelyEndOfSpeech | EndOfSpeech):
            found.append(f"{message.name.split('_')[0]} {message.at_ms}")
        elif isinstance(message, ErrorMessage):
            found.append(f"{message.code}: {message.text}")
    return found
