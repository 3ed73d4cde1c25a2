"""Graphs that use all of the language, nearly right: no check raises, and what passes runs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.config import GraphDef, NodeDef
from ten_lite.messages import Message, TtsFlush
from ten_lite.runtime import ResourcePool, Session
from ten_lite.runtime.plan import CandidatePlan, NodePlan, Plan
from ten_lite.testing import Probe

from . import kit

NODE_NAMES = ["web", "stt", "mind", "llm", "tts", "ears", "all"]
NAMES = st.sampled_from(NODE_NAMES)
MESSAGES = st.sampled_from(
    ["pcm_frame", "asr_result", "text_data", "tts_flush", "chat_completion", "on_user_joined"]
)
KINDS = st.sampled_from(["cmd", "data", "audio_frame"])
FIELDS = ["text", "final", "id", "role", "messages", "data", "metadata.a[0].b", "metadata", "no"]
PATHS = st.sampled_from([*FIELDS, "ten.name", "a..b"])
PROPERTIES = st.sampled_from(
    [
        {},
        {"language": "de-DE"},
        {"api_key": "sk-${env:KEY}"},
        {"api_key": "sk-1", "params": {"name": "${env:NO|x}"}},
        {"params": {"lang": "en-US", "vocabulary": ["x"], "words": 5}},
        {"beams": 1},
    ]
)
ADDONS = st.sampled_from(
    ["web", "ears_stt", "english_stt", "mind", "brain", "voice", "agora_rtc", "nobody"]
)


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


FALLBACKS = st.lists(st.fixed_dictionaries({"addon": ADDONS, "property": PROPERTIES}), max_size=2)
RESTARTS = st.sampled_from([{}, {"max": 0}, {"max": 2, "backoff_s": [0.5]}, {"max": -1}])
EXTENSIONS = st.builds(
    lambda name, addon, properties, more: {
        "type": "extension",
        "name": name,
        "addon": addon,
        "property": properties,
        **more,
    },
    NAMES,
    ADDONS,
    PROPERTIES,
    optional(fallback=FALLBACKS, restart=RESTARTS, app=st.just("x")),
)
SUBGRAPHS = st.builds(
    lambda uri, properties: {
        "type": "subgraph",
        "name": "ears",
        "graph": {"import_uri": uri},
        "property": properties,
    },
    st.sampled_from(["sub.json", "graph.json", "no.json", "bad.json"]),
    PROPERTIES,
)
CONDITIONS = st.recursive(
    st.fixed_dictionaries(
        {
            "field": st.sampled_from(["name", "type", "addon", "app"]),
            "operator": st.sampled_from(["exact", "regex"]),
            "value": st.sampled_from(["stt", "^.*$", "ears_stt", "extension", "("]),
        }
    ),
    lambda inner: st.builds(
        lambda how, parts: {how: parts}, st.sampled_from(["and", "or"]), st.lists(inner, max_size=2)
    ),
    max_leaves=4,
)
SELECTORS = st.builds(
    lambda condition: {"type": "selector", "name": "all", "filter": condition}, CONDITIONS
)
RULES = st.builds(
    lambda path, mode, value, original: {
        "path": path,
        "conversion_mode": mode,
        **({"value": value} if mode == "fixed_value" else {"original_path": original}),
    },
    PATHS,
    st.sampled_from(["fixed_value", "from_original"]),
    st.sampled_from(["text_data", "asr_result", "x", 5, True, None, [], {"a": 1}]),
    st.sampled_from(FIELDS),
)
CONVERSIONS = st.builds(
    lambda rules, keep, result: {
        "type": "per_property",
        "rules": rules,
        "keep_original": keep,
        **({"result": {"rules": result}} if result else {}),
    },
    st.lists(RULES, max_size=3),
    st.booleans(),
    st.lists(RULES, max_size=1),
)
LOCATIONS = st.builds(
    lambda key, name: {key: name},
    st.sampled_from(["extension", "extension", "extension", "subgraph", "selector"]),
    NAMES,
)
DESTINATIONS = st.builds(
    lambda where, more: {**where, **more}, LOCATIONS, optional(msg_conversion=CONVERSIONS)
)
FLOWS = st.builds(
    lambda name, form, dest, source, forward: {
        **({"name": name} if form else {"names": [name]}),
        **({"dest": dest} if forward else {"source": source}),
    },
    MESSAGES,
    st.booleans(),
    st.lists(DESTINATIONS, max_size=2),
    st.lists(LOCATIONS, max_size=2),
    st.booleans(),
)
CONNECTIONS = st.builds(lambda where, kind, flow: {**where, kind: [flow]}, LOCATIONS, KINDS, FLOWS)
EXPOSED = st.lists(
    st.builds(
        lambda kind, way, name, where: {"type": f"{kind}_{way}", "name": name, **where},
        KINDS,
        st.sampled_from(["in", "out"]),
        MESSAGES,
        st.sampled_from([{"extension": "stt"}, {"extension": "web"}, {"subgraph": "deep"}]),
    ),
    max_size=3,
)
GOOD_NODES = [
    kit.node("web", "web"),
    {**kit.node("stt", "ears_stt", language="en-US"), "fallback": [{"addon": "english_stt"}]},
    {**kit.node("mind", "mind"), "restart": {"max": 1}},
    kit.node("llm", "brain", api_key="sk-${env:KEY}"),
    kit.node("tts", "voice"),
    {
        "type": "subgraph",
        "name": "ears",
        "graph": {"import_uri": "sub.json"},
        "property": {"language": "de-DE"},
    },
    {
        "type": "selector",
        "name": "all",
        "filter": {"field": "addon", "operator": "regex", "value": "stt$"},
    },
]
GOOD_SUBGRAPH = {
    "nodes": [kit.node("stt", "ears_stt")],
    "exposed_messages": [
        {"type": "audio_frame_in", "name": "pcm_frame", "extension": "stt"},
        {"type": "data_out", "name": "asr_result", "extension": "stt"},
    ],
    "exposed_properties": [{"name": "language", "extension": "stt"}],
}
RENAMED = {
    "keep_original": False,
    "rules": [
        {"path": "ten.name", "conversion_mode": "fixed_value", "value": "text_data"},
        {"path": "text", "conversion_mode": "from_original", "original_path": "text"},
    ],
}
KEPT = {
    "keep_original": True,
    "rules": [{"path": "request_id", "conversion_mode": "fixed_value", "value": "r"}],
    "result": {
        "keep_original": True,
        "rules": [{"path": "delta", "conversion_mode": "fixed_value", "value": "x"}],
    },
}
GOOD_CONNECTIONS = [
    kit.to("web", "audio_frame", "pcm_frame", "stt"),
    {
        "extension": "web",
        "audio_frame": [{"name": "pcm_frame", "dest": [{"selector": "all"}]}],
    },
    {"subgraph": "ears", "data": [{"name": "asr_result", "dest": [{"extension": "mind"}]}]},
    {
        "extension": "mind",
        "data": [
            {"name": "asr_result", "source": [{"selector": "all"}]},
        ],
    },
    {
        "extension": "stt",
        "data": [{"name": "asr_result", "dest": [{"extension": "web", "msg_conversion": RENAMED}]}],
    },
    {
        "extension": "mind",
        "cmd": [
            {"name": "chat_completion", "dest": [{"extension": "llm", "msg_conversion": KEPT}]}
        ],
    },
    kit.to("mind", "data", "tts_flush", "tts", "web", queue={"size": 2}),
    kit.to("tts", "audio_frame", "pcm_frame", "web"),
]
SAMPLES: dict[str, Any] = {
    "data": b"\0\0",
    "text": "hi",
    "final": True,
    "messages": [],
    "request_id": "r",
    "text_input_end": True,
    "flush_id": "f",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


def sample(cls: type[Message]) -> Message:
    names = cls.__dataclass_fields__
    return cls(**{name: value for name, value in SAMPLES.items() if name in names})


def stand_ins(node: NodeDef) -> tuple[CandidatePlan, ...]:
    return tuple(CandidatePlan(one.addon, one.config, Probe, {}) for one in node.fallback)


async def run(graph: GraphDef) -> None:
    """Start the graph with probes for code, send every message once, and stop it."""
    plans = [NodePlan(node, Probe, {}, stand_ins(node)) for node in graph.nodes]
    session = Session(Plan(graph, tuple(plans)), session_id="s", pool=ResourcePool())
    await session.start()
    try:
        for edge in graph.edges:
            sender = session.nodes[edge.source].extension
            if edge.message is not TtsFlush:
                sender.send(sample(edge.message))
        await asyncio.sleep(0)
        for edge in graph.edges:
            receiver = session.nodes[edge.target].extension
            wanted = edge.converter.target if edge.converter else edge.message
            failed = any("conversion" in text for text in session._told)
            assert isinstance(receiver, Probe)
            if edge.message is not TtsFlush and not failed:
                assert any(isinstance(message, wanted) for message in receiver.received)
    finally:
        await session.close()


def check(folder: Path, nodes: list[Any], connections: list[Any]) -> GraphDef | None:
    """Check a graph, and run it if it passes."""
    graph = {"nodes": nodes, "connections": connections}
    checked = kit.load(graph, folder=folder, environ={"KEY": "hush"})
    errors = [problem for problem in checked.problems if problem.severity == "error"]
    assert (checked.graph is None) is bool(errors)
    assert "hush" not in str(checked.problems)
    for problem in checked.problems:
        assert problem.line > 0, problem
    if checked.graph is not None:
        asyncio.run(run(checked.graph))
    return checked.graph


@given(
    nodes=st.lists(EXTENSIONS | EXTENSIONS | EXTENSIONS | SUBGRAPHS | SELECTORS, max_size=5),
    connections=st.lists(CONNECTIONS, max_size=3),
    exposed=EXPOSED,
    inner_nodes=st.lists(EXTENSIONS, min_size=1, max_size=2),
)
def test_anything_in_the_language(
    folder: Path,
    nodes: list[Any],
    connections: list[Any],
    exposed: list[Any],
    inner_nodes: list[Any],
) -> None:
    kit.write(folder / "sub.json", {"nodes": inner_nodes, "exposed_messages": exposed})
    kit.write(folder / "bad.json", "{")
    check(folder, nodes, connections)


@given(
    nodes=st.lists(st.sampled_from(GOOD_NODES), unique_by=lambda node: node["name"], min_size=3),
    connections=st.lists(st.sampled_from(GOOD_CONNECTIONS), max_size=5),
    odd_connections=st.lists(CONNECTIONS, max_size=1),
)
def test_what_passes_the_check_runs(
    folder: Path, nodes: list[Any], connections: list[Any], odd_connections: list[Any]
) -> None:
    kit.write(folder / "sub.json", GOOD_SUBGRAPH)
    names = {node["name"] for node in nodes}
    fitting = [one for one in connections if names >= set(named(one))]
    check(folder, nodes, fitting)
    check(folder, nodes, fitting + odd_connections)


def named(value: Any) -> Iterator[str]:
    """Every node that a connection names."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if key in ("extension", "subgraph", "selector"):
            yield item
        elif isinstance(item, dict | list):
            yield from named(item)


def test_a_graph_with_all_of_the_language_runs(folder: Path) -> None:
    kit.write(folder / "sub.json", GOOD_SUBGRAPH)
    more = kit.to("mind", "data", "text_data", "web")
    graph = check(folder, GOOD_NODES, [*GOOD_CONNECTIONS, more])
    assert graph is not None
    assert any(node.fallback for node in graph.nodes)
    assert {type(edge.result_converter).__name__ for edge in graph.edges} == {
        "Conversion",
        "NoneType",
    }
    assert [node.name for node in graph.nodes if node.name == "ears_stt"]
