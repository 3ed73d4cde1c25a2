"""``dump``: the sound that went to OpenAI or came from it, byte for byte."""

from __future__ import annotations

import asyncio
from pathlib import Path

from ten_lite.messages import PcmFrame, TtsAudioEnd
from ten_lite.testing.providers import pause, say_numbers, spell
from ten_lite.testing.providers.openai import FakeOpenai, Refusal, Speech
from ten_lite_openai.tests.audio_kit import RATE_HZ, say, speak, stt, tts


async def test_the_voices_dump_is_what_was_sent(tmp_path: Path):
    async with FakeOpenai() as server:
        server.script(Speech(chunk_bytes=333))
        async with tts(server, dump=True, dump_path=str(tmp_path)) as harness:
            say(harness, "r1", "Good", " morning.")
            await harness.pull(TtsAudioEnd)
        made = (tmp_path / "addon_dump_s1.pcm").read_bytes()
        assert made == spell("Good morning.", sample_rate_hz=RATE_HZ)


async def test_the_ears_dump_is_each_utterance_once_also_when_it_was_sent_again(tmp_path: Path):
    async with FakeOpenai() as server:
        server.script(Refusal(500))
        given = {"dump": True, "dump_path": str(tmp_path), "pre_roll_ms": 0}
        async with stt(server, **given) as harness:
            speak(harness, "one")
            harness.push(PcmFrame(pause(1000)))
            speak(harness, "two", at_ms=1500)
            await asyncio.sleep(3)
        heard = (tmp_path / "addon_asr_in_s1.pcm").read_bytes()
        assert heard == say_numbers("one", "two")
