"""Whatever a file holds, the check tells problems and raises nothing; what passes is sound."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.config import CODES, CheckedGraph
from ten_lite.draw import FORMATS

from . import flow_kit, kit

NAMES = st.sampled_from(["web", "stt", "mind", "llm", "tts", "nobody", ""])
VOCABULARY = """
    ten _ten predefined_graphs graph nodes connections name names addon property extension type
    dest source queue size policy cmd data audio_frame video_frame subgraph selector app block
    import_uri auto_start exposed_messages restart pcm_frame asr_result tts_flush web stt mind
    ears_stt brain voice api_key language ${env:KEY} ${env:NO} ${env:NO|x} ${env: . .. / $schema
    description door gate fine_stt rate_tts relay clock_tool safe_llm failing port 8765 drop_oldest
"""
WORDS = st.sampled_from(VOCABULARY.split())
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-3, 300)
    | st.integers()
    | st.floats()
    | WORDS
    | st.text(max_size=8)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=20,
)
OVERRIDES = st.lists(
    st.text(max_size=20)
    | st.builds(lambda n, p, v: f"{n}.{p}={v}", NAMES, WORDS, WORDS | st.text(max_size=5)),
    max_size=2,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


def sound(checked: CheckedGraph) -> None:
    """What holds of every outcome."""
    errors = [problem for problem in checked.problems if problem.severity == "error"]
    assert (checked.graph is None) is bool(errors)
    for problem in checked.problems:
        assert problem.code in CODES
        assert problem.message
        assert "\n" not in problem.message + problem.hint
        str(problem).encode()
    if checked.graph is None:
        return
    nodes = {node.name: node for node in checked.graph.nodes}
    assert len(nodes) == len(checked.graph.nodes)
    for node in nodes.values():
        assert type(node.config) is node.addon.config
    pairs = set()
    for edge in checked.graph.edges:
        source, target = nodes[edge.source].addon, nodes[edge.target].addon
        assert edge.message in source.outputs
        taken = target.takes(edge.message.kind, edge.message.name)
        assert taken is not None
        assert issubclass(edge.message, taken)
        assert edge.queue.size >= 1
        pairs.add((edge.source, edge.target, edge.message))
        if edge.derived:
            takers = [
                name
                for name, other in nodes.items()
                if name != edge.source and edge.message in other.addon.inputs
            ]
            assert edge.target in takers
            assert edge.message.to_all or len(takers) == 1
    assert len(pairs) == len(checked.graph.edges)
    for draw in FORMATS.values():
        draw(checked.graph)


@given(text=st.text() | st.binary(), name=st.sampled_from(["g.json", "g.yaml", "g"]))
def test_any_text(folder: Path, text: str | bytes, name: str) -> None:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode(errors="replace"))
    sound(kit.load_graph(str(folder / name), registry=kit.registry(), environ={}))


@given(value=VALUES, overrides=OVERRIDES, name=st.sampled_from(["g.json", "g.yaml"]))
def test_any_value(folder: Path, value: Any, overrides: list[str], name: str) -> None:
    sound(
        kit.load(
            json.dumps(value),
            folder=folder,
            name=name,
            overrides=overrides,
            addons=flow_kit.REGISTRY,
        )
    )


@given(
    nodes=st.lists(VALUES, max_size=3) | VALUES,
    connections=st.lists(VALUES, max_size=3) | VALUES,
    inside=st.booleans(),
)
def test_anything_for_nodes_and_connections(
    folder: Path, nodes: Any, connections: Any, inside: bool
) -> None:
    value: Any = {"nodes": nodes, "connections": connections}
    if inside:
        value = {"ten": {"predefined_graphs": [{"name": "a", "graph": value}]}}
    sound(kit.load(value, folder=folder))


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        yield (*path, key)
        if isinstance(item, dict | list):
            yield from places(item, (*path, key))


PLACES = list(places(kit.good()))


@given(
    changes=st.lists(
        st.tuples(st.sampled_from(PLACES), st.none() | WORDS, VALUES), min_size=1, max_size=3
    ),
    overrides=OVERRIDES,
)
def test_a_good_graph_with_something_changed(
    folder: Path, changes: list[tuple[tuple[Any, ...], str | None, Any]], overrides: list[str]
) -> None:
    graph = copy.deepcopy(kit.good())
    for path, name, value in changes:
        inside: Any = graph
        for key in path[:-1]:
            try:
                inside = inside[key]
            except (KeyError, IndexError, TypeError):
                break
        if isinstance(inside, dict) and name is not None:
            inside[name] = inside.pop(path[-1], value)
        elif isinstance(inside, dict):
            inside[path[-1]] = value
    addons = flow_kit.REGISTRY
    sound(kit.load(graph, folder=folder, overrides=overrides, environ={"KEY": "x"}, addons=addons))


@given(text=st.sampled_from([json.dumps(kit.good(), indent=1)]), data=st.data())
def test_a_good_text_with_something_cut_or_put_in(folder: Path, text: str, data: Any) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    put_in = data.draw(st.sampled_from(["", ",", "}", "]", "{", '"', "\\", "\t", "NaN", "é"]))
    name = data.draw(st.sampled_from(["g.json", "g.yaml"]))
    sound(kit.load(text[:start] + put_in + text[end:], folder=folder, name=name))


MESSAGES = st.sampled_from(
    ["pcm_frame", "asr_result", "text_data", "tts_flush", "tts_text_input", "on_user_joined"]
)
KINDS = st.sampled_from(["cmd", "data", "audio_frame"])
ADDONS = st.sampled_from(
    ["web", "ears_stt", "mind", "brain", "voice", *(spec.name for spec in flow_kit.SPECS)]
)
PROPERTIES = {
    "brain": {"api_key": "sk-1"},
    "door": {"port": 8765, "sample_rate_hz": 48_000},
    "safe_llm": {"accounts": [{"token": "hush-hush"}], "oldKey": "${env:KEY}"},
}
NODES = st.builds(
    lambda name, addon, bare: kit.node(name, addon, **({} if bare else PROPERTIES.get(addon, {}))),
    NAMES.filter(lambda name: name not in ("", "nobody")),
    ADDONS,
    st.booleans(),
)
CONNECTIONS = st.builds(
    lambda a, kind, name, b, way, size, policy: {
        "extension": a,
        kind: [
            {
                "name": name,
                way: [{"extension": end} for end in b],
                **({"queue": {"size": size, "policy": policy}} if size else {}),
            }
        ],
    },
    NAMES,
    KINDS,
    MESSAGES,
    st.lists(NAMES, max_size=2),
    st.sampled_from(["dest", "source"]),
    st.integers(0, 2),
    st.sampled_from([None, "block", "drop_oldest"]),
)


@given(
    nodes=st.lists(NODES, min_size=1, max_size=5, unique_by=lambda node: node["name"]),
    connections=st.lists(CONNECTIONS, max_size=4),
    strict=st.booleans(),
)
def test_graphs_that_are_nearly_right(
    folder: Path, nodes: list[Any], connections: list[Any], strict: bool
) -> None:
    graph = {"nodes": nodes, "connections": connections}
    checked = kit.load(graph, folder=folder, addons=flow_kit.REGISTRY, strict=strict)
    sound(checked)
    assert "hush-hush" not in "".join(map(str, checked.problems))
    if strict and checked.graph is not None:
        assert not [edge for edge in checked.graph.edges if edge.derived]
