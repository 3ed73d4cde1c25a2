from __future__ import annotations

from ..flow_kit import told
from ..kit import node, to

DOOR = node("door", "door")
A, B, C = (node(name, "relay") for name in "abc")


def text(source: str, *targets: str) -> dict[str, object]:
    return to(source, "data", "text_data", *targets)


def test_a_way_round_through_a_transport_is_none() -> None:
    assert told([DOOR, A], text("door", "a"), text("a", "door")) == []


def test_a_way_round_of_different_messages_is_none() -> None:
    nodes = [DOOR, node("a", "ping"), node("b", "pong")]
    assert told(nodes, text("b", "a", "door"), text("door", "a")) == []


def test_each_way_round_is_told_once_with_its_shortest_round() -> None:
    ways = (text("door", "a"), text("a", "b"), text("b", "a", "c"), text("c", "a"))
    assert told([DOOR, A, B, C], *ways) == ["text_data goes round for ever: a -> b -> a"]


def test_a_long_way_round_is_cut() -> None:
    names = [f"n{number}" for number in range(60)]
    ways = [text(name, names[(place + 1) % 60]) for place, name in enumerate(names)]
    (message,) = told([DOOR, *(node(name, "relay") for name in names)], text("door", "n0"), *ways)
    assert message.startswith("text_data goes round for ever: n0, n1, n2,")
    assert message.endswith(" and 49 more")
