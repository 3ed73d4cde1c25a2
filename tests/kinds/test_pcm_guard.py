from __future__ import annotations

from ten_lite.addons import AddonConfig, AddonSpec, PcmFormat
from ten_lite.kinds import PcmGuard
from ten_lite.messages import ErrorMessage, PcmFrame
from ten_lite.runtime import Extension
from ten_lite.testing import Harness


class Picky(Extension[AddonConfig]):
    async def configure(self) -> None:
        self.guard = PcmGuard(self, PcmFormat((16_000,), (1,)))

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        if self.guard.takes(frame):
            self.send(frame)


SPEC = AddonSpec(
    name="picky",
    kind="generic",
    description="",
    factory=f"{__name__}:Picky",
    inputs=(PcmFrame,),
    outputs=(PcmFrame,),
)


async def test_other_sound_is_left_alone_and_each_format_is_told_once_in_words():
    async with Harness(SPEC) as harness:
        for _ in range(3):
            harness.push(PcmFrame(b"\1\0", 16_000))
            harness.push(PcmFrame(b"\1\0", 48_000))
            harness.push(PcmFrame(b"\1\0\1\0", 16_000, 2))
        told = [m for m in harness.received if isinstance(m, ErrorMessage)]
        assert [m.text for m in told] == [
            f"addon takes sound of 16000 Hz mono and gets {got}, which it leaves alone: "
            "the graph needs a resampler before it"
            for got in ("48000 Hz mono", "16000 Hz stereo")
        ]
        assert {(m.node, m.code, m.fatal) for m in told} == {("addon", "wrong_sound_format", False)}
        sound = [m for m in harness.received if isinstance(m, PcmFrame)]
        assert [frame.sample_rate_hz for frame in sound] == [16_000] * 3
