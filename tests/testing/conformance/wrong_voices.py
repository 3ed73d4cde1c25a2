"""For each row of voices a voice that does only that wrong, or what else it cannot help."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import model_validator

from ten_lite.addons import AddonSpec
from ten_lite.errors import ProviderError
from ten_lite.messages import (
    Message,
    PcmFrame,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsTextInput,
)

from .toy import ToyConfig
from .toy_voice import Event, ToyVoice, voice

FRAME = bytes(640)


class SpeaksAfterItsEnd(ToyVoice):
    def send(self, message: Message) -> None:
        super().send(message)
        if isinstance(message, TtsAudioEnd) and message.reason == "end":
            self.spawn(self._later(), name="later")

    async def _later(self) -> None:
        await asyncio.sleep(3)
        self.send(PcmFrame(FRAME))


class IgnoresItsRate(ToyVoice):
    async def configure(self) -> None:
        await super().configure()
        self.output_rate_hz = 16_000


class CountsTwice(ToyVoice):
    def send(self, message: Message) -> None:
        if isinstance(message, TtsAudioEnd):
            message = replace(message, duration_ms=2 * message.duration_ms)
        super().send(message)


class CountsNoText(ToyVoice):
    def measure(self, figures: Mapping[str, int], *, request_id: str = "") -> None:
        super().measure(dict(figures) | {"characters": 0}, request_id=request_id)


class MarksAnotherTurn(ToyVoice):
    def send(self, message: Message) -> None:
        super().send(message)
        if isinstance(message, TtsAudioStart):
            message.turn_id += 1


class FailsAtEmoji(ToyVoice):
    def sayable(self, text: str) -> str:
        if not super().sayable(text):
            raise ProviderError("nothing to say", retryable=True)
        return text


class TakesEveryPieceForTheLast(ToyVoice):
    async def on_tts_text_input(self, message: TtsTextInput) -> None:
        if message.text:
            message = replace(message, text_input_end=True)
        await super().on_tts_text_input(message)


class TiresAfterFifty(ToyVoice):
    said = 0

    async def on_tts_text_input(self, message: TtsTextInput) -> None:
        self.said += 1
        if self.said <= 50:
            await super().on_tts_text_input(message)


class WaitsForMore(ToyVoice):
    async def configure(self) -> None:
        await super().configure()
        self.pieces: Counter[str] = Counter()

    async def on_tts_text_input(self, message: TtsTextInput) -> None:
        self.pieces[message.request_id] += 1
        if message.text or self.pieces[message.request_id] < 3:
            await super().on_tts_text_input(message)


class DiesOfHalfAPair(ToyVoice):
    def sayable(self, text: str) -> str:
        if "\ud83d" in text:
            raise ProviderError("no such character", retryable=False)
        return super().sayable(text)


class SpeaksAfterAFlush(ToyVoice):
    was_heard = False

    def send(self, message: Message) -> None:
        super().send(message)
        self.was_heard = self.was_heard or isinstance(message, PcmFrame)

    def on_tts_flush(self, message: TtsFlush) -> None:
        super().on_tts_flush(message)
        if self.was_heard:
            self.spawn(self._later(), name="later")

    async def _later(self) -> None:
        await asyncio.sleep(2)
        self.send(PcmFrame(FRAME))


class CutsWhatFollowsAQueue(ToyVoice):
    async def configure(self) -> None:
        await super().configure()
        self.waiting: set[str] = set()
        self.cuts = False

    async def on_tts_text_input(self, message: TtsTextInput) -> None:
        self.waiting.add(message.request_id)
        if self.cuts:
            self.cuts = False
            message = replace(message, text=message.text[:4])
        await super().on_tts_text_input(message)

    def send(self, message: Message) -> None:
        super().send(message)
        if isinstance(message, TtsAudioEnd) and message.reason == "end":
            self.waiting.discard(message.request_id)

    def on_tts_flush(self, message: TtsFlush) -> None:
        self.cuts = len(self.waiting) > 1
        super().on_tts_flush(message)
        self.waiting.clear()


class SaysNothingBeforeTheFirstText(ToyVoice):
    was_used = False

    async def on_tts_text_input(self, message: TtsTextInput) -> None:
        self.was_used = True
        await super().on_tts_text_input(message)

    def on_tts_flush(self, message: TtsFlush) -> None:
        if self.was_used:
            super().on_tts_flush(message)


class LeavesWhatIsSilent(ToyVoice):
    silent = True

    def samples(self, data: bytes) -> bytes:
        self.silent = False
        return data

    def leave(self, number: int) -> None:
        if self.silent:
            del self.queues[number]
        else:
            super().leave(number)


class TiresOfFlushes(ToyVoice):
    flushes = 0

    def send(self, message: Message) -> None:
        self.flushes += isinstance(message, TtsFlushEnd)
        if not (isinstance(message, TtsFlushEnd) and self.flushes > 10):
            super().send(message)


class TakesAnySound(ToyVoice):
    """One queue for all requests."""

    everything: asyncio.Queue[Event]

    async def configure(self) -> None:
        await super().configure()
        self.everything = asyncio.Queue()
        self.ended = 0

    def take(self, number: int, kind: str, data: bytes) -> None:
        if kind == "sound" or (number in self.queues and number != self.ended):
            self.everything.put_nowait((kind, data))
        if kind == "end":
            self.ended = number

    async def event(self, number: int) -> Event:
        return await self.everything.get()

    def on_tts_flush(self, message: TtsFlush) -> None:
        while not self.everything.empty():
            self.everything.get_nowait()
        super().on_tts_flush(message)


class PassesEveryEnd(ToyVoice):
    def take(self, number: int, kind: str, data: bytes) -> None:
        if number not in self.queues and kind == "end":
            self.send(TtsAudioEnd("r1", 0))
        queue = self.queues.get(number)
        if queue is not None and kind == "end" and ("end", b"") in list(queue._queue):  # type: ignore[attr-defined]
            self.send(TtsAudioEnd("r1", 0))
        super().take(number, kind, data)


class DiesOfALostConnection(ToyVoice):
    def lost(self) -> ProviderError:
        return ProviderError("the connection is lost", retryable=False)


class WaitsForEver(ToyVoice):
    stall_timeout_s = 1e9

    def patience_s(self) -> float | None:
        return None


class DropsHalves(ToyVoice):
    def samples(self, data: bytes) -> bytes:
        return data[: len(data) // 2 * 2]


class PlaysFiles(ToyVoice):
    def look_at(self, data: bytes) -> None:
        pass


class Knocks(ToyVoice):
    def tries_again(self, error: ProviderError, tries: int) -> bool:
        return tries < 6 if error.code == "key" else super().tries_again(error, tries)


class Begs(ToyVoice):
    def tries_again(self, error: ProviderError, tries: int) -> bool:
        return tries < 3 if error.code == "quota" else super().tries_again(error, tries)


class ForgetsParams(ToyVoice):
    def params(self) -> Mapping[str, Any]:
        return {}


class IsStubborn(ToyVoice):
    async def on_tts_text_input(self, message: TtsTextInput) -> None:
        if len(message.text) > 100:
            self.spawn(self._stay(), name="stubborn")
        await super().on_tts_text_input(message)

    async def _stay(self) -> None:
        try:
            await asyncio.sleep(1e6)
        except asyncio.CancelledError:
            await asyncio.sleep(0.8)

    async def stop(self) -> None:
        await asyncio.sleep(0.4)


class SaysOnlyThatSomethingIsMissing(ToyConfig):
    @model_validator(mode="before")
    @classmethod
    def _complete(cls, properties: Any) -> Any:
        if not {"api_key", "server"} <= properties.keys():
            raise ValueError("something is missing")
        return properties


WRONG: Mapping[str, AddonSpec] = {
    "tts.basic.order": voice(SpeaksAfterItsEnd),
    "tts.basic.rate": voice(IgnoresItsRate),
    "tts.duration": voice(CountsTwice),
    "tts.usage": voice(CountsNoText),
    "tts.metadata": voice(MarksAnotherTurn),
    "tts.append.order": voice(FailsAtEmoji),
    "tts.append.no_end": voice(TakesEveryPieceForTheLast),
    "tts.stress": voice(TiresAfterFifty),
    "tts.empty": voice(WaitsForMore),
    "tts.text.bad": voice(DiesOfHalfAPair),
    "tts.flush.mid": voice(SpeaksAfterAFlush),
    "tts.flush.queue": voice(CutsWhatFollowsAQueue),
    "tts.flush.idle": voice(SaysNothingBeforeTheFirstText),
    "tts.flush.before_audio": voice(LeavesWhatIsSilent),
    "tts.flush.storm": voice(TiresOfFlushes),
    "tts.stale": voice(TakesAnySound),
    "tts.dup_end": voice(PassesEveryEnd),
    "tts.reconnect": voice(DiesOfALostConnection),
    "tts.stall": voice(WaitsForEver),
    "tts.half_sample": voice(DropsHalves),
    "tts.container": voice(PlaysFiles),
    "tts.auth": voice(Knocks),
    "tts.quota": voice(Begs),
    "tts.params.missing": voice(config=SaysOnlyThatSomethingIsMissing),
    "tts.params.passthrough": voice(ForgetsParams),
    "tts.stop": voice(IsStubborn),
}
