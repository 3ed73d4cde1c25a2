"""Which properties of a graph who starts an agent over HTTP may set."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ten_lite.config.library import Properties
from ten_lite.runtime.agents import AgentError

__all__ = ["check_properties"]

ANY = "*"
DEEPEST = 8
PLACEHOLDER = "${"


def check_properties(properties: Properties, allowed: Collection[str]) -> None:
    """Nothing but what ``allowed`` names is set, and no variable is read.

    A base URL would send a provider's key elsewhere, a command would run; and a variable in a
    greeting would be read aloud.

    Args:
        properties: By node.
        allowed: Names of properties, of any node and at any depth; ``*``: all.

    Raises:
        AgentError: Something else is; names it.
    """
    for node, values in properties.items():
        for path, value in _leaves(values):
            name = ".".join((node, *path))
            if path[-1] not in allowed and ANY not in allowed:
                text = f'{name} may not be set over HTTP; "agent_properties" names what may be'
                raise AgentError(text, "bad")
            if any(PLACEHOLDER in text for text in _texts(value)):
                raise AgentError(f"{name}: no variables may be read over HTTP", "bad")


def _leaves(values: Mapping[str, Any], depth: int = 1) -> Iterator[tuple[tuple[str, ...], Any]]:
    if depth > DEEPEST:
        raise AgentError(f"properties are at most {DEEPEST} objects deep", "bad")
    for key, value in values.items():
        if isinstance(value, Mapping):
            for path, leaf in _leaves(value, depth + 1):
                yield (key, *path), leaf
        else:
            yield (key,), value


def _texts(value: Any) -> Iterator[str]:
    """All texts in ``value``, keys as well."""
    left = [value]
    while left:
        found = left.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, list):
            left += found
        elif isinstance(found, Mapping):
            left += [*found, *found.values()]
