"""For each row of recognisers a recogniser that does only that wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import model_validator

from ten_lite.addons import AddonSpec
from ten_lite.errors import ProviderError
from ten_lite.kinds import UnconfirmedSound
from ten_lite.messages import AsrResult, EndOfSpeech, Message, PcmFrame

from .toy_ear import BYTES_PER_S, EarConfig, FedEar, ToyEar, ear, fed_ear


class KnowsNoLanguage(ToyEar):
    def send(self, message: Message) -> None:
        if isinstance(message, AsrResult) and message.language == "en-US":
            message = replace(message, language="")
        super().send(message)


class TellsMoreAfterTheEnd(ToyEar):
    def send(self, message: Message) -> None:
        super().send(message)
        if isinstance(message, AsrResult) and message.final and message.text.endswith("five"):
            super().send(replace(message, final=False))


class NumbersAllSessionsAlike(ToyEar):
    def send(self, message: Message) -> None:
        if isinstance(message, AsrResult):
            message = replace(message, id=message.id.rpartition("-")[2])
        super().send(message)


class MeasuresNothing(ToyEar):
    def measure(self, figures: Mapping[str, int], *, request_id: str = "") -> None:
        pass


class TellsFractions(ToyEar):
    def send(self, message: Message) -> None:
        if isinstance(message, AsrResult):
            message = replace(message, duration_ms=message.duration_ms / 1)  # type: ignore[arg-type]
        super().send(message)


class Overlaps(ToyEar):
    def send(self, message: Message) -> None:
        if isinstance(message, AsrResult) and message.text in ("two two", "three three"):
            message = replace(message, start_ms=0)
        super().send(message)


class CountsTheGap(ToyEar):
    last_ms = 0
    gap_ms = 0

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        if self.last_ms and self.now_ms() - self.last_ms > 4_000:
            self.gap_ms += self.now_ms() - self.last_ms
        self.last_ms = self.now_ms()
        super().on_pcm_frame(frame)

    def place_ms(self, begin: int) -> int:
        return super().place_ms(begin) + self.gap_ms


class BeginsAgainAtZero(ToyEar):
    def place_ms(self, begin: int) -> int:
        return 0


class Forgets(ToyEar):
    """What is sent is not kept, if it was not refused."""

    async def converse(self) -> bool:
        before = len(self.provider.connections)
        try:
            return await super().converse()
        finally:
            if len(self.provider.connections) > before:
                self.sound.confirm(self.sound.end)


class HurriesMore(ToyEar):
    def longer(self, pause_s: float) -> float:
        return pause_s / 2


class TriesForEver(ToyEar):
    def tries(self) -> int:
        return 1_000_000


class TellsOfLongConnections(ToyEar):
    def is_calm(self, error: ProviderError) -> bool:
        return False


class KeepsEverything(ToyEar):
    async def configure(self) -> None:
        await super().configure()
        self.sound = UnconfirmedSound(3_600 * BYTES_PER_S)


class DiesOfGarbage(ToyEar):
    def wonder(self, garbage: object) -> None:
        raise ProviderError("what is that?", retryable=False, code="garbage")


class Knocks(ToyEar):
    def tries_again(self, error: ProviderError, failures: int) -> bool:
        return error.retryable or (error.code == "key" and failures < 5)


class Begs(ToyEar):
    def tries_again(self, error: ProviderError, failures: int) -> bool:
        return error.retryable or (error.code == "quota" and failures < 1)


class ForgetsParams(ToyEar):
    def params(self) -> Mapping[str, Any]:
        return {}


class SaysOnlyThatSomethingIsMissing(EarConfig):
    @model_validator(mode="before")
    @classmethod
    def _complete(cls, properties: Any) -> Any:
        if not {"api_key", "server"} <= properties.keys():
            raise ValueError("something is missing")
        return properties


class IsStubborn(ToyEar):
    """Stays a while when it is stopped in the middle of a connect."""

    async def converse(self) -> bool:
        began_ms = self.now_ms()
        try:
            return await super().converse()
        except asyncio.CancelledError:
            is_early = 300 < self.now_ms() - began_ms < 600
            self.is_connecting = is_early and self.sound.end == 0
            if self.is_connecting:
                await asyncio.sleep(0.8)
            raise

    is_connecting = False

    async def stop(self) -> None:
        if self.is_connecting:
            await asyncio.sleep(0.4)


class SaysEnglish(ToyEar):
    def tell(self, text: str, final: bool, start_ms: int, duration_ms: int) -> None:
        self.send_result(text, final=final, start_ms=start_ms, duration_ms=duration_ms)


class HearsAnyRate(ToyEar):
    def hear(self, frame: PcmFrame) -> None:
        self.gave(frame.data, frame.sample_rate_hz)
        self.sound.append(frame.data)
        self.more.set()


class AnswersTwice(FedEar):
    def tell(self, text: str, at_ms: int) -> None:
        super().tell(text, at_ms)
        if text:
            self.spawn(self._again(text, at_ms), name="again")

    async def _again(self, text: str, at_ms: int) -> None:
        await asyncio.sleep(2.5)
        super().tell(text, at_ms)


class SaysNothingOfNothing(FedEar):
    def tell(self, text: str, at_ms: int) -> None:
        if text:
            super().tell(text, at_ms)


class HearsOnlyOnce(FedEar):
    told = 0

    def on_end_of_speech(self, event: EndOfSpeech) -> None:
        self.told += 1
        if self.told == 1:
            super().on_end_of_speech(event)


FED: Mapping[str, AddonSpec] = {
    "asr.finalize.ack": fed_ear(AnswersTwice),
    "asr.finalize.empty": fed_ear(SaysNothingOfNothing),
    "asr.finalize.twice": fed_ear(HearsOnlyOnce),
}
ALSO: Mapping[str, set[str]] = {
    "asr.result.session": {"asr.metrics"},
    "asr.finalize.ack": {"asr.time.silence_gap", "asr.finalize.twice"},
    "asr.finalize.twice": {
        "asr.result.ids",
        "rt.exception",
        "asr.time.monotone",
        "asr.time.silence_gap",
    },
}
"""Rows that see the same mistake."""

WRONG: Mapping[str, AddonSpec] = {
    "asr.result.fields": ear(KnowsNoLanguage),
    "asr.result.ids": ear(TellsMoreAfterTheEnd),
    "asr.result.session": ear(NumbersAllSessionsAlike),
    "asr.metrics": ear(MeasuresNothing),
    "asr.time.int": ear(TellsFractions),
    "asr.time.monotone": ear(Overlaps),
    "asr.time.silence_gap": ear(CountsTheGap),
    "asr.multi.language": ear(SaysEnglish),
    "asr.rate": ear(HearsAnyRate),
    "asr.time.after_reconnect": ear(BeginsAgainAtZero),
    "asr.outage": ear(Forgets),
    "asr.reconnect.transient": ear(HurriesMore),
    "asr.reconnect.limit": ear(TriesForEver),
    "asr.long": ear(TellsOfLongConnections),
    "asr.backpressure": ear(KeepsEverything),
    "asr.garbage": ear(DiesOfGarbage),
    "asr.auth.fatal": ear(Knocks),
    "asr.quota": ear(Begs),
    "asr.params.missing": ear(config=SaysOnlyThatSomethingIsMissing),
    "asr.params.passthrough": ear(ForgetsParams),
    "asr.stop": ear(IsStubborn),
}
