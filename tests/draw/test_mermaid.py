from __future__ import annotations

from hypothesis import given

from ten_lite.config import GraphDef, QueueDef
from ten_lite.draw import mermaid
from ten_lite.messages import AsrResult, PcmFrame, TextData

from . import kit


def test_shapes_labels_colours_and_dashes() -> None:
    nodes = [
        kit.node("web", "transport"),
        kit.node("stt", "stt", "ears_stt", ["other_stt"]),
        kit.node("mind", "control"),
    ]
    edges = [
        kit.edge("web", "stt", PcmFrame, queue=QueueDef(32, "drop_newest")),
        kit.edge("stt", "mind", AsrResult, derived=True),
        kit.edge("mind", "web", TextData),
        kit.edge("mind", "web", PcmFrame),
        kit.edge("mind", "web", AsrResult, derived=True),
    ]
    assert mermaid(kit.graph(nodes, edges)) == (
        "flowchart LR\n"
        '    web(["web"])\n'
        '    stt[/"stt<br/>ears_stt<br/>↳ other_stt"/]\n'
        '    mind{{"mind"}}\n'
        '    web -->|"pcm_frame (32 drop_newest)"| stt\n'
        '    stt -.->|"asr_result"| mind\n'
        '    mind -->|"text_data<br/>pcm_frame"| web\n'
        '    mind -.->|"asr_result"| web\n'
        "    linkStyle 1,3 stroke:#0969da\n"
        "    linkStyle 0 stroke:#1a7f37\n"
    )


def test_every_kind_has_a_shape_of_its_own() -> None:
    assert len({mermaid(kit.graph([kit.node("a", kind)])) for kind in kit.KINDS}) == len(kit.KINDS)


def test_names_that_mermaid_cannot_take() -> None:
    names = ("end", "a b", "node_1", 'say "x" <b>#1<br/>&`', "ok")
    nodes = [kit.node(name, "transport", "web") for name in names]
    assert mermaid(kit.graph(nodes, [kit.edge("end", "a b")])).splitlines()[1:-1] == [
        '    node_0(["end<br/>web"])',
        '    node_1_(["a b<br/>web"])',
        '    node_1(["node_1<br/>web"])',
        '    node_3(["say #quot;x#quot; #lt;b>#35;1#lt;br/>#amp;#96;<br/>web"])',
        '    ok(["ok<br/>web"])',
        '    node_0 -->|"pcm_frame"| node_1_',
    ]


@given(graph=kit.graphs())
def test_any_graph_is_one_line_a_node_and_a_pair(graph: GraphDef) -> None:
    pairs = {(edge.source, edge.target, edge.derived) for edge in graph.edges}
    lines = mermaid(graph).encode().decode().splitlines()
    assert len([line for line in lines if "linkStyle" not in line]) == 1 + len(graph.nodes) + len(
        pairs
    )
