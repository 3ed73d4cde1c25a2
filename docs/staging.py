"""Lays out the pages of the site: those of ``docs/``, and what they link to elsewhere.

A page may link to any file of the project, as it does on a forge. On the site, a Markdown file is a
page below ``source/``, and any other file a page that shows its text; of a folder
without a page of its own, the names in it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path, PurePosixPath

from links import with_links

__all__ = ["stage"]

SOURCE = PurePosixPath("source")
PICTURES = {".svg", ".png"}
LANGUAGES = {".json": "json", ".yaml": "yaml", ".toml": "toml", ".py": "python", ".ts": "ts"}


def stage(root: Path, target: Path) -> None:
    """Write everything the site is made of into ``target``, which is emptied first.

    Args:
        root: The project.
        target: A folder; made if it is not there.

    Raises:
        ValueError: A page links to something that is not there; says from where.
    """
    shutil.rmtree(target, ignore_errors=True)
    docs = root / "docs"
    waiting = [
        PurePosixPath("docs", file.relative_to(docs).as_posix())
        for file in sorted(docs.rglob("*"))
        if file.is_file() and file.suffix not in (".py", ".pyc") and "changelog.d" not in file.parts
    ]
    done: set[PurePosixPath] = set()
    while waiting:
        name = waiting.pop()
        if name in done:
            continue
        done.add(name)
        place = target / _place(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        if name.suffix == ".md":
            text, linked = _page(root, name)
            waiting += linked
            place.write_text(text, encoding="utf-8")
        elif name.parts[0] == "docs" or name.suffix in PICTURES:
            shutil.copy(root / name, place)
        else:
            place.write_text(_listing(root, name), encoding="utf-8")


def _place(name: PurePosixPath) -> PurePosixPath:
    """Where a file of the project lies on the site."""
    if name.parts[0] == "docs":
        return PurePosixPath(*name.parts[1:])
    return SOURCE / (name if name.suffix in {".md", *PICTURES} else f"{name}.md")


def _page(root: Path, name: PurePosixPath) -> tuple[str, list[PurePosixPath]]:
    """A page with links that are right on the site, and the files it links to."""
    linked = []

    def change(file: str, anchor: str) -> tuple[str, str]:
        if not file:
            return file, anchor
        there = PurePosixPath(os.path.normpath(name.parent / file))
        for front in ("README.md", "index.md"):
            if (root / there / front).is_file():
                there /= front
        if there.parts[0] == ".." or not (root / there).exists():
            raise ValueError(f"{name}: there is no {file} to link to")
        linked.append(there)
        return PurePosixPath(os.path.relpath(_place(there), _place(name).parent)).as_posix(), anchor

    return with_links((root / name).read_text("utf-8"), change), linked


def _listing(root: Path, name: PurePosixPath) -> str:
    """A page that shows a file, or the names in a folder."""
    if (root / name).is_dir():
        names = sorted(file.name for file in (root / name).iterdir() if file.name[0] not in "._")
        return "\n".join([f"# {name}", "", *(f"- `{one}`" for one in names), ""])
    language = LANGUAGES.get(name.suffix, "")
    return f"# {name}\n\n``````{language}\n{(root / name).read_text('utf-8')}\n``````\n"
