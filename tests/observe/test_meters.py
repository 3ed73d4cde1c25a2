from __future__ import annotations

from ten_lite.messages import ErrorMessage, NodeMetrics, TurnMetrics
from ten_lite.observe.meters import Meters


def lines(meters: Meters, *beginnings: str) -> list[str]:
    """Those of the page that begin so, comments left out."""
    return [line for line in meters.page().splitlines() if line.startswith(beginnings)]


def test_sessions_are_counted_and_the_open_ones_told() -> None:
    meters = Meters()
    for _ in range(3):
        meters.open_session()
    meters.close_session()
    assert lines(meters, "ten_lite_sessions") == [
        "ten_lite_sessions 2",
        "ten_lite_sessions_total 3",
    ]


def test_turns_are_counted_by_whether_they_were_cut_off() -> None:
    meters = Meters()
    meters.take(TurnMetrics(1, "text", 0))
    meters.take(TurnMetrics(2, "text", 0, interrupted_ms=9))
    meters.take(TurnMetrics(3, "text", 0))
    assert lines(meters, "ten_lite_turns_total") == [
        'ten_lite_turns_total{interrupted="no"} 2',
        'ten_lite_turns_total{interrupted="yes"} 1',
    ]


def test_moments_of_a_turn_are_counted_from_the_end_of_speech_only() -> None:
    meters = Meters()
    meters.take(TurnMetrics(1, "speech_end", 0, transcript_ms=-20, first_audio_ms=620))
    meters.take(TurnMetrics(2, "transcript", 0, first_audio_ms=620))
    told = lines(meters, "ten_lite_turn_seconds_count", "ten_lite_turn_seconds_sum")
    assert told == [
        'ten_lite_turn_seconds_sum{moment="transcript"} 0',
        'ten_lite_turn_seconds_count{moment="transcript"} 1',
        'ten_lite_turn_seconds_sum{moment="first_audio"} 0.62',
        'ten_lite_turn_seconds_count{moment="first_audio"} 1',
    ]


def test_figures_of_nodes_are_times_sound_and_amounts() -> None:
    meters = Meters()
    figures = {"first_sound_ms": 180, "sound_ms": 1_500, "characters": 40}
    for _ in range(2):
        meters.take(NodeMetrics("tts", "elevenlabs_tts", "r1", figures))
    of = 'addon="elevenlabs_tts",node="tts"'
    assert lines(meters, "ten_lite_node_sound") == [
        f"ten_lite_node_sound_seconds_total{{{of}}} 3",
    ]
    told = 'addon="elevenlabs_tts",figure="characters",node="tts"'
    assert lines(meters, "ten_lite_node_amounts") == [f"ten_lite_node_amounts_total{{{told}}} 80"]
    told = 'addon="elevenlabs_tts",figure="first_sound",node="tts"'
    assert lines(meters, "ten_lite_node_seconds_count", "ten_lite_node_seconds_sum") == [
        f"ten_lite_node_seconds_sum{{{told}}} 0.36",
        f"ten_lite_node_seconds_count{{{told}}} 2",
    ]


def test_errors_are_counted_by_node_and_code() -> None:
    meters = Meters()
    for _ in range(2):
        meters.take(ErrorMessage("gone", node="stt", code="provider_down"))
    assert lines(meters, "ten_lite_errors") == [
        'ten_lite_errors_total{code="provider_down",node="stt"} 2'
    ]


def test_every_family_has_the_labels_it_declares() -> None:
    meters = Meters()
    meters.open_session()
    meters.take(TurnMetrics(1, "speech_end", 0, first_audio_ms=620))
    meters.take(NodeMetrics("tts", "fake_tts", "", {"a_ms": 1, "sound_ms": 2, "characters": 3}))
    meters.take(ErrorMessage("no", node="tts", code="provider_down"))
    meters.page()
    for family in meters.families:
        kept = [*family.values, *family.histograms]
        assert kept, family.name
        assert {tuple(name for name, _ in labels) for labels in kept} == {family.labels}
