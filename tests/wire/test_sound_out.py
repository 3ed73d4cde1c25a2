"""Sound of any format comes out in one."""

from __future__ import annotations

import pytest

from ten_lite.errors import ProtocolError
from ten_lite.messages import PcmFrame
from ten_lite.wire.sound_out import SoundOut


def test_sound_that_has_the_format_passes_as_it_is() -> None:
    out = SoundOut(16_000, 2)
    assert out.feed(PcmFrame(b"\1\2\3\4", 16_000, 2)) == b"\1\2\3\4"
    assert out.finish() == b""


def test_channels_are_mixed() -> None:
    assert SoundOut(8_000).feed(PcmFrame(b"\0\1\0\3", 8_000, 2)) == b"\0\2"


@pytest.mark.parametrize("rate_hz", [8_000, 24_000, 44_100, 48_000])
def test_any_rate_becomes_the_one_that_is_asked_for_in_full_length(rate_hz: int) -> None:
    out = SoundOut(16_000)
    frame = PcmFrame(b"\0\x10" * (rate_hz // 50), rate_hz)
    data = b"".join(out.feed(frame) for _ in range(20)) + out.finish()
    assert abs(len(data) // 2 - 20 * 320) <= 1


def test_no_more_than_60_ms_stay_inside() -> None:
    out = SoundOut(8_000)
    done = sum(len(out.feed(PcmFrame(b"\0\x10" * 320))) for _ in range(20))
    assert 400 - done / 16 <= 62


def test_a_change_of_rate_loses_nothing() -> None:
    out = SoundOut(16_000)
    data = out.feed(PcmFrame(b"\0\x10" * 480, 24_000)) + out.feed(PcmFrame(b"\0\x10" * 320))
    assert len(data) // 2 == 640


def test_what_is_thrown_away_does_not_come_out() -> None:
    out = SoundOut(16_000)
    out.feed(PcmFrame(b"\0\x10" * 480, 24_000))
    out.clear()
    assert out.finish() == b""


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        (PcmFrame(b"\1"), "pcm_frame: 1 bytes are not whole samples of 1 channels at 16000 Hz"),
        (PcmFrame(b"", 0), "pcm_frame: 0 bytes are not whole samples of 1 channels at 0 Hz"),
        (PcmFrame(b"", 1, 0), "pcm_frame: 0 bytes are not whole samples of 0 channels at 1 Hz"),
        (
            PcmFrame(b"\1\2", 24_000),
            "pcm_frame: 1 channels at 24000 Hz cannot be sent as 2 channels at 16000 Hz",
        ),
    ],
)
def test_what_is_no_sound_or_cannot_be_converted_is_said(frame: PcmFrame, text: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        SoundOut(16_000, 2).feed(frame)
    assert str(caught.value) == text
