"""An app whose node has stand-ins loads what it can and starts on what works."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from ten_lite.config.definition import FallbackDef, GraphDef
from ten_lite.errors import AddonError
from ten_lite.messages import TextData
from ten_lite.runtime import App
from ten_lite.runtime.plan import Plan

from .fallback_kit import EDGES, NODES, Script, Second, running, scripts
from .kit import errors, make_graph, stand_in


def graph_with(*factories: str) -> GraphDef:
    """The graph of the kit; ``factories`` may stand in for its node ``b``."""
    graph = make_graph(NODES, EDGES)
    node = graph.nodes[1]
    spec = stand_in(node, Second).addon
    fallback = tuple(FallbackDef(replace(spec, factory=path), node.config) for path in factories)
    nodes = (graph.nodes[0], replace(node, fallback=fallback), *graph.nodes[2:])
    return replace(graph, nodes=nodes)


SECOND = f"{Second.__module__}:Second"


@asynccontextmanager
async def app_of(script: Script, said: list[str]) -> AsyncIterator[App]:
    scripts[:] = [script]
    app = App(graph_with(SECOND), on_progress=said.append)
    await app.start()
    try:
        yield app
    finally:
        await app.stop()
        assert not any(script.loaded.values())


async def test_the_resources_of_all_candidates_are_loaded_before_the_port_opens() -> None:
    script, said = Script(), list[str]()
    async with app_of(script, said):
        assert script.loaded == {"first": 1, "second": 1}
        assert [line for line in said if "loading" in line] == [
            "b: loading model of first",
            "b: loading model of second",
        ]


@pytest.mark.parametrize(("broken", "runs"), [("first", "second"), ("second", "first")])
async def test_one_that_does_not_load_is_told_and_the_other_runs(
    broken: str, runs: str, caplog: pytest.LogCaptureFixture
) -> None:
    script, said = Script({broken: "load"}), list[str]()
    async with app_of(script, said) as app:
        addon = {"first": "b", "second": "second"}[broken]
        assert f"b: {addon} cannot be used just now (no such file)" in said
        (record,) = [r for r in caplog.records if r.name == "ten_lite.app"]
        assert record.levelno == logging.WARNING
        session = await app.open_session(script)
        assert running(session) == runs
        assert errors(session) == ([("b", "node_fallback")] if broken == "first" else [])


async def test_when_none_loads_the_start_fails_as_the_first_did() -> None:
    scripts[:] = [Script({"first": "load", "second": "load"})]
    app = App(graph_with(SECOND))
    with pytest.raises(OSError, match="no such file"):
        await app.start()


def test_code_of_a_stand_in_that_cannot_be_used_fails_the_start() -> None:
    with pytest.raises(AddonError, match=r'"second".*no_such_module'):
        Plan.compile(graph_with(SECOND, "no_such_module:X"))


def test_all_candidates_are_compiled_in_their_order() -> None:
    plan = Plan.compile(graph_with(SECOND)).nodes[1]
    assert [c.extension.__name__ for c in plan.candidates] == ["First", "Second"]
    assert [c.addon.name for c in plan.candidates] == ["b", "second"]


async def test_a_node_takes_and_sends_what_any_of_its_candidates_does() -> None:
    graph = graph_with(SECOND)
    node = graph.nodes[1]
    richer = replace(node.fallback[0].addon, outputs=(TextData,))
    fallback = (FallbackDef(richer, node.config),)
    nodes = (graph.nodes[0], replace(node, fallback=fallback), *graph.nodes[2:])
    script = Script({"first": "start"})
    scripts[:] = [script]
    app = App(replace(graph, nodes=nodes))
    await app.start()
    try:
        session = await app.open_session(script)
        session.nodes["b"].extension.send(TextData("to nobody"))
        with pytest.raises(AddonError, match=r'b \(addon "second"\) sent asr_result'):
            session.nodes["b"].extension.send(next(iter(session.nodes["a"].routes))("x", True))
    finally:
        await app.stop()
