"""Whatever hears, thinks and speaks goes together, and is swapped by one line."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from ten_lite.addons import AddonKind, AddonRegistry
from ten_lite.config import load_graph

REGISTRY = AddonRegistry()
GRAPH = Path(__file__).parents[2] / "graphs" / "voice_assistant.json"
NEEDED = {
    "azure_stt": {"region": "westus"},
    "azure_tts": {"region": "westus"},
    "google_stt": {"project": "p"},
}
"""Properties without which there is no telling whose server is meant."""


def addons(kind: AddonKind) -> list[str]:
    return [name for name in REGISTRY.names() if REGISTRY.get(name).kind == kind]


def node(addon: str) -> dict[str, Any]:
    fields = REGISTRY.get(addon).config.model_fields
    key = {"api_key": "${env:KEY}"} if "api_key" in fields else {}
    return {"addon": addon, "property": key | NEEDED.get(addon, {})}


def problems(tmp_path: Path, **nodes: dict[str, Any]) -> list[str]:
    """Of the graph with the embedded voices, when other addons do the work of ``nodes``."""
    graph = json.loads(GRAPH.read_text("utf-8"))
    for one in graph["nodes"]:
        one.update(nodes.get(one["name"], {}))
    file = tmp_path / "graph.json"
    file.write_text(json.dumps(graph))
    checked = load_graph(str(file), registry=REGISTRY, environ={"KEY": "k"})
    return [str(problem) for problem in checked.problems]


@pytest.mark.parametrize(("ear", "voice"), [*product(addons("stt"), addons("tts"))])
def test_every_ear_goes_with_every_voice(ear: str, voice: str, tmp_path: Path):
    assert problems(tmp_path, stt=node(ear), tts=node(voice)) == []


@pytest.mark.parametrize("model", addons("llm"))
def test_every_model_does(model: str, tmp_path: Path):
    assert problems(tmp_path, llm=node(model)) == []


@pytest.mark.parametrize("ear", addons("stt"))
def test_the_embedded_ear_stands_in_for_every_other(ear: str, tmp_path: Path):
    asked = node(ear) | {"fallback": [{"addon": "local_stt"}]}
    assert problems(tmp_path, stt=asked) == []
