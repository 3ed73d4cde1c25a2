from __future__ import annotations

import asyncio
from pathlib import Path

from ten_lite.testing.providers import DeepgramPlan, FakeDeepgram, say_numbers

from .kit import KEY, speak, stt


async def test_the_dump_is_what_deepgram_gets_at_the_rate_it_gets_it(tmp_path: Path):
    async with FakeDeepgram() as server:
        async with stt(server, dump=True, dump_path=str(tmp_path), sample_rate_hz=8_000) as harness:
            await speak(harness, say_numbers("one", "two", sample_rate_hz=48_000), rate_hz=48_000)
            await asyncio.sleep(0.5)
        file = tmp_path / "addon_asr_in_s1.pcm"
        assert file.read_bytes() == server.heard
        assert 2 * 8_000 * 0.4 < len(server.heard) <= 2 * 8_000 * 0.48
        assert KEY.encode() not in file.read_bytes()


async def test_what_is_sent_again_is_in_the_dump_once(tmp_path: Path):
    async with FakeDeepgram() as server:
        server.plans.append(DeepgramPlan(drop_after_ms=300, close_code=1006))
        async with stt(server, dump=True, dump_path=str(tmp_path)) as harness:
            said = say_numbers("one", "two", "three")
            await speak(harness, said)
            await asyncio.sleep(2)
        assert len(server.calls) == 2
        assert (tmp_path / "addon_asr_in_s1.pcm").read_bytes() == said
