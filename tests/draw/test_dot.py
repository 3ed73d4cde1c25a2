from __future__ import annotations

import re

from hypothesis import given

from ten_lite.config import GraphDef, QueueDef
from ten_lite.draw import dot
from ten_lite.messages import PcmFrame, TextData

from . import kit

TOKEN = re.compile(
    r'\s*(?:(?P<word>[A-Za-z_]\w*|\d+)|(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<mark>->|[\[\]{}=]))'
)


def tokens(text: str) -> list[str]:
    """The words of a text in Graphviz's language; fails on anything that is none."""
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        assert match, text[at : at + 40]
        found.append(match[0].strip())
        at = match.end()
    return found


def statements(graph: GraphDef) -> list[list[str]]:
    """Checks the grammar; gives the left side of each statement, and all of it."""
    words = tokens(dot(graph))
    assert words[0] == "digraph"
    assert words[2] == "{"
    assert words[-1] == "}"
    body, result = words[3:-1], []
    assert body[:3] == ["rankdir", "=", "LR"]
    body = body[3:]
    while body:
        start, end = body.index("["), body.index("]")
        assert start == 1 or (start == 3 and body[1] == "->")
        inside = body[start + 1 : end]
        assert len(inside) % 3 == 0
        assert all(mark == "=" for mark in inside[1::3])
        result.append(body[:end])
        body = body[end + 1 :]
    return result


@given(graph=kit.graphs())
def test_any_graph_keeps_to_the_grammar_and_has_every_node_and_pair(graph: GraphDef) -> None:
    _, _, *found = statements(graph)
    nodes = [one for one in found if one[1] == "["]
    pairs = [one for one in found if one[1] == "->"]
    assert len({one[0] for one in nodes}) == len(graph.nodes)
    assert len(pairs) == len({(e.source, e.target, e.derived) for e in graph.edges})
    assert {end for one in pairs for end in (one[0], one[2])} <= {one[0] for one in nodes}
    assert not {"node", "edge", "graph"} & {one[0] for one in nodes}


def test_a_graph_as_it_is_written() -> None:
    edges = [
        kit.edge("web", "end", PcmFrame, queue=QueueDef(8, "block")),
        kit.edge("web", "end", TextData),
        kit.edge("end", "web", TextData, derived=True),
    ]
    nodes = [kit.node("web", "transport"), kit.node("end", "stt", 'say "a\\b" & c', ["other"])]
    assert dot(kit.graph(nodes, edges)).splitlines()[4:-1] == [
        '    web [label="web" shape=oval]',
        '    end [label="end\\nsay \\"a\\\\b\\" &amp; c\\n↳ other" shape=parallelogram]',
        '    web -> end [label="pcm_frame (8 block)\\ntext_data" color="#1a7f37:#0969da"]',
        '    end -> web [label="text_data" color="#0969da" style=dashed]',
    ]


def test_every_kind_has_a_shape_of_its_own() -> None:
    assert len({dot(kit.graph([kit.node("a", kind)])) for kind in kit.KINDS}) == len(kit.KINDS)
