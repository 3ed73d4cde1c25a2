from __future__ import annotations

import json

import pytest

from ten_lite.errors import ProtocolError
from ten_lite.wire.client_outbox import ClientOutbox, Kind


def written(outbox: ClientOutbox) -> list[object]:
    """What is to be written; a gap as its number."""
    wires: list[object] = []
    while (wire := outbox.next()) is not None:
        if isinstance(wire, str) and wire.startswith("{"):
            wires.append(json.loads(wire)["data"]["messages"])
        else:
            wires.append(wire)
    return wires


def sounds(outbox: ClientOutbox, *names: str, ms: float = 20.0) -> None:
    for name in names:
        outbox.put(Kind.SOUND, name, ms)


def test_messages_are_written_in_order_and_counted_then() -> None:
    outbox = ClientOutbox()
    sounds(outbox, "a")
    outbox.put(Kind.TEXT, "b")
    assert outbox.sent == 0
    assert written(outbox) == ["a", "b"]
    assert outbox.sent == 2


def test_what_is_not_acknowledged_is_written_again() -> None:
    outbox = ClientOutbox()
    sounds(outbox, "a", "b", "c")
    written(outbox)
    sounds(outbox, "d")
    outbox.acknowledge(1)
    outbox.resume(2)
    assert written(outbox) == ["c", "d"]
    assert outbox.sent == 4


def test_more_cannot_be_acknowledged_than_was_written() -> None:
    outbox = ClientOutbox()
    sounds(outbox, "a", "b")
    outbox.next()
    for refused in (outbox.acknowledge, outbox.resume):
        with pytest.raises(ProtocolError, match="2 messages are acknowledged, 1 were sent"):
            refused(2)


def test_sound_that_waits_is_given_up_when_it_is_too_old_without_a_trace() -> None:
    outbox = ClientOutbox(sound_ms=60)
    sounds(outbox, *"abcde")
    assert written(outbox) == ["c", "d", "e"]
    assert (outbox.sent, outbox.dropped) == (3, 2)


def test_sound_that_was_counted_leaves_a_gap_that_stands_for_it() -> None:
    outbox = ClientOutbox(sound_ms=60)
    sounds(outbox, *"abc")
    outbox.put(Kind.TEXT, "t")
    written(outbox)
    sounds(outbox, *"de")
    assert outbox.sent == 4
    outbox.resume(0)
    assert outbox.dropped == 2
    assert written(outbox) == [2, "c", "t", "d", "e"]
    assert outbox.sent == 6


def test_of_a_gap_that_the_server_has_half_of_the_rest_is_told() -> None:
    outbox = ClientOutbox(sound_ms=60)
    sounds(outbox, *"abc")
    written(outbox)
    sounds(outbox, *"def")
    outbox.resume(2)
    assert written(outbox) == [1, "d", "e", "f"]
    assert outbox.dropped == 1
    outbox.resume(2)
    assert outbox.dropped == 1  # each is dropped once


def test_gaps_with_something_between_them_stay_two() -> None:
    outbox = ClientOutbox(sound_ms=40)
    sounds(outbox, "a")
    outbox.put(Kind.TEXT, "t")
    sounds(outbox, "b")
    written(outbox)
    sounds(outbox, *"cd")
    outbox.resume(0)
    assert written(outbox) == [1, "t", 1, "c", "d"]


def test_of_messages_of_the_moment_a_hundred_are_kept() -> None:
    outbox = ClientOutbox()
    for number in range(103):
        outbox.put(Kind.MOMENT, str(number))
    assert written(outbox) == [str(number) for number in range(3, 103)]


def test_what_the_user_wrote_is_never_given_up_but_refused_when_there_is_too_much() -> None:
    outbox = ClientOutbox(sound_ms=20)
    for number in range(1_000):
        outbox.put(Kind.TEXT, str(number))
    with pytest.raises(ProtocolError, match="1000 messages wait"):
        outbox.put(Kind.TEXT, "one more")
    assert len(written(outbox)) == 1_000


def test_a_new_conversation_begins_with_settings_and_hears_what_still_makes_sense() -> None:
    outbox = ClientOutbox()
    sounds(outbox, "old sound")
    for kind in (Kind.TEXT, Kind.MOMENT, Kind.SETTING):
        outbox.put(kind, f"old {kind.name}")
    written(outbox)
    sounds(outbox, "sound")
    for kind in (Kind.TEXT, Kind.MOMENT, Kind.SETTING):
        outbox.put(kind, kind.name)
    outbox.restart(["settings"])
    assert written(outbox) == ["settings", "old TEXT", "sound", "TEXT"]
    assert (outbox.sent, outbox.acknowledged, outbox.dropped) == (4, 0, 1)
