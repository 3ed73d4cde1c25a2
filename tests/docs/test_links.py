"""Every link within the project leads to something that is there, and every page is in the nav."""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from links import anchors, links

from .pages import PAGES, ROOT, Page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Page) -> None:
    for file, anchor in links(page.text):
        there = page.file.parent / file if file else page.file
        assert there.exists(), f"{page.name}: there is no {file}"
        assert there.resolve().is_relative_to(ROOT), f"{page.name}: {file} is not in the project"
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there.read_text("utf-8")), f"{page.name}: {file}#{anchor}"


def nav_files(entries: Any) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, str):
            yield entry
        else:
            for value in entry.values():
                yield from nav_files([value] if isinstance(value, str) else value)


def test_every_page_is_in_the_nav_once() -> None:
    nav = tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))["project"]["nav"]
    named = Counter(nav_files(nav))
    pages = {os.path.relpath(page.file, ROOT / "docs") for page in PAGES if "docs/" in page.name}
    assert sorted(pages - set(named)) == [], "add them to nav in zensical.toml"
    assert sorted(set(named) - pages) == [], "nav in zensical.toml has what is not there"
    assert [name for name, count in named.items() if count > 1] == []
