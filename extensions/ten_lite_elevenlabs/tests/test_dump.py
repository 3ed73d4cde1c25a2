from __future__ import annotations

from pathlib import Path

from ten_lite.messages import TtsAudioEnd
from ten_lite.testing.providers import ElevenLabsPlan, FakeElevenLabs, spell

from .kit import KEY, say, tts


async def test_the_dump_is_what_elevenlabs_sent(tmp_path: Path):
    async with FakeElevenLabs() as server:
        server.plan = ElevenLabsPlan(chunk_bytes=333)
        async with tts(server, dump=True, dump_path=str(tmp_path)) as harness:
            say(harness, "r1", "Good morning.", "How are you?")
            await harness.pull(TtsAudioEnd)
        file = tmp_path / "addon_dump_s1.pcm"
        assert file.read_bytes() == spell("Good morning.How are you?")
        assert KEY.encode() not in file.read_bytes()
