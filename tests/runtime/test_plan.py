from __future__ import annotations

import pytest

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.config.definition import NodeDef
from ten_lite.errors import AddonError
from ten_lite.messages import PcmFrame, TextData
from ten_lite.runtime import Extension
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
