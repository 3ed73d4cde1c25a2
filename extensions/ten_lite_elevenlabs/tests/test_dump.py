from __future__ import annotations

from pathlib import Path

import pytest

from ten_lite.messages import TtsAudioEnd
from ten_lite.testing.providers import (
    ElevenLabsPlan,
    FakeElevenLabs,
    VoicePlan,
    pause,
    say_numbers,
    spell,
)

from .kit import KEY, fed, say
from .stt_kit import speak, stt


@pytest.mark.parametrize("transport", ["http", "websocket"])
async def test_the_dump_is_what_elevenlabs_sent(tmp_path: Path, transport: str):
    async with FakeElevenLabs() as server:
        server.plan = ElevenLabsPlan(chunk_bytes=333)
        server.voice_plan = VoicePlan(odd=True)
        dump = {"dump": True, "dump_path": str(tmp_path)}
        async with fed(server, transport=transport, **dump) as harness:
            say(harness, "r1", "Good morning.", "How are you?")
            await harness.pull(TtsAudioEnd)
        file = tmp_path / "addon_dump_s1.pcm"
        assert file.read_bytes() == spell("Good morning.How are you?")
        assert KEY.encode() not in file.read_bytes()


async def test_the_dump_is_what_was_sent_to_scribe(tmp_path: Path):
    async with FakeElevenLabs() as server:
        async with stt(server, dump=True, dump_path=str(tmp_path)) as harness:
            await speak(harness, say_numbers("one") + pause(100))
        file = tmp_path / "addon_asr_in_s1.pcm"
        assert file.read_bytes() == bytes(server.scribe_calls[0].sound)
