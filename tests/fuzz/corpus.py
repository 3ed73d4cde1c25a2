"""Good messages of every protocol, from which bad ones are made."""

from __future__ import annotations

import base64
import json
from typing import Any

SOUND = base64.b64encode(bytes(range(160)) * 4).decode()
CALL_SOUND = base64.b64encode(bytes(range(160))).decode()
FRAME = b"\1\0\0\0" + bytes(12) + bytes(640)

TEN: list[Any] = [
    {"audio": SOUND},
    {"type": "audio", "audio": SOUND, "metadata": {"sample_rate": 16000, "channels": 1, "a": [1]}},
    {"type": "data", "name": "text_data", "data": {"text": "hi", "role": "user", "is_final": True}},
    {"type": "data", "name": "config", "data": {"language": "de-DE", "voice": "joe"}},
    {"type": "data", "name": "playback_position", "data": {"request_id": "r1", "played_ms": 20}},
    {"type": "cmd", "name": "interrupt", "data": {}},
]
SESSION: list[Any] = [
    {"type": "hello", "data": {"token": "t", "resume": {"token": "r", "received": 7, "sent": 9}}},
    {"type": "hello"},
    {"type": "ack", "data": {"received": 12}},
    {"type": "data", "name": "gap", "data": {"messages": 3}},
]
READY: list[Any] = [
    {
        "type": "ready",
        "data": {
            "session_id": "s1",
            "resume_token": "r",
            "resume_window_s": 30,
            "resumed": True,
            "received": 3,
            "sample_rate": 16000,
            "channels": 1,
        },
    }
]
SERVER: list[Any] = [
    {
        "type": "audio",
        "audio": SOUND,
        "metadata": {
            "sample_rate": 16000,
            "channels": 1,
            "bytes_per_sample": 2,
            "samples_per_channel": 320,
        },
    },
    {"type": "data", "name": "text_data", "data": {"text": "hi", "role": "assistant"}},
    {"type": "data", "name": "asr_result", "data": {"text": "hi", "final": True, "metadata": {}}},
    {"type": "data", "name": "tts_audio_end", "data": {"request_id": "r1", "duration_ms": 5}},
    {
        "type": "data",
        "name": "metrics",
        "data": {"stream_id": 1, "since": "text", "since_at_ms": 5, "tools": [{"name": "a"}]},
    },
    {"type": "cmd", "name": "flush", "data": {"flush_id": "f1"}},
    {"type": "error", "error": "no", "code": "bad_message"},
]
CALLS_WITH_TOKEN: list[Any] = [
    {"event": "start", "start": {"customParameters": {"token": "secret"}}},
    {"event": "start", "start": {"custom_parameters": {"token": "secret"}}},
    {"event": "start", "extra_headers": "a=b;token=secret"},
]
VOICE: list[Any] = [
    {"type": "audio", "audio": SOUND},
    {"type": "interrupt"},
    {"type": "config", "language": "de-DE", "voice": "joe"},
]
TWILIO: list[Any] = [
    {
        "event": "start",
        "start": {
            "streamSid": "MZ1",
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        },
        "streamSid": "MZ1",
    },
    {"event": "media", "media": {"track": "inbound", "payload": CALL_SOUND}, "streamSid": "MZ1"},
    {"event": "dtmf", "dtmf": {"track": "inbound_track", "digit": "1"}},
    {"event": "mark", "mark": {"name": "played-1"}, "streamSid": "MZ1"},
    {"event": "connected", "protocol": "Call", "version": "1.0.0"},
    {"event": "stop", "stop": {"callSid": "CA1"}},
]
TELNYX: list[Any] = [
    {
        "event": "start",
        "start": {"media_format": {"encoding": "PCMU", "sample_rate": 8000, "channels": 1}},
        "stream_id": "32DE",
    },
    {"event": "media", "media": {"track": "inbound", "payload": CALL_SOUND}},
    {"event": "dtmf", "dtmf": {"digit": "#"}},
    {"event": "mark", "mark": {"name": "played-1"}},
    {"event": "error", "payload": {"code": 100003, "title": "malformed_frame"}},
    {"event": "stop"},
]
PLIVO: list[Any] = [
    {
        "event": "start",
        "start": {
            "streamId": "20170ada",
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000},
        },
    },
    {"event": "media", "media": {"track": "inbound", "payload": CALL_SOUND}},
    {"event": "dtmf", "dtmf": {"digit": "5"}},
    {"event": "playedStream", "name": "played-1"},
    {"event": "clearedAudio"},
]
REALTIME: list[Any] = [
    {
        "type": "session.update",
        "session": {
            "type": "realtime",
            "instructions": "be kind",
            "output_modalities": ["audio"],
            "audio": {
                "input": {
                    "format": {"type": "audio/pcm", "rate": 24000},
                    "turn_detection": {"type": "server_vad", "create_response": True},
                },
                "output": {"format": {"type": "audio/pcmu"}, "voice": "alloy"},
            },
            "tools": [{"type": "function", "name": "weather", "parameters": {"type": "object"}}],
            "tool_choice": "auto",
        },
    },
    {"type": "input_audio_buffer.append", "audio": SOUND},
    {"type": "input_audio_buffer.commit", "event_id": "e1"},
    {"type": "input_audio_buffer.clear"},
    {
        "type": "conversation.item.create",
        "previous_item_id": "root",
        "item": {
            "id": "i1",
            "type": "message",
            "role": "user",
            "content": [{"type": "input_text", "text": "hi"}],
        },
    },
    {
        "type": "conversation.item.create",
        "item": {"type": "function_call_output", "call_id": "c1", "output": "{}"},
    },
    {"type": "conversation.item.retrieve", "item_id": "i1"},
    {"type": "conversation.item.delete", "item_id": "i1"},
    {
        "type": "conversation.item.truncate",
        "item_id": "i1",
        "content_index": 0,
        "audio_end_ms": 100,
    },
    {"type": "response.create", "response": {"instructions": "be brief", "metadata": {"a": "b"}}},
    {"type": "response.cancel", "response_id": "r1"},
    {"type": "output_audio_buffer.clear"},
]

START = {"graph_name": "a", "channel_name": "c", "properties": {"tts": {"voice": "joe"}}}
BODY = json.dumps(START).encode()
HTTP: list[bytes] = [
    b"GET /healthz HTTP/1.1\r\nHost: localhost:8765\r\n\r\n",
    b"GET /api/graphs?name=a%20b&x= HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\n\r\n",
    b"HEAD / HTTP/1.0\r\n\r\n",
    b"GET /telnyx?graph=a&codec=%00PCMA HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n\r\n",
    b"POST /plivo?codec=%ff%e2%80%ae HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
    b"OPTIONS /start HTTP/1.1\r\nHost: localhost\r\nOrigin: https://example.org\r\n"
    b"Access-Control-Request-Method: POST\r\n\r\n",
    b"POST /api/agents/start HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY),
    b"POST /start HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b'Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n2\r\n1}\r\n0\r\nX: y\r\n\r\n',
    b"POST /stop HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n",
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: ten-lite.v1.bin, ten-lite.token.dA\r\nOrigin: http://a:80\r\n\r\n",
    b"\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
]
TARGETS = [
    b"/ws",
    b"/ws?graph=a&b=%20c",
    b"/",
    b"/voice",
    b"/twilio",
    b"/telnyx?codec=PCMA",
    b"/x/../y",
]
HEADERS: dict[bytes, list[bytes]] = {
    b"Host": [b"localhost:8765", b"[::1]:8765", b"127.0.0.1", b"example.org"],
    b"Origin": [b"http://localhost:8765", b"https://example.org", b"http://[::1]:80", b"null"],
    b"Authorization": [b"Bearer secret", b"Basic YTpzZWNyZXQ="],
    b"Sec-WebSocket-Protocol": [
        b"ten-lite.v1.bin, ten-lite.token.c2VjcmV0",
        b"realtime, openai-insecure-api-key.secret",
    ],
    b"Upgrade": [b"websocket"],
}


def words(*corpora: list[Any]) -> list[str]:
    """All keys and texts of these."""
    found: dict[str, None] = {}

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                found[key] = None
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        elif isinstance(value, str):
            found[value] = None

    for corpus in corpora:
        walk(corpus)
    return list(found)
