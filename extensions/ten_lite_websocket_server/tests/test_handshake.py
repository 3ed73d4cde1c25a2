from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest

from ten_lite_websocket_server.access import Access
from ten_lite_websocket_server.config import WebsocketServerConfig
from ten_lite_websocket_server.handshake import Admission, Door, Refusal

from .kit import Client, echo_graph, serving

OWN = ("Host", "127.0.0.1:8765")


def decide(
    target: str, *headers: tuple[str, str], token: str = "", **config: Any
) -> Admission | Refusal:
    return Door(WebsocketServerConfig(**config), Access(token)).decide(target, (OWN, *headers))


def protocols(*names: str) -> tuple[str, str]:
    return ("Sec-WebSocket-Protocol", ", ".join(names))


@pytest.mark.parametrize(
    ("target", "offered", "name", "told"),
    [
        ("/", (), "ten", None),
        ("/ws?x=1", (), "ten", None),
        ("/ws", ("ten-lite.v1",), "ten", "ten-lite.v1"),
        ("/ws", ("ten-lite.v1.bin", "ten-lite.v1"), "ten.bin", "ten-lite.v1.bin"),
        ("/ws", ("x", "ten-lite.v1", "ten-lite.v1.bin"), "ten", "ten-lite.v1"),
        ("/ws", ("x", "y"), "ten", "x"),
        ("/ws", ("ten-lite.token.eA",), "ten", "ten-lite.token.eA"),
        ("/ws", ("ten-lite.token.eA", "mine"), "ten", "mine"),
        ("/voice", ("ten-lite.v1",), "voice", "ten-lite.v1"),
        ("/twilio", (), "twilio", None),
        ("/telnyx?codec=PCMA", (), "telnyx", None),
        ("/plivo", (), "plivo", None),
    ],
)
def test_the_path_and_the_offers_decide_what_is_spoken(
    target: str, offered: tuple[str, ...], name: str, told: str | None
):
    found = decide(target, *([protocols(*offered)] if offered else []))
    assert isinstance(found, Admission)
    assert (found.visit.protocol.name, found.subprotocol) == (name, told)


def test_offers_may_come_in_several_lines_and_headers_in_any_case():
    found = decide("/ws", ("sec-websocket-PROTOCOL", "x"), protocols("ten-lite.v1"))
    assert isinstance(found, Admission)
    assert found.subprotocol == "ten-lite.v1"


def test_parameters_of_the_address_are_handed_on():
    found = decide("/ws?graph=a%20b&graph=c&empty=")
    assert isinstance(found, Admission)
    assert found.visit.query == (("graph", "a b"), ("graph", "c"))


def test_a_path_that_is_none_is_told_with_those_there_are():
    found = decide("/wss")
    assert found == Refusal(
        HTTPStatus.NOT_FOUND,
        "Not found. WebSocket: /, /ws, /voice, /twilio, /telnyx, /plivo, /v1/realtime\n",
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ((("Origin", "http://evil.example"),), HTTPStatus.FORBIDDEN),
        ((("Origin", "null"),), HTTPStatus.FORBIDDEN),
        ((("Origin", "http://127.0.0.1:8766"),), HTTPStatus.FORBIDDEN),
    ],
)
def test_foreign_pages_do_not_come_in(headers: Any, status: HTTPStatus):
    found = decide("/ws", *headers)
    assert isinstance(found, Refusal)
    assert found.status == status


def test_the_servers_own_page_and_named_ones_come_in():
    assert isinstance(decide("/ws", ("Origin", "http://127.0.0.1:8765")), Admission)
    named = ("https://app.example",)
    page = ("Origin", "https://app.example")
    assert isinstance(decide("/ws", page, allowed_origins=named), Admission)


def test_a_name_that_somebody_has_lead_here_is_not_answered():
    door = Door(WebsocketServerConfig(), Access())
    rebound = (("Host", "evil.example:8765"), ("Origin", "http://evil.example:8765"))
    found = door.decide("/ws", rebound)
    assert isinstance(found, Refusal)
    assert found.status == HTTPStatus.MISDIRECTED_REQUEST


def test_where_nobody_knows_what_the_server_listens_at_any_name_may_be_its_own():
    door = Door(WebsocketServerConfig(), Access(), listening="")
    own = (("Host", "voice.example"), ("Origin", "https://voice.example"))
    assert isinstance(door.decide("/ws", own), Admission)


@pytest.mark.parametrize("path", ["/", "/ws", "/voice"])
def test_without_the_token_nobody_comes_in_who_cannot_show_it_later(path: str):
    found = decide(path, token="secret")
    assert isinstance(found, Refusal)
    assert found.status == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize(
    ("path", "offered"),
    [("/ws", ("ten-lite.v1",)), ("/twilio", ()), ("/telnyx", ()), ("/plivo", ())],
)
def test_who_shows_it_in_a_message_comes_in_unknown(path: str, offered: tuple[str, ...]):
    found = decide(path, *([protocols(*offered)] if offered else []), token="secret")
    assert isinstance(found, Admission)
    assert not found.visit.knows_token
    wrong = decide(path, ("Authorization", "Bearer other"), protocols(*offered), token="secret")
    assert isinstance(wrong, Refusal)


@pytest.mark.parametrize(
    "header",
    [
        ("authorization", "bearer secret"),
        ("Authorization", "Basic dHdpbGlvOnNlY3JldA=="),
        protocols("ten-lite.token.c2VjcmV0", "ten-lite.v1"),
        protocols("realtime", "openai-insecure-api-key.secret"),
    ],
    ids=["bearer", "basic", "subprotocol", "of OpenAI's client"],
)
def test_the_token_is_known_in_each_of_its_forms(header: tuple[str, str]):
    found = decide("/ws", header, token="secret")
    assert isinstance(found, Admission)
    assert found.visit.knows_token


async def test_a_handshake_is_decided_once(monkeypatch: pytest.MonkeyPatch):
    decided = 0
    decide_as_ever = Door.decide

    def decide_counting(self: Door, target: str, headers: Any) -> Admission | Refusal:
        nonlocal decided
        decided += 1
        return decide_as_ever(self, target, headers)

    monkeypatch.setattr(Door, "decide", decide_counting)
    async with serving(echo_graph()) as app, Client(app, subprotocols=["mine"]) as client:
        assert client.socket.subprotocol == "mine"
    assert decided == 1
