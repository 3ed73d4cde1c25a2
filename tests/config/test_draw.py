from __future__ import annotations

from dataclasses import replace

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.config import EdgeDef, GraphDef, NodeDef, QueueDef, mermaid
from ten_lite.messages import AsrResult, Message, PcmFrame, TextData

from . import kit

QUEUE = QueueDef(1, "block")


def edge(source: str, target: str, message: type[Message], *, derived: bool = False) -> EdgeDef:
    return EdgeDef(source, target, message, QUEUE, derived)


def named(name: str, spec: AddonSpec = kit.WEB) -> NodeDef:
    return NodeDef(name, spec, AddonConfig())


def test_shapes_labels_and_dashes() -> None:
    graph = GraphDef(
        "g",
        "",
        (named("web"), named("stt", kit.EARS), named("mind", kit.MIND)),
        (
            edge("web", "stt", PcmFrame),
            edge("stt", "mind", AsrResult, derived=True),
            edge("mind", "web", TextData),
            edge("mind", "web", PcmFrame),
            edge("mind", "web", AsrResult, derived=True),
        ),
    )
    assert mermaid(graph) == (
        "flowchart LR\n"
        '    web(["web"])\n'
        '    stt[/"stt<br/>ears_stt"/]\n'
        '    mind{{"mind"}}\n'
        '    web -->|"pcm_frame"| stt\n'
        '    stt -.->|"asr_result"| mind\n'
        '    mind -->|"text_data<br/>pcm_frame"| web\n'
        '    mind -.->|"asr_result"| web\n'
    )


def test_every_kind_has_a_shape_of_its_own() -> None:
    kinds = ("transport", "vad", "stt", "control", "llm", "tts", "tool", "generic")
    nodes = tuple(named("web", replace(kit.WEB, kind=kind)) for kind in kinds)
    lines = {mermaid(GraphDef("g", "", (node,), ())) for node in nodes}
    assert len(lines) == len(kinds)


def test_names_that_mermaid_cannot_take() -> None:
    names = ("end", "a b", "node_1", 'say "x" <b>#1', "ok")
    graph = GraphDef("g", "", tuple(named(n) for n in names), (edge("end", "a b", PcmFrame),))
    assert mermaid(graph).splitlines()[1:] == [
        '    node_0(["end<br/>web"])',
        '    node_1_(["a b<br/>web"])',
        '    node_1(["node_1<br/>web"])',
        '    node_3(["say #quot;x#quot; #lt;b>#35;1<br/>web"])',
        '    ok(["ok<br/>web"])',
        '    node_0 -->|"pcm_frame"| node_1_',
    ]
