"""Entry points of distributions: which of them count, and what is told of one that fails."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from types import SimpleNamespace
from typing import Any

import pytest

from ten_lite.entry_points import ENTRY_POINT_GROUP, InstalledAddon, allowed, failure


def point(name: str, distribution: str = "", value: str = "json:dumps") -> EntryPoint:
    found = EntryPoint(name, value, ENTRY_POINT_GROUP)
    if distribution:
        brought_by: Any = SimpleNamespace(name=distribution, version="1.2")
        found = found._for(brought_by)  # type: ignore[attr-defined]
    return found


def names(*points: EntryPoint) -> list[str]:
    return [addon.name for addon in allowed(points)]


@pytest.fixture(autouse=True)
def all_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEN_LITE_LOAD_ADDONS", raising=False)


def test_each_comes_with_its_distribution_and_version() -> None:
    acme, bare = point("acme_tts", "acme"), point("bare")
    assert list(allowed([acme, bare])) == [
        InstalledAddon("acme_tts", "acme", "1.2", acme),
        InstalledAddon("bare", "", "", bare),
    ]


def test_what_is_on_the_path_twice_counts_once() -> None:
    assert names(point("a", "acme_addons"), point("a", "Acme-Addons")) == ["a"]


def test_two_modules_of_one_name_count_twice() -> None:
    assert names(point("a", "acme"), point("a", "acme", "json:loads")) == ["a", "a"]


@pytest.mark.parametrize(
    ("only", "left"),
    [("", ["own"]), ("acme", ["own", "a"]), (" Other_One ,acme", ["own", "a", "b"])],
)
def test_only_the_named_distributions_and_our_own_are_loaded(
    monkeypatch: pytest.MonkeyPatch, only: str, left: list[str]
) -> None:
    monkeypatch.setenv("TEN_LITE_LOAD_ADDONS", only)
    points = point("own", "ten-lite"), point("a", "acme"), point("b", "other-one")
    assert names(*points) == left


def test_it_is_imported_when_it_is_loaded() -> None:
    (addon,) = allowed([point("a", value="json:dumps")])
    assert addon.load()([1]) == "[1]"


def test_a_failure_is_told_in_one_short_line() -> None:
    assert failure(ValueError("two\n  lines")) == "ValueError: two lines"
    assert len(failure(ValueError("x" * 1000))) == 300
