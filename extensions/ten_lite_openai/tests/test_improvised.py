"""The fake OpenAI converses, as ``ten-lite run --fake-providers`` has it do."""

from __future__ import annotations

from ten_lite.messages import AsrResult, TtsAudioEnd
from ten_lite.testing.providers.hearing import SENTENCES
from ten_lite.testing.providers.openai import FakeOpenai
from ten_lite_openai.tests.audio_kit import say, speak, stt, tts


async def test_it_hears_a_sentence_in_any_sound():
    async with FakeOpenai() as server:
        server.improvise()
        async with stt(server, language="de-DE") as harness:
            speak(harness, "one", "two")
            result = await harness.pull(AsrResult)
            while not result.final:
                result = await harness.pull(AsrResult)
    assert result.text in SENTENCES["de"]


async def test_it_speaks_in_tones():
    async with FakeOpenai() as server:
        server.improvise()
        async with tts(server) as harness:
            say(harness, "r1", "Good morning.")
            assert (await harness.pull(TtsAudioEnd)).duration_ms == 2 * 220
