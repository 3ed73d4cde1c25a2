from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace

import pytest

from ten_lite.addons import AddonRegistry
from ten_lite.config.fitting.resolve import check_requirements, requirement, resolve_addons
from ten_lite.config.reading.draft import Draft
from ten_lite.config.reading.subgraphs import read_nodes

from .. import kit


def resolved(*nodes: dict[str, object]) -> tuple[Draft, list[tuple[str, str]]]:
    draft = kit.draft({"nodes": list(nodes)})
    found = [*read_nodes(draft), *resolve_addons(draft), *check_requirements(draft)]
    return draft, [(problem.code, problem.pointer) for problem in found]


def test_every_node_gets_the_spec_of_its_addon() -> None:
    nameless = {"name": "c", "addon": 5}
    draft, problems = resolved(kit.node("a", "web"), kit.node("b", "deaf"), nameless)
    assert [node.spec for node in draft.nodes] == [kit.WEB, None, None]
    assert problems == [("TL108", "/nodes/2/addon"), ("TL301", "/nodes/1/addon")]


def test_only_addons_of_the_right_kind_are_listed() -> None:
    draft = kit.draft({"nodes": [kit.node("tool", "xyz")]})
    (problem,) = [*read_nodes(draft), *resolve_addons(draft)]
    assert problem.hint == "installed tool addons: trouble"


def test_only_the_addons_in_use_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    find = AddonRegistry.find
    monkeypatch.setattr(
        AddonRegistry, "find", lambda self, name: asked.append(name) or find(self, name)
    )
    resolved(kit.node("a", "web"))
    assert asked == ["web"]


def test_a_broken_addon_is_told_with_what_brings_it() -> None:
    draft, problems = resolved(kit.node("a", "broken"))
    assert problems == [("TL302", "/nodes/0/addon")]
    assert draft.nodes[0].spec is None


def test_an_addon_that_lacks_a_module_is_still_known() -> None:
    draft, problems = resolved(kit.node("a", "deaf_stt"), kit.node("b", "deaf_stt"))
    assert problems == [("TL303", "/nodes/0/addon"), ("TL303", "/nodes/1/addon")]
    assert draft.nodes[0].spec is kit.DEAF


def test_modules_are_looked_for_once_and_not_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def find_spec(name: str) -> object:
        asked.append(name)
        if name == "json":
            raise ValueError("json.__spec__ is None")
        return sys

    monkeypatch.setattr(importlib.util, "find_spec", find_spec)
    _, problems = resolved(kit.node("a", "deaf_stt"), kit.node("b", "deaf_stt"))
    assert [code for code, _ in problems] == ["TL303", "TL303"]
    assert asked == ["json", "no_such_module_anywhere"]
    assert "no_such_module_anywhere" not in sys.modules


def test_requirement_names_the_distribution_and_the_extra() -> None:
    assert requirement(kit.registry(), kit.DEAF) == "ten-lite[deaf]"
    assert requirement(kit.registry(), kit.WEB) == ""

    class Theirs(AddonRegistry):
        def distribution(self, name: str) -> tuple[str, str]:
            return ("their-addon", "1.0") if name == "deaf_stt" else ("", "")

    assert requirement(Theirs(entry_points=[]), kit.DEAF) == "their-addon[deaf]"
    assert requirement(Theirs(entry_points=[]), replace(kit.DEAF, extra="")) == ""
