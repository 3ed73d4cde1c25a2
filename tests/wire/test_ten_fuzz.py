"""Whatever arrives, nothing but a ProtocolError leaves the ``ten`` protocol."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.errors import ProtocolError
from ten_lite.messages import Interrupt, PcmFrame, PlaybackPosition, SessionConfig, TextData
from ten_lite.wire.ten import encode
from ten_lite.wire.ten_client import decode_server, encode_audio

from .kit import (
    B64,
    FORMAT,
    SAMPLES,
    from_client,
    typed,
)
from .test_ten_bad_input import BAD_TEXT


def holds(message: str | bytes) -> None:
    """Whatever comes in, a message the client may send or a ProtocolError fit for it comes out."""
    try:
        decoded = from_client(message)
    except ProtocolError as error:
        text = str(error)
        assert 0 < len(text) <= 300
        assert text.isprintable()
        assert "Traceback" not in text
        assert ".py" not in text or ".py" in str(message)
        text.encode()
    else:
        if type(decoded) is SessionConfig:  # goes up only
            asked = decoded.language or decoded.voice
            assert 0 < len(asked) <= 64
            return
        assert type(decoded) in (PcmFrame, TextData, PlaybackPosition, Interrupt)
        if isinstance(decoded, PlaybackPosition | Interrupt):
            return  # a server sends none
        encoded = encode(decoded)
        assert encoded is not None
        json.loads(encoded, parse_constant=pytest.fail)
        encoded.encode()
        decode_server(encoded)


wild_text = st.text(st.characters())  # lone surrogates too
wild_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | wild_text | st.just(B64),
    lambda inner: st.lists(inner) | st.dictionaries(wild_text, inner),
    max_leaves=10,
)
likely_keys = [
    "audio",
    "metadata",
    "type",
    "name",
    "data",
    "text",
    "role",
    "is_final",
    "request_id",
    "played_ms",
    *FORMAT,
]
likely_values = [
    "audio",
    "data",
    "text_data",
    "playback_position",
    "user",
    B64,
    16_000,
    1,
    2,
    True,
    "hi",
]
likely_json = st.recursive(
    st.sampled_from(likely_values) | st.none() | st.integers() | st.floats() | wild_text,
    lambda inner: st.dictionaries(st.sampled_from(likely_keys), inner) | st.lists(inner),
    max_leaves=10,
)


@given(st.one_of(wild_text, st.binary(), wild_json.map(json.dumps), likely_json.map(json.dumps)))
def test_only_protocol_errors_leave_decode(message: str | bytes) -> None:
    holds(message)


@given(st.data())
def test_only_protocol_errors_leave_decode_for_mutated_messages(data: st.DataObject) -> None:
    whole = list(
        data.draw(st.sampled_from([*BAD_TEXT, encode_audio(SAMPLES), typed({"text": "a"})]))[:400]
    )
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole)))
        whole[place : place + data.draw(st.integers(0, 3))] = data.draw(st.text(max_size=3))
    holds("".join(whole))


@given(st.one_of(wild_text, wild_json.map(json.dumps), likely_json.map(json.dumps)))
def test_only_protocol_errors_leave_decode_server(message: str) -> None:
    reason = ""
    try:
        decode_server(message)
    except ProtocolError as error:
        reason = str(error)
    assert len(reason) <= 300
