"""The formats of sound there are."""

from __future__ import annotations

import pytest

from ten_lite.messages import PcmFrame
from ten_lite.wire.g711 import MULAW
from ten_lite.wire.realtime.refusal import Refusal
from ten_lite.wire.realtime.sound_format import PCM, CodedSound, read_format

ULAW = read_format({"type": "audio/pcmu"}, "f")


def test_each_format_knows_its_time_and_how_it_is_called() -> None:
    assert PCM.ms(4_800) == 100
    assert ULAW.ms(800) == 100
    assert PCM.as_json() == {"type": "audio/pcm", "rate": 24_000}
    assert ULAW.as_json() == {"type": "audio/pcmu"}


@pytest.mark.parametrize("value", [{}, {"type": "audio/pcm"}, PCM.as_json(), {"rate": None}])
def test_pcm_is_what_is_meant_without_a_word(value: dict[str, object]) -> None:
    assert read_format(value, "f") is PCM


def test_what_a_client_is_told_it_can_say() -> None:
    for name in ("audio/pcm", "audio/pcmu", "audio/pcma"):
        found = read_format({"type": name}, "f")
        assert read_format(found.as_json(), "f") is found


@pytest.mark.parametrize(
    ("value", "param", "said"),
    [
        ("audio/pcm", "f", "must be an object"),
        ({"type": "audio/mp3"}, "f.type", "supported are audio/pcm, audio/pcmu, audio/pcma"),
        ({"type": None}, "f.type", "is null"),
        ({"rate": 16_000}, "f.rate", "audio/pcm has 24000 Hz here"),
        ({"rate": 24_000.0}, "f.rate", "24000.0"),
        ({"type": "audio/pcmu", "rate": True}, "f.rate", "has 8000 Hz"),
    ],
)
def test_another_format_is_refused(value: object, param: str, said: str) -> None:
    with pytest.raises(Refusal, match=said) as caught:
        read_format(value, "f")
    assert caught.value.param == param


def test_sound_is_coded_by_the_law_of_the_format() -> None:
    sound = CodedSound(ULAW)
    pcm = b"\x00\x10" * 160
    coded = sound.feed(PcmFrame(pcm, 8_000)) + sound.finish()
    assert coded == MULAW.encode(pcm)


def test_sound_is_as_long_as_before_in_the_rate_of_the_format() -> None:
    sound = CodedSound(PCM)
    data = b"".join(sound.feed(PcmFrame(bytes(640), 16_000)) for _ in range(50)) + sound.finish()
    assert PCM.ms(len(data)) == 1_000


def test_what_is_cleared_is_not_in_what_comes_next() -> None:
    sound = CodedSound(PCM)
    sound.feed(PcmFrame(b"\xff\x7f" * 320, 16_000))
    sound.clear()
    assert not any(sound.feed(PcmFrame(bytes(640), 16_000)) + sound.finish())
