"""A server with a token lets in who knows it, and tells nobody else more than that it is alive."""

from __future__ import annotations

import logging
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from pydantic import ValidationError
from websockets.exceptions import InvalidStatus

from ten_lite_websocket_server.config import WebsocketServerConfig

from .kit import Client, conversation_graph, http_get, serving

TOKEN = "a token that nobody guesses"
LOCKED = {"token": TOKEN}
PROTOCOL = "ten-lite.token." + urlsafe_b64encode(TOKEN.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "options",
    [
        {"additional_headers": {"Authorization": f"Bearer {TOKEN}"}},
        {"subprotocols": [PROTOCOL]},
        {"subprotocols": ["something.else", PROTOCOL]},
    ],
    ids=["header", "subprotocol", "one of several"],
)
async def test_who_knows_the_token_talks(options: dict[str, Any]):
    async with (
        serving(conversation_graph(ws=LOCKED)) as app,
        Client(app, **options) as client,
    ):
        await client.type("hello")
        await client.until(lambda reply: reply.get("name") == "tts_audio_end")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"additional_headers": {"Authorization": "Bearer another"}},
        {"additional_headers": {"Authorization": TOKEN}},
        {"subprotocols": [PROTOCOL[:-2]]},
        {"subprotocols": ["ten-lite.token."]},
    ],
    ids=["none", "wrong", "no scheme", "cut off", "empty"],
)
async def test_who_does_not_is_refused_before_a_session_is_opened(options: dict[str, Any]):
    async with serving(conversation_graph(ws=LOCKED)) as app:
        with pytest.raises(InvalidStatus) as refused:
            async with Client(app, **options):
                pass
        assert refused.value.response.status_code == 401
        assert app.sessions == {}
        assert "ten_lite_sessions_total" not in [
            line.split()[0] for line in app.meters.page().splitlines() if line[0] != "#"
        ]


async def test_the_token_is_in_no_log(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    async with serving(conversation_graph(ws=LOCKED)) as app:
        async with Client(app, subprotocols=[PROTOCOL]) as client:
            await client.type("hello")
        await http_get(app, "/metrics", Authorization=f"Bearer {TOKEN}")
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("ten_lite")]
    assert not [text for text in ours if TOKEN in text or PROTOCOL in text]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/", "/plain/index.html"])
async def test_whether_it_lives_is_told_to_everybody_and_the_page_is_no_secret(path: str):
    async with serving(conversation_graph(ws=LOCKED)) as app:
        # where the page is not built, "/" leads to the plain one
        assert (await http_get(app, path))[0] in ((200, 302) if path == "/" else (200,))


@pytest.mark.parametrize("path", ["/metrics", "/nowhere"])
async def test_all_else_is_for_who_knows_the_token(path: str):
    async with serving(conversation_graph(ws=LOCKED)) as app:
        status, headers, body = await http_get(app, path)
        assert (status, headers["WWW-Authenticate"]) == (401, "Bearer")
        assert "Authorization: Bearer" in body
        status, _, _ = await http_get(app, path, Authorization=f"Bearer {TOKEN}")
        assert status == (200 if path == "/metrics" else 404)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "voice.example.com", ""])
def test_where_others_reach_it_there_is_none_without_a_token(host: str) -> None:
    for token in ({}, {"token": ""}):
        with pytest.raises(ValidationError, match="anybody in the network could come in"):
            WebsocketServerConfig.model_validate({"host": host, **token})
    assert WebsocketServerConfig.model_validate({"host": host, **LOCKED}).host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_on_this_machine_there_may_be(host: str) -> None:
    assert WebsocketServerConfig(host=host).token is None
