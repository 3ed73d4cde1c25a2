"""``Reloader``: checks what was saved and gives it to the app."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from ten_lite.addons import AddonSpec
from ten_lite.cli.reload.addon_code import (
    addon_packages,
    fresh_code,
    package_path,
    with_dependents,
)
from ten_lite.cli.reload.file_watch import FileWatch
from ten_lite.config import CheckedGraph
from ten_lite.config.definition import GraphDef
from ten_lite.config.library import GraphLibrary
from ten_lite.config.text.document import shown
from ten_lite.errors import ConfigError, TenLiteError
from ten_lite.runtime import App

__all__ = ["Reloader"]

logger = logging.getLogger("ten_lite.reload")

LOOK_EVERY_S = 0.4


class Reloader:
    """Watches the files a graph was made from, and the code of its addons.

    Args:
        checked: The graph as it was loaded.
        load: Loads it again.
        place: Gives the definition the address of the command line.
        library: Makes the library of the other graphs anew.
        tell: Is told in words what was taken and what was not.
    """

    def __init__(
        self,
        checked: CheckedGraph,
        *,
        load: Callable[[], CheckedGraph],
        place: Callable[[GraphDef], GraphDef],
        library: Callable[[], GraphLibrary],
        tell: Callable[[str], None],
    ) -> None:
        assert checked.graph is not None
        self._load, self._place, self._library, self._tell = load, place, library, tell
        self._servers = _servers(place(checked.graph))
        self._server_packages = addon_packages(
            node.addon for node in checked.graph.nodes if node.addon.server
        )
        self._packages: set[str] = set()
        self._stale: set[str] = set()
        self._changed: set[Path] = set()
        self._watch = FileWatch(())
        self._take_in(checked)

    @asynccontextmanager
    async def watching(self, app: App) -> AsyncIterator[None]:
        """Look for changes as long as the block runs, and give them to ``app``."""
        task = asyncio.create_task(self._run(app), name="reload")
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def look(self, app: App) -> None:
        """Look once; what has changed and rests is given to ``app``."""
        changed = await asyncio.to_thread(self._watch.changed)
        if not changed:
            return
        names = ", ".join(shown(path) for path in changed)
        self._stale |= self._packages_of(changed)
        self._changed |= {path for path in changed if path.suffix == ".py"}
        if self._stale & self._server_packages:
            self._stale -= self._server_packages
            self._tell(f"{names} changed: the code of a server is taken only at its next start")
            if all(path.suffix == ".py" for path in changed) and not self._stale:
                return
        try:
            await self._reload(app)
        except Exception as error:
            if isinstance(error, TenLiteError):
                self._tell(str(error))
            else:
                logger.exception("what was saved could not be loaded")
                self._tell(f"{type(error).__name__}: {error}")
            self._tell(f"{names} changed and cannot be used: {app.graph.name} goes on as it was")
            return
        went_on = f"; running ones ({app.session_count}) go on" if app.session_count else ""
        self._tell(f"{names} changed: new sessions get it{went_on}")

    async def _run(self, app: App) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self.look(app)
            except Exception:  # or the next edit would not be seen
                logger.exception("looking for changes failed")

    async def _reload(self, app: App) -> None:
        packages = with_dependents(self._stale, self._packages - self._server_packages)
        with fresh_code(packages, self._changed):
            checked = await asyncio.to_thread(self._load)
            self._take_in(checked)
            if checked.graph is None:
                raise ConfigError(checked.problems)
            for problem in checked.problems:
                self._tell(str(problem))
            definition = self._place(checked.graph)
            await app.replace(definition, library=self._library(), imported=packages)
        self._stale.clear()
        self._changed.clear()
        self._take_in(checked)
        if _servers(definition) != self._servers:
            self._tell(
                "the server keeps the address, the token and the limits it was started with: "
                "start ten-lite again to change them"
            )

    def _take_in(self, checked: CheckedGraph) -> None:
        """Watch also what this graph was made from."""
        self._watch.add(checked.files)
        if checked.draft is None:
            return
        specs = [n.spec for n in checked.draft.providers() if isinstance(n.spec, AddonSpec)]
        self._packages |= addon_packages(specs)
        paths = map(package_path, self._packages)
        self._watch.add(path for path in paths if path is not None)

    def _packages_of(self, changed: Iterable[Path]) -> set[str]:
        found = set()
        for package in self._packages:
            path = package_path(package)
            if path is not None and any(file.is_relative_to(path) for file in changed):
                found.add(package)
        return found


def _servers(graph: GraphDef) -> list[tuple[str, object]]:
    return [(node.addon.name, node.config) for node in graph.nodes if node.addon.server]
