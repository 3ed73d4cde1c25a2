"""Runs examples in virtual time: their servers, and the scripts that come with them."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from ten_lite.addons import AddonRegistry
from ten_lite.audio import Wav, read_wav
from ten_lite.config import load_graph
from ten_lite.runtime import App

__all__ = ["EXAMPLES", "ROOT", "Graph", "address", "script", "serving", "speech", "with_fakes"]

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"

Graph = dict[str, Any]


def speech(name: str) -> Wav:
    """One of the recordings of ``tests/speech``."""
    return read_wav(ROOT / "tests/speech" / f"{name}.wav")


def address(app: App, path: str) -> str:
    """Where clients of a protocol find the app."""
    return next(iter(app.urls.values())).rpartition("/")[0] + path


def script(path: str) -> ModuleType:
    """A script of an example, as a module."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, EXAMPLES / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@asynccontextmanager
async def serving(
    name: str, folder: Path, change: Callable[[Graph], None] = lambda graph: None
) -> AsyncIterator[App]:
    """The graph of the example ``name``, on a free port, with the addons beside it.

    Args:
        name: The example's folder and graph.
        folder: Where the changed graph is written.
        change: What is to be different.
    """
    graph = json.loads((EXAMPLES / name / f"{name}.json").read_text("utf-8"))
    graph["nodes"][0].setdefault("property", {})["port"] = 0
    change(graph)
    file = folder / f"{name}.json"
    file.write_text(json.dumps(graph), "utf-8")
    checked = load_graph(str(file), registry=AddonRegistry().beside(EXAMPLES / name))
    assert checked.graph is not None, checked.problems
    app = App(checked.graph)
    await app.start()
    try:
        yield app
    finally:
        await app.stop()


def with_fakes(graph: Graph) -> None:
    """Scripted providers in the place of the embedded voices, and no speech detection."""
    fakes = {"local_stt": "fake_stt", "local_llm": "fake_llm", "local_tts": "fake_tts"}
    graph["nodes"] = [node for node in graph["nodes"] if node["name"] != "vad"]
    for node in graph["nodes"]:
        if node["addon"] in fakes:
            node["addon"] = fakes[node["addon"]]
            node["property"] = {}
    graph["connections"] = [flow for flow in graph["connections"] if flow["extension"] != "vad"]
    sound = graph["connections"][0]["audio_frame"][0]
    sound["dest"] = [{"extension": "stt"}]
