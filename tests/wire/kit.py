"""What the tests of the ``ten`` protocol share: both ends in short, and messages to send."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import strategies as st

from ten_lite.messages import Message
from ten_lite.wire.pcm import looks_like
from ten_lite.wire.ten import decode, encode

SAMPLES = b"\x01\x02\x03\x04"
B64 = base64.b64encode(SAMPLES).decode()
FORMAT = {"sample_rate": 16000, "channels": 1, "bytes_per_sample": 2, "samples_per_channel": 2}

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=8,
)
whole_samples = (
    st.binary(min_size=1).map(lambda data: data * 2).filter(lambda data: not looks_like(data))
)


def from_client(message: str | bytes, *, rate: int = 16_000, channels: int = 1) -> Message:
    return decode(message, sample_rate_hz=rate, channels=channels)


def sent(message: Message) -> Any:
    text = encode(message)
    assert text is not None
    return json.loads(text, parse_constant=pytest.fail)


def typed(data: object, **extra: object) -> str:
    return json.dumps({"type": "data", "name": "text_data", "data": data, **extra})


def config(data: object) -> str:
    return json.dumps({"type": "data", "name": "config", "data": data})


def position(data: object) -> str:
    return json.dumps({"type": "data", "name": "playback_position", "data": data})


def nested(levels: int) -> str:
    """A message of ``levels`` levels, itself included."""
    return f'{{"audio":"{B64}","metadata":{{"a":{"[" * (levels - 2)}{"]" * (levels - 2)}}}}}'


def with_metadata(text: str) -> str:
    return f'{{"audio":"{B64}","metadata":{text}}}'
