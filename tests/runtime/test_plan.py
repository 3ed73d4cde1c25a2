from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.addons.spec import package_of
from ten_lite.config.definition import FallbackDef, GraphDef, NodeDef
from ten_lite.errors import AddonError
from ten_lite.messages import PcmFrame, TextData
from ten_lite.runtime import Extension, Resource
from ten_lite.runtime.plan import NodePlan, Plan

from .kit import Node, make_graph


class NotAnExtension:
    pass


class Ears(Extension[AddonConfig]):
    def on_pcm_frame(self, frame: PcmFrame) -> None: ...


def node(factory: str, *inputs: type[PcmFrame] | type[TextData], extra: str = "") -> NodeDef:
    spec = AddonSpec(
        name="mine", kind="generic", description="", factory=factory, inputs=inputs, extra=extra
    )
    return NodeDef("n", spec, AddonConfig())


def test_the_code_of_every_node_is_imported_in_the_order_of_the_file() -> None:
    graph = make_graph({"a": Node, "b": Ears}, [("a", "b", PcmFrame)])
    plan = Plan.compile(graph)
    assert [plan_.extension.__name__ for plan_ in plan.nodes] == ["Node", "Ears", "Client"]
    assert [(edge.source, edge.target) for edge in plan.edges] == [("a", "b")]


def test_code_that_is_no_extension_is_refused() -> None:
    with pytest.raises(AddonError, match="is not a subclass of Extension"):
        NodePlan.load(node(f"{__name__}:NotAnExtension"))


def test_an_input_without_a_handler_is_refused() -> None:
    with pytest.raises(AddonError, match="Ears has no method on_text_data"):
        NodePlan.load(node(f"{__name__}:Ears", PcmFrame, TextData))


def test_a_module_that_is_missing_is_named_with_the_cure() -> None:
    with pytest.raises(AddonError, match=r"no_such_module.*ten-lite\[local\]"):
        NodePlan.load(node("no_such_module:X", extra="local"))


def test_a_class_that_is_missing_is_named() -> None:
    with pytest.raises(AddonError, match=r"mine.*Missing"):
        NodePlan.load(node(f"{__name__}:Missing"))


class Heavy(Node):
    @classmethod
    def resources(cls, config: AddonConfig) -> Mapping[str, Resource[Any]]:
        async def load() -> str:
            raise AssertionError("nothing is loaded yet")

        return {"model": Resource(key="big", label="big", load=load)}


def test_what_stands_in_is_a_candidate_behind_the_nodes_own_addon() -> None:
    mine, other = node(f"{__name__}:Heavy"), node(f"{__name__}:Ears", PcmFrame)
    definition = replace(mine, fallback=(FallbackDef(other.addon, other.config),))
    plan = NodePlan.load(definition)
    assert [candidate.extension for candidate in plan.candidates] == [Heavy, Ears]
    assert plan.candidates[0].resources is plan.resources


def test_the_resources_of_all_candidates_are_known_before_anything_is_loaded() -> None:
    heavy = node(f"{__name__}:Heavy")
    plan = Plan.compile(GraphDef("g", "", (replace(heavy, fallback=heavy.candidates),), ()))
    assert [resource.key for resource in plan.resources] == ["big", "big"]


def test_resources_of_code_that_was_imported_anew_have_another_key() -> None:
    package = package_of(node(f"{__name__}:Heavy").addon)
    (again,) = NodePlan.load(node(f"{__name__}:Heavy"), {package: 2}).resources.values()
    (other,) = NodePlan.load(node(f"{__name__}:Heavy"), {"other": 2}).resources.values()
    assert (again.key, other.key) == ((2, "big"), "big")
