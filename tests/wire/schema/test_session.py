"""What is declared of hello, ready, ack, ping and gap is what is written and read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.errors import ProtocolError
from ten_lite.wire import resume
from ten_lite.wire.codec import Opening, Wire
from ten_lite.wire.resume import (
    MAX_COUNT,
    PING,
    Ack,
    Gap,
    ack,
    decode_control,
    decode_hello,
    decode_ready,
    ready,
)
from ten_lite.wire.schema.objects import WireObject
from ten_lite.wire.schema.session import (
    AckMessage,
    GapMessage,
    HelloMessage,
    PingMessage,
    ReadyMessage,
)
from ten_lite.wire.ten_bin import TenBinaryCodec

from .kit import Watched, allowed, described_keys, schema_of, validator


@given(st.text(min_size=1), st.floats(0, 1e6), st.booleans(), st.integers(0, MAX_COUNT))
def test_what_the_server_writes_is_described(
    name: str, window_s: float, resumed: bool, count: int
) -> None:
    first = ready(
        session_id=name,
        resume_token="r1",
        resume_window_s=window_s,
        resumed=resumed,
        received=count,
        sample_rate_hz=24_000,
        channels=2,
    )
    validator((ReadyMessage,)).validate(json.loads(first))
    validator((AckMessage,)).validate(json.loads(ack(count)))
    validator((PingMessage,)).validate(json.loads(PING))


@pytest.mark.parametrize("audio", ["opus", "pcm16", "mp3"])
def test_what_the_codec_adds_to_ready_is_described(audio: str) -> None:
    codec = TenBinaryCodec(Opening(session_id="s1", query=(("audio", audio),)))
    properties = schema_of((ReadyMessage,), closed=True)["definitions"]["Ready"]["properties"]
    added = codec.ready()
    assert added["audio"] in properties["audio"]["enum"]
    assert added.keys() <= properties.keys()


@given(allowed((ReadyMessage,)))
def test_our_own_client_reads_whatever_ready_is_described(fields: Any) -> None:
    first = decode_ready(json.dumps(fields))
    assert first.resumed is fields["data"]["resumed"]
    assert first.received == fields["data"]["received"]


@given(allowed((HelloMessage,)))
def test_whatever_hello_is_described_is_read(fields: Any) -> None:
    hello = decode_hello(json.dumps(fields))
    data = fields.get("data", {})
    assert hello.token == data.get("token", "")
    if "resume" in data:
        assert hello.resume is not None
        assert hello.resume.token == data["resume"]["token"]
        assert hello.resume.sent == data["resume"].get("sent", 0)


@pytest.mark.parametrize(("model", "kind"), [(AckMessage, Ack), (GapMessage, Gap)])
@given(count=st.integers(0, MAX_COUNT))
def test_whatever_is_described_of_the_count_is_read(
    model: type[WireObject], kind: type[Ack | Gap], count: int
) -> None:
    key = "received" if kind is Ack else "messages"
    name = {"type": "ack"} if kind is Ack else {"type": "data", "name": "gap"}
    fields = {**name, "data": {key: count}}
    validator((model,)).validate(fields)
    assert decode_control(json.dumps(fields)) == kind(count)


@given(allowed((HelloMessage,)))
def test_no_key_of_hello_is_read_that_is_not_described(fields: Any) -> None:
    seen: set[str] = set()

    def watched(text: str) -> dict[str, Any]:
        return Watched(json.loads(text), seen)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resume, "parse_object", watched)
        decode_hello(json.dumps(fields))
    assert "data" in seen
    assert seen <= described_keys((HelloMessage,))


LIMITS = (
    ("token", 1_000, {"type": "hello", "data": {"token": "x"}}),
    ("received", MAX_COUNT, {"type": "ack", "data": {"received": 5}}),
    ("messages", MAX_COUNT, {"type": "data", "name": "gap", "data": {"messages": 5}}),
)


@pytest.mark.parametrize(("key", "most", "fields"), LIMITS)
def test_limits_are_where_they_are_described(key: str, most: int, fields: Any) -> None:
    models = (HelloMessage, AckMessage, GapMessage)
    read = decode_hello if fields["type"] == "hello" else decode_control
    for value, is_allowed in ((most, True), (most + 1, False)):
        asked = {**fields, "data": {key: "x" * value if key == "token" else value}}
        assert validator(models).is_valid(asked) is is_allowed
        assert _takes(read, json.dumps(asked)) is is_allowed


def _takes(read: Any, wire: Wire) -> bool:
    try:
        return read(wire) is not None
    except ProtocolError:
        return False
