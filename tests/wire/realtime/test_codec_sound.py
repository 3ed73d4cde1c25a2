"""Sound of every format both ways, and that none of it is lost."""

from __future__ import annotations

import base64
import math
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ten_lite.config.definition import default_queue
from ten_lite.messages import PcmFrame
from ten_lite.wire.g711 import ALAW, MULAW
from ten_lite.wire.realtime.sound_in import frames

from .kit import Talk, begins, ends, says, sound, types

FORMATS = {"audio/pcm": 48, "audio/pcmu": 8, "audio/pcma": 8}  # bytes of a millisecond


def tone(ms: int, rate: int) -> bytes:
    count = ms * rate // 1000
    return array("h", (round(9_000 * math.sin(n * 2_000 / rate)) for n in range(count))).tobytes()


def talk_in(kind: str, rate: int = 16_000, *, is_manual: bool = True) -> Talk:
    talk = Talk(rate=rate)
    detection = {} if not is_manual else {"turn_detection": None}
    talk.update(
        audio={
            "input": {"format": {"type": kind}, **detection},
            "output": {"format": {"type": kind}},
        }
    )
    return talk


def append(talk: Talk, data: bytes) -> None:
    talk.send("input_audio_buffer.append", audio=base64.b64encode(data).decode())


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("rate", [8_000, 16_000, 24_000, 48_000])
@settings(max_examples=5)
@given(sizes=st.lists(st.integers(1, 700), min_size=1, max_size=9))
def test_committed_sound_is_as_long_for_the_graph_as_for_the_client(
    kind: str, rate: int, sizes: list[int]
) -> None:
    talk = talk_in(kind, rate)
    for ms in [*sizes, 100]:
        append(talk, b"\1" * (ms * FORMATS[kind]))
    talk.send("input_audio_buffer.commit")
    talk.send("response.create")
    frames = [frame for frame in talk.graph_got() if isinstance(frame, PcmFrame)]
    assert {frame.sample_rate_hz for frame in frames} == {rate}
    assert sum(f.duration_ms for f in frames) == pytest.approx(sum(sizes) + 2_100, abs=0.2)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("rate", [8_000, 16_000, 24_000, 48_000])
@settings(max_examples=5)
@given(sizes=st.lists(st.integers(1, 300), min_size=1, max_size=9))
def test_an_answer_is_as_long_for_the_client_as_for_the_graph(
    kind: str, rate: int, sizes: list[int]
) -> None:
    talk = talk_in(kind, rate)
    frames = [PcmFrame(bytes(ms * rate // 500), rate) for ms in sizes]
    events = talk.hear(says("Hm"), begins(), *frames, ends())
    assert len(sound(events)) / FORMATS[kind] == pytest.approx(sum(sizes), abs=0.2)
    assert types(events)[-1] == "response.done"


@pytest.mark.parametrize("rate", [8_000, 16_000, 24_000])
def test_sound_reaches_a_graph_that_detects_speech_within_40_ms(rate: int) -> None:
    talk = talk_in("audio/pcm", rate, is_manual=False)
    for _ in range(50):
        append(talk, bytes(960))
    got = sum(f.duration_ms for f in talk.graph_got() if isinstance(f, PcmFrame))
    assert 960 <= got <= 1_000


@pytest.mark.parametrize(("kind", "law"), [("audio/pcmu", MULAW), ("audio/pcma", ALAW)])
def test_telephone_sound_is_coded_by_its_law(kind: str, law: object) -> None:
    talk = talk_in(kind, 8_000, is_manual=False)
    pcm = tone(200, 8_000)
    coded = law.encode(pcm)  # type: ignore[attr-defined]
    append(talk, coded)
    (frame,) = talk.graph_got()
    assert frame == PcmFrame(law.decode(coded), 8_000)  # type: ignore[attr-defined]
    assert sound(talk.hear(PcmFrame(pcm, 8_000))) == coded


def test_a_sample_may_be_cut_in_two() -> None:
    talk = Talk(rate=24_000)
    for piece in (b"\1", b"\2\3", b"\4"):
        append(talk, piece)
    got = b"".join(f.data for f in talk.graph_got() if isinstance(f, PcmFrame))
    assert got == b"\1\2\3\4"


def test_nothing_is_no_error() -> None:
    talk = Talk()
    assert talk.send("input_audio_buffer.append", audio="") == []
    assert talk.graph_got() == []


def test_a_file_is_no_sound() -> None:
    talk = Talk()
    audio = base64.b64encode(b"RIFF\0\0\0\0WAVEfmt ").decode()
    (event,) = talk.send("input_audio_buffer.append", audio=audio)
    assert "a WAV file" in event["error"]["message"]


def test_a_long_commit_is_no_more_frames_than_a_connection_keeps():
    """All of it goes to the graph at once, where a full connection drops the oldest."""
    room = default_queue("audio_frame").size
    for length_s in (0, 1, 20, 58, 302):
        pcm = bytes(range(256)) * (125 * length_s)
        pieces = frames(pcm, 16_000)
        assert b"".join(piece.data for piece in pieces) == pcm
        assert len(pieces) <= room
    assert {piece.duration_ms for piece in frames(bytes(32_000), 16_000)} == {100}
