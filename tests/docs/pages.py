"""The pages of the project: what is on them for the tests of the docs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from links import CODE, FENCE, blocks

__all__ = ["PAGES", "ROOT", "WRITTEN", "Block", "Page", "code_blocks"]

ROOT = Path(__file__).parents[2]
MADE = "docs/generate.py`."  # the line of a page that is made from code


@dataclass(frozen=True)
class Page:
    """One page, by its path in the project."""

    name: str

    @property
    def file(self) -> Path:
        return ROOT / self.name

    @cached_property
    def text(self) -> str:
        return self.file.read_text("utf-8")

    @cached_property
    def spans(self) -> list[str]:
        """What stands as code in the lines of the text."""
        return [
            re.sub(r"\s+", " ", found[0].strip("`")).strip()
            for found in CODE.finditer(FENCE.sub("", self.text))
        ]


@dataclass(frozen=True)
class Block:
    """A block of code and where it stands."""

    page: str
    line: int
    language: str
    code: str

    @property
    def id(self) -> str:
        return f"{self.page}:{self.line}"


FOLDERS = ("docs/**", "examples/**", "extensions/*", "clients/*")
PAGES = [
    Page(file.relative_to(ROOT).as_posix())
    for folder in (".", *FOLDERS)
    for file in sorted(ROOT.glob(f"{folder}/*.md"))
    if "node_modules" not in file.parts and "changelog.d" not in file.parts
]
"""All pages that people read, but for the list of changes to come."""

WRITTEN = [page for page in PAGES if MADE not in page.text and page.name != "CHANGELOG.md"]
"""Those that people wrote, and that tell of what is now."""


def code_blocks(*languages: str) -> list[Block]:
    """All blocks in these languages; "" is a block without one."""
    return [
        Block(page.name, line, language, code)
        for page in PAGES
        for language, code, line in blocks(page.text)
        if language.partition(" ")[0] in languages
    ]
