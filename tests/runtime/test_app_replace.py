"""A running app is given another graph: new sessions get it, nothing else changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from ten_lite.addons import AddonConfig
from ten_lite.config.library import GraphLibrary
from ten_lite.errors import AddonError, TenLiteError
from ten_lite.messages import AsrResult
from ten_lite.runtime import App, Resource
from ten_lite.testing import leftover_tasks

from .kit import Client, Node, ext, make_graph
from .test_graph_host import DOOR, Library, Model

loads: list[str] = []


class Heavy(Node):
    @classmethod
    def resources(cls, config: AddonConfig) -> Mapping[str, Resource[Any]]:
        async def load() -> str:
            loads.append("heavy")
            return "heavy"

        return {"it": Resource(key="heavy", label="heavy", load=load)}

    def on_asr_result(self, result: AsrResult) -> None: ...


EDGES: list[Any] = [("a", "b", AsrResult)]
BEFORE = make_graph({"a": Node, "client": Client}, [], name="mine", server=DOOR)
AFTER = make_graph({"a": Node, "b": Heavy, "client": Client}, EDGES, name="mine", server=DOOR)
MODEL = make_graph({"a": Node, "b": Model, "client": Client}, EDGES, name="mine", server=DOOR)


@asynccontextmanager
async def serving(graph: Any = BEFORE, library: GraphLibrary | None = None) -> AsyncIterator[App]:
    loads.clear()
    app = App(graph, library=library)
    await app.start()
    try:
        yield app
    finally:
        await app.stop()
        assert app.pool.users("heavy") == app.pool.users("model") == 0
        assert leftover_tasks() == []


async def test_new_sessions_get_the_new_graph_and_running_ones_go_on_with_the_old():
    async with serving() as app:
        urls, old = app.urls, await app.open_session()
        await app.replace(AFTER, library=None)
        new = await app.open_session()
        assert (set(old.nodes), set(new.nodes)) == ({"a", "client"}, {"a", "b", "client"})
        assert app.graph is AFTER
        assert app.urls == urls
        assert ext(old, "a") is not None
        assert not old.ended.is_set()


async def test_what_it_shares_is_loaded_before_and_what_is_not_needed_any_more_is_released():
    async with serving() as app:
        await app.replace(AFTER, library=None)
        assert app.pool.users("heavy") == 1
        session = await app.open_session()
        assert loads == ["heavy"]
        await app.replace(BEFORE, library=None)
        assert app.pool.users("heavy") == 1  # the session's
        await app.close_session(session)
        assert app.pool.users("heavy") == 0


async def test_what_stays_is_not_loaded_again_but_where_its_code_was_imported_anew():
    async with serving(AFTER) as app:
        await app.replace(AFTER, library=None)
        assert loads == ["heavy"]
        package = AFTER.nodes[1].addon.factory.partition(":")[0]
        await app.replace(AFTER, library=None, imported=[package])
        assert loads == ["heavy", "heavy"]
        await app.replace(AFTER, library=None, imported=[package])
        assert loads == ["heavy"] * 3


async def test_a_graph_that_cannot_be_loaded_changes_nothing():
    broken = replace(
        AFTER.nodes[0], addon=replace(AFTER.nodes[0].addon, factory="no_such_module:X")
    )
    async with serving() as app:
        with pytest.raises(AddonError, match="no_such_module"):
            await app.replace(replace(AFTER, nodes=(broken, *AFTER.nodes[1:])), library=Library())
        assert (app.graph, app.library) == (BEFORE, None)
        assert set((await app.open_session()).nodes) == {"a", "client"}


async def test_a_model_that_cannot_be_loaded_changes_nothing_and_leaves_nothing():
    Model.is_broken = True
    try:
        async with serving() as app:
            with pytest.raises(OSError, match="secret detail"):
                await app.replace(MODEL, library=None)
            assert app.graph is BEFORE
            assert app.pool.users("model") == 0
    finally:
        Model.is_broken = False


async def test_a_graph_that_clients_of_this_app_cannot_reach_is_refused():
    deaf = replace(BEFORE, nodes=BEFORE.nodes[:1])
    async with serving() as app:
        with pytest.raises(TenLiteError, match="no client of this server can reach it"):
            await app.replace(deaf, library=None)


async def test_an_app_that_is_shutting_down_takes_none():
    async with serving() as app:
        await app.drain(1)
        with pytest.raises(AddonError, match="shutting down"):
            await app.replace(AFTER, library=None)


async def test_other_graphs_are_loaded_again_from_the_new_library():
    before, after = Library(), Library()
    async with serving(library=before) as app:
        host = await app.graph_host("other")
        await app.replace(AFTER, library=after)
        assert await app.graph_host("other") is not host
        assert (before.asked, after.asked) == ([("other", None)], [("other", None)])


async def test_one_that_was_being_loaded_is_loaded_again_for_who_asks_later():
    async with serving(library=Library()) as app:
        asking = asyncio.ensure_future(app.graph_host("other"))
        await asyncio.sleep(0.5)
        await app.replace(AFTER, library=app.library)
        host = await asking
        assert await app.graph_host("other") is not host
