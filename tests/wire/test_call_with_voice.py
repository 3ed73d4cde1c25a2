"""A voice speaks to a telephone far away, which is told to be quiet and to listen on."""

from __future__ import annotations

import asyncio
from collections import deque
from itertools import pairwise
from typing import Any

import pytest

from ten_lite.messages import Message, PcmFrame, TtsFlush, TtsFlushEnd, TtsPause, TtsResume
from ten_lite.testing import Harness
from ten_lite.wire.g711 import MULAW
from tests.kinds.kit import say, voice

from .call_kit import SILENCE, Call, plivo, telnyx, twilio

TICK_MS = 20
LETTER_MS = 10
# letters whose codes mu-law holds exactly: what was heard can be read
LETTERS = [
    chr(int.from_bytes(MULAW.decode(bytes((code,))), "little"))
    for code in range(0xDF, 0x8F, -1)
    if chr(int.from_bytes(MULAW.decode(bytes((code,))), "little")).isalnum()
]


class Telephone:
    """The other end of a call: plays in real time what arrives, answers marks, sends silence.

    Attributes:
        heard: The letters that were played, by their place in the alphabet.
    """

    def __init__(self, call: Call, harness: Harness, latency_ms: int) -> None:
        self._call = call
        self._harness = harness
        self._ticks = latency_ms // TICK_MS
        self._down: deque[tuple[int, Any]] = deque()
        self._up: deque[tuple[int, Any]] = deque()
        self._buffer: deque[Any] = deque()
        self._now = 0
        self._taken = 0
        self.heard: list[int] = []
        call.connects()

    async def listen(self, duration_ms: int) -> None:
        for _ in range(duration_ms // TICK_MS):
            self.pump()
            self._tick()
            await asyncio.sleep(TICK_MS / 1000)
            self._now += 1

    def both(self, message: Message) -> None:
        """The control tells the client and the voice."""
        self.pump()
        self._send(message)
        self._harness.push(message)

    def pump(self) -> None:
        """Send what the voice has sent."""
        new = self._harness.received[self._taken :]
        self._taken += len(new)
        for message in new:
            self._send(message)

    def _send(self, message: Message) -> None:
        self._down += [(self._now + self._ticks, wire) for wire in self._call.gets(message)]

    def _tick(self) -> None:
        while self._down and self._down[0][0] <= self._now:
            self._get(self._down.popleft()[1])
        if self._buffer:
            self._play(self._buffer.popleft())
        while self._buffer and "media" not in self._buffer[0]:
            self._answer(self._buffer.popleft())
        self._up.append((self._now + self._ticks, None))
        while self._up and self._up[0][0] <= self._now:
            name = self._up.popleft()[1]
            for message in self._call.talks(SILENCE) if name is None else self._call.played(name):
                if not isinstance(message, PcmFrame):
                    self._harness.push(message)

    def _get(self, wire: Any) -> None:
        if not wire["event"].startswith("clear"):
            self._buffer.append(wire)
            return
        marks = [wire for wire in self._buffer if "media" not in wire]
        self._buffer.clear()
        if self._call.codec.answered == "mark":  # Plivo answers only what was played
            for mark in marks:
                self._answer(mark)

    def _answer(self, mark: Any) -> None:
        self._up += [(self._now + self._ticks, name) for name in self._call.names([mark])]

    def _play(self, wire: Any) -> None:
        data = self._call.sound([wire])
        step = 2 * 8 * LETTER_MS
        for start in range(0, len(data), step):
            letter = chr(int.from_bytes(data[start : start + 2], "little"))
            if letter in LETTERS:
                self.heard.append(LETTERS.index(letter))


def text(seconds: int) -> str:
    return "".join(LETTERS[n % len(LETTERS)] for n in range(seconds * 1000 // LETTER_MS))


def jumps_ms(heard: list[int]) -> list[int]:
    """How far it went back (below 0: heard again) or on (above 0: missed) where it did not run."""
    size = len(LETTERS)
    steps = [(after - before - 1) % size for before, after in pairwise(heard)]
    return [LETTER_MS * (step if step < size // 2 else step - size) for step in steps if step]


@pytest.mark.parametrize("make", [twilio, telnyx, plivo])
@pytest.mark.parametrize("latency_ms", [0, 40, 100])
async def test_a_held_answer_misses_nothing_and_repeats_no_more_than_the_way_there_and_back(
    make: Any, latency_ms: int
):
    async with voice(rate_hz=8_000) as harness:
        telephone = Telephone(make(), harness, latency_ms)
        say(harness, "r1", text(12))
        for n, played_ms in enumerate((700, 1_340, 900, 1_000, 20, 640)):
            await telephone.listen(played_ms)
            telephone.both(TtsPause(f"p{n}"))
            await telephone.listen(500)
            telephone.both(TtsResume(f"p{n}"))
        await telephone.listen(15_000)
        jumps = jumps_ms(telephone.heard)
        assert all(-2 * latency_ms - 2 * TICK_MS <= jump <= 0 for jump in jumps), jumps
        assert telephone.heard[-1] == LETTERS.index(text(12)[-1])


@pytest.mark.parametrize("latency_ms", [0, 40, 100])
async def test_an_interrupted_answer_is_remembered_as_far_as_it_was_heard(latency_ms: int):
    async with voice(rate_hz=8_000) as harness:
        telephone = Telephone(twilio(), harness, latency_ms)
        say(harness, "r1", text(8))
        await telephone.listen(3_000)
        telephone.both(TtsFlush("f1"))
        end = await harness.pull(TtsFlushEnd)
        await telephone.listen(1_000)
        assert end.heard is not None
        missing = len(telephone.heard) - end.heard["r1"]
        assert -2 <= missing <= 2 * (latency_ms + TICK_MS) // LETTER_MS
