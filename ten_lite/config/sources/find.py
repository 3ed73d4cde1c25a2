"""From what the user named to a graph in a file: property.json, graph files, folders of graphs."""

from __future__ import annotations

import os.path
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import ten_lite
from ten_lite.config.sources.predefined import follow_import, predefined, select
from ten_lite.config.text.document import Document, identity, open_document
from ten_lite.config.text.dotenv import DOTENV, Variables
from ten_lite.config.text.pointer import Json
from ten_lite.config.text.variables import expand
from ten_lite.config.text.wording import did_you_mean, hint, listing, show
from ten_lite.errors import Problem

__all__ = ["GraphSource", "Search", "graph_files", "is_bare", "source_in"]

DEFAULT_GRAPH = "voice_assistant"
PROPERTY_FILE = "property.json"
SUFFIXES = (".json", ".yaml", ".yml")
GRAPH_KEYS = ("nodes", "connections")
FIRST_KEYS = (*GRAPH_KEYS, "ten", "graph")


@dataclass(frozen=True, slots=True)
class GraphSource:
    """A graph that was found and not looked into yet.

    Attributes:
        document: The file.
        pointer: Where it stands in it.
        name: What it is called.
        description: What the file says about it outside of the graph itself.
    """

    document: Document
    pointer: str
    name: str
    description: str = ""


class Search:
    """Looks for the graph that a user means, and collects the problems on the way.

    Args:
        environ: The environment variables.
        property_file: The property.json to use; default: the one of the working directory.

    Attributes:
        problems: What was found wrong so far.
        documents: The files that could be read, in this order.
        environ: The environment variables, and those of every ``.env`` beside a file that was
            opened; the environment wins, then the file that was opened first.
    """

    def __init__(self, environ: Mapping[str, str], property_file: Path | None = None) -> None:
        self._property_file = property_file
        self._opened: set[str] = set()
        self._folders: dict[Path, None] = {}
        self.problems: list[Problem] = []
        self.documents: list[Document] = []
        self.environ = Variables(environ)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where the files lie that could be read, and the working directory where none led on."""
        return tuple(self._folders)

    @property
    def files(self) -> tuple[Path, ...]:
        """What was opened, or looked for and not found: files, and the ``.env`` beside them."""
        opened = {*self._opened, *(document.identity for document in self.documents)}
        return tuple(map(Path, sorted(opened))) + tuple(
            folder / DOTENV for folder in sorted(self._folders)
        )

    def find(self, reference: str | None, *, every: bool = False) -> list[GraphSource]:
        """The graph ``reference`` names: a name, a path, or None for property.json's choice.

        Args:
            reference: What the user wrote; a folder means its property.json.
            every: Of a file with several graphs all, and not the one that starts by itself.
        """
        if reference is not None and _is_path(reference):
            path = Path(reference)
            if os.path.isdir(path):  # unlike Path.is_dir, it raises for no text
                return self._in_file(path / PROPERTY_FILE, every=every)
            return self._in_file(path, reference, every=every)
        file = self._property_path()
        if file is None:
            self._read_variables(Path.cwd())
            return self._named(reference or DEFAULT_GRAPH, None)
        document = self._open(file)
        if document is None:
            return []
        if reference is None:
            return self._in_document(document, every=every)
        return self._named(reference, document)

    def property_document(self) -> Document | None:
        """The property.json, read; None: there is none, or it cannot be."""
        file = self._property_path()
        return self._open(file) if file is not None else None

    def _property_path(self) -> Path | None:
        if self._property_file is not None:
            return self._property_file
        here = Path.cwd() / PROPERTY_FILE
        return here if here.is_file() else None

    def _open(self, path: Path, name: str | None = None) -> Document | None:
        self._opened.add(identity(path))
        document, problems = open_document(path, name)
        self.problems += problems
        if document is not None:
            self.documents.append(document)
            self._read_variables(document.folder)
        return document

    def _read_variables(self, folder: Path) -> None:
        if folder not in self._folders:
            self._folders[folder] = None
            self.problems += self.environ.add(folder)

    def _in_file(
        self,
        path: Path,
        name: str | None = None,
        *,
        asked_by: Document | None = None,
        every: bool = False,
    ) -> list[GraphSource]:
        if asked_by is not None and identity(path) in self._opened:
            message = f"{show(asked_by.value['graph'])} leads back to a file that asks for it"
            cure = "name a file that holds a graph"
            self.problems.append(asked_by.problem("TL115", message, "/graph", cure))
            return []
        document = self._open(path, name)
        return self._in_document(document, every=every) if document is not None else []

    def _in_document(self, document: Document, *, every: bool) -> list[GraphSource]:
        value = document.value
        if isinstance(value, dict) and isinstance(value.get("graph"), str) and not is_bare(value):
            return self._short_form(document, value["graph"], every=every)
        names: list[str | None] = list(predefined(document)) if every else []
        return [s for name in names or [None] for s in self._source_in(document, name)]

    def _source_in(self, document: Document, name: str | None) -> list[GraphSource]:
        source, problems = source_in(document, name, environ=self.environ)
        self.problems += problems
        return [source] if source is not None else []

    def _short_form(self, document: Document, text: str, *, every: bool) -> list[GraphSource]:
        found = expand(text, self.environ)
        self.problems += [document.problem(c, m, "/graph", cure) for c, m, cure in found.problems]
        if found.problems:
            return []
        if _is_path(found.text):
            path = document.folder / found.text
            return self._in_file(path, asked_by=document, every=every)
        return self._named(found.text, document, asked=True)

    def _named(
        self, name: str, document: Document | None, *, asked: bool = False
    ) -> list[GraphSource]:
        """Look in ``document`` (property.json), then in the folders of graphs.

        ``asked`` tells that the name was read in the document.
        """
        own = predefined(document) if document is not None else {}
        if document is not None and name in own:
            return self._source_in(document, name)
        files = graph_files()
        if name in files:
            return self._in_file(files[name], asked_by=document if asked else None)
        names = sorted({*own, *files})
        message = f"there is no graph {show(name)}"
        cure = hint(did_you_mean(name, names), f"graphs: {listing(names)}")
        if document is not None and asked:
            self.problems.append(document.problem("TL113", message, "/graph", cure))
        else:
            self.problems.append(Problem("TL113", message, hint=cure))
        return []


def package_folder() -> Path:
    """Where the graphs that come with the package lie."""
    package = Path(ten_lite.__file__).parent
    checkout = package.parent
    if (checkout / "pyproject.toml").is_file():  # an editable install, or no install at all
        return checkout / "graphs"
    return package / "_graphs"


def graph_files() -> dict[str, Path]:
    """Graph files by name: those of ``./graphs``, then the ones that come with the package."""
    files: dict[str, Path] = {}
    for folder in (Path.cwd() / "graphs", package_folder()):
        for path in sorted(folder.glob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                files.setdefault(path.stem, path)
    return files


def source_in(
    document: Document, wanted: str | None = None, *, environ: Mapping[str, str]
) -> tuple[GraphSource | None, list[Problem]]:
    """The graph of a file that holds one: bare, or in TEN's outer shape.

    Args:
        document: The file.
        wanted: The name of a predefined graph; default: the one that starts by itself.
        environ: The environment variables, which may stand in ``import_uri``.
    """
    value = document.value
    if not isinstance(value, dict) or not (is_bare(value) or _ten_key(value)):
        return None, [_no_graph(document, value)]
    if is_bare(value):
        return GraphSource(document, "", Path(document.name).stem), []
    chosen, problems = select(document, _ten_key(value), wanted)
    if chosen is None:
        return None, problems
    description = chosen.description or value.get("description", "")
    if not isinstance(description, str):
        description = ""
    if chosen.import_uri is None:
        return GraphSource(document, chosen.pointer, chosen.name, description), problems
    imported, more = follow_import(document, chosen, environ)
    problems += more
    if imported is None:
        return None, problems
    if not is_bare(imported.value):
        return None, [*problems, _no_graph(imported, imported.value)]
    return GraphSource(imported, "", chosen.name, description), problems


def _is_path(reference: str) -> bool:
    return "/" in reference or "\\" in reference or reference.lower().endswith(SUFFIXES)


def is_bare(value: Json) -> bool:
    """Whether a file's value is a graph, without TEN's outer shape around it."""
    return isinstance(value, dict) and any(key in value for key in GRAPH_KEYS)


def _ten_key(value: dict[str, Json]) -> str:
    return next((key for key in ("ten", "_ten") if key in value), "")


def _no_graph(document: Document, value: Json) -> Problem:
    cure = 'expected "nodes" and "connections", or "ten", or {"graph": "name or path"}'
    near = ""
    if isinstance(value, dict):
        near = next((found for key in value if (found := did_you_mean(key, FIRST_KEYS))), "")
    return document.problem("TL107", "this is not a graph file", "", hint(near, cure))
