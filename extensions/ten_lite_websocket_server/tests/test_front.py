from __future__ import annotations

import pytest

from ten_lite_websocket_server.front import protocol_of

UPGRADE = b"GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
PLAIN = b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade-Insecure-Requests: 1\r\n\r\n"


@pytest.mark.parametrize("head", [UPGRADE, PLAIN], ids=["upgrade", "plain"])
def test_it_is_decided_at_the_end_of_the_head_and_not_before(head: bytes) -> None:
    for size in range(len(head)):
        assert protocol_of(head[:size]) is None
    assert protocol_of(head) == ("websocket" if head is UPGRADE else "http")


@pytest.mark.parametrize(
    "head",
    [
        UPGRADE + b"\x81\x85more",
        UPGRADE.replace(b"Upgrade: websocket", b"UPGRADE:WebSocket"),
        UPGRADE.replace(b"\r\n", b"\n"),
        b"\r\n" + UPGRADE,
        UPGRADE.replace(b"GET", b"POST"),  # the WebSocket's side says what is wrong
    ],
)
def test_who_asks_for_a_websocket_gets_one_however_it_is_written(head: bytes) -> None:
    assert protocol_of(head) == "websocket"


@pytest.mark.parametrize(
    "head",
    [
        UPGRADE.replace(b"websocket", b"h2c"),
        b"GET /ws?Upgrade: websocket HTTP/1.1\r\nHost: a\r\n\r\n",
        PLAIN + b"Upgrade: websocket\r\n\r\n",  # in the next request
        b"\x16\x03\x01\x02\x00",
        b"{}",
        b"A" * 20_000,
    ],
    ids=["other", "query", "next", "tls", "json", "endless"],
)
def test_all_else_is_plain_http(head: bytes) -> None:
    assert protocol_of(head) == "http"
