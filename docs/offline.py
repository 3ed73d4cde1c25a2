"""Finds what a browser would fetch from elsewhere when it shows a site."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

__all__ = ["fetched_from_elsewhere"]

ELSEWHERE = re.compile(r"(?:https?:)?//")
IN_STYLES = re.compile(r"(?:url\(\s*|@import\s+)[\"']?((?:https?:)?//[^\"')\s]+)")
FETCHED_FOR = {"mermaid", "glightbox", "arithmatex", "md-exec"}
"""Classes for which the theme's script fetches another script when they are on a page."""
LOADED_RELATIONS = {"stylesheet", "preload", "modulepreload", "icon", "manifest", "preconnect"}
SOURCES = ("src", "srcset", "poster", "data")


def fetched_from_elsewhere(site: Path) -> list[str]:
    """Lines ``file: address``, sorted; none for a site that works without a network."""
    found: list[str] = []
    for file in sorted(site.rglob("*")):
        addresses: list[str] = []
        if file.suffix in (".html", ".svg"):
            page = _Page()
            page.feed(file.read_text("utf-8"))
            addresses = page.addresses
        elif file.suffix == ".css":
            addresses = IN_STYLES.findall(file.read_text("utf-8"))
        found += [f"{file.relative_to(site)}: {address}" for address in addresses]
    return found


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self._is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        loaded = [values[name] for name in SOURCES if name in values]
        if tag == "link" and LOADED_RELATIONS & set(values.get("rel", "").split()):
            loaded.append(values.get("href", ""))
        if tag in ("image", "use"):  # of SVG
            loaded += [values.get("href", ""), values.get("xlink:href", "")]
        self.addresses += [value for value in loaded if ELSEWHERE.match(value)]
        self.addresses += IN_STYLES.findall(values.get("style", ""))
        classes = FETCHED_FOR & set(values.get("class", "").split())
        self.addresses += (f"what shows {name}" for name in sorted(classes))
        self._is_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._is_style = False

    def handle_data(self, data: str) -> None:
        if self._is_style:
            self.addresses += IN_STYLES.findall(data)
