"""A recogniser that does everything right, and its provider, both in one process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from ten_lite.addons import AddonSpec, PcmFormat
from ten_lite.errors import ProviderError
from ten_lite.kinds import PcmGuard, SoundLost, SttExtension, UnconfirmedSound
from ten_lite.messages import AsrResult, EndOfSpeech, PcmFrame, StartOfSpeech
from ten_lite.testing.conformance import EarPlan, Refusal, SttProvider
from ten_lite.testing.providers import say_numbers
from ten_lite.testing.providers.deepgram_ear import Ear

from .toy import KEY, PROVIDERS, Plans, Registered, ToyConfig

BYTES_PER_S = 32_000


class EarConfig(ToyConfig):
    """Properties of the toy recogniser."""

    keep_s: float = Field(default=30.0, gt=0)


@dataclass(frozen=True)
class Told:
    """What the provider understood, in milliseconds of its connection's sound."""

    text: str
    final: bool
    start_ms: int
    end_ms: int


class Connection:
    """One connection; ``told`` gets results, garbage (a text), or None for its end."""

    def __init__(self, plan: EarPlan, told: Callable[[Any], None]) -> None:
        self._plan = plan
        self._told = told
        self._ear = Ear(
            16_000, endpointing_ms=300, interim=True, utterance_end_ms=0, piece_ms=10**9
        )
        self._sent = 0
        self.is_open = True
        for text in ("{", "[]", "what?") if plan.garbage else ():
            told(text)

    async def send(self, data: bytes) -> None:
        """Send sound; waits while the provider does not take it."""
        if not self._plan.reads:
            await asyncio.sleep(5)
            self.close()
        if not self.is_open:
            return
        self._sent += len(data)
        for message in self._ear.hear(data):
            (heard,) = message["channel"]["alternatives"]
            words = heard["words"]
            start_s = words[0]["start"] if words else message["start"]
            end_s = words[-1]["end"] if words else message["start"] + message["duration"]
            final = message["speech_final"] and message["is_final"]
            if heard["transcript"]:
                self._told(
                    Told(heard["transcript"], final, round(1000 * start_s), round(1000 * end_s))
                )
        cut_ms = self._plan.cut_after_ms
        if cut_ms is not None and self._sent // 32 >= cut_ms:
            self.close()

    def close(self) -> None:
        """End it."""
        if self.is_open:
            self.is_open = False
            self._told(None)


class ToyEarProvider(Registered, SttProvider):
    """Understands numbers."""

    exact = True

    def __init__(self) -> None:
        super().__init__()
        self.quick = {"tries": 3}
        self.extra_params = {"seed": 7}
        self.plans = Plans(EarPlan())
        self.connections: list[Connection] = []

    def speech(self, *words: str, sample_rate_hz: int = 16_000) -> bytes:
        return say_numbers(*words, sample_rate_hz=sample_rate_hz)

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        self.plans.add(why, times)

    def plan(self, plan: EarPlan, *, times: int | None = None) -> None:
        self.plans.add(plan, times)

    @property
    def requests(self) -> list[float]:
        return self.plans.at_s

    @property
    def under_way(self) -> int:
        return sum(connection.is_open for connection in self.connections)

    def seen_params(self) -> Mapping[str, Any]:
        return self.plans.params

    async def connect(self, params: Mapping[str, Any], told: Callable[[Any], None]) -> Connection:
        """Open a connection."""
        plan = self.plans.take(asyncio.get_running_loop().time(), params)
        await asyncio.sleep(plan.connect_delay_s)
        self.connections.append(Connection(plan, told))
        return self.connections[-1]


class ToyEar(SttExtension[EarConfig]):
    """Keeps sound until it is understood for good; connects again with growing pauses."""

    async def configure(self) -> None:
        self.provider: ToyEarProvider = PROVIDERS[self.config.server]
        self.sound = UnconfirmedSound(int(self.config.keep_s * BYTES_PER_S) // 2 * 2)
        self.more = asyncio.Event()
        self.guard = PcmGuard(self, PcmFormat((16_000,), (1,)))

    async def start(self) -> None:
        self.spawn(self.listen(), name="listen")

    def hear(self, frame: PcmFrame) -> None:
        if self.guard.takes(frame):
            self.gave(frame.data, frame.sample_rate_hz)
            self.sound.append(frame.data)
            self.more.set()

    async def listen(self) -> None:
        pause_s, failures = 0.2, 0
        while True:
            try:
                if await self.converse():
                    pause_s, failures = 0.2, 0
                lost = ProviderError("the connection is lost", retryable=True)
            except ProviderError as error:
                if not self.tries_again(error, failures):
                    raise ProviderError(str(error), retryable=False) from None
                lost = error
            failures += 1
            if failures >= self.tries():
                raise ProviderError(f"{lost}; given up", retryable=False)
            if failures == 1 and not self.is_calm(lost):
                self.report(f"{lost}; trying again", code="provider_down")
            await asyncio.sleep(pause_s)
            pause_s = self.longer(pause_s)

    async def converse(self) -> bool:
        """One connection, from its beginning to its end; whether anything was understood."""
        events: asyncio.Queue[Any] = asyncio.Queue()
        connection = await self.provider.connect(self.params(), events.put_nowait)
        begin = self.sound.start
        sending = asyncio.create_task(self.send_sound(connection, begin), name="toy sends")
        heard = False
        try:
            while (told := await events.get()) is not None:
                if isinstance(told, Told):
                    heard = True
                    self.take(told, begin)
                else:
                    self.wonder(told)
        finally:
            sending.cancel()
            await asyncio.wait({sending})
            connection.close()
        return heard or self.is_long(begin)

    def is_long(self, begin: int) -> bool:
        return self.sound.end - begin > 100 * BYTES_PER_S

    async def send_sound(self, connection: Connection, place: int) -> None:
        while True:
            try:
                data = self.sound.read(place, 3_200)
            except SoundLost:
                connection.close()
                return
            if data:
                await connection.send(data)
                place += len(data)
            else:
                self.more.clear()
                await self.more.wait()

    def take(self, told: Told, begin: int) -> None:
        if told.final:
            self.sound.confirm(begin + 32 * told.end_ms)
        start_ms = self.place_ms(begin) + told.start_ms
        self.tell(told.text, told.final, start_ms, told.end_ms - told.start_ms)

    def tell(self, text: str, final: bool, start_ms: int, duration_ms: int) -> None:
        self.send_result(
            text,
            final=final,
            start_ms=start_ms,
            duration_ms=duration_ms,
            language=self.config.language,
        )

    def place_ms(self, begin: int) -> int:
        return begin // 32

    def wonder(self, garbage: object) -> None:
        return

    def is_calm(self, error: ProviderError) -> bool:
        return not error.code and self.sound.end > 100 * BYTES_PER_S

    def tries_again(self, error: ProviderError, failures: int) -> bool:
        return error.retryable

    def tries(self) -> int:
        return self.config.tries

    def longer(self, pause_s: float) -> float:
        return min(2 * pause_s, 4.0)

    def params(self) -> Mapping[str, Any]:
        return self.config.extra_params


def ear(extension: type[SttExtension[Any]] = ToyEar, **changes: Any) -> AddonSpec:
    """The spec of a toy recogniser."""
    fields: dict[str, Any] = {
        "name": "toy_ear",
        "kind": "stt",
        "description": "A toy.",
        "factory": f"{extension.__module__}:{extension.__qualname__}",
        "inputs": (PcmFrame,),
        "outputs": (AsrResult,),
        "config": EarConfig,
        "pcm_in": lambda config: PcmFormat((16_000,), (1,)),
    }
    return AddonSpec(**{**fields, **changes})


class Speaker(SttProvider):
    """Speaks to one that needs no provider."""

    exact = True

    def __init__(self) -> None:
        super().__init__({"api_key": KEY, "server": "none"})

    def speech(self, *words: str, sample_rate_hz: int = 16_000) -> bytes:
        return say_numbers(*words, sample_rate_hz=sample_rate_hz)


class FedEar(SttExtension[EarConfig]):
    """One that has to be told where speech begins and ends."""

    async def configure(self) -> None:
        self.ear: Ear | None = None
        self.before = bytearray()
        self.start_ms = 0
        self.guard = PcmGuard(self, PcmFormat((16_000,), (1,)))

    def hear(self, frame: PcmFrame) -> None:
        if self.guard.takes(frame):
            self.gave(frame.data, frame.sample_rate_hz)
            if self.ear is not None:
                self.ear.hear(frame.data)
            else:
                self.before += frame.data
                del self.before[:-6_400]

    def on_start_of_speech(self, event: StartOfSpeech) -> None:
        self.ear = Ear(
            16_000, endpointing_ms=60_000, interim=False, utterance_end_ms=0, piece_ms=10**9
        )
        self.ear.hear(bytes(self.before))
        self.before.clear()
        self.start_ms = event.at_ms

    def on_end_of_speech(self, event: EndOfSpeech) -> None:
        if self.ear is not None:
            (message,) = self.ear.finalize()
            text = message["channel"]["alternatives"][0]["transcript"]
            self.ear = None
            self.tell(text, event.at_ms)

    def tell(self, text: str, at_ms: int) -> None:
        self.send_result(
            text,
            final=True,
            start_ms=self.start_ms,
            duration_ms=at_ms - self.start_ms,
            language=self.config.language,
        )


def fed_ear(extension: type[FedEar] = FedEar) -> AddonSpec:
    """The spec of one that is fed."""
    return ear(extension, inputs=(PcmFrame, StartOfSpeech, EndOfSpeech))
