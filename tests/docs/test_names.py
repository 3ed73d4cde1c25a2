"""Names in the docs and in the code agree: what is named is there, and what is there is named."""

from __future__ import annotations

import importlib
import re
import tomllib
from functools import cache
from typing import Any

import pytest
from addon_pages import KINDS

from ten_lite import messages
from ten_lite.addons import ALIAS_GROUP, COMMAND_GROUP, AddonRegistry, hookspecs
from ten_lite.config import CODES
from ten_lite.observe.meters import Meters

from .pages import PAGES, ROOT, WRITTEN, Page

EXTRA = re.compile(r"ten-lite\[([a-z,]+)\]")
CODE = re.compile(r"\bTL[0-9]{3}\b")
MADE_UP = re.compile(
    r"(my|acme|their|name|other|nimbus)_.*|.*_nimbus|files_read|ears_stt|cartesa_tts"
)
FOREIGN = {"ip_hash", "stream_auth_token", "stream_close_delay"}
"""Names of others that the code does not look at: Telnyx, Caddy."""
SNAKE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")
DOTTED = re.compile(r"ten_lite(?:_[a-z]+)*(?:\.\w+)+")
PATH = re.compile(r"(?:ten_lite|extensions|tests|examples|graphs|docs|clients)/[\w./*-]*")
MADE_LATER = {
    "clients/browser-tests/screenshots",
    "extensions/ten_lite_websocket_server/static",
    "graphs/.env",
    "graphs/front_desk.json",
    "graphs/my_graph.json",
    "ten_lite/_docs",
    "tests/test_extension.py",
}
ROOMS = ("ten_lite", "extensions", "clients", "graphs", "examples", ".")
SUFFIXES = {".py", ".json", ".ts", ".tsx", ".mjs", ".toml", ".tmpl", ".yaml", ".html"}


def everything(pages: list[Page]) -> str:
    return "\n".join(page.text for page in pages)


@cache
def words_of_the_code() -> frozenset[str]:
    """Every identifier that stands in some file that is no page."""
    found: set[str] = set()
    for room in ROOMS:
        files = (ROOT / room).glob("*") if room == "." else (ROOT / room).rglob("*")
        for file in files:
            if file.suffix in SUFFIXES and not {"node_modules", "static", "_docs"} & set(
                file.parts
            ):
                found |= set(re.findall(r"[A-Za-z_]\w+", file.read_text("utf-8")))
                found.add(file.stem)
    return frozenset(found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_problem_codes_and_extras_that_are_named_are_there(page: Page) -> None:
    assert set(CODE.findall(page.text)) <= set(CODES)
    named = {extra for found in EXTRA.findall(page.text) for extra in found.split(",")}
    assert named <= extras() or page.name == "docs/reference/problems.md"  # has made-up addons


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_names_that_are_told_of_stand_in_the_code(page: Page) -> None:
    known = words_of_the_code()
    for span in page.spans:
        if SNAKE.fullmatch(span) and not MADE_UP.fullmatch(span):
            assert span in known | FOREIGN, f"{page.name}: nothing is called {span}"
        elif DOTTED.fullmatch(span):
            assert resolved(span), f"{page.name}: there is no {span}"
        elif PATH.fullmatch(span) and span.rstrip("/") not in MADE_LATER:
            places = (ROOT, page.file.parent)
            there = any(any(place.glob(span.rstrip("/"))) for place in places)
            assert there, f"{page.name}: there is no {span}"


def resolved(dotted: str) -> bool:
    """Whether it is a module, something in one, or an entry point's group."""
    if dotted in (ALIAS_GROUP, COMMAND_GROUP):
        return True
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for name in parts[end:]:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True
    return False


def extras() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return set(project["optional-dependencies"])


def test_every_extra_is_told_of() -> None:
    text = everything(PAGES)
    named = {extra for extra in extras() if f"| `{extra}` |" in text}
    assert sorted(extras() - named - {"dev"}) == []


def test_every_addon_message_metric_and_hook_is_in_the_reference() -> None:
    def headings(name: str) -> set[str]:
        text = (ROOT / "docs/reference" / name).read_text("utf-8")
        return set(re.findall(r"^## (\S+)$", text, re.MULTILINE))

    addons = {
        name
        for file in (ROOT / "docs/reference/addons").glob("*.md")
        for name in headings(f"addons/{file.name}")
    }
    registry = AddonRegistry()
    own = {name for name in registry.names() if registry.distribution(name)[0] == "ten-lite"}
    assert own == addons - {"Extras", *KIND_TITLES}
    classes = (getattr(messages, name) for name in messages.__all__)
    names = {cls.name for cls in classes if isinstance(cls, type) and getattr(cls, "name", "")}
    assert names == headings("messages.md")
    assert set(CODES) == headings("problems.md")
    assert {name for name in vars(hookspecs) if name.startswith("ten_lite_")} == headings(
        "hooks.md"
    )
    metrics = (ROOT / "docs/reference/metrics.md").read_text("utf-8")
    assert all(f"`{family.name}`" in metrics for family in Meters().families)


KIND_TITLES = {title for title, _ in KINDS.values()}


@pytest.mark.parametrize(
    "module", ["runtime", "kinds", "messages", "addons", "testing", "embed"], ids=str
)
def test_every_module_for_addons_has_its_page(module: str) -> None:
    pages = everything([page for page in PAGES if page.name.startswith("docs/reference/api/")])
    assert f"::: ten_lite.{module}" in pages


def test_what_the_api_pages_show_is_there() -> None:
    for page in PAGES:
        for name in re.findall(r"^::: (\S+)$", page.text, re.MULTILINE):
            assert resolved(name), f"{page.name}: there is no {name}"
