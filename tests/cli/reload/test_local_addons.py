"""The addons of a project's folder ``addons`` are imported anew like those of distributions."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from websockets.asyncio.client import connect

from ten_lite.addons import AddonRegistry
from ten_lite.cli.reload.reloader import Reloader
from ten_lite.cli.serve import listen_at
from ten_lite.config import CheckedGraph, load_graph
from ten_lite.config.library import GraphLibrary
from ten_lite.runtime import App

PARROT = """
from ten_lite.addons import AddonConfig, AddonSpec, hookimpl
from ten_lite.runtime import Extension

from ._words import WORD


class Parrot(Extension[AddonConfig]):
    word = WORD


@hookimpl
def ten_lite_addons():
    return [
        AddonSpec(name="parrot", kind="generic", description="", factory=f"{__name__}:Parrot")
    ]
"""


async def word(app: App) -> str:
    known = set(app.sessions)
    async with connect(app.urls["ws"]):
        await asyncio.sleep(0.1)
        (new,) = set(app.sessions) - known
        found: str = app.sessions[new].nodes["bird"].extension.word  # type: ignore[attr-defined]
        return found


async def test_new_sessions_get_what_was_saved_also_of_a_file_that_addons_share(tmp_path: Path):
    addons, file = tmp_path / "addons", tmp_path / "mine.json"
    addons.mkdir()
    (addons / "parrot.py").write_text(PARROT)
    (addons / "_words.py").write_text("WORD = 'one'\n")
    door = {"name": "door", "addon": "websocket_server", "property": {"port": 0}}
    file.write_text(json.dumps({"nodes": [door, {"name": "bird", "addon": "parrot"}]}))

    def load() -> CheckedGraph:
        return load_graph(str(file), registry=AddonRegistry())

    checked, told = load(), list[str]()
    assert checked.graph is not None, checked.problems
    reloader = Reloader(
        checked,
        load=load,
        place=lambda graph: listen_at(graph, "127.0.0.1", 0),
        library=GraphLibrary,
        tell=told.append,
    )
    app = App(listen_at(checked.graph, "127.0.0.1", 0))
    await app.start()
    try:
        assert await word(app) == "one"
        (addons / "_words.py").write_text("WORD = 'two and more'\n")
        for _ in range(2):
            await reloader.look(app)
        assert told[-1].endswith("_words.py changed: new sessions get it"), told
        assert await word(app) == "two and more"
        (addons / "parrot.py").write_text("def broken(:")
        for _ in range(2):
            await reloader.look(app)
        assert "cannot be used" in told[-1]
        assert await word(app) == "two and more"
    finally:
        await app.stop()
