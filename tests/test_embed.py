"""What becomes of an embedded graph that cannot be found, started or reached."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ten_lite.config.definition import GraphDef
from ten_lite.embed import TenLiteAsgi, ten_lite_asgi
from ten_lite.errors import ConfigError, TenLiteError

EMPTY = GraphDef("empty", "", (), ())
LIFESPAN = {"type": "lifespan"}


async def lived(voice: TenLiteAsgi) -> list[dict[str, Any]]:
    """What it tells a server that starts and stops it."""
    coming = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    told: list[Any] = []

    async def receive() -> Any:
        return coming.pop(0)

    async def send(event: Any) -> None:
        told.append(event)

    await voice(LIFESPAN, receive, send)
    return told


def test_a_graph_with_mistakes_is_refused_at_once(tmp_path: Path):
    file = tmp_path / "graph.json"
    file.write_text(json.dumps({"nodes": [{"type": "extension", "name": "a", "addon": "no"}]}))
    with pytest.raises(ConfigError, match="TL301"):
        ten_lite_asgi(file)


def test_overrides_win(monkeypatch: pytest.MonkeyPatch):
    voice = ten_lite_asgi("echo", overrides=["websocket_server.max_sessions=3"])
    (door,) = [node for node in voice._graph.nodes if node.addon.kind == "transport"]
    assert door.config.model_dump()["max_sessions"] == 3


async def test_a_server_is_told_that_it_runs_and_that_it_has_ended():
    assert await lived(ten_lite_asgi("echo")) == [
        {"type": "lifespan.startup.complete"},
        {"type": "lifespan.shutdown.complete"},
    ]


async def test_a_graph_that_nobody_could_reach_does_not_start(caplog: pytest.LogCaptureFixture):
    with pytest.raises(TenLiteError, match='"empty" has no transport: add websocket_server'):
        async with TenLiteAsgi(EMPTY).lifespan():
            pass
    (told,) = await lived(TenLiteAsgi(EMPTY))
    assert told["type"] == "lifespan.startup.failed"
    assert "has no transport" in told["message"]


async def told_by(voice: TenLiteAsgi, kind: str) -> list[dict[str, Any]]:
    """What a client of the kind is told."""
    told: list[Any] = []

    async def receive() -> Any:
        return {"type": f"{kind}.connect"}

    async def send(event: Any) -> None:
        told.append(event)

    await voice({"type": kind}, receive, send)
    return told


async def test_a_client_that_comes_while_it_does_not_run_is_sent_away(
    caplog: pytest.LogCaptureFixture,
):
    voice = ten_lite_asgi("echo")
    (close,) = await told_by(voice, "websocket")
    assert close["type"] == "websocket.close"
    start, body = await told_by(voice, "http")
    assert (start["status"], body["type"]) == (503, "http.response.body")
    assert "pass its lifespan on" in caplog.text


async def test_clients_are_the_transports_while_it_runs():
    served: list[str] = []

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        served.append(scope["type"])

    voice = ten_lite_asgi("echo")
    async with voice.lifespan():
        assert voice.app is not None
        voice._serve = serve
        assert await told_by(voice, "http") == []
    assert served == ["http"]
    assert voice.app is None
