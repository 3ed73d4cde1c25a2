"""What a graph needs of model files, its fallback included, is fetched before it runs."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.cli import fetching, run
from ten_lite.cli import serve as serving
from ten_lite.config import CheckedGraph
from ten_lite.config.definition import FallbackDef, GraphDef, NodeDef
from ten_lite.weights import WeightSet, WeightStore
from ten_lite_local import pins


def spec(name: str, *weights: WeightSet, server: str = "") -> AddonSpec:
    return AddonSpec(
        name=name,
        kind="stt",
        description="",
        factory="x:Y",
        server=server,
        weights=lambda config: weights,
    )


@pytest.fixture
def graph() -> GraphDef:
    config = AddonConfig()
    fallback = (FallbackDef(spec("b", pins.MOONSHINE), config), FallbackDef(spec("c"), config))
    door = NodeDef("door", spec("door", server="x:X"), config)
    return GraphDef("g", "", (door, NodeDef("stt", spec("a"), config, fallback=fallback)), ())


def test_the_weights_of_a_fallback_are_fetched_too(
    graph: GraphDef, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[WeightSet] = []
    monkeypatch.setattr(WeightStore, "missing", lambda self, weights: ["all"])
    monkeypatch.setattr(fetching, "fetch", lambda weights, store, offline: fetched.append(weights))
    fetching.fetch_for(graph, offline=True)
    assert fetched == [pins.MOONSHINE]


def test_run_fetches_when_only_a_fallback_needs_weights(
    graph: GraphDef, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    async def serve(*arguments: object) -> None:
        done.append("served")

    monkeypatch.setattr(serving, "load_graph", lambda *given, **named: CheckedGraph(graph, ()))
    monkeypatch.setattr(serving, "set_up_logging", lambda *arguments: [])
    monkeypatch.setattr(fetching, "fetch_for", lambda graph, offline: done.append("fetched"))
    monkeypatch.setattr(serving, "_serve", serve)
    assert CliRunner().invoke(run.command, []).exit_code == 0
    assert done == ["fetched", "served"]
