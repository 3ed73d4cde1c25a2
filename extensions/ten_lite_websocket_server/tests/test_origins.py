"""Pages of the server itself may talk to it, and those that are named; no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite_websocket_server.origins import allows, answers_to, is_named

NAMED = ("https://example.org", "http://localhost:3000")


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        (None, "127.0.0.1:8765"),
        (None, None),
        ("http://127.0.0.1:8765", "127.0.0.1:8765"),
        ("http://LOCALHOST:8765", "localhost:8765"),
        ("http://[::1]:8765", "[::1]:8765"),
        ("https://voice.example", "voice.example"),
        ("https://voice.example", "voice.example:443"),
        ("http://voice.example", "voice.example:80"),
        ("https://example.org", "127.0.0.1:8765"),
        ("https://example.org:443", "127.0.0.1:8765"),
        ("https://EXAMPLE.org", None),
        ("http://localhost:3000", "localhost:8765"),
    ],
)
def test_the_servers_own_pages_and_those_named_may(origin: str | None, host: str | None):
    assert allows(origin, host, NAMED)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://evil.example", "127.0.0.1:8765"),
        ("http://127.0.0.1:8766", "127.0.0.1:8765"),
        ("http://127.0.0.1", "127.0.0.1:8765"),
        ("http://localhost:8765", "127.0.0.1:8765"),
        ("http://voice.example", "voice.example:443"),
        ("https://example.org.evil.example", "127.0.0.1:8765"),
        ("https://evil.example/https://example.org", "127.0.0.1:8765"),
        ("https://sub.example.org", "127.0.0.1:8765"),
        ("http://example.org", "127.0.0.1:8765"),
        ("https://example.org:444", "127.0.0.1:8765"),
        ("https://me@example.org", "127.0.0.1:8765"),
        ("null", "null"),
        ("null", "127.0.0.1:8765"),
        ("", ""),
        ("", "127.0.0.1:8765"),
        ("file://", "127.0.0.1:8765"),
        ("chrome-extension://127.0.0.1:8765", "127.0.0.1:8765"),
        ("http://127.0.0.1:8765", None),
        ("http://127.0.0.1:99999", "127.0.0.1:99999"),
        ("http://[::1", "[::1"),
    ],
)
def test_no_other_page_may(origin: str, host: str | None):
    assert not allows(origin, host, NAMED)


def test_an_empty_list_and_null_in_it_name_nobody():
    assert not is_named("null", ["null"])
    assert not is_named("https://example.org", [])
    assert not is_named("https://example.org", ["*", "https://*", "example.org"])


@pytest.mark.parametrize(
    "host",
    [
        None,
        "127.0.0.1",
        "127.0.0.1:8765",
        "127.9.9.9",
        "localhost",
        "LocalHost:9",
        "a.localhost:9",
        "localhost.:9",
        "[::1]:8765",
        "192.168.1.7:8765",
        "example.org",
        "example.org:8765",
    ],
)
def test_a_server_on_loopback_answers_to_what_no_stranger_can_name(host: str | None):
    assert answers_to(host, "127.0.0.1", NAMED)


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "localhost.evil.example", "", ":8765", "a@b", "["]
)
def test_a_name_that_leads_to_loopback_is_a_strangers(host: str):
    assert not answers_to(host, "localhost", NAMED)
    assert not answers_to(host, "::1", NAMED)


def test_a_server_with_a_token_that_others_reach_answers_to_any_name():
    assert answers_to("voice.example", "0.0.0.0", ())


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_sent_it_is_judged(origin: str, host: str, named: str):
    assert allows(origin, host, [named]) in (True, False)
    assert answers_to(host, "127.0.0.1", [named]) in (True, False)


@given(st.from_regex(r"[a-z]{1,8}\.evil\.example(:[1-9][0-9]{0,3})?", fullmatch=True))
def test_a_rebound_page_passes_for_the_servers_own_and_its_name_does_not(host: str):
    assert allows(f"http://{host}", host, ())
    assert not answers_to(host, "127.0.0.1", ())
