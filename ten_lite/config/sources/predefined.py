"""TEN's property.json: choosing one of ``ten.predefined_graphs``, and following ``import_uri``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ten_lite.config.shape.judge import shape_problems
from ten_lite.config.shape.model import TenPart
from ten_lite.config.sources.imports import open_import
from ten_lite.config.text.document import Document
from ten_lite.config.text.pointer import Json, join
from ten_lite.config.text.variables import expand
from ten_lite.config.text.wording import listing, show
from ten_lite.errors import Problem

__all__ = ["Chosen", "follow_import", "predefined", "select", "without_effect"]

WITH_EFFECT = ("predefined_graphs", "log", "log_level", "log_file")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A predefined graph; ``pointer`` leads to its ``graph``."""

    name: str
    pointer: str
    description: str = ""
    import_uri: str | None = None


def predefined(document: Document) -> dict[str, int]:
    """The names of the predefined graphs of a file, and their places in the list."""
    value = document.value
    if not isinstance(value, dict):
        return {}
    entries = _entries(value.get("ten", value.get("_ten")))
    return {entry["name"]: index for index, entry in reversed(list(entries)) if _named(entry)}


def select(document: Document, key: str, wanted: str | None) -> tuple[Chosen | None, list[Problem]]:
    """The predefined graph called ``wanted``, or else the one that starts by itself."""
    base = f"/{key}"
    ten = document.value[key]
    problems = list(shape_problems(document.problem, TenPart, ten, base))
    problems += _duplicate_names(document, ten, base)
    problems += _without_effect(document, ten, base)
    named = [(index, entry) for index, entry in _entries(ten) if _named(entry)]
    if wanted is not None:
        fitting = [item for item in named if item[1]["name"] == wanted][:1]
    elif len(named) == 1:
        fitting = named
    else:
        fitting = [item for item in named if item[1].get("auto_start") is True]
    if len(fitting) != 1:
        if named or all(problem.severity == "warning" for problem in problems):
            problems.append(_undecided(document, base, [entry["name"] for _, entry in named]))
        return None, problems
    index, entry = fitting[0]
    pointer = join(base, "predefined_graphs", index, "graph")
    graph = entry.get("graph")
    if not isinstance(graph, dict):
        return None, problems  # told as a wrong type or a missing key
    description = entry.get("description")
    chosen = Chosen(entry["name"], pointer, description if isinstance(description, str) else "")
    if "import_uri" in graph:
        return _with_import(document, chosen, graph, problems)
    return chosen, problems


def follow_import(
    document: Document, chosen: Chosen, environ: Mapping[str, str]
) -> tuple[Document | None, list[Problem]]:
    """The file that ``import_uri`` names."""
    place = join(chosen.pointer, "import_uri")
    uri = expand(chosen.import_uri or "", environ)
    if uri.problems:
        return None, [document.problem(c, m, place, cure) for c, m, cure in uri.problems]
    return open_import(
        uri.text,
        folder=document.folder,
        app_folder=document.folder,
        fault=lambda message, cure: document.problem("TL115", message, place, cure),
    )


def _entries(ten: Json) -> Iterator[tuple[int, dict[str, Json]]]:
    entries = ten.get("predefined_graphs") if isinstance(ten, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield index, entry


def _named(entry: dict[str, Json]) -> bool:
    return isinstance(entry.get("name"), str)


def _with_import(
    document: Document, chosen: Chosen, graph: dict[str, Json], problems: list[Problem]
) -> tuple[Chosen | None, list[Problem]]:
    place = join(chosen.pointer, "import_uri")
    uri = graph["import_uri"]
    if not isinstance(uri, str):
        message = f"import_uri must be text, not {show(uri)}"
        problems.append(document.problem("TL115", message, place, "name a graph file"))
        return None, problems
    for key in graph:
        if key != "import_uri":
            message = f'"{key}" cannot stand beside "import_uri"'
            pointer = join(chosen.pointer, key)
            cure = "write it in the imported file"
            problems.append(document.problem("TL115", message, pointer, cure, on_key=True))
    return Chosen(chosen.name, chosen.pointer, chosen.description, uri), problems


def _undecided(document: Document, base: str, names: list[str]) -> Problem:
    place = join(base, "predefined_graphs")
    if not names:
        cure = 'add {"name": ..., "auto_start": true, "graph": {"nodes": [...]}}'
        return document.problem("TL114", "the file holds no graph", place, cure)
    message = f"which of these graphs is meant: {listing(names)}?"
    cure = 'set "auto_start": true on exactly one, or name one: ten-lite run NAME'
    return document.problem("TL114", message, place, cure)


def _duplicate_names(document: Document, ten: Json, base: str) -> Iterator[Problem]:
    named = [(index, entry["name"]) for index, entry in _entries(ten) if _named(entry)]
    counts = Counter(name for _, name in named)
    seen: set[str] = set()
    for index, name in named:
        if name in seen:
            pointer = join(base, "predefined_graphs", index, "name")
            message = f'there are {counts[name]} graphs called "{name}"'
            yield document.problem("TL116", message, pointer, "give each a name of its own")
        seen.add(name)


def _without_effect(document: Document, ten: Json, base: str) -> Iterator[Problem]:
    """TEN's settings of a process that is built differently here."""
    if not isinstance(ten, dict):
        return
    for key in ten:
        if key not in WITH_EFFECT and key in TenPart.model_fields:
            yield without_effect(document, join(base, key), key)
    for index, entry in _entries(ten):
        for key in ("singleton", "sync_stop_before_deinit"):
            if entry.get(key) is True:
                pointer = join(base, "predefined_graphs", index, key)
                yield without_effect(document, pointer, key)


def without_effect(document: Document, pointer: str, key: str) -> Problem:
    """The warning for a key of TEN that changes nothing here."""
    return document.problem(
        "TL111",
        f'"{key}" has no effect here',
        pointer,
        "it may stay for TEN's sake",
        on_key=True,
        severity="warning",
    )
