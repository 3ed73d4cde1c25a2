"""``local_turn_detector``, mostly with a model that takes 100 ms of silence for an end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from ten_lite.kinds import UNSURE
from ten_lite.messages import (
    EndOfSpeech,
    ErrorMessage,
    LikelyEndOfSpeech,
    PcmFrame,
    StartOfSpeech,
    TurnCheck,
    TurnVerdict,
)
from ten_lite.testing import Harness
from ten_lite_local import LOCAL_TURN_DETECTOR

from .fake_models import DETECTOR, LOUD, Counter


@pytest.fixture(autouse=True)
def fresh_counter() -> None:
    Counter.reset()


def sound(ms: int, sample: bytes = LOUD) -> PcmFrame:
    return PcmFrame(sample * (16 * ms))


async def verdict(harness: Harness) -> float:
    found = await harness.call(TurnCheck("whatever")).result()
    assert isinstance(found, TurnVerdict)
    return found.finished


def runs() -> list[int]:
    """Milliseconds of sound in each run of the model, without the one that warms it up."""
    return [length for length in Counter.runs if length]


async def test_the_sound_so_far_is_judged():
    async with Harness(DETECTOR) as harness:
        harness.push(sound(500))
        assert await verdict(harness) == 0.0
        harness.push(sound(1600, b"\0\0"))
        assert await verdict(harness) == 1.0


async def test_without_any_sound_it_is_unsure():
    async with Harness(DETECTOR) as harness:
        assert await verdict(harness) == UNSURE
        assert runs() == []


async def test_only_the_last_8_s_are_kept():
    async with Harness(DETECTOR) as harness:
        for _ in range(20):
            harness.push(sound(500))
        await verdict(harness)
        assert runs() == [8000]


async def test_a_pause_is_judged_before_it_is_asked_for():
    async with Harness(DETECTOR) as harness:
        harness.push(StartOfSpeech(0))
        harness.push(sound(500))
        harness.push(sound(200, b"\0\0"))
        harness.push(LikelyEndOfSpeech(500))
        harness.push(sound(200))  # the model is not asked again, so this does not matter
        harness.push(EndOfSpeech(500))
        assert await verdict(harness) == 1.0
        assert runs() == [700]


async def test_a_judgement_of_long_ago_is_not_told():
    async with Harness(DETECTOR) as harness:
        harness.push(sound(200, b"\0\0"))
        harness.push(LikelyEndOfSpeech(0))
        harness.push(sound(2000))
        assert await verdict(harness) == 0.0


async def test_a_judgement_does_not_outlive_the_next_speech():
    async with Harness(DETECTOR) as harness:
        harness.push(sound(200, b"\0\0"))
        harness.push(LikelyEndOfSpeech(0))
        harness.push(StartOfSpeech(200))
        harness.push(sound(200))
        assert await verdict(harness) == 0.0


@pytest.mark.parametrize(("pause_ms", "judged_ms"), [(2000, 4000), (4000, 2000)])
async def test_speech_after_a_long_pause_is_a_turn_of_its_own(pause_ms: int, judged_ms: int):
    async with Harness(DETECTOR) as harness:
        harness.push(StartOfSpeech(0))
        harness.push(sound(1000))
        harness.push(EndOfSpeech(1000))
        harness.push(sound(2000, b"\0\0"))
        harness.push(StartOfSpeech(1000 + pause_ms))
        harness.push(sound(1000))
        await verdict(harness)
        assert runs() == [judged_ms]


class Stuck:
    """A worker whose thread never gets to it."""

    model = None

    def run(self, *args: object) -> asyncio.Future[float]:
        return asyncio.get_running_loop().create_future()


async def test_a_model_that_is_behind_does_not_hold_up_the_answer():
    async with Harness(DETECTOR) as harness:
        harness.push(sound(500))
        detector = harness.session.nodes["addon"].extension
        detector._worker = Stuck()  # type: ignore[attr-defined]
        assert await verdict(harness) == UNSURE
        assert detector._latest is None  # type: ignore[attr-defined]


async def test_two_checks_at_once_share_one_run():
    async with Harness(DETECTOR) as harness:
        harness.push(sound(500))
        assert await asyncio.gather(verdict(harness), verdict(harness)) == [0.0, 0.0]
        assert runs() == [500]


async def test_a_check_during_which_the_user_speaks_again_is_unsure_at_once():
    async with Harness(DETECTOR) as harness:
        harness.push(sound(500))
        detector = harness.session.nodes["addon"].extension
        detector._worker = Stuck()  # type: ignore[attr-defined]
        now_s = asyncio.get_running_loop().time
        begin_s = now_s()
        asked = asyncio.create_task(verdict(harness))
        await asyncio.sleep(0.1)
        harness.push(StartOfSpeech(500))
        assert await asked == UNSURE
        assert now_s() - begin_s == pytest.approx(0.1)
        assert not [m for m in harness.received if isinstance(m, ErrorMessage)]


@pytest.mark.weights
@pytest.mark.usefixtures("embedded_weights")
async def test_real_speech_is_finished_at_its_end_only(
    speech: Callable[[str], NDArray[np.float32]],
) -> None:
    sentence = speech("assistant_17")[: int(1.4 * 16_000)]
    pause = np.zeros(3200, dtype=np.float32)
    scores = []
    async with Harness(LOCAL_TURN_DETECTOR) as harness:
        for number, part in enumerate((0.55, 1.0)):
            heard = np.concatenate([sentence[: int(part * len(sentence))], pause])
            harness.push(StartOfSpeech(number * 60_000))
            harness.push(PcmFrame((heard * 32767).astype("<i2").tobytes()))
            harness.push(LikelyEndOfSpeech(number * 60_000 + 1000))
            harness.push(EndOfSpeech(number * 60_000 + 1000))
            scores.append(await verdict(harness))
    assert scores[0] < 0.5 < scores[1]
