"""Graphs to draw: small ones by hand, and any graph at all from hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from hypothesis import strategies as st

from ten_lite import messages
from ten_lite.addons import AddonConfig, AddonKind, AddonSpec
from ten_lite.config import EdgeDef, FallbackDef, GraphDef, NodeDef, QueueDef, default_queue
from ten_lite.messages import Message

KINDS: tuple[AddonKind, ...] = get_args(AddonKind)
MESSAGES: tuple[type[Message], ...] = (
    messages.PcmFrame,
    messages.VideoFrame,
    messages.ChatCompletion,
    messages.ToolCall,
    messages.TextData,
    messages.LikelyEndOfSpeech,
)


def spec(name: str, kind: AddonKind = "generic") -> AddonSpec:
    return AddonSpec(name=name, kind=kind, description="", factory="x:X")


def node(
    name: str, kind: AddonKind = "generic", addon: str = "", fallback: Sequence[str] = ()
) -> NodeDef:
    others = tuple(FallbackDef(spec(other, kind), AddonConfig()) for other in fallback)
    return NodeDef(name, spec(addon or name, kind), AddonConfig(), fallback=others)


def edge(
    source: str,
    target: str,
    message: type[Message] = messages.PcmFrame,
    *,
    derived: bool = False,
    queue: QueueDef | None = None,
) -> EdgeDef:
    return EdgeDef(source, target, message, queue or default_queue(message.kind), derived)


def graph(nodes: Sequence[NodeDef | str], edges: Sequence[EdgeDef] = ()) -> GraphDef:
    made = tuple(node(one) if isinstance(one, str) else one for one in nodes)
    return GraphDef("g", "A graph.", made, tuple(edges))


NAMES = st.text(max_size=40) | st.sampled_from(
    ["end", "node", 'a "b" <c> & \\', "日本語", "\ud800"]
)
QUEUES = st.none() | st.builds(
    QueueDef, st.integers(1, 10**6), st.sampled_from(["block", "drop_oldest", "drop_newest"])
)


@st.composite
def graphs(draw: st.DrawFn) -> GraphDef:
    names = draw(st.lists(NAMES, min_size=1, max_size=9, unique=True))
    nodes = [
        node(name, draw(st.sampled_from(KINDS)), draw(NAMES), draw(st.lists(NAMES, max_size=2)))
        for name in names
    ]
    some = st.sampled_from(names)
    edges = draw(
        st.lists(
            st.builds(
                edge, some, some, st.sampled_from(MESSAGES), derived=st.booleans(), queue=QUEUES
            ),
            max_size=24,
        )
    )
    return GraphDef(draw(NAMES), draw(NAMES), tuple(nodes), tuple(edges))
