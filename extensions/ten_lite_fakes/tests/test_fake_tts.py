from __future__ import annotations

import asyncio
from array import array
from itertools import pairwise
from typing import Any

import pytest
from pydantic import ValidationError

from ten_lite.addons import PcmFormat
from ten_lite.addons.spec import load_object
from ten_lite.messages import PcmFrame, TtsAudioEnd, TtsAudioStart, TtsTextInput
from ten_lite.testing import Harness
from ten_lite_fakes import FAKE_TTS, ten_lite_addons


async def spoken(text: str, **properties: Any) -> bytes:
    async with Harness(FAKE_TTS, properties) as harness:
        harness.push(TtsTextInput("r1", text, True))
        await harness.pull(TtsAudioEnd)
        return b"".join(m.data for m in harness.received if isinstance(m, PcmFrame))


@pytest.mark.parametrize("word_ms", [1, 200, 1_000, 2_500])
async def test_each_word_sounds_for_its_time(word_ms: int):
    assert len(await spoken("one two three", word_ms=word_ms)) == 3 * word_ms * 32


async def test_the_tone_has_its_pitch():
    samples = array("h", await spoken("word", word_ms=1_000, tone_hz=440))
    crossings = sum(a < 0 <= b for a, b in pairwise(samples))
    assert crossings == pytest.approx(440, abs=2)
    assert max(samples) == pytest.approx(8_000, abs=50)


async def test_the_sound_has_the_format_that_the_spec_declares():
    async with Harness(FAKE_TTS) as harness:
        harness.push(TtsTextInput("r1", "word", True))
        frame = await harness.pull(PcmFrame)
        made = FAKE_TTS.pcm_out(FAKE_TTS.config())
        assert made == PcmFormat((frame.sample_rate_hz,), (frame.channels,))


async def test_text_without_words_is_silent():
    assert await spoken("   ") == b""


async def test_the_same_text_gives_the_same_bytes():
    assert await spoken("one two") == await spoken("one two")


async def test_the_delay_comes_before_the_sound_of_each_text():
    async with Harness(FAKE_TTS, {"delay_ms": 300, "word_ms": 20}) as harness:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        harness.push(TtsTextInput("r1", "a"))
        harness.push(TtsTextInput("r1", "b", True))
        await harness.pull(TtsAudioStart)
        assert loop.time() - began_s == pytest.approx(0.3)
        await harness.pull(TtsAudioEnd)
        assert loop.time() - began_s == pytest.approx(0.6)


async def test_sound_is_sent_no_further_ahead_than_the_lead():
    async with Harness(FAKE_TTS, {"lead_s": 0.5, "word_ms": 100}) as harness:
        harness.push(TtsTextInput("r1", "word " * 100, True))
        await asyncio.sleep(3)
        sent_ms = sum(m.duration_ms for m in harness.received if isinstance(m, PcmFrame))
        assert sent_ms == pytest.approx(3_500, abs=21)


@pytest.mark.parametrize(
    "wrong", [{"word_ms": 0}, {"tone_hz": 10}, {"lead_s": 0}, {"voice": "x"}], ids=str
)
def test_a_wrong_or_unknown_property_is_refused_by_name(wrong: dict[str, Any]):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        FAKE_TTS.config.model_validate(wrong)


def test_the_package_supplies_three_addons_whose_code_exists_and_whose_properties_are_described():
    specs = list(ten_lite_addons())
    assert [spec.name for spec in specs] == ["fake_stt", "fake_llm", "fake_tts"]
    for spec in specs:
        assert load_object(spec, spec.factory)
        assert all(field.description for field in spec.config.model_fields.values())
