"""Puts tool calls together from the fragments that they are streamed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["ToolCalls"]


@dataclass(slots=True)
class _Parts:
    id: str = ""
    name: str = ""
    arguments: str = ""


class ToolCalls:
    """Collects the fragments of one answer.

    OpenAI numbers the calls and sends id and name first. Compatible servers may send a call
    whole, or without a number: a new id begins a new call then, and so does a name.

    Args:
        prefix: For the ids of calls that come without one; unique for each answer.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._calls: list[_Parts] = []
        self._by_index: dict[int, _Parts] = {}

    def __bool__(self) -> bool:
        return bool(self._calls)

    def add(
        self, index: int | None, id_: str | None, name: str | None, arguments: str | None
    ) -> None:
        """Take in one fragment."""
        parts = self._find(index, id_, name)
        parts.id = parts.id or id_ or ""
        parts.name = parts.name or name or ""
        parts.arguments += arguments or ""

    def whole(self) -> tuple[Mapping[str, str], ...]:
        """The calls as ``ChatDelta.tool_calls`` has them; a call without a name is left out."""
        seen: set[str] = set()
        calls = []
        for number, parts in enumerate(self._calls, 1):
            if not parts.name:
                continue
            id_ = parts.id
            if not id_ or id_ in seen:
                id_ = f"{self._prefix}-{number}"
            seen.add(id_)
            calls.append({"id": id_, "name": parts.name, "arguments": parts.arguments})
        return tuple(calls)

    def _find(self, index: int | None, id_: str | None, name: str | None) -> _Parts:
        known = self._by_index.get(index) if index is not None else None
        if index is None and self._calls and not (id_ or name):
            known = self._calls[-1]
        # some servers send every call with the number 0
        if known is None or (id_ and known.id and id_ != known.id):
            known = _Parts()
            self._calls.append(known)
        if index is not None:
            self._by_index[index] = known
        return known
