from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode

import pytest

from ten_lite_websocket_server.access import TOKEN_PROTOCOL, Access

TOKEN = "gläserner Schlüssel"


def encoded(token: str) -> str:
    return TOKEN_PROTOCOL + urlsafe_b64encode(token.encode()).decode().rstrip("=")


def test_without_a_token_anybody_may_come_in() -> None:
    assert Access().is_open
    assert Access().allows("")
    assert Access().allows("anything")


@pytest.mark.parametrize("wrong", ["", "g", TOKEN[:-1], f"{TOKEN} ", TOKEN.upper(), "\N{NULL}"])
def test_with_one_only_who_knows_it(wrong: str) -> None:
    assert not Access(TOKEN).is_open
    assert Access(TOKEN).allows(TOKEN)
    assert not Access(TOKEN).allows(wrong)


@pytest.mark.parametrize("header", ["Bearer abc", "bearer abc", "BEARER   abc "])
def test_a_program_brings_it_in_a_header(header: str) -> None:
    assert Access("abc").token_of({"authorization": header}) == "abc"


def test_a_page_brings_it_as_a_subprotocol() -> None:
    offered = ("ten-lite.v1.bin", encoded(TOKEN))
    assert Access(TOKEN).token_of({}, offered) == TOKEN


@pytest.mark.parametrize("offered", [(), ("ten-lite.v1",), ("other",)])
def test_who_brings_none_may_do_so_later(offered: tuple[str, ...]) -> None:
    assert Access(TOKEN).token_of({"authorization": "Digest abc"}, offered) is None


@pytest.mark.parametrize("text", ["A", "_w", "ä"])
def test_what_cannot_be_read_is_no_token(text: str) -> None:
    token = Access(TOKEN).token_of({}, (TOKEN_PROTOCOL + text,))
    assert token == ""
    assert not Access(TOKEN).allows(token)


class Clock:
    now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


def test_a_ticket_opens_the_door_for_a_minute() -> None:
    clock = Clock()
    access = Access(TOKEN, clock)
    ticket = access.ticket()
    assert ticket.isalnum()
    assert TOKEN not in ticket
    assert access.allows(ticket)
    clock.now_s += 59
    assert access.allows(ticket)
    clock.now_s += 2
    assert not access.allows(ticket)


def test_a_ticket_cannot_be_made_or_changed_by_others() -> None:
    access = Access(TOKEN, Clock())
    ticket = access.ticket()
    later = f"{int(ticket[:8], 16) + 1:08x}{ticket[8:]}"
    for wrong in (later, ticket[:-1], ticket + "0", ticket[:8], "0" * len(ticket), "\u0661" * 72):
        assert not access.allows(wrong)
    assert not Access("another", Clock()).allows(ticket)


def test_an_open_door_needs_no_ticket() -> None:
    assert Access().ticket() == ""


def test_the_password_of_basic_is_the_token() -> None:
    header = b64encode(f"twilio:{TOKEN}".encode()).decode()
    assert Access(TOKEN).token_of({"authorization": f"Basic {header}"}) == TOKEN
    assert Access(TOKEN).token_of({"authorization": "Basic !"}) == ""
