from __future__ import annotations

import pytest
from pydantic import ValidationError

from ten_lite.messages import AsrResult, PcmFrame
from ten_lite.testing import Harness
from ten_lite_fakes import FAKE_STT

LOUD = (5_000).to_bytes(2, "little", signed=True)
QUIET = (100).to_bytes(2, "little", signed=True)


def hear(harness: Harness, *pieces: tuple[bytes, int], frame_ms: int = 20) -> None:
    """Push (sample, milliseconds) after (sample, milliseconds)."""
    for sample, ms in pieces:
        for start in range(0, ms, frame_ms):
            harness.push(PcmFrame(sample * (16 * min(frame_ms, ms - start))))


def told(harness: Harness) -> list[tuple[str, bool]]:
    return [(m.text, m.final) for m in harness.received if isinstance(m, AsrResult)]


async def test_the_script_is_told_at_the_end_of_each_utterance_and_begins_again():
    async with Harness(FAKE_STT, {"transcripts": ["one", "two"]}) as harness:
        for _ in range(3):
            hear(harness, (LOUD, 300), (QUIET, 500))
        assert told(harness) == [("one", True), ("two", True), ("one", True)]


async def test_an_utterance_ends_after_exactly_its_silence():
    async with Harness(FAKE_STT, {"silence_ms": 400}) as harness:
        hear(harness, (LOUD, 100), (QUIET, 380))
        assert told(harness) == []
        hear(harness, (QUIET, 20))
        assert told(harness) == [("hello there", True)]


async def test_a_short_pause_does_not_end_it():
    async with Harness(FAKE_STT, {"silence_ms": 400}) as harness:
        for _ in range(5):
            hear(harness, (LOUD, 100), (QUIET, 300))
        assert told(harness) == []


async def test_silence_alone_tells_nothing():
    async with Harness(FAKE_STT) as harness:
        hear(harness, (QUIET, 10_000))
        assert told(harness) == []


async def test_negative_samples_are_loud_too():
    async with Harness(FAKE_STT) as harness:
        hear(harness, ((-5_000).to_bytes(2, "little", signed=True), 100), (QUIET, 400))
        assert told(harness) == [("hello there", True)]


@pytest.mark.parametrize(("threshold", "count"), [(4_999, 1), (5_000, 0)])
async def test_the_threshold_is_the_loudest_silence(threshold: int, count: int):
    async with Harness(FAKE_STT, {"threshold": threshold}) as harness:
        hear(harness, (LOUD, 100), (QUIET, 500))
        assert len(told(harness)) == count


async def test_an_utterance_can_end_without_silence_and_the_next_needs_a_pause():
    async with Harness(FAKE_STT, {"utterance_ms": 200}) as harness:
        hear(harness, (LOUD, 180))
        assert told(harness) == []
        hear(harness, (LOUD, 20))
        assert told(harness) == [("hello there", True)]
        hear(harness, (LOUD, 5_000))
        assert len(told(harness)) == 1
        hear(harness, (QUIET, 20), (LOUD, 200))
        assert len(told(harness)) == 2


async def test_partial_results_grow_word_by_word_and_share_the_finals_id():
    config = {"transcripts": ["one two three"], "partial_every_ms": 100}
    async with Harness(FAKE_STT, config) as harness:
        hear(harness, (LOUD, 200), (QUIET, 400))
        assert told(harness) == [("one", False), ("one two", False), ("one two three", True)]
        assert len({m.id for m in harness.received if isinstance(m, AsrResult)}) == 1


async def test_times_count_the_sound_of_the_session():
    async with Harness(FAKE_STT, {"silence_ms": 100}) as harness:
        hear(harness, (QUIET, 1_000), (LOUD, 300), (QUIET, 500), (LOUD, 200), (QUIET, 100))
        results = [m for m in harness.received if isinstance(m, AsrResult)]
        assert [(m.start_ms, m.duration_ms) for m in results] == [(1_000, 300), (1_800, 200)]


@pytest.mark.parametrize("frame_ms", [10, 20, 37])
async def test_the_size_of_the_frames_does_not_matter(frame_ms: int):
    async with Harness(FAKE_STT, {"silence_ms": 100}) as harness:
        hear(harness, (LOUD, 370), (QUIET, 370), (LOUD, 370), (QUIET, 370), frame_ms=frame_ms)
        assert len(told(harness)) == 2


@pytest.mark.parametrize(
    "wrong",
    [{"transcripts": []}, {"threshold": -1}, {"silence_ms": -1}, {"transcript": "x"}],
    ids=str,
)
def test_a_wrong_or_unknown_property_is_refused_by_name(wrong: dict[str, object]):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        FAKE_STT.config.model_validate(wrong)
