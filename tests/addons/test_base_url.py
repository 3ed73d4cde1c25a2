from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from ten_lite.addons import provider_url, websocket_url

ADDRESS: TypeAdapter[str] = TypeAdapter(Annotated[str, provider_url("/v1/listen", "/v1")])


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://api.example.com", "https://api.example.com"),
        ("https://api.example.com/", "https://api.example.com"),
        ("wss://api.example.com/v1", "https://api.example.com"),
        ("wss://api.example.com/v1/listen", "https://api.example.com"),
        ("https://example.com:8443/proxy/v1/", "https://example.com:8443/proxy"),
        ("ws://127.0.0.1:4000", "http://127.0.0.1:4000"),
        ("http://localhost:4000", "http://localhost:4000"),
        ("http://[::1]:4000", "http://[::1]:4000"),
        (" https://api.example.com ", "https://api.example.com"),
    ],
)
def test_an_address_is_brought_to_one_form(given: str, used: str):
    assert ADDRESS.validate_python(given) == used


@pytest.mark.parametrize(
    "given",
    [
        "api.example.com",
        "ftp://example.com",
        "https://",
        "https://user:secret@example.com",
        "https://example.com?key=1",
        "https://example.com#x",
        "https://example.com:port",
        "",
    ],
)
def test_what_is_no_address_is_refused(given: str):
    with pytest.raises(ValidationError):
        ADDRESS.validate_python(given)


@pytest.mark.parametrize("host", ["example.com", "10.0.0.1", "localhost.example.com", "0.0.0.0"])
def test_a_key_is_not_sent_in_the_clear_to_another_machine(host: str):
    with pytest.raises(ValidationError, match="https or wss"):
        ADDRESS.validate_python(f"ws://{host}:8080")


def test_the_address_of_a_websocket_keeps_its_security():
    assert websocket_url("https://example.com/x") == "wss://example.com/x"
    assert websocket_url("http://127.0.0.1:1") == "ws://127.0.0.1:1"
