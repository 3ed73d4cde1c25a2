from __future__ import annotations

from pathlib import Path

from ten_lite.messages import AsrResult, TtsAudioEnd
from ten_lite.testing.providers import say_numbers, spell
from ten_lite.testing.providers.openai import FakeOpenai

from .audio_kit import RATE_HZ, say, speak, stt, tts


async def test_the_dumps_are_the_utterances_that_openai_gets_and_the_sound_it_makes(
    tmp_path: Path,
):
    async with FakeOpenai() as server:
        async with stt(server, dump=True, dump_path=str(tmp_path)) as harness:
            speak(harness, "one", "two")
            speak(harness, "three", at_ms=1000)
            while (await harness.pull(AsrResult)).text != "three":
                pass
        async with tts(server, dump=True, dump_path=str(tmp_path)) as harness:
            say(harness, "r1", "Good morning.")
            await harness.pull(TtsAudioEnd)
    heard, made = (tmp_path / f"addon_{name}_s1.pcm" for name in ("asr_in", "dump"))
    assert heard.read_bytes() == say_numbers("one", "two") + say_numbers("three")
    assert made.read_bytes() == spell("Good morning.", sample_rate_hz=RATE_HZ)


async def test_a_fake_that_improvises_hears_a_sentence_and_speaks_in_tones():
    async with FakeOpenai() as server:
        server.improvise()
        async with stt(server, language="de-DE") as harness:
            speak(harness, "one", "two")
            result = await harness.pull(AsrResult)
            while not result.final:
                result = await harness.pull(AsrResult)
        assert len(result.text.split()) >= 5
        async with tts(server) as harness:
            say(harness, "r1", "Good morning.")
            assert (await harness.pull(TtsAudioEnd)).duration_ms == 2 * 220
