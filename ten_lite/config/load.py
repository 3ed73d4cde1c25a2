"""The way in: load a graph by name or path, and list the graphs there are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ten_lite.addons import AddonRegistry, AddonSpec
from ten_lite.config.check import CheckedGraph, check_graph, in_order
from ten_lite.config.fitting.resolve import requirement
from ten_lite.config.reading.draft import objects
from ten_lite.config.sources.find import GraphSource, Search, graph_files, source_in
from ten_lite.config.sources.log import log_settings
from ten_lite.config.sources.predefined import predefined
from ten_lite.config.text.document import Document, open_document, shown
from ten_lite.config.text.pointer import Json, lookup
from ten_lite.config.text.variables import required_variables
from ten_lite.errors import Problem

__all__ = ["GraphInfo", "find_graphs", "graph_names", "load_graph", "load_graphs"]


def load_graph(
    reference: str | None,
    *,
    registry: AddonRegistry,
    property_file: Path | None = None,
    overrides: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
    fakes: Mapping[str, dict[str, Json]] | None = None,
    strict: bool = False,
) -> CheckedGraph:
    """Find a graph, check it, and make it ready to run. Whatever the file holds, nothing is raised.

    Args:
        reference: The name of a graph (of property.json, of ``./graphs``, of the package), or a
            path to a file, or to a folder with a property.json; None for what property.json
            chooses, or else ``voice_assistant``.
        registry: The addons there are, besides those of folders ``addons`` beside the files that
            are read.
        property_file: The property.json to use; default: the one of the working directory, if any.
        overrides: Texts ``node.path=value`` that win over the file.
        environ: The environment variables; default: those of the process. What they lack is
            looked for in ``.env`` beside the files that are read.
        fakes: Properties that lead a node to a fake of its provider, by the name of its addon;
            they win over everything, and what else the node's variables lack is left out.
        strict: Whether every connection must be written down: one that is wired by type is an
            error.

    Returns:
        The graph, or None and at least one error.
    """
    search = Search(os.environ if environ is None else environ, property_file)
    sources = search.find(reference)
    source = sources[0] if sources else None
    return _check(search, source, registry, overrides, fakes=fakes, strict=strict)


def load_graphs(
    reference: str | None,
    *,
    registry: AddonRegistry,
    overrides: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
    strict: bool = False,
) -> list[CheckedGraph]:
    """Check every graph that a file holds, not only the one that starts by itself.

    Args:
        reference: As for ``load_graph``.
        registry: The addons there are.
        overrides: As for ``load_graph``; they concern every graph.
        environ: As for ``load_graph``.
        strict: As for ``load_graph``.

    Returns:
        At least one; problems of the file itself stand in each.
    """
    search = Search(os.environ if environ is None else environ)
    sources: list[GraphSource | None] = [*search.find(reference, every=True)]
    return [
        _check(search, source, registry, overrides, strict=strict) for source in sources or [None]
    ]


def _check(
    search: Search,
    source: GraphSource | None,
    registry: AddonRegistry,
    overrides: Sequence[str],
    *,
    fakes: Mapping[str, dict[str, Json]] | None = None,
    strict: bool,
) -> CheckedGraph:
    log, told = log_settings(search.documents, search.environ)
    problems = [*search.problems, *told]
    if source is None:
        return CheckedGraph(None, in_order(problems), files=search.files)
    checked = check_graph(
        source,
        registry=registry.beside(*search.folders),
        overrides=overrides,
        environ=search.environ,
        fakes=fakes,
        earlier=problems,
        strict=strict,
    )
    assert checked.draft is not None
    parts = (Path(sheet.document.identity) for sheet in checked.draft.sheets)
    return replace(checked, log=log, files=tuple(dict.fromkeys([*search.files, *parts])))


@dataclass(frozen=True, slots=True)
class GraphInfo:
    """A graph that can be run by name.

    Attributes:
        name: Its name.
        description: What it says about itself.
        file: Where it lies.
        addons: The addons of its nodes, each once.
        requirements: What pip must have installed for them, e.g. ``ten-lite[local]``.
        variables: Environment variables it cannot do without.
        problems: Why it could not be read; then the rest is empty.
    """

    name: str
    description: str
    file: str
    addons: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """Requirements and environment variables."""
        return self.requirements + tuple(f"${name}" for name in self.variables)


def find_graphs(
    *, registry: AddonRegistry | None = None, property_file: Path | None = None
) -> list[GraphInfo]:
    """The graphs of property.json, of ``./graphs`` and of the package; of one name the first.

    Args:
        registry: The addons there are; default: the installed ones.
        property_file: The property.json to use; default: the one of the working directory, if any.
    """
    registry = AddonRegistry() if registry is None else registry
    document, own, files = _named(property_file)
    found = [_info(name, document, registry, name) for name in own if document is not None]
    return found + [_of_file(name, path, registry) for name, path in files.items()]


def graph_names(property_file: Path | None = None) -> list[str]:
    """The names of the same graphs, in the same order; graph files are not read for it."""
    _, own, files = _named(property_file)
    return [*own, *files]


def _named(property_file: Path | None) -> tuple[Document | None, list[str], dict[str, Path]]:
    document = Search(os.environ, property_file).property_document()
    own = list(predefined(document)) if document is not None else []
    files = {name: path for name, path in graph_files().items() if name not in own}
    return document, own, files


def _of_file(name: str, path: Path, registry: AddonRegistry) -> GraphInfo:
    document, problems = open_document(path)
    if document is None:
        return GraphInfo(name, "", shown(path), problems=tuple(problems))
    return _info(name, document, registry)


def _info(
    name: str, document: Document, registry: AddonRegistry, wanted: str | None = None
) -> GraphInfo:
    source, problems = source_in(document, wanted, environ=os.environ)
    if source is None:
        return GraphInfo(name, "", document.name, problems=in_order(problems))
    graph = lookup(source.document.value, source.pointer)
    description = graph.get("description") or source.description
    addons = dict.fromkeys(_addons(graph))
    registry = registry.beside(document.folder, source.document.folder)
    specs = [spec for addon in addons if isinstance(spec := registry.find(addon), AddonSpec)]
    needed = dict.fromkeys(requirement(registry, spec) for spec in specs if spec.extra)
    return GraphInfo(
        name,
        description if isinstance(description, str) else "",
        document.name,
        tuple(addons),
        tuple(needed),
        tuple(dict.fromkeys(required_variables(graph))),
    )


def _addons(graph: Json) -> Iterator[str]:
    for _, node in objects(graph, "nodes"):
        if isinstance(addon := node.get("addon"), str):
            yield addon
