"""Steps that put environment variables into the texts of a graph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ten_lite.config.reading.draft import Draft, Sheet
from ten_lite.config.text.pointer import Json, covers, join
from ten_lite.config.text.variables import OPENING, expand
from ten_lite.errors import Problem

__all__ = ["expand_properties", "expand_sheet"]

PROPERTY = re.compile(r"/nodes/\d+(/fallback/\d+)?/property\Z")


def expand_sheet(draft: Draft, sheet: Sheet) -> Iterator[Problem]:
    """Put variables into everything of a written graph but properties; see ``expand_properties``.

    A text whose variable is missing stays as it is and is told.
    """
    put_in = _PutIn(draft)
    sheet.graph = put_in.everywhere(
        sheet.graph,
        place=lambda pointer: sheet.prefix + pointer,
        leave=lambda pointer: PROPERTY.match(pointer) is not None,
    )
    yield from put_in.problems


def expand_properties(draft: Draft) -> Iterator[Problem]:
    """Put variables into the properties, once ``--set`` has had its say."""
    put_in = _PutIn(draft)
    for node in draft.providers():
        if node.properties is not None:
            node.properties = put_in.everywhere(node.properties, place=node.place)
    yield from put_in.problems


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
        found = expand(text, draft.environ)
        draft.variables[pointer] = found.names
        if found.problems:
            draft.unset.add(pointer)
        for code, message, cure in found.problems:
            self.problems.append(draft.problem(code, message, pointer, cure))
        return found.text
