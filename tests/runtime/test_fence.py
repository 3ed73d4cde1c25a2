from __future__ import annotations

from collections.abc import Iterator

import pytest

from ten_lite.messages import (
    AsrResult,
    ErrorMessage,
    PcmFrame,
    TextData,
    TtsAudioEnd,
    TtsTextInput,
)
from ten_lite.runtime.cause import Cause, current_cause
from ten_lite.runtime.fence import Fence


class FixedClock:
    def now_ns(self) -> int:
        return 42


@pytest.fixture
def fence() -> Fence:
    return Fence("s1", FixedClock())


@pytest.fixture
def answering(fence: Fence) -> Iterator[Cause]:
    """As inside a handler that works on a part of an answer."""
    cause = Cause(turn_id=0, epoch=0, fenced=True)
    token = current_cause.set(cause)
    yield cause
    current_cause.reset(token)


def test_stamp_writes_session_source_turn_epoch_sequence_and_timestamp(fence: Fence) -> None:
    fence.begin_turn()
    fence.raise_epoch()
    message = TextData("x")
    fence.stamp(message, "stt")
    envelope = (message.session_id, message.turn_id, message.epoch, message.sequence)
    assert envelope == ("s1", 1, 1, 1)
    assert message.source == "stt"
    assert message.timestamp_ns == 42


def test_sequences_count_from_one_without_gaps(fence: Fence) -> None:
    messages = [TextData("x") for _ in range(3)]
    for message in messages:
        fence.stamp(message)
    assert [message.sequence for message in messages] == [1, 2, 3]


def test_a_message_that_was_sent_before_keeps_its_envelope(fence: Fence) -> None:
    message = TtsTextInput("1", "x")
    fence.stamp(message, "first")
    fence.raise_epoch()
    fence.stamp(message, "second")
    assert (message.source, message.epoch, message.sequence) == ("first", 0, 1)
    assert fence.is_stale(message)


@pytest.mark.parametrize(
    ("message", "fenced_in_answer", "fenced_otherwise"),
    [
        (TtsTextInput("1", "x"), True, True),
        (PcmFrame(b""), True, False),
        (TextData("x"), False, False),
        (AsrResult("x", final=True), False, False),
        (TtsAudioEnd("1", 0), False, False),
        (ErrorMessage("x"), False, False),
    ],
)
def test_what_is_fenced_follows_the_delivery_class_and_the_cause(
    fence: Fence, message: TextData, fenced_in_answer: bool, fenced_otherwise: bool
) -> None:
    fence.stamp(message)
    assert message.fenced is fenced_otherwise
    message.sequence = 0
    token = current_cause.set(Cause(0, 0, True))
    fence.stamp(message)
    current_cause.reset(token)
    assert message.fenced is fenced_in_answer


def test_an_interruption_voids_every_answer_that_began_before(fence: Fence) -> None:
    old, new, transcript = TtsTextInput("1", "x"), TtsTextInput("2", "y"), TextData("x")
    fence.stamp(old)
    fence.stamp(transcript)
    assert not fence.is_stale(old)
    fence.raise_epoch()
    fence.stamp(new)
    assert fence.is_stale(old)
    assert not fence.is_stale(new)
    assert not fence.is_stale(transcript)


def test_the_callers_own_work_goes_on_after_an_interruption(fence: Fence, answering: Cause) -> None:
    fence.raise_epoch()
    message = TtsTextInput("1", "x")
    fence.stamp(message)
    assert not fence.is_stale(message)


def test_the_callers_work_is_still_part_of_an_answer_after_an_interruption(
    fence: Fence, answering: Cause
) -> None:
    fence.raise_epoch()
    frame = PcmFrame(b"")
    fence.stamp(frame)
    assert frame.fenced
    fence.raise_epoch()
    assert fence.is_stale(frame)


def test_what_the_caller_sends_after_begin_turn_belongs_to_the_new_turn(
    fence: Fence, answering: Cause
) -> None:
    assert fence.begin_turn() == 1
    message = TextData("x")
    fence.stamp(message)
    assert message.turn_id == 1


def test_without_a_cause_begin_turn_and_raise_epoch_set_none(fence: Fence) -> None:
    fence.begin_turn()
    fence.raise_epoch()
    assert current_cause.get() is None


def test_work_on_a_part_of_an_answer_belongs_to_that_answers_epoch(fence: Fence) -> None:
    old = TtsTextInput("1", "x")
    fence.stamp(old)
    assert fence.cause_of(old) == Cause(0, 0, True)
    fence.raise_epoch()
    assert fence.cause_of(old) == Cause(0, 0, True)
    fence.begin_turn()
    assert fence.cause_of(old) == Cause(0, 0, True)


def test_work_on_a_late_transcript_belongs_to_the_present(fence: Fence) -> None:
    transcript = AsrResult("x", final=True)
    fence.stamp(transcript)
    fence.raise_epoch()
    assert fence.cause_of(transcript) == Cause(0, 1, False)
    fence.begin_turn()
    assert fence.cause_of(transcript) == Cause(0, 1, False)
