"""The graphs that a running program can be asked for by name."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from ten_lite.addons import AddonRegistry
from ten_lite.config.definition import GraphDef
from ten_lite.config.load import find_graphs, graph_names, load_graph
from ten_lite.config.text.pointer import Json
from ten_lite.config.text.wording import listing
from ten_lite.errors import ConfigError, Problem, TenLiteError

__all__ = ["GraphLibrary", "Properties", "check_all_faked", "in_short"]

Properties = Mapping[str, Mapping[str, Any]]
"""Properties by node; objects in them are merged with those of the file."""

KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
UNSET_VARIABLE, MISSING_EXTRA = "TL307", "TL303"
LAST_WORD = re.compile(r"variable (\S+) is not set")
PIP = re.compile(r'pip install "([^"]+)"')


class GraphLibrary:
    """Finds, checks and loads graphs. Reads files and takes some 20 ms a graph: ask it in a thread.

    Args:
        property_file: The property.json to use; default: the one of the working directory.
        fakes: What leads nodes to fakes of providers, by the name of their addon; then graphs that
            would talk to other providers cannot be loaded.
    """

    def __init__(
        self,
        *,
        property_file: Path | None = None,
        fakes: Mapping[str, dict[str, Json]] | None = None,
    ) -> None:
        self._property_file = property_file
        self._fakes = fakes
        self._registry = AddonRegistry()
        self._one_at_a_time = Lock()  # the registry is not made for threads

    def graphs(self) -> dict[str, str]:
        """The description of each graph there is, by its name."""
        with self._one_at_a_time:
            found = find_graphs(registry=self._registry, property_file=self._property_file)
        return {graph.name: graph.description for graph in found}

    def load(self, name: str, properties: Properties | None = None) -> GraphDef:
        """The graph called ``name``.

        Args:
            name: A name, never a path.
            properties: What is put over those of the file.

        Raises:
            ConfigError: It cannot be run as it is; tells every mistake.
            TenLiteError: There is no such graph, or a property's name can be none.
        """
        known = graph_names(self._property_file)
        if name not in known:
            raise TenLiteError(f'there is no graph "{name}"; graphs: {listing(sorted(known))}')
        overrides = tuple(_overrides(properties or {}))
        with self._one_at_a_time:
            checked = load_graph(
                name,
                registry=self._registry,
                property_file=self._property_file,
                overrides=overrides,
                fakes=self._fakes,
            )
        if checked.graph is None:
            raise ConfigError(checked.problems)
        if self._fakes is not None:
            check_all_faked(checked.graph, self._fakes)
        return checked.graph


def in_short(error: TenLiteError) -> str:
    """``error`` in one line: what is lacking if something is, else the first mistake."""
    if not isinstance(error, ConfigError):
        return str(error)
    errors = [problem for problem in error.problems if problem.severity == "error"]
    lacking = dict.fromkeys(word for problem in errors if (word := _lacking(problem)))
    if lacking:
        return f"needs {', '.join(lacking)}"
    return errors[0].message if errors else str(error)


def _lacking(problem: Problem) -> str:
    """The variable or the extra that is missing."""
    if problem.code == UNSET_VARIABLE:
        found = LAST_WORD.search(problem.message)
    elif problem.code == MISSING_EXTRA:
        found = PIP.search(problem.hint)
    else:
        return ""
    return found[1] if found else ""


def _overrides(properties: Properties) -> Iterator[str]:
    """``node.path=value`` for each value that is no object."""
    for node, values in properties.items():
        for path, value in _leaves(values):
            keys: Sequence[str] = (node, *path)
            for key in keys:
                if not KEY.fullmatch(key):
                    raise TenLiteError(f"{key!r} is no name of a node or a property")
            yield f"{'.'.join(keys)}={json.dumps(value)}"


def _leaves(values: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from (((key, *path), leaf) for path, leaf in _leaves(value))
        else:
            yield (key,), value


def check_all_faked(graph: GraphDef, fakes: Collection[str]) -> None:
    """Nobody who asked for fakes talks to a provider, and pays for it, by a switch of graphs.

    Raises:
        TenLiteError: A node would.
    """
    for node in graph.nodes:
        for candidate in node.candidates:
            addon = candidate.addon
            if addon.fake_provider and addon.name not in fakes:
                raise TenLiteError(
                    f"no fake was started for {addon.name}: start the server with "
                    f"ten-lite run {graph.name} --fake-providers"
                )
