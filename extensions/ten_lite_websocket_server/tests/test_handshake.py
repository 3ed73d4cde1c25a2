from __future__ import annotations

from http import HTTPStatus

import pytest

from ten_lite_websocket_server.access import Access
from ten_lite_websocket_server.handshake import Handshake, Refusal, Welcome, judge

HERE = {"host": "127.0.0.1:8765"}
KNOWN = {"authorization": "Bearer known"}


def verdict(
    path: str = "/ws",
    headers: dict[str, str] | None = None,
    offered: tuple[str, ...] = (),
    *,
    token: str = "",
    draining: bool = False,
    listening: str = "127.0.0.1",
) -> Welcome | Refusal:
    return judge(
        Handshake(path, "graph=echo&a=1", {**HERE, **(headers or {})}, offered),
        Access(token),
        draining=draining,
        listening=listening,
        allowed_origins=["https://app.example"],
    )


def test_who_may_come_in_is_known_by_protocol_and_query():
    found = verdict("/voice", offered=("x",))
    assert isinstance(found, Welcome)
    assert (found.visit.protocol.name, found.subprotocol) == ("voice", "x")
    assert list(found.visit.query) == [("graph", "echo"), ("a", "1")]


@pytest.mark.parametrize(
    ("found", "status"),
    [
        (verdict("/nowhere"), 404),
        (verdict(draining=True), 503),
        (verdict(token="known"), 401),
        (verdict(headers={"origin": "https://evil.example"}), 403),
        (verdict(headers={"origin": "http://evil.example", "host": "evil.example"}), 403),
    ],
)
def test_who_may_not_is_told_why(found: Welcome | Refusal, status: int):
    assert isinstance(found, Refusal)
    assert found.status == HTTPStatus(status)
    assert found.text.endswith(".\n") or status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://127.0.0.1:8765"},
        {"origin": "https://app.example"},
        {"host": "tunnel.example"},  # no page asks: a telephone company does
    ],
)
def test_own_and_named_pages_and_programs_may(headers: dict[str, str]):
    assert isinstance(verdict(headers=headers), Welcome)


def test_a_page_of_a_public_name_is_the_servers_own_where_the_server_is_public():
    own = {"origin": "https://voice.example", "host": "voice.example"}
    assert isinstance(verdict(headers=own, listening=""), Welcome)
    assert isinstance(verdict(headers=own), Refusal)


def test_a_token_comes_in_a_header_a_subprotocol_or_with_the_first_message():
    by_header = verdict(headers=KNOWN, token="known")
    assert isinstance(by_header, Welcome)
    assert by_header.visit.knows_token
    by_protocol = verdict(offered=("ten-lite.token.a25vd24",), token="known")
    assert isinstance(by_protocol, Welcome)
    later = verdict(offered=("ten-lite.v1",), token="known")
    assert isinstance(later, Welcome)
    assert not later.visit.knows_token
