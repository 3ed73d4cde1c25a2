from __future__ import annotations

from pathlib import Path

from ten_lite.messages import PcmFrame, TtsAudioEnd, TtsTextInput
from ten_lite.testing import Harness
from ten_lite_fakes import FAKE_STT, FAKE_TTS


async def test_the_dumps_hold_what_is_heard_and_what_is_spoken(tmp_path: Path):
    properties = {"dump": True, "dump_path": str(tmp_path)}
    said = bytes(range(256)) * 20
    async with Harness(FAKE_STT, properties) as harness:
        for start in range(0, len(said), 640):
            harness.push(PcmFrame(said[start : start + 640]))
    assert (tmp_path / "addon_asr_in_s1.pcm").read_bytes() == said

    async with Harness(FAKE_TTS, properties) as harness:
        harness.push(TtsTextInput("r1", "one two", True))
        await harness.pull(TtsAudioEnd)
        heard = b"".join(m.data for m in harness.received if isinstance(m, PcmFrame))
    assert (tmp_path / "addon_dump_s1.pcm").read_bytes() == heard
