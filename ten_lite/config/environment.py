"""``${env:NAME}`` and ``${env:NAME|default}`` in the texts of a graph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ten_lite.config.draft import Draft, Sheet
from ten_lite.config.pointer import Json, covers, join
from ten_lite.config.wording import did_you_mean, hint
from ten_lite.errors import Problem

__all__ = ["expand", "expand_properties", "expand_sheet", "required_variables"]

OPENING = "${env:"
PROPERTY = re.compile(r"/nodes/\d+(/fallback/\d+)?/property\Z")
PLACEHOLDER = re.compile(r"\$\{env:([^{}|]*)(?:\|((?:[^{}]|\{[^{}]*\})*))?\}")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def expand_sheet(draft: Draft, sheet: Sheet) -> Iterator[Problem]:
    """Put variables into everything of a written graph but properties; see ``expand_properties``.

    A text whose variable is missing stays as it is and is told.
    """
    put_in = _PutIn(draft)
    sheet.graph = put_in.everywhere(
        sheet.graph,
        place=lambda pointer: sheet.prefix + pointer,
        leave=lambda pointer: pointer.endswith("/property") and bool(PROPERTY.match(pointer)),
    )
    yield from put_in.problems


def expand_properties(draft: Draft) -> Iterator[Problem]:
    """Put variables into the properties, once ``--set`` has had its say."""
    put_in = _PutIn(draft)
    for node in draft.providers():
        if node.properties is not None:
            node.properties = put_in.everywhere(node.properties, place=node.place)
    yield from put_in.problems


class Expanded(NamedTuple):
    """A text with its variables put in, as far as they could be, and their names."""

    text: str
    names: tuple[str, ...]


def expand(text: str, environ: Mapping[str, str]) -> tuple[Expanded, list[tuple[str, str, str]]]:
    """Put variables into ``text``; with problems (code, message, cure) it stays as it is."""
    names = tuple(match[1] for match in PLACEHOLDER.finditer(text))
    if not all(map(NAME.match, names)) or len(names) < text.count(OPENING):
        cure = 'write "${env:NAME}" or "${env:NAME|default}"; NAME is letters, digits and _'
        return Expanded(text, names), [("TL308", "a malformed ${env:...}", cure)]
    problems = []
    for name in dict.fromkeys(required_variables(text)):
        if name not in environ:
            cure = hint(
                did_you_mean(name, environ),
                f'set it: export {name}=...   or give a default: "${{env:{name}|default}}"',
            )
            problems.append(("TL307", f"the environment variable {name} is not set", cure))
    if problems:
        return Expanded(text, names), problems
    return Expanded(PLACEHOLDER.sub(lambda m: environ.get(m[1], m[2]), text), names), []


def required_variables(value: Json) -> Iterator[str]:
    """The variables without a default that the texts of ``value`` name."""
    if isinstance(value, str) and OPENING in value:
        yield from (match[1] for match in PLACEHOLDER.finditer(value) if match[2] is None)
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from required_variables(item)


class _PutIn:
    """Puts variables into texts, and collects the problems of those that cannot be."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.problems: list[Problem] = []

    def everywhere(
        self,
        value: Json,
        pointer: str = "",
        *,
        place: Callable[[str], str],
        leave: Callable[[str], bool] = lambda pointer: False,
    ) -> Json:
        """``value`` with variables in all its texts.

        Args:
            value: An object, a list, or anything in one.
            pointer: To ``value``, from where the walk began.
            place: Where in the draft a pointer leads.
            leave: Which values to leave as they are.
        """
        if isinstance(value, str):
            return self._text(value, place(pointer)) if OPENING in value else value
        if not isinstance(value, dict | list) or leave(pointer):
            return value
        if isinstance(value, dict):
            return {
                key: self.everywhere(item, join(pointer, key), place=place, leave=leave)
                for key, item in value.items()
            }
        return [
            self.everywhere(item, join(pointer, index), place=place, leave=leave)
            for index, item in enumerate(value)
        ]

    def _text(self, text: str, pointer: str) -> str:
        draft = self._draft
        if any(covers(above, pointer) for above in draft.assigned):
            return text  # the shell has had its turn with what --set gave
        found, problems = expand(text, draft.environ)
        draft.variables[pointer] = found.names
        if problems:
            draft.unset.add(pointer)
        for code, message, cure in problems:
            self.problems.append(draft.problem(code, message, pointer, cure))
        return found.text
