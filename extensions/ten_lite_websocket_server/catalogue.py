"""Which graphs a server can run, and what keeps it from the others."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from ten_lite.config.definition import GraphDef
from ten_lite.config.library import GraphLibrary, in_short
from ten_lite.errors import TenLiteError
from ten_lite.runtime.door import check_same_door
from ten_lite.runtime.transport import SessionHost

__all__ = ["Catalogue", "Offer"]

FRESH_S = 30.0
"""A look at all graphs takes some 20 ms each of a core that sessions want as well."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A graph there is.

    Attributes:
        name: What it is asked for by.
        description: One sentence.
        problem: What keeps it from running; "" nothing does.
    """

    name: str
    description: str
    problem: str = ""


class Catalogue:
    """Looks at the graphs when asked, in a thread, and remembers for half a minute what it saw.

    Args:
        host: Runs them.
    """

    def __init__(self, host: SessionHost) -> None:
        self._host = host
        self._one_at_a_time = asyncio.Lock()
        self._seen: list[Offer] = []
        self._seen_s = -FRESH_S

    async def offers(self) -> list[Offer]:
        """The graph that runs first, then the others by name."""
        async with self._one_at_a_time:
            now_s = asyncio.get_running_loop().time()
            if now_s - self._seen_s >= FRESH_S or not self._seen:
                main, library = self._host.graph, self._host.library
                others = await asyncio.to_thread(_look, library, main) if library else []
                self._seen = [Offer(main.name, main.description), *others]
                self._seen_s = now_s
            return self._seen

    async def graph(self, name: str) -> GraphDef:
        """The graph called ``name``.

        Raises:
            TenLiteError: There is none, or it cannot be run.
        """
        main, library = self._host.graph, self._host.library
        if name == main.name:
            return main
        if library is None:
            raise TenLiteError(f'there is no graph "{name}"; this server runs {main.name}')
        return await asyncio.to_thread(library.load, name)


def _look(library: GraphLibrary, main: GraphDef) -> list[Offer]:
    return [
        Offer(name, description, _problem(library, name, main))
        for name, description in sorted(library.graphs().items())
        if name != main.name
    ]


def _problem(library: GraphLibrary, name: str, main: GraphDef) -> str:
    try:
        check_same_door(library.load(name), main)
    except TenLiteError as error:
        return in_short(error)
    return ""
