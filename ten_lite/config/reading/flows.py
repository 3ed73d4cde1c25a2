"""The step that reads connections: one edge for each message and pair of nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ten_lite.config.reading.draft import KINDS, Draft, EdgeDraft, Sheet, objects
from ten_lite.config.reading.locations import Location, Way, locate, nodes_at
from ten_lite.config.text.pointer import Json, join
from ten_lite.errors import Problem
from ten_lite.messages import Kind

__all__ = ["read_edges"]

NOBODY: tuple[None, ...] = (None,)
WAYS: dict[str, tuple[Way, Way]] = {"dest": ("out", "in"), "source": ("in", "out")}


def read_edges(draft: Draft) -> Iterator[Problem]:
    """Every connection of every written graph, whichever way it is written."""
    problems: list[Problem] = []
    for sheet in draft.sheets:
        for index, connection in objects(sheet.graph, "connections"):
            pointer = join(sheet.prefix, "connections", index)
            here = locate(draft, sheet, connection, pointer, problems)
            for kind in KINDS:
                for at, raw in objects(connection, kind):
                    flow = _Flow(draft, sheet, here, kind, raw, join(pointer, kind, at))
                    flow.read("dest", problems)
                    flow.read("source", problems)
    yield from dict.fromkeys(problems)  # a connection is looked at once for each of its messages


@dataclass(slots=True)
class _Flow:
    """One message, or several, between ``here`` and the locations that ``raw`` lists."""

    draft: Draft
    sheet: Sheet
    here: Location
    kind: Kind
    raw: dict[str, Json]
    pointer: str

    def read(self, direction: Literal["dest", "source"], problems: list[Problem]) -> None:
        if direction not in self.raw:
            return
        draft, sheet, (here_way, there_way) = self.draft, self.sheet, WAYS[direction]
        # an empty list is a connection too: the message goes nowhere, on purpose
        there: list[tuple[Location, Json, str]] = []
        for index, raw in objects(self.raw, direction):
            place = join(self.pointer, direction, index)
            location = locate(draft, sheet, raw, place, problems)
            there.append((location, raw.get("msg_conversion"), join(place, "msg_conversion")))
        for name, name_at in self._names():
            message = (self.kind, name, here_way)
            own = nodes_at(draft, sheet, self.here, message, problems) or NOBODY
            for location, conversion, conversion_at in there or [
                (Location((), self.pointer), None, "")
            ]:
                message = (self.kind, name, there_way)
                others = nodes_at(draft, sheet, location, message, problems) or NOBODY
                for one in own:
                    for other in others:
                        edge = EdgeDraft(self.kind, name, one, other, name_at, location.at)
                        if direction == "source":
                            edge = EdgeDraft(self.kind, name, other, one, location.at, name_at)
                        edge.queue, edge.queue_at = self.raw.get("queue"), self._at("queue")
                        edge.conversion, edge.conversion_at = conversion, conversion_at
                        draft.edges.append(edge)

    def _at(self, key: str) -> str:
        return join(self.pointer, key)

    def _names(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        if isinstance(name := self.raw.get("name"), str):
            found.append((name, self._at("name")))
        if isinstance(several := self.raw.get("names"), list):
            for index, name in enumerate(several):
                if isinstance(name, str):
                    found.append((name, join(self.pointer, "names", index)))
        return found
