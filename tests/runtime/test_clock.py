from __future__ import annotations

import asyncio

from ten_lite.runtime import LoopClock


async def test_it_is_the_event_loops_own_time() -> None:
    clock = LoopClock()
    before = clock.now_ns()
    await asyncio.sleep(1.5)
    assert clock.now_ns() - before == 1_500_000_000


async def test_it_never_goes_back() -> None:
    clock = LoopClock()
    seen = []
    for _ in range(10):
        seen.append(clock.now_ns())
        await asyncio.sleep(0)
    assert seen == sorted(seen)
