"""What holds of every layout."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given

from ten_lite.config import GraphDef
from ten_lite.draw.layout import laid_out
from ten_lite.draw.picture import Box, Picture, Rect, Wire
from ten_lite.draw.shapes import inset
from ten_lite.messages import TextData

from . import kit


def frames(picture: Picture) -> list[Rect]:
    return [thing.frame for thing in (*picture.boxes, *picture.labels)]


@given(graph=kit.graphs())
def test_boxes_and_labels_keep_clear_of_one_another_within_the_picture(graph: GraphDef) -> None:
    picture = laid_out(graph)
    whole = Rect(0, 0, picture.width, picture.height)
    for frame in frames(picture):
        assert min(frame.left, frame.top) >= 0
        assert frame.right <= whole.right
        assert frame.bottom <= whole.bottom
    for one, other in combinations(frames(picture), 2):
        assert not one.overlaps(other)


@given(graph=kit.graphs())
def test_every_node_has_a_box_and_every_pair_a_wire_from_outline_to_outline(
    graph: GraphDef,
) -> None:
    picture = laid_out(graph)
    boxes = {box.node.name: box for box in picture.boxes}
    assert sorted(boxes) == sorted(node.name for node in graph.nodes)
    pairs = [(wire.bundle.source, wire.bundle.target) for wire in picture.wires]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == {(edge.source, edge.target) for edge in graph.edges}
    for wire in picture.wires:
        source, target = boxes[wire.bundle.source], boxes[wire.bundle.target]
        assert on_outline(wire.points[0], source)
        assert on_outline(wire.points[-1], target)


def on_outline(point: tuple[int, int], box: Box) -> bool:
    x, y = point
    frame = box.frame
    if y == frame.bottom:
        return frame.left < x < frame.right
    left, right = inset(box.node.addon.kind, frame.height, y - frame.top)
    return frame.top < y < frame.bottom and x in (frame.left + left, frame.right - right)


@given(graph=kit.graphs())
def test_wires_go_round_boxes_and_labels(graph: GraphDef) -> None:
    picture = laid_out(graph)
    for wire in picture.wires:
        own = (wire.bundle.source, wire.bundle.target)
        others = [box.frame for box in picture.boxes if box.node.name not in own]
        for room in reach(wire):
            assert not any(room.overlaps(frame) for frame in others)
            assert not any(room.overlaps(label.frame) for label in picture.labels)


def reach(wire: Wire) -> list[Rect]:
    """The rooms that the pieces of a wire cannot leave, without what is next to its boxes."""
    rooms = []
    for (x, y), (other_x, other_y) in pairwise(wire.points):
        left, right = sorted((x, other_x))
        top, bottom = sorted((y, other_y))
        rooms.append(Rect(left, top - 1, right - left, bottom - top + 2))
    return rooms


@given(graph=kit.graphs())
def test_every_message_is_named_once_for_each_way_it_reads(graph: GraphDef) -> None:
    def key(edge: object) -> tuple[object, ...]:
        return edge.source, edge.target, edge.message, edge.derived, edge.queue

    labels = [key(label.edge) for label in laid_out(graph).labels]
    assert len(labels) == len(set(labels))
    assert set(labels) == {key(edge) for edge in graph.edges}


@given(graph=kit.graphs())
def test_the_same_graph_gives_the_same_layout(graph: GraphDef) -> None:
    assert laid_out(graph) == laid_out(graph)


def test_a_line_of_nodes_is_level_and_runs_to_the_right() -> None:
    picture = laid_out(kit.graph("abc", [kit.edge("a", "b"), kit.edge("b", "c")]))
    assert len({box.frame.top for box in picture.boxes}) == 1
    assert [box.node.name for box in sorted(picture.boxes, key=lambda box: box.frame.left)] == [
        *"abc"
    ]
    assert {y for wire in picture.wires for _, y in wire.points} == {picture.wires[0].points[0][1]}


def test_what_closes_a_loop_runs_back_to_the_left() -> None:
    edges = [kit.edge("web", "stt"), kit.edge("stt", "tts"), kit.edge("tts", "web")]
    picture = laid_out(
        kit.graph([kit.node("stt"), kit.node("tts"), kit.node("web", "transport")], edges)
    )
    turned = {(w.bundle.source, w.bundle.target): w.turned for w in picture.wires}
    assert turned == {("web", "stt"): False, ("stt", "tts"): False, ("tts", "web"): True}
    (back,) = [wire for wire in picture.wires if wire.turned]
    assert back.points[0][0] > back.points[-1][0]


def test_all_transports_that_send_are_in_the_first_column() -> None:
    nodes = [kit.node("web", "transport"), kit.node("phone", "transport"), kit.node("echo")]
    edges = [kit.edge(a, b) for a in ("web", "phone") for b in ("echo",)]
    edges += [kit.edge("echo", "web"), kit.edge("echo", "phone"), kit.edge("web", "phone")]
    left = {box.node.name: box.frame.left for box in laid_out(kit.graph(nodes, edges)).boxes}
    assert left["web"] < left["phone"] < left["echo"]  # the one that sends to the other is first


def test_a_long_line_is_straight_where_there_is_room() -> None:
    nodes = "abcde"
    edges = [kit.edge(*pair) for pair in pairwise(nodes)] + [kit.edge("e", "a", TextData)]
    (back,) = [wire for wire in laid_out(kit.graph(nodes, edges)).wires if wire.turned]
    assert len({y for _, y in back.points[2:-2]}) == 1


def test_single_nodes_fill_rows() -> None:
    picture = laid_out(kit.graph([f"node {number}" for number in range(40)]))
    assert len({box.frame.top for box in picture.boxes}) in range(3, 10)
    assert picture.width <= 1_000


def test_parts_without_connection_are_below_one_another() -> None:
    picture = laid_out(kit.graph("abcd", [kit.edge("a", "b"), kit.edge("c", "d")]))
    frame = {box.node.name: box.frame for box in picture.boxes}
    assert frame["a"].left == frame["c"].left
    assert frame["a"].bottom < frame["c"].top


def test_a_hundred_nodes_in_a_ring_with_chords() -> None:
    names = [f"n{number}" for number in range(100)]
    edges = [kit.edge(a, b) for a, b in pairwise([*names, names[0]])]
    edges += [kit.edge(names[n], names[(n * 7 + 3) % 100], TextData) for n in range(0, 100, 10)]
    picture = laid_out(kit.graph(names, edges))
    assert not any(one.overlaps(other) for one, other in combinations(frames(picture), 2))
