from __future__ import annotations

import random

import pytest

from ten_lite.messages import EndOfSpeech, LikelyEndOfSpeech, Message, StartOfSpeech
from ten_lite_local.speech_gate import SpeechGate

WINDOW_MS = 32


def gate(**options: int | float) -> SpeechGate:
    defaults = {
        "window_ms": WINDOW_MS,
        "threshold": 0.5,
        "min_speech_ms": 96,
        "pause_ms": 192,
        "silence_ms": 400,
    }
    return SpeechGate(**defaults | options)  # type: ignore[arg-type]


def events(speech_gate: SpeechGate, *pieces: tuple[float, int]) -> list[tuple[int, Message]]:
    """(window, event) while the probabilities are (probability, windows) after each other."""
    found, window = [], 0
    for probability, windows in pieces:
        for _ in range(windows):
            window += 1
            found += [(window, event) for event in speech_gate.feed(probability)]
    return found


def test_speech_begins_after_enough_of_it_and_is_dated_back_to_its_first_window():
    assert events(gate(), (0.0, 10), (0.9, 5)) == [(13, StartOfSpeech(320))]


def test_a_click_is_no_speech():
    assert events(gate(), (0.0, 10), (0.9, 2), (0.0, 50)) == []


def test_clicks_do_not_add_up():
    assert events(gate(), *[(0.9, 2), (0.0, 1)] * 50) == []


def test_a_pause_is_told_at_its_time_and_the_end_at_its_own():
    found = events(gate(), (0.9, 10), (0.0, 20))
    assert found == [
        (3, StartOfSpeech(0)),
        (16, LikelyEndOfSpeech(320)),  # six windows are 192 ms
        (23, EndOfSpeech(320, 416)),  # thirteen are the first to reach 400 ms
    ]


def test_speech_after_a_pause_goes_on_and_the_next_pause_is_told_anew():
    found = events(gate(), (0.9, 10), (0.0, 8), (0.9, 1), (0.0, 20))
    assert [type(event) for _, event in found] == [
        StartOfSpeech,
        LikelyEndOfSpeech,
        LikelyEndOfSpeech,
        EndOfSpeech,
    ]
    assert found[2][1] == LikelyEndOfSpeech(19 * WINDOW_MS)
    assert found[3][1] == EndOfSpeech(19 * WINDOW_MS, 13 * WINDOW_MS)


def test_a_pause_is_told_once():
    found = events(gate(silence_ms=100_000), (0.9, 10), (0.0, 500))
    assert [type(event) for _, event in found] == [StartOfSpeech, LikelyEndOfSpeech]


def test_while_one_speaks_less_probability_is_enough_than_to_begin():
    assert events(gate(), (0.4, 100)) == []
    found = events(gate(), (0.9, 3), (0.4, 100))
    assert [type(event) for _, event in found] == [StartOfSpeech]
    found = events(gate(), (0.9, 3), (0.3, 100))
    assert [type(event) for _, event in found][-1] is EndOfSpeech


def test_a_probability_of_just_the_threshold_is_speech():
    assert events(gate(), (0.5, 3)) == [(3, StartOfSpeech(0))]


def test_the_next_utterance_needs_its_own_beginning():
    found = events(gate(), (0.9, 5), (0.0, 20), (0.9, 2), (0.0, 20), (0.9, 3))
    assert [type(event) for _, event in found] == [
        StartOfSpeech,
        LikelyEndOfSpeech,
        EndOfSpeech,
        StartOfSpeech,
    ]
    assert found[-1][1] == StartOfSpeech(47 * WINDOW_MS)


def test_a_pause_as_long_as_the_silence_is_told_before_the_end_in_the_same_window():
    found = events(gate(pause_ms=400), (0.9, 5), (0.0, 20))
    assert found[1:] == [(18, LikelyEndOfSpeech(160)), (18, EndOfSpeech(160, 416))]


@pytest.mark.parametrize("seed", range(50))
def test_whatever_is_heard_beginnings_and_ends_alternate_and_times_never_go_back(seed: int):
    rng = random.Random(seed)
    speech_gate = gate()
    told = [
        event
        for _ in range(400)
        for probability in [rng.random()] * rng.randint(1, 12)
        for event in speech_gate.feed(probability)
    ]
    edges = [type(e) for e in told if not isinstance(e, LikelyEndOfSpeech)]
    assert edges == [StartOfSpeech, EndOfSpeech] * (len(edges) // 2) + edges[len(edges) // 2 * 2 :]
    assert all(kind is StartOfSpeech for kind in edges[::2])
    times = [event.at_ms for event in told]  # type: ignore[attr-defined]
    assert times == sorted(times)
    assert len(told) > 20
