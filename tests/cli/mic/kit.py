"""A sound card without sound, driven by the loop of the test."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

BLOCK_MS: Final = 20


class FakeCard:
    """Hears what is put into ``speech`` and silence, and keeps what it plays."""

    output_latency_ms = 40

    def __init__(self, input_rate_hz: int = 16_000, output_rate_hz: int = 16_000) -> None:
        self.input_rate_hz = input_rate_hz
        self.output_rate_hz = output_rate_hz
        self.speech = bytearray()
        self.played = bytearray()
        self.lose: Callable[[str], None]
        self.stops = 0
        self._task: asyncio.Task[None] | None = None

    def start(
        self,
        hear: Callable[[bytes], None],
        play: Callable[[int], bytes],
        lose: Callable[[str], None],
    ) -> None:
        self.lose = lose
        self._task = asyncio.create_task(self._run(hear, play), name="fake card")

    def stop(self) -> None:
        self.stops += 1
        if self._task is not None:
            self._task.cancel()

    @property
    def sounding_ms(self) -> float:
        """How much of what was played was not silence."""
        pairs = zip(self.played[0::2], self.played[1::2], strict=True)
        return sum(1 for low, high in pairs if low or high) * 1000 / self.output_rate_hz

    async def _run(self, hear: Callable[[bytes], None], play: Callable[[int], bytes]) -> None:
        size = self.input_rate_hz * BLOCK_MS // 1000 * 2
        while True:
            await asyncio.sleep(BLOCK_MS / 1000)
            block = bytes(self.speech[:size])
            del self.speech[:size]
            hear(block.ljust(size, b"\0"))
            self.played += play(self.output_rate_hz * BLOCK_MS // 1000)
