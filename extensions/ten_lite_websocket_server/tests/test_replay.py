from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite_websocket_server.replay import Replay


def replay(*messages: str | bytes, max_bytes: int = 1_000) -> Replay:
    found = Replay(max_bytes)
    for message in messages:
        found.add(message)
    return found


def test_what_came_after_the_clients_count_is_sent_again_in_its_order() -> None:
    found = replay("a", b"b", "c")
    assert found.after(0) == ["a", b"b", "c"]
    assert found.after(2) == ["c"]
    assert found.after(3) == []


def test_what_is_acknowledged_is_forgotten() -> None:
    found = replay("a", "b", "c")
    found.acknowledge(2)
    assert found.acknowledged == 2
    assert found.after(2) == ["c"]
    assert found.after(1) is None


def test_an_acknowledgement_that_comes_late_does_no_harm() -> None:
    found = replay("a", "b")
    found.acknowledge(2)
    found.acknowledge(1)
    assert found.after(2) == []


@pytest.mark.parametrize("count", [-1, 3, 2**40])
def test_nobody_acknowledges_or_asks_for_what_was_not_sent(count: int) -> None:
    found = replay("a", "b")
    assert found.after(count) is None
    with pytest.raises(ValueError, match=f"{count} messages are acknowledged, 2 were sent"):
        found.acknowledge(count)
    assert found.after(0) == ["a", "b"]


def test_without_room_the_oldest_are_given_up_and_the_newest_never() -> None:
    found = replay("aaaa", "bbbb", "cccc", max_bytes=10)
    assert found.after(0) is None
    assert found.after(1) == ["bbbb", "cccc"]
    found.add("d" * 100)
    assert found.after(3) == ["d" * 100]


@given(
    st.lists(st.one_of(st.text(max_size=9), st.none(), st.integers(0, 60)), max_size=60),
    st.integers(1, 60),
)
def test_it_never_tells_less_than_all_or_more_than_its_room(
    steps: list[str | int | None], max_bytes: int
) -> None:
    found, sent = Replay(max_bytes), []
    for step in steps:
        if isinstance(step, str):
            found.add(step)
            sent.append(step)
        elif step is not None and step <= len(sent):
            found.acknowledge(step)
        for count in range(len(sent) + 1):
            after = found.after(count)
            assert after is None or list(after) == sent[count:]
        kept = found.after(found.acknowledged)
        assert kept is not None
        assert sum(map(len, kept)) <= max_bytes or len(kept) == 1
