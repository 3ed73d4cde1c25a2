"""The client's sound until the graph gets it."""

from __future__ import annotations

import base64

import pytest

from ten_lite.errors import ProtocolError
from ten_lite.messages import PcmFrame
from ten_lite.wire.g711 import ALAW
from ten_lite.wire.realtime.refusal import Refusal
from ten_lite.wire.realtime.sound_format import read_format
from ten_lite.wire.realtime.sound_in import MAX_KEPT_S, SoundIn, frames


def coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


SECOND = coded(bytes(48_000))


def test_sound_comes_out_in_the_rate_of_the_graph_and_its_time_is_counted() -> None:
    sound = SoundIn(16_000)
    pcm = sound.feed(SECOND)
    assert 31_000 <= len(pcm) <= 32_000  # a little stays inside
    assert sound.ms == 1_000


def test_telephone_sound_is_decoded_by_its_law() -> None:
    sound = SoundIn(8_000)
    sound.set_format(read_format({"type": "audio/pcma"}, "f"))
    data = bytes(range(200))
    assert sound.feed(coded(data)) == ALAW.decode(data)
    assert sound.ms == 25


def test_kept_sound_is_taken_to_the_last_sample() -> None:
    sound = SoundIn(16_000)
    sound.feed(SECOND)
    sound.drain()
    sound.keep(SECOND)
    sound.keep(SECOND)
    assert sound.kept_ms == 2_000
    assert len(sound.take()) == 64_000
    assert (sound.kept_ms, sound.ms) == (0, 3_000)


def test_less_than_a_tenth_of_a_second_is_not_taken_and_stays() -> None:
    sound = SoundIn(16_000)
    sound.keep(coded(bytes(4_798)))
    with pytest.raises(Refusal, match=r"99\.96ms") as caught:
        sound.take()
    assert caught.value.code == "input_audio_buffer_commit_empty"
    sound.keep(coded(bytes(2)))
    assert len(sound.take()) == 3_200


def test_sound_that_is_kept_too_long_is_thrown_away() -> None:
    sound = SoundIn(8_000)
    sound.set_format(read_format({"type": "audio/pcmu"}, "f"))
    sound.keep(coded(bytes(MAX_KEPT_S * 8_000)))
    with pytest.raises(Refusal) as caught:
        sound.keep(coded(bytes(8)))
    assert caught.value.code == "input_audio_buffer_full"
    assert sound.kept_ms == 0
    assert sound.drain() == b""


@pytest.mark.parametrize(
    ("audio", "said"), [("!", "Invalid base64"), (coded(b"OggS\0\0"), "looks like an Ogg file")]
)
def test_what_is_no_sound_is_refused_and_not_counted(audio: str, said: str) -> None:
    sound = SoundIn(16_000)
    with pytest.raises(ProtocolError, match=said):
        sound.feed(audio)
    assert sound.ms == 0


def test_sound_is_cut_into_frames_of_a_tenth_of_a_second() -> None:
    pcm = bytes(range(256)) * 20
    cut = frames(pcm, 16_000)
    assert [len(frame.data) for frame in cut] == [3_200, 1_920]
    assert all(isinstance(frame, PcmFrame) and frame.sample_rate_hz == 16_000 for frame in cut)
    assert b"".join(frame.data for frame in cut) == pcm
