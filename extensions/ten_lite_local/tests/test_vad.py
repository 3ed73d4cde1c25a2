"""``local_vad`` with a model that takes loud sound for speech."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from ten_lite.messages import EndOfSpeech, PcmFrame, StartOfSpeech
from ten_lite.testing import Harness
from ten_lite_local.vad import NO_SOUND_MS

from .fake_models import FRAME_MS, VAD, Loudness, loud, quiet


async def speak(harness: Harness, frames: list[PcmFrame]) -> None:
    for frame in frames:
        harness.push(frame)
        await asyncio.sleep(FRAME_MS / 1000)


def now_s() -> float:
    return asyncio.get_running_loop().time()


async def test_speech_ends_within_a_second_of_the_last_frame():
    async with Harness(VAD) as harness:
        await speak(harness, [*quiet(10), *loud(20)])
        last_frame_s = now_s() - FRAME_MS / 1000
        assert await harness.pull(StartOfSpeech) == StartOfSpeech(10 * FRAME_MS)
        assert await harness.pull(EndOfSpeech) == EndOfSpeech(30 * FRAME_MS, NO_SOUND_MS)
        assert now_s() - last_frame_s <= 1.0


async def test_an_end_without_sound_is_where_the_last_sound_of_speech_was():
    async with Harness(VAD) as harness:
        await speak(harness, [*loud(20), *quiet(5)])
        ended = await harness.pull(EndOfSpeech)
        assert ended.at_ms == 20 * FRAME_MS
        assert ended.silence_ms == pytest.approx(5 * FRAME_MS + 800, abs=64)  # as it is told


async def test_frames_that_are_a_little_late_do_not_end_the_speech():
    async with Harness(VAD) as harness:
        for _ in range(5):
            await speak(harness, loud(5))
            await asyncio.sleep(0.7)
        assert not [m for m in harness.received if isinstance(m, EndOfSpeech)]
        await asyncio.sleep(1)
        assert len([m for m in harness.received if isinstance(m, EndOfSpeech)]) == 1


async def test_speech_after_a_pause_without_frames_is_an_utterance_of_its_own():
    async with Harness(VAD) as harness:
        for _ in range(2):
            await speak(harness, loud(10))
            await asyncio.sleep(5)
        events = [m for m in harness.received if not isinstance(m, PcmFrame)]
        assert events == [
            StartOfSpeech(0),
            EndOfSpeech(10 * FRAME_MS, NO_SOUND_MS),
            StartOfSpeech(10 * FRAME_MS),
            EndOfSpeech(20 * FRAME_MS, NO_SOUND_MS),
        ]


async def test_silence_without_frames_is_no_event():
    async with Harness(VAD) as harness:
        await speak(harness, quiet(10))
        await asyncio.sleep(10)
        assert not [m for m in harness.received if not isinstance(m, PcmFrame)]


async def test_a_restart_in_mid_speech_does_not_leave_the_speech_open(
    monkeypatch: pytest.MonkeyPatch,
):
    async with Harness(VAD) as harness:
        await speak(harness, loud(10))
        with monkeypatch.context() as broken:
            broken.setattr(Loudness, "run", None)
            await speak(harness, loud(1))
        assert await harness.pull(EndOfSpeech) == EndOfSpeech(10 * FRAME_MS, NO_SOUND_MS)


async def test_a_model_that_is_behind_is_no_silence():
    class SlowWorker:
        def run(self, function: Callable[..., float], *args: Any) -> asyncio.Task[float]:
            async def later() -> float:
                await asyncio.sleep(3)
                return function(*args)

            return asyncio.create_task(later())

    async with Harness(VAD) as harness:
        await speak(harness, loud(10))
        vad = harness.session.nodes["addon"].extension
        vad._worker = SlowWorker()  # type: ignore[attr-defined]
        harness.push(loud(1)[0])
        await asyncio.sleep(2.9)
        assert not [m for m in harness.received if isinstance(m, EndOfSpeech)]
        assert await harness.pull(EndOfSpeech) == EndOfSpeech(11 * FRAME_MS, NO_SOUND_MS)
