"""A client's wish for another language or voice."""

from __future__ import annotations

from typing import Any

import pytest

from ten_lite.errors import ProtocolError
from ten_lite.messages import SessionConfig
from ten_lite.wire.session_config import MAX_NAME_CHARS, decode_config

LONGEST = "v" * MAX_NAME_CHARS


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"language": "de-DE"}, SessionConfig("de-DE", "")),
        ({"voice": "Anna"}, SessionConfig("", "Anna")),
        ({"language": "zh-Hant-TW", "voice": LONGEST}, SessionConfig("zh-Hant-TW", LONGEST)),
    ],
)
def test_one_of_the_two_will_do(data: dict[str, Any], message: SessionConfig) -> None:
    assert decode_config(data) == message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, 'Missing required field: "data.language" or "data.voice"'),
        ({"voice": "a", "speed": 2}, 'Unknown key "speed" in "data"'),
        ({"language": "Portuguese"}, '"data.language" is "Portuguese", which is no BCP-47 code'),
        ({"language": "de_DE"}, '"data.language" is "de_DE", which is no BCP-47 code'),
        ({"language": 5}, '"data.language" must be a string, got 5'),
        ({"voice": None}, '"data.voice" must be a string, got null'),
        ({"voice": "  "}, '"data.voice" is empty'),
        ({"voice": "v" * 65}, '"data.voice" has 65 characters; at most 64 are taken'),
        ({"voice": "a\nb"}, '"data.voice" holds a character that is not printable'),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(data: dict[str, Any], said: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        decode_config(data)
    assert str(caught.value).startswith(said)


def test_a_field_of_the_message_itself_is_named_alone() -> None:
    with pytest.raises(ProtocolError, match=r'^"voice" is empty$'):
        decode_config({"voice": ""}, within="")
    with pytest.raises(ProtocolError, match=r'^Unknown key "x" in "config"'):
        decode_config({"x": 1}, within="")
