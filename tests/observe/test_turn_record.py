"""What one turn has come to, and when nothing more is to be expected of it."""

from __future__ import annotations

import pytest

from ten_lite.observe.turn_record import GRACE_NS, MAX_TOOLS, Heard, TurnRecord

MS = 1_000_000


def record(**fields: object) -> TurnRecord:
    return TurnRecord(1, 1_000 * MS, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("heard", "since", "at_ms"),
    [
        (Heard(text_ns=5 * MS, speech_end_ns=1, transcript_ns=1), "text", 5),
        (Heard(speech_end_ns=6 * MS, transcript_ns=1), "speech_end", 6),
        (Heard(transcript_ns=7 * MS), "transcript", 7),
        (Heard(), "request", 1_000),
    ],
)
def test_a_turn_counts_from_the_best_known_end_of_what_the_user_said(
    heard: Heard, since: str, at_ms: int
) -> None:
    told = record(heard=heard).metrics(2_000 * MS)
    assert (told.since, told.since_at_ms) == (since, at_ms)


def test_moments_are_told_from_there_in_milliseconds_and_missing_ones_are_none() -> None:
    told = record(first_token_ns=1_250 * MS, interrupted_ns=1_900 * MS, requests=2).metrics(0)
    assert (told.first_token_ms, told.interrupted_ms, told.first_audio_ms) == (250, 900, None)
    assert (told.stream_id, told.requests) == (1, 2)


def test_what_was_said_later_counts_and_an_older_end_of_speech_stays_with_its_words() -> None:
    heard = Heard(speech_end_ns=1, transcript_ns=2)
    heard.add(Heard(transcript_ns=4))
    assert heard == Heard(speech_end_ns=1, transcript_ns=4)
    heard.add(Heard(speech_end_ns=5))
    assert heard == Heard(speech_end_ns=5, transcript_ns=4)
    heard.add(Heard(text_ns=6))
    assert heard == Heard(text_ns=6)


def test_an_answer_that_is_begun_anew_before_its_sound_counts_from_there() -> None:
    turn = record(first_token_ns=1, first_text_ns=2, characters=5, was_cut=True, failed=True)
    turn.begin_anew()
    assert (turn.attempt, turn.was_cut, turn.failed) == (1, False, False)
    assert (turn.first_token_ns, turn.first_text_ns, turn.characters) == (None, None, 0)


def test_what_was_heard_of_an_answer_stays_counted_when_it_goes_on() -> None:
    turn = record(first_token_ns=1, characters=5, first_audio_ns=3)
    turn.begin_anew()
    assert (turn.first_token_ns, turn.characters) == (1, 5)


def test_an_interruption_is_told_by_its_first_moment() -> None:
    turn = record(open_speech={"r"})
    turn.cut(7)
    turn.cut(9)
    assert (turn.interrupted_ns, turn.cut_speech, turn.open_speech) == (7, {"r"}, set())


def test_of_very_many_tools_the_first_are_named() -> None:
    turn = record()
    for number in range(MAX_TOOLS + 3):
        turn.add_tool(f"t{number}", number, is_error=False)
    assert len(turn.tools) == MAX_TOOLS
    assert turn.tools[1] == {"name": "t1", "ms": 1, "is_error": False}


@pytest.mark.parametrize(
    ("fields", "has_voice", "due_ns"),
    [
        ({"spoke": True}, True, 10 + GRACE_NS),
        ({"failed": True}, True, 10 + GRACE_NS),
        ({"requests": 1}, False, 10 + GRACE_NS),
        ({"requests": 1}, True, None),
        ({}, True, None),
        ({"spoke": True, "open_commands": 1}, True, None),
        ({"spoke": True, "open_speech": {"r"}}, True, None),
        ({"spoke": True, "cut_speech": {"r"}}, True, None),
        ({"spoke": True, "was_cut": True}, True, None),
    ],
)
def test_it_is_complete_a_moment_after_the_last_that_is_to_come(
    fields: dict[str, object], has_voice: bool, due_ns: int | None
) -> None:
    assert record(**fields).due_after(10, has_voice=has_voice) == due_ns
