"""A voice that does everything right, and its provider, both in one process."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from ten_lite.addons import VOICE_INPUTS, VOICE_OUTPUTS, AddonSpec, PcmFormat
from ten_lite.errors import ProviderError
from ten_lite.kinds import TtsExtension
from ten_lite.testing.conformance import Refusal, TtsProvider, VoicePlan
from ten_lite.testing.providers import spell

from .toy import PROVIDERS, Plans, Registered, ToyConfig

Event = tuple[str, bytes]


class ToyVoiceProvider(Registered, TtsProvider):
    """Sends events to a queue that the addon gives for each request."""

    rates = ({"sample_rate_hz": 8000}, {"sample_rate_hz": 24000})

    def __init__(self) -> None:
        super().__init__()
        self.quick = {"patience_s": 1.0}
        self.extra_params = {"seed": 7}
        self.plans = Plans(VoicePlan())
        self.asked: list[str] = []
        self.work: dict[int, asyncio.Task[None]] = {}

    async def __aexit__(self, *error: Any) -> None:
        await super().__aexit__(*error)
        for task in self.work.values():
            task.cancel()
        await asyncio.gather(*self.work.values(), return_exceptions=True)

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        self.plans.add(why, times)

    def plan(self, plan: VoicePlan, *, times: int | None = None) -> None:
        self.plans.add(plan, times)

    @property
    def requests(self) -> list[float]:
        return self.plans.at_s

    @property
    def under_way(self) -> int:
        return len(self.work)

    @property
    def texts(self) -> list[str]:
        return self.asked

    def seen_params(self) -> Mapping[str, Any]:
        return self.plans.params

    def ask(
        self, number: int, text: str, rate_hz: int, params: Mapping[str, Any], events: Any
    ) -> None:
        """Begin to speak."""
        plan = self.plans.take(asyncio.get_running_loop().time(), params)
        self.asked.append(text)
        self.work[number] = asyncio.create_task(
            self._speak(number, text, rate_hz, plan, events), name="toy provider"
        )

    def cancel(self, number: int) -> None:
        """Stop."""
        if number in self.work:
            self.work.pop(number).cancel()

    async def _speak(
        self, number: int, text: str, rate_hz: int, plan: VoicePlan, events: Any
    ) -> None:
        sound = spell(text, sample_rate_hz=rate_hz) if plan.sound is None else plan.sound
        limits = (plan.cut_after_bytes, plan.stall_after_bytes)
        limit = min([len(sound), *(n for n in limits if n is not None)])
        try:
            await asyncio.sleep(plan.first_byte_s)
            for at in range(0, limit, plan.chunk_bytes):
                events("sound", sound[at : min(at + plan.chunk_bytes, limit)])
                await asyncio.sleep(plan.chunk_delay_s)
            if plan.stall_after_bytes is not None:
                await asyncio.sleep(1e6)
            for _ in range(plan.ends):
                events("end" if plan.cut_after_bytes is None else "lost", b"")
            self.work.pop(number, None)
        except asyncio.CancelledError:
            if plan.late_bytes:
                events("sound", bytes([9]) * plan.late_bytes)
            raise


class ToyVoice(TtsExtension[ToyConfig]):
    """Tries again what was refused for the moment; drops what belongs to no request."""

    async def configure(self) -> None:
        self.provider: ToyVoiceProvider = PROVIDERS[self.config.server]
        self.voice_rate_hz = self.output_rate_hz = self.config.sample_rate_hz
        self.numbers = itertools.count(1)
        self.queues: dict[int, asyncio.Queue[Event]] = {}

    async def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        text = self.sayable(text)
        if not text:
            return
        number = id(self) + next(self.numbers)
        self.queues[number] = asyncio.Queue()
        try:
            await self.ask(number, text)
            while True:
                async with asyncio.timeout(self.patience_s()):
                    kind, data = await self.event(number)
                if kind == "end":
                    return
                if kind == "lost":
                    raise self.lost()
                self.look_at(data)
                yield self.samples(data)
        except TimeoutError:
            raise ProviderError("nothing came", retryable=True, code="timeout") from None
        finally:
            self.leave(number)

    def sayable(self, text: str) -> str:
        text = text.encode("utf-8", "ignore").decode()
        return text if any(map(str.isalnum, text)) else ""

    async def ask(self, number: int, text: str) -> None:
        for tries in itertools.count(1):
            try:
                rate_hz, params = self.config.sample_rate_hz, self.params()
                tell = lambda kind, data: self.take(number, kind, data)  # noqa: E731
                self.provider.ask(number, text, rate_hz, params, tell)
                return
            except ProviderError as error:
                if not self.tries_again(error, tries):
                    raise
            await asyncio.sleep(0.1)

    def tries_again(self, error: ProviderError, tries: int) -> bool:
        return error.retryable and tries < 3

    def params(self) -> Mapping[str, Any]:
        return self.config.extra_params

    def take(self, number: int, kind: str, data: bytes) -> None:
        if number in self.queues:
            self.queues[number].put_nowait((kind, data))

    async def event(self, number: int) -> Event:
        return await self.queues[number].get()

    def patience_s(self) -> float | None:
        return self.config.patience_s

    def lost(self) -> ProviderError:
        return ProviderError("the connection is lost", retryable=True)

    def look_at(self, data: bytes) -> None:
        if data.startswith((b"RIFF", b"ID3")):
            raise ProviderError("that is a file, not samples", retryable=False)

    def samples(self, data: bytes) -> bytes:
        return data

    def leave(self, number: int) -> None:
        del self.queues[number]
        self.provider.cancel(number)


def voice(extension: type[ToyVoice] = ToyVoice, **changes: Any) -> AddonSpec:
    """The spec of a toy voice."""
    fields: dict[str, Any] = {
        "name": "toy_voice",
        "kind": "tts",
        "description": "A toy.",
        "factory": f"{extension.__module__}:{extension.__qualname__}",
        "inputs": VOICE_INPUTS,
        "outputs": VOICE_OUTPUTS,
        "config": ToyConfig,
        "pcm_out": lambda config: PcmFormat((config.sample_rate_hz,), (1,)),
    }
    return AddonSpec(**{**fields, **changes})
