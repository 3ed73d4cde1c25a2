"""What waits until the client wants a response."""

from __future__ import annotations

import pytest

from ten_lite.messages import PcmFrame, TextData
from ten_lite.wire.realtime.pending import MAX_ITEMS, SILENCE_MS, Pending
from ten_lite.wire.realtime.refusal import Refusal


def test_texts_in_a_row_are_one_message() -> None:
    pending = Pending(16_000)
    pending.add("a", "one")
    pending.add("b", "two")
    assert pending
    assert pending.take() == [TextData("one\ntwo")]
    assert not pending
    assert pending.take() == []


def test_sound_between_texts_stays_there_and_ends_in_silence() -> None:
    pending = Pending(8_000)
    pending.add("a", "before")
    pending.add("b", b"\1\0" * 800)
    pending.add("c", "after")
    first, *frames, last = pending.take()
    assert (first, last) == (TextData("before"), TextData("after"))
    heard = b"".join(frame.data for frame in frames if isinstance(frame, PcmFrame))
    assert heard == b"\1\0" * 800 + bytes(2 * 8 * SILENCE_MS)
    assert {frame.sample_rate_hz for frame in frames if isinstance(frame, PcmFrame)} == {8_000}


def test_an_item_can_be_taken_back_once() -> None:
    pending = Pending(16_000)
    pending.add("a", "one")
    assert pending.remove("a")
    assert not pending.remove("a")
    assert pending.take() == []


def test_only_so_many_may_wait() -> None:
    pending = Pending(16_000)
    for number in range(MAX_ITEMS):
        pending.check_room()
        pending.add(f"{number}", "x")
    with pytest.raises(Refusal) as caught:
        pending.check_room()
    assert caught.value.code == "too_many_items"
