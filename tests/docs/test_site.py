"""What the site is made of: pages with links that are right there, and nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from links import anchors, blocks, links
from offline import fetched_from_elsewhere
from staging import stage

from .pages import PAGES, ROOT


def project(tmp_path: Path, **pages: str) -> Path:
    """A project with pages; two underscores stand for a slash, one at the end for a suffix."""
    root = tmp_path / "project"
    for name, text in pages.items():
        file = root / f"{name.replace('__', '/')}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def test_links_are_those_outside_of_code() -> None:
    text = (
        "[a](b.md#c) `[no](x.md)` ![p](q.svg) [web](https://x.y/z)\n```\n[no](x.md)\n```\n[d](#e)\n"
    )
    assert list(links(text)) == [("b.md", "c"), ("q.svg", ""), ("", "e")]


def test_anchors_are_as_a_forge_makes_them() -> None:
    text = "# One `two`, three!\n## Same\n## Same\n```\n# no\n```\n### [A link](x.md) & more\n"
    assert anchors(text) == {"one-two-three", "same", "same-1", "a-link--more"}


def test_blocks_come_without_their_indent_and_with_their_line() -> None:
    text = "a\n\n* b\n\n  ```python\n  x = 1\n\n  y = 2\n  ```\n"
    assert list(blocks(text)) == [("python", "x = 1\n\ny = 2\n", 6)]


def test_a_page_of_the_docs_keeps_its_place(tmp_path: Path) -> None:
    root = project(tmp_path, docs__index="[t](howto/talk.md#how)", docs__howto__talk="# How\n")
    stage(root, tmp_path / "site")
    assert (tmp_path / "site/index.md").read_text() == "[t](howto/talk.md#how)"
    assert (tmp_path / "site/howto/talk.md").is_file()


def test_what_lies_elsewhere_becomes_a_page_and_so_does_what_it_links_to(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        docs__howto__talk="[readme](../../room/README.md) [folder](../../room)",
        room__README="[file](graph.json) [back](../docs/howto/talk.md)",
    )
    (root / "room/graph.json").write_text("{}")
    stage(root, tmp_path / "site")
    at = tmp_path / "site"
    page = (at / "howto/talk.md").read_text()
    assert page == "[readme](../source/room/README.md) [folder](../source/room/README.md)"
    readme = (at / "source/room/README.md").read_text()
    assert readme == "[file](graph.json.md) [back](../../howto/talk.md)"
    assert "``json\n{}\n``" in (at / "source/room/graph.json.md").read_text()


def test_a_folder_without_a_page_is_a_list(tmp_path: Path) -> None:
    root = project(tmp_path, docs__index="[f](../room/files)")
    (root / "room/files").mkdir(parents=True)
    (root / "room/files/en.txt").write_text("")
    stage(root, tmp_path / "site")
    assert "- `en.txt`" in (tmp_path / "site/source/room/files.md").read_text()


@pytest.mark.parametrize("target", ["no.md", "../../outside.md"])
def test_a_link_to_nothing_is_told(tmp_path: Path, target: str) -> None:
    root = project(tmp_path, docs__index=f"[x]({target})")
    with pytest.raises(ValueError, match=r"docs/index.md: there is no .* to link to"):
        stage(root, tmp_path / "site")


def test_the_pages_of_the_project_can_be_laid_out(tmp_path: Path) -> None:
    stage(ROOT, tmp_path / "site")
    for page in PAGES:
        if page.name.startswith("docs/"):
            assert (tmp_path / "site" / page.name.removeprefix("docs/")).is_file()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.html", '<script src="https://cdn.example/x.js"></script>'),
        ("p.html", '<link rel="stylesheet" href="//fonts.example/css">'),
        ("p.html", '<link rel="preconnect" href="https://fonts.example">'),
        ("p.html", '<img src="http://example.org/x.png">'),
        ("p.html", '<p style="background: url(https://example.org/x.png)">'),
        ("p.html", '<style>@import "https://example.org/x.css";</style>'),
        ("p.html", '<pre class="mermaid"><code>graph LR</code></pre>'),
        ("p.svg", '<svg><image href="https://example.org/x.png"/></svg>'),
        ("p.css", "@font-face { src: url('https://fonts.example/f.woff2') }"),
    ],
)
def test_what_a_browser_would_fetch_is_found(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    (found,) = fetched_from_elsewhere(tmp_path)
    assert found.startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.html", '<a href="https://example.org/">x</a> https://example.org/x.js'),
        ("p.html", '<link rel="canonical" href="https://example.org/">'),
        ("p.html", '<script src="assets/x.js"></script><img src="../x.svg">'),
        ("p.css", "a { background: url(data:image/svg+xml;utf8,x) } /* https://example.org */"),
        ("p.svg", '<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/></svg>'),
    ],
)
def test_links_and_names_are_not_fetched(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert fetched_from_elsewhere(tmp_path) == []
