"""One context of the fake Cartesia: speaks what it is given, and tells where each word lies."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from ten_lite.testing.providers.improvised import HUM_MS, hum
from ten_lite.testing.providers.spoken import LETTER_MS, spell

__all__ = ["CartesiaContextCall", "CartesiaPlan", "CutOff", "speak"]

EXPIRES_S = 1.0
Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CartesiaPlan:
    """How one context goes.

    Attributes:
        status: Answer with an ``error`` of this status; 0: do not.
        code: Its ``error_code``.
        first_sound_s: Before the first sound of an input.
        chunk_bytes: Size of each chunk, odd or even.
        chunk_s: Before each chunk after the first.
        cut_after_bytes: Break the connection after this much sound; None: do not.
        stall_after_bytes: Send nothing more after this much sound; None: go on.
        obeys_cancel: False: what is being spoken is sent to its end.
        timestamps: False: none are sent, whatever was asked for.
        sound: Sent in the place of the first input's; None: its own.
        dones: How often the end is told.
        hums: Each word is a tone, and each letter of it takes 60 ms.
    """

    status: int = 0
    code: str = ""
    first_sound_s: float = 0.05
    chunk_bytes: int = 4096
    chunk_s: float = 0.0
    cut_after_bytes: int | None = None
    stall_after_bytes: int | None = None
    obeys_cancel: bool = True
    timestamps: bool = True
    sound: bytes | None = None
    dones: int = 1
    hums: bool = False


@dataclass(slots=True)
class CartesiaContextCall:
    """What one context brought.

    Attributes:
        id: Its id.
        at_s: When its first input came, on the loop's clock.
        requests: Its inputs, as they came.
        cancelled_at_s: When it was cancelled; None: it was not.
        is_over: Whether it takes no more.
        sent_bytes: Sound that was sent.
    """

    id: str
    at_s: float
    requests: list[dict[str, Any]] = field(default_factory=list)
    cancelled_at_s: float | None = None
    is_over: bool = False
    sent_bytes: int = 0
    waiting: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    @property
    def text(self) -> str:
        """All it was given to say."""
        return "".join(request["transcript"] for request in self.requests)


class CutOff(Exception):
    """The connection is to be broken now."""


async def speak(call: CartesiaContextCall, plan: CartesiaPlan, send: Send) -> None:
    """Speak input after input, until the last one, or for a second without any.

    Raises:
        CutOff: The plan says so.
    """
    voice = _Voice(call, plan, send)
    inputs = 0
    while True:
        try:
            async with asyncio.timeout(EXPIRES_S if call.sent_bytes else None):
                request = await call.waiting.get()
        except TimeoutError:
            break
        inputs += 1
        if request["transcript"]:
            await voice.say(request)
        flushed = {"flush_done": True, "flush_id": inputs}
        await send({"type": "flush_done", "done": False, **flushed, **voice.common})
        if not request.get("continue"):
            break
    call.is_over = True
    for _ in range(plan.dones):
        await send({"type": "done", "done": True, **voice.common})


class _Voice:
    def __init__(self, call: CartesiaContextCall, plan: CartesiaPlan, send: Send) -> None:
        self._call = call
        self._plan = plan
        self._send = send
        self._now_s = 0.0
        self._sound = plan.sound
        self.common = {"status_code": 206, "context_id": call.id}

    async def say(self, request: dict[str, Any]) -> None:
        rate_hz = request["output_format"]["sample_rate"]
        text = request["transcript"]
        if request.get("add_timestamps") and self._plan.timestamps:
            await self._tell_words(text)
        sound, self._sound = self._sound, None
        if sound is None:
            say = hum if self._plan.hums else spell
            sound = say(text, sample_rate_hz=rate_hz)
        await asyncio.sleep(self._plan.first_sound_s)
        size = self._plan.chunk_bytes
        for start in range(0, len(sound), size):
            await self._send_chunk(sound[start : start + size])

    async def _tell_words(self, text: str) -> None:
        words = re.findall(r"\S+", text)
        letter_s = (HUM_MS if self._plan.hums else LETTER_MS) / 1000
        starts, ends = [], []
        for word in words:
            starts.append(self._now_s)
            self._now_s += letter_s * sum(letter.isalnum() for letter in word)
            ends.append(self._now_s)
        times = {"words": words, "start": starts, "end": ends}
        told = {"type": "timestamps", "done": False, "word_timestamps": times}
        await self._send({**told, **self.common})

    async def _send_chunk(self, data: bytes) -> None:
        call, plan = self._call, self._plan
        for limit in (plan.cut_after_bytes, plan.stall_after_bytes):
            if limit is not None:
                data = data[: max(0, limit - call.sent_bytes)]
        if data:
            encoded = base64.b64encode(data).decode()
            chunk = {"type": "chunk", "data": encoded, "done": False, "step_time": 1.0}
            await self._send({**chunk, **self.common})
            call.sent_bytes += len(data)
        if plan.cut_after_bytes is not None and call.sent_bytes >= plan.cut_after_bytes:
            raise CutOff
        if plan.stall_after_bytes is not None and call.sent_bytes >= plan.stall_after_bytes:
            await asyncio.sleep(1e6)
        await asyncio.sleep(plan.chunk_s)
