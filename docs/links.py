"""Finds what Markdown links to and the anchors it has, outside of code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

__all__ = ["anchors", "blocks", "links", "with_links"]

FENCE = re.compile(r"^( *)(`{3,}|~{3,})(.*?)\n(.*?)^\1\2 *$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
LINK = re.compile(r"(?<=\])\(([^()\s#]*)(#[^()\s]*)?\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *#* *$", re.MULTILINE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")


def blocks(text: str) -> Iterator[tuple[str, str, int]]:
    """The blocks of code: language, code, and the line of the page it begins in, from 1."""
    for found in FENCE.finditer(text):
        indent, _, language, code = found.groups()
        lines = (line.removeprefix(indent) for line in code.splitlines(keepends=True))
        yield language.strip(), "".join(lines), text.count("\n", 0, found.start()) + 2


def links(text: str) -> Iterator[tuple[str, str]]:
    """File and anchor (without ``#``) of each link to a place of this project; "" for none."""
    found: list[tuple[str, str]] = []

    def keep(file: str, anchor: str) -> tuple[str, str]:
        found.append((file, anchor))
        return file, anchor

    with_links(text, keep)
    yield from found


def with_links(text: str, change: Callable[[str, str], tuple[str, str]]) -> str:
    """The page with ``change(file, anchor)`` in place of each link that ``links`` gives."""

    def changed(found: re.Match[str]) -> str:
        file, anchor = found[1], (found[2] or "")[1:]
        if SCHEME.match(file) or not (file or anchor):
            return found[0]
        file, anchor = change(file, anchor)
        return f"({file}#{anchor})" if anchor else f"({file})"

    parts, at = [], 0
    for code in _code(text):
        parts += [LINK.sub(changed, text[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*parts, LINK.sub(changed, text[at:])])


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub and the site make them."""
    found: dict[str, int] = {}
    made: set[str] = set()
    for heading in HEADING.finditer(FENCE.sub("", text)):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading[1]).replace("`", "")
        slug = re.sub(r"[^\w\- ]", "", words.lower()).strip().replace(" ", "-")
        count = found.get(slug, 0)
        found[slug] = count + 1
        made.add(f"{slug}-{count}" if count else slug)
    return made


def _code(text: str) -> Iterator[re.Match[str]]:
    """Blocks and spans of code, in the order of the page; none lies in another."""
    at = 0
    for block in FENCE.finditer(text):
        yield from CODE.finditer(text, at, block.start())
        yield block
        at = block.end()
    yield from CODE.finditer(text, at)
