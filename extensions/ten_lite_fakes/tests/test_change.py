"""Language and voice of the scripted providers, changed in the middle of a session."""

from __future__ import annotations

from array import array
from itertools import pairwise

from ten_lite.messages import (
    AsrResult,
    ErrorMessage,
    PcmFrame,
    SessionConfig,
    TtsAudioEnd,
    TtsTextInput,
)
from ten_lite.testing import Harness
from ten_lite_fakes import FAKE_STT, FAKE_TTS

from .test_fake_stt import LOUD, QUIET, hear


async def pitch_hz(harness: Harness) -> float:
    """Of the next answer."""
    harness.push(TtsTextInput("r", "word", True))
    end = await harness.pull(TtsAudioEnd)
    frames = [m for m in harness.received if isinstance(m, PcmFrame)]
    harness.received.clear()
    samples = array("h", b"".join(frame.data for frame in frames))
    return sum(a < 0 <= b for a, b in pairwise(samples)) * 1000 / end.duration_ms


async def test_a_voice_is_heard_by_its_pitch():
    async with Harness(FAKE_TTS, {"word_ms": 1000}) as harness:
        heard = {}
        for name in ("middle", "low", "high"):
            harness.push(SessionConfig(voice=name))
            heard[name] = round(await pitch_hz(harness), -1)
        assert heard == {"low": 220, "middle": 440, "high": 880}


async def test_a_voice_that_is_not_there_is_refused_with_those_that_are():
    async with Harness(FAKE_TTS) as harness:
        harness.push(SessionConfig(voice="anna"))
        error = await harness.pull(ErrorMessage)
        assert error.text == (
            '"addon" cannot change to voice "anna": must be "low", "middle" or "high"'
        )


async def test_results_have_the_language_from_the_next_utterance_on():
    async with Harness(FAKE_STT, {"partial_every_ms": 100}) as harness:
        hear(harness, (LOUD, 100))
        harness.push(SessionConfig(language="de-DE"))
        hear(harness, (LOUD, 100), (QUIET, 500), (LOUD, 100), (QUIET, 500))
        results = [m for m in harness.received if isinstance(m, AsrResult)]
        assert [(r.final, r.language) for r in results] == [
            (False, "en-US"),
            (False, "en-US"),
            (True, "en-US"),
            (False, "de-DE"),
            (True, "de-DE"),
        ]
