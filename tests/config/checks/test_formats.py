from __future__ import annotations

from ten_lite.addons import PcmFormat
from ten_lite.config.checks.formats import _resampled

from ..flow_kit import told
from ..kit import node, to

GATE, STT = node("gate", "gate"), node("stt", "fine_stt")
CHAIN = (
    to("door", "audio_frame", "pcm_frame", "gate"),
    to("gate", "audio_frame", "pcm_frame", "stt"),
)


def door(sample_rate_hz: int, channels: int = 1) -> dict[str, object]:
    return node("door", "door", sample_rate_hz=sample_rate_hz, channels=channels)


def test_sound_that_fits_is_not_told() -> None:
    assert told([door(16_000), STT]) == []
    assert told([door(16_000), GATE, STT], *CHAIN) == []


def test_the_number_of_channels_matters_too() -> None:
    assert told([door(16_000, 2), STT]) == [
        '"door" sends 16000 Hz stereo, and "stt" takes 16000 Hz mono'
    ]


def test_sound_that_nobody_can_tell_is_not_judged() -> None:
    assert told([node("web", "web"), STT]) == []
    assert (
        told(
            [node("web", "web"), GATE, STT], to("web", "audio_frame", "pcm_frame", "gate"), CHAIN[1]
        )
        == []
    )


def test_what_a_receiver_takes_is_known_further_on() -> None:
    nodes = [node("web", "web"), node("line", "line"), node("phone", "phone")]
    ways = (
        to("web", "audio_frame", "pcm_frame", "line"),
        to("line", "audio_frame", "pcm_frame", "phone"),
    )
    assert told(nodes, *ways) == [
        '"line" passes on 16000 Hz mono of "web", and "phone" takes 8000 Hz mono'
    ]


def test_each_sound_that_does_not_fit_is_told_at_the_first_place() -> None:
    nodes = [door(48_000), node("line", "line"), GATE, STT]
    ways = (
        to("door", "audio_frame", "pcm_frame", "gate", "line"),
        to("gate", "audio_frame", "pcm_frame", "stt"),
        to("line", "audio_frame", "pcm_frame", "stt"),
    )
    assert told(nodes, *ways) == [
        '"door" sends 48000 Hz mono, and "line" takes 16000 Hz mono',
        '"gate" passes on 48000 Hz mono of "door", and "stt" takes 16000 Hz mono',
    ]


def test_sound_that_goes_round_ends_the_check() -> None:
    ways = (
        to("door", "audio_frame", "pcm_frame", "gate"),
        to("gate", "audio_frame", "pcm_frame", "gate"),
    )
    assert told([door(48_000), GATE], *ways, only="TL216") == []


def test_a_node_with_wrong_properties_is_not_judged() -> None:
    broken = node("door", "door", sample_rate_hz="fast")
    assert told([broken, STT], only="TL2") == []


def test_the_resampler_keeps_what_it_can_and_loses_nothing_it_need_not() -> None:
    mono_16 = PcmFormat((16_000,), (1,))
    assert _resampled(PcmFormat((48_000,), (2,)), mono_16) == (16_000, 1)
    assert _resampled(PcmFormat((22_050,), (1,)), PcmFormat((8_000, 24_000, 48_000))) == (24_000, 1)
    assert _resampled(PcmFormat((96_000,), (2,)), PcmFormat((8_000, 48_000))) == (48_000, 2)
    assert _resampled(PcmFormat((44_100,), (6,)), PcmFormat((), (1, 2))) == (44_100, 1)
    assert _resampled(PcmFormat((), (1,)), PcmFormat((), (2,))) == (16_000, 2)
    assert _resampled(mono_16, PcmFormat((), (6,))) is None


def test_a_resampler_that_is_put_in_between_mends_it() -> None:
    resampler = node("resampler", "rate_generic", sample_rate_hz=16_000)
    nodes = [door(48_000, 2), resampler, STT]
    ways = (
        to("door", "audio_frame", "pcm_frame", "resampler"),
        to("resampler", "audio_frame", "pcm_frame", "stt"),
    )
    assert told(nodes, *ways) == []


def test_a_fallback_that_speaks_or_hears_another_format_cannot_stand_in() -> None:
    speaks = {"addon": "rate_tts", "property": {"sample_rate_hz": 22_050}}
    fits = {"addon": "rate_tts", "property": {"sample_rate_hz": 8_000}}
    tts = node("tts", "rate_tts", sample_rate_hz=8_000) | {"fallback": [fits, speaks]}
    ways = to("tts", "audio_frame", "pcm_frame", "phone")
    assert told([node("phone", "phone"), tts], ways)[1:] == [  # nobody feeds the voice
        'rate_tts cannot stand in for "tts": it sends 22050 Hz mono, and "phone" takes 8000 Hz mono'
    ]
    stt = node("stt", "ears_stt") | {"fallback": [{"addon": "fine_stt"}]}
    assert told([door(48_000), stt], to("door", "audio_frame", "pcm_frame", "stt")) == [
        'fine_stt cannot stand in for "stt": it takes 16000 Hz mono, and "door" sends 48000 Hz mono'
    ]
