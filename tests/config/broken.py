"""How a broken file and its one problem are written down; ``»`` stands before the mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ten_lite.addons import AddonSpec

__all__ = ["LLM", "MARK", "MIND", "STT", "WEB", "Broken", "app", "graph", "text"]

MARK = "»"


@dataclass(frozen=True)
class Broken:
    """One mistake and how it is told; without a mark in the files it has no line."""

    case: str
    files: Mapping[str, str | bytes]
    code: str
    message: str
    hint: str
    pointer: str = ""
    file: str = "g.json"
    severity: str = "error"
    reference: str | None = "./g.json"
    overrides: tuple[str, ...] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False
    addons: tuple[AddonSpec, ...] = ()


def text(case: str, content: str | bytes, *told: str, name: str = "g.json", **more) -> Broken:
    """A file whose text is broken."""
    more = {"file": name, "reference": f"./{name}", **more}
    return Broken(case, {name: content}, *told, **more)


def graph(case: str, nodes: str, connections: str, *told: str, **more) -> Broken:
    """A graph of some nodes and connections."""
    if MARK not in nodes + connections:
        more = {"file": "--set", **more}
    content = f'{{"nodes": [\n  {nodes}\n], "connections": [\n  {connections}\n]}}'
    return Broken(case, {"g.json": content}, *told, **more)


def app(case: str, content: str, *told: str, **more) -> Broken:
    """A property.json."""
    files = {"property.json": content, **more.pop("files", {})}
    return Broken(case, files, *told, **{"file": "property.json", "reference": None, **more})


WEB = '{"name": "web", "addon": "web"}'
STT = '{"name": "stt", "addon": "ears_stt"}'
MIND = '{"name": "mind", "addon": "mind"}'
LLM = '{"name": "llm", "addon": "brain", "property": {"api_key": "${env:LLM_KEY|sk-1}"}}'
