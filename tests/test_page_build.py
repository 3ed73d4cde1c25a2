"""The hook that puts page and docs into wheels and source distributions; a script plays npm."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Generic, TypeVar

import pytest

ROOT = Path(__file__).parents[1]
PAGE = "extensions/ten_lite_websocket_server/static"
BUILDS = f'[ "$1" = run ] && mkdir -p ../{PAGE} && echo new > ../{PAGE}/index.html; exit 0'
FAILS = "echo no registry >&2; exit 3"

Any_ = TypeVar("Any_")


class Interface(Generic[Any_]):
    """What hatchling has: it is there while something is built, and only then."""


class Hook:
    """The hook in a checkout of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
        self.root, self.warnings = root, list[str]()
        (root / "clients").mkdir()
        module = ModuleType("hatchling.builders.hooks.plugin.interface")
        module.__dict__["BuildHookInterface"] = Interface
        monkeypatch.setitem(sys.modules, module.__name__, module)
        spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
        assert spec is not None
        assert spec.loader is not None
        built = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(built)
        self.made = built.PageBuildHook()
        self.made.root, self.made.target_name = str(root), "wheel"
        self.made.app = SimpleNamespace(display_warning=self.warnings.append)
        monkeypatch.setenv("PATH", f"{root / 'bin'}{os.pathsep}/bin{os.pathsep}/usr/bin")
        monkeypatch.delenv("TEN_LITE_REQUIRE_PAGE", raising=False)
        monkeypatch.delenv("TEN_LITE_REQUIRE_DOCS", raising=False)
        self.docs = root / "ten_lite" / "_docs" / "index.html"
        self.docs.parent.mkdir(parents=True)
        self.docs.write_text("docs")
        monkeypatch.setattr(built.shutil, "which", lambda name: self.npm)
        self.npm: str | None = None
        self.docs_place: str | None = None

    def plays_npm(self, script: str) -> None:
        npm = self.root / "npm"
        npm.write_text(f"#!/bin/sh\n{script}\n")
        npm.chmod(0o755)
        self.npm = str(npm)

    def has_page(self, text: str = "old") -> Path:
        page = self.root / PAGE / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(text)
        return page

    def run(self, version: str = "standard") -> dict[str, str]:
        data: dict[str, Any] = {"force_include": {}}
        self.made.initialize(version, data)
        pages = {Path(source).name: place for source, place in data["force_include"].items()}
        self.docs_place = pages.pop("_docs", None)
        return pages


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hook:
    return Hook(monkeypatch, tmp_path)


@pytest.mark.parametrize(
    ("target", "place"), [("wheel", "ten_lite_websocket_server/static"), ("sdist", PAGE)]
)
def test_the_page_is_built_and_put_where_the_server_looks(hook: Hook, target: str, place: str):
    hook.plays_npm(BUILDS)
    hook.made.target_name = target
    assert hook.run() == {"static": place}
    assert hook.warnings == []


def test_without_npm_the_plain_page_is_taken_and_that_is_said(hook: Hook):
    assert hook.run() == {}
    assert "the plain page is taken" in hook.warnings[0]
    assert "no npm" in hook.warnings[0]


def test_when_npm_fails_the_page_from_before_is_taken_and_the_reason_is_said(hook: Hook):
    hook.plays_npm(FAILS)
    hook.has_page()
    assert hook.run() == {"static": "ten_lite_websocket_server/static"}
    assert "built before is taken" in hook.warnings[0]
    assert "no registry" in hook.warnings[0]


def test_a_build_that_makes_nothing_is_told(hook: Hook):
    hook.plays_npm("exit 0")
    assert hook.run() == {}
    assert "has made no" in hook.warnings[0]


def test_a_release_does_not_go_out_without_the_page(hook: Hook, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TEN_LITE_REQUIRE_PAGE", "1")
    hook.plays_npm(FAILS)
    hook.has_page()
    with pytest.raises(RuntimeError, match="no registry"):
        hook.run()


def test_a_page_in_a_source_distribution_is_not_built_again(hook: Hook):
    hook.plays_npm(BUILDS)
    page = hook.has_page("from the release")
    (hook.root / "PKG-INFO").write_text("")
    assert hook.run() == {"static": "ten_lite_websocket_server/static"}
    assert page.read_text() == "from the release"


def test_an_editable_install_needs_no_npm(hook: Hook):
    hook.plays_npm(FAILS)
    assert hook.run("editable") == {}
    assert hook.warnings == []


@pytest.mark.parametrize("target", ["wheel", "sdist"])
def test_the_docs_go_where_the_command_line_looks(hook: Hook, target: str):
    hook.made.target_name = target
    hook.run()
    assert hook.docs_place == "ten_lite/_docs"


def test_a_wheel_without_docs_is_told(hook: Hook):
    hook.docs.unlink()
    hook.run()
    assert hook.docs_place is None
    assert "make docs" in hook.warnings[-1]


def test_a_release_does_not_go_out_without_docs(hook: Hook, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TEN_LITE_REQUIRE_DOCS", "1")
    hook.docs.unlink()
    with pytest.raises(RuntimeError, match="make docs"):
        hook.run()
