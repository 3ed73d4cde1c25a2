"""What is declared of a protocol, and what its codec writes and reads, are the same."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    AsrResult,
    EndOfSpeech,
    ErrorMessage,
    Message,
    NodeMetrics,
    PcmFrame,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TurnMetrics,
)
from ten_lite.observe.turn_record import TurnRecord
from ten_lite.wire import ten, voice
from ten_lite.wire.codec import Codec
from ten_lite.wire.schema import session
from ten_lite.wire.schema.binary import BARE_PCM, OPUS_FRAME, SOUND_FRAME
from ten_lite.wire.schema.objects import WireObject
from ten_lite.wire.schema.protocols import PROTOCOLS, WireMessage
from ten_lite.wire.schema.ten import SERVER_DATA, SERVER_MESSAGES, AudioMessage
from ten_lite.wire.ten_bin import HEADER
from ten_lite.wire.ten_client import decode_server

from ..codec_kit import likely_json
from .kit import (
    CLASSES,
    CODECS,
    Watched,
    allowed,
    codec_of,
    described_keys,
    graph_messages,
    validator,
)

OURS = [protocol for protocol in PROTOCOLS if protocol.name in CODECS]
BY_SESSION = {
    session.HelloMessage,
    session.GapMessage,
    session.AckMessage,
    session.ReadyMessage,
    session.PingMessage,
}
"""What the server itself reads and writes, not the codec."""


GRAPH_MESSAGES = st.one_of(*map(graph_messages, CLASSES))
KEYS = sorted(
    {
        path.rpartition(".")[2]
        for protocol in OURS
        for path in described_keys(m for m in protocol.client if isinstance(m, type))
    }
)
WORDS = ["audio", "data", "cmd", "config", "text_data", "playback_position", "interrupt"]
LIKELY = likely_json(KEYS, WORDS).filter(lambda value: isinstance(value, dict))


def models(messages: tuple[WireMessage, ...]) -> tuple[type[WireObject], ...]:
    return tuple(m for m in messages if isinstance(m, type) and m not in BY_SESSION)


def texts(codec: Codec, message: Message) -> list[Any]:
    return [json.loads(wire) for wire in codec.encode(message) if isinstance(wire, str)]


@pytest.mark.parametrize("protocol", OURS, ids=lambda protocol: protocol.name)
@given(data=st.data())
def test_whatever_a_codec_sends_is_described(protocol: Any, data: st.DataObject) -> None:
    codec = codec_of(protocol.name)
    sent = [json.loads(wire) for wire in codec.open()]
    sent += [json.loads(wire) for wire in codec.refuse(ProtocolError("no"))]
    sent += texts(codec, data.draw(GRAPH_MESSAGES))
    for fields in sent:
        validator(models(protocol.server)).validate(fields)


CONVERSATION = (
    PcmFrame(b"\1\2"),
    EndOfSpeech(5),
    TextData("hel", is_final=False),
    AsrResult("hello", True),
    TextData("hello"),
    TtsAudioStart("r1"),
    TtsAudioEnd("r1", 20),
    TtsFlush("f1"),
    TurnMetrics(1, "text", 0),
    NodeMetrics("tts", "fake_tts", "r1", {"characters": 5}),
    ErrorMessage("no", code="handler_failed"),
)


@pytest.mark.parametrize("protocol", OURS, ids=lambda protocol: protocol.name)
def test_whatever_is_described_of_a_server_is_sent(protocol: Any) -> None:
    codec = codec_of(protocol.name)
    sent = [json.loads(wire) for wire in codec.open()]
    sent += [fields for message in CONVERSATION for fields in texts(codec, message)]
    for model in models(protocol.server):
        assert any(validator((model,)).is_valid(fields) for fields in sent), model


ACCEPTED = [(protocol.name, model) for protocol in OURS for model in models(protocol.client)]


@pytest.mark.parametrize(
    ("protocol", "model"), ACCEPTED, ids=lambda part: getattr(part, "__name__", part)
)
@settings(max_examples=50)
@given(data=st.data())
def test_whatever_a_client_may_send_is_taken(
    protocol: str, model: type[WireObject], data: st.DataObject
) -> None:
    fields = data.draw(allowed((model,)))
    assert tuple(codec_of(protocol).decode(json.dumps(fields)))


@pytest.mark.parametrize("model", [*SERVER_MESSAGES, AudioMessage], ids=lambda m: m.__name__)
@settings(max_examples=50)
@given(data=st.data())
def test_our_own_client_reads_whatever_a_server_may_send(
    model: type[WireObject], data: st.DataObject
) -> None:
    fields = data.draw(allowed((model,)))
    if isinstance(fields.get("metadata"), dict):
        fields["metadata"].pop("samples_per_channel")  # that of other sound
    decode_server(json.dumps(fields))


@pytest.mark.parametrize("protocol", OURS, ids=lambda protocol: protocol.name)
@given(data=st.data())
def test_a_decoder_looks_for_no_key_that_is_not_described(
    protocol: Any, data: st.DataObject
) -> None:
    clients = models(protocol.client)
    fields = data.draw(allowed(clients) | LIKELY)
    seen: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        for module in (ten, voice):
            patch.setattr(module, "parse_object", lambda text: Watched(json.loads(text), seen))
        with contextlib.suppress(ProtocolError):
            codec_of(protocol.name).decode(json.dumps(fields))
    known = described_keys(clients) | {"audio", "metadata"}  # told to be in binary, in ten.bin
    assert seen <= known | {
        f"metadata.{key}" for key in ("sample_rate", "channels", "bytes_per_sample")
    }
    assert seen


def test_the_header_of_sound_is_as_it_is_packed() -> None:
    sizes = {8: "B", 16: "H", 32: "I"}
    for frame in (SOUND_FRAME, OPUS_FRAME):
        assert HEADER.format == "<" + "".join(sizes[field.bits] for field in frame.header)


@pytest.mark.parametrize("protocol", OURS, ids=lambda protocol: protocol.name)
def test_binary_messages_are_read_and_written_where_they_are_described(protocol: Any) -> None:
    codec = codec_of(protocol.name)
    frame = HEADER.pack(1, 0, 0, 0, 0, 0)
    for message, wire in ((SOUND_FRAME, frame + b"\1\2"), (BARE_PCM, b"\1\2")):
        if message in protocol.client:
            assert tuple(codec.decode(wire))


def test_a_call_of_a_tool_is_told_as_it_is_described() -> None:
    record = TurnRecord(1, 0)
    record.add_tool("weather", 80, is_error=False)
    metrics = {"type": "data", "name": "metrics", "data": {}}
    metrics = json.loads(ten.encode(record.metrics(0)) or "")
    assert metrics["data"]["tools"] == [{"name": "weather", "ms": 80, "is_error": False}]
    validator((SERVER_DATA["metrics"],)).validate(metrics["data"])


def typed(text: str) -> Any:
    return {"type": "data", "name": "text_data", "data": {"text": text}}


def played(request_id: str, played_ms: int) -> Any:
    data = {"request_id": request_id, "played_ms": played_ms}
    return {"type": "data", "name": "playback_position", "data": data}


def voiced(name: str) -> Any:
    return {"type": "data", "name": "config", "data": {"voice": name}}


LIMITS = {
    "longest text": (typed("x" * 8_000), typed("x" * 8_001)),
    "shortest text": (typed("x"), typed(" ")),
    "longest id": (played("x" * 200, 0), played("x" * 201, 0)),
    "shortest id": (played("x", 0), played("", 0)),
    "most played": (played("x", 2**40), played("x", 2**40 + 1)),
    "least played": (played("x", 0), played("x", -1)),
    "longest voice": (voiced("x" * 64), voiced("x" * 65)),
    "shortest voice": (voiced("x"), voiced(" ")),
}


@pytest.mark.parametrize("name", LIMITS)
def test_limits_are_where_they_are_described(name: str) -> None:
    allowed_one, other = LIMITS[name]
    described = validator(models(OURS[0].client))
    assert described.is_valid(allowed_one)
    assert not described.is_valid(other)
    codec_of("ten").decode(json.dumps(allowed_one))
    with pytest.raises(ProtocolError):
        codec_of("ten").decode(json.dumps(other))
