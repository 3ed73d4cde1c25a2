from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from ten_lite.addons import AddonRegistry, AddonSpec, BrokenAddon
from ten_lite.addons.spec import load_object
from ten_lite.config.load import find_graphs, load_graph

from .kit import Site, of

ADDON = """
from ten_lite.addons import AddonConfig, AddonSpec, hookimpl
from ten_lite.messages import PcmFrame
from ten_lite.runtime import Extension


class Made(Extension[AddonConfig]):
    def on_pcm_frame(self, frame: PcmFrame) -> None:
        self.send(frame)


@hookimpl
def ten_lite_addons():
    return [
        AddonSpec(
            name="{name}",
            kind="generic",
            description="{description}",
            factory={factory},
            inputs=(PcmFrame,),
            outputs=(PcmFrame,),
        )
    ]
"""
OWN_FACTORY = 'f"{__name__}:Made"'


def addon(
    project: Path, name: str, *, file: str = "", factory: str = OWN_FACTORY, description: str = "M."
) -> Path:
    """Write ``addons/NAME.py``, or ``file`` in that folder."""
    path = project / "addons" / (file or f"{name}.py")
    path.parent.mkdir(parents=True, exist_ok=True)
    text = ADDON.replace("{name}", name).replace("{description}", description)
    path.write_text(text.replace("{factory}", factory))
    return path


def graph(name: str) -> str:
    web = {"name": "web", "addon": "websocket_server"}
    return json.dumps({"nodes": [web, {"name": "own", "addon": name}], "connections": []})


def broken(registry: AddonRegistry, name: str) -> BrokenAddon:
    found = registry.find(name)
    assert isinstance(found, BrokenAddon)
    return found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path


def test_a_file_in_addons_supplies_the_addon_of_its_name(project: Path):
    addon(project, "own_node")
    registry = of().beside(project)
    assert registry.names() == ["own_node"]
    assert load_object(registry.get("own_node"), registry.get("own_node").factory).__name__ == (
        "Made"
    )


def test_a_package_in_addons_does_the_same_and_its_modules_find_each_other(project: Path):
    addon(project, "own_node", file="own_node/parts.py")
    init = project / "addons/own_node/__init__.py"
    init.write_text("from .parts import ten_lite_addons\n")
    assert of().beside(project).get("own_node").name == "own_node"


def test_what_begins_with_an_underscore_is_no_addon_and_can_be_shared(project: Path):
    path = addon(project, "own_node")
    (path.parent / "_shared.py").write_text("ANSWER = 42\n")
    path.write_text("from . import _shared\nassert _shared.ANSWER == 42\n" + path.read_text())
    registry = of().beside(project)
    assert registry.names() == ["own_node"]
    registry.get("own_node")


def test_listing_the_names_imports_nothing(project: Path):
    addon(project, "own_node").write_text("raise RuntimeError")
    before = set(sys.modules)
    assert of().beside(project).names() == ["own_node"]
    assert set(sys.modules) == before


def test_two_projects_in_one_process_may_use_the_same_name(tmp_path: Path):
    for name in ("first", "second"):
        addon(tmp_path / name, "own_node", description=name)
    for name in ("first", "second"):
        registry = of().beside(tmp_path / name)
        assert registry.get("own_node").description == name


def test_a_file_called_like_a_module_of_python_hides_nothing(project: Path):
    addon(project, "calendar")
    of().beside(project).get("calendar")
    import calendar

    assert calendar.monthrange(2024, 2)[1] == 29


def test_the_registry_that_was_asked_does_not_change(project: Path):
    addon(project, "own_node")
    registry = of()
    registry.beside(project)
    assert registry.find("own_node") is None


def test_the_same_folder_twice_is_one_addon(project: Path):
    addon(project, "own_node")
    assert isinstance(of().beside(project, project).beside(project).find("own_node"), AddonSpec)


def test_a_name_that_is_installed_as_well_is_told(project: Path, site: Site):
    site.addon("own_node", distribution="acme")
    file = addon(project, "own_node")
    reason = broken(AddonRegistry().beside(project), "own_node").reason
    assert reason == f"supplied twice, by {file} and acme 1.0; rename the file"


def test_a_file_that_cannot_be_imported_is_told_with_its_reason(project: Path):
    file = addon(project, "own_node")
    file.write_text("import no_such_module")
    found = broken(of().beside(project), "own_node")
    assert found == BrokenAddon(
        "own_node", str(file), "ModuleNotFoundError: No module named 'no_such_module'", True
    )


def test_a_file_that_is_called_otherwise_than_its_addon_is_told(project: Path):
    addon(project, "own_node", file="other.py")
    reason = broken(of().beside(project), "other").reason
    assert reason == 'the file is called "other" but the addons it supplies are: own_node'


def test_a_factory_that_names_the_file_as_if_it_were_installed_is_told(project: Path):
    addon(project, "own_node", factory='"own_node:Made"')
    reason = broken(of().beside(project), "own_node").reason
    assert reason == (
        'its factory is "own_node:Made", which is not installed: write factory=f"{__name__}:Made"'
    )


def test_a_graph_finds_the_addons_beside_its_file(project: Path):
    addon(project, "own_node")
    (project / "graph.json").write_text(graph("own_node"))
    checked = load_graph(str(project / "graph.json"), registry=AddonRegistry())
    assert checked.graph is not None, checked.problems


def test_a_graph_in_graphs_finds_the_addons_beside_that_folder(
    project: Path, monkeypatch: pytest.MonkeyPatch
):
    addon(project, "own_node")
    (project / "graphs").mkdir()
    (project / "graphs/mine.json").write_text(graph("own_node"))
    (project / "property.json").write_text('{"graph": "mine"}')
    for folder in (project.parent, project, project / "graphs"):
        monkeypatch.chdir(folder)
        checked = load_graph(str(project / "graphs/mine.json"), registry=AddonRegistry())
        assert checked.graph is not None, checked.problems
    monkeypatch.chdir(project)
    assert load_graph(None, registry=AddonRegistry()).graph is not None


def test_a_graph_elsewhere_finds_the_addons_beside_the_property_json_that_names_it(tmp_path: Path):
    project = tmp_path / "project"
    addon(project, "own_node")
    (tmp_path / "elsewhere.json").write_text(graph("own_node"))
    (project / "property.json").write_text('{"graph": "../elsewhere.json"}')
    checked = load_graph(None, registry=AddonRegistry(), property_file=project / "property.json")
    assert checked.graph is not None, checked.problems


def test_a_broken_file_is_told_at_the_node_with_what_to_do(
    project: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(project)
    addon(project, "own_node").write_text("def broken(:")
    (project / "graph.json").write_text(graph("own_node"))
    (problem,) = load_graph("graph.json", registry=AddonRegistry()).problems
    assert problem.code == "TL302"
    assert problem.message.startswith('the addon "own_node" of addons/own_node.py is broken: Syn')
    assert problem.hint == "mend the file, or use another addon"


def test_graphs_of_a_project_are_listed_with_what_its_addons_need(
    project: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(project)
    file = addon(project, "own_node")
    file.write_text(file.read_text().replace("inputs=", 'extra="local", inputs='))
    (project / "graphs").mkdir()
    (project / "graphs/mine.json").write_text(graph("own_node"))
    mine = next(found for found in find_graphs() if found.name == "mine")
    assert mine.requirements == ("ten-lite[local]",)
