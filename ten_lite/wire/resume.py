"""What goes on with a session over several sockets: ``hello``, ``ready``, ``ack``, ``ping``.

The client's first message, the server's first, and then, without being counted::

    {"type": "hello", "data": {"token": "...",
                               "resume": {"token": "...", "received": 7, "sent": 9,
                                          "history": [{"role": "user", "text": "..."}]}}}
    {"type": "ready", "data": {"session_id", "resume_token", "resume_window_s", "resumed",
                               "received", "sample_rate", "channels", "restored"}}
    {"type": "ack", "data": {"received": 12}}     both ways
    {"type": "ping"}                              from the server

All other messages are counted from 1 in their direction, so none needs a number of its own; a
client that gave messages up after it had counted them sends ``gap`` in their place::

    {"type": "data", "name": "gap", "data": {"messages": 3}}

This is the stream management of XMPP (XEP-0198) with the messages of this protocol.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from ten_lite.errors import ProtocolError
from ten_lite.wire.codec import Wire
from ten_lite.wire.strict_json import describe, dump, parse_object

__all__ = [
    "MAX_COUNT",
    "PING",
    "Ack",
    "Gap",
    "Hello",
    "Ready",
    "Resume",
    "ack",
    "decode_control",
    "decode_hello",
    "decode_ready",
    "gap",
    "hello",
    "is_ping",
    "ready",
]

PING: Final = '{"type":"ping"}'
MAX_COUNT: Final = 2**53
MAX_TOKEN_CHARS: Final = 1_000
MAX_CONTROL_CHARS: Final = 200
MAX_HISTORY: Final = 100
MAX_SAID_CHARS: Final = 8_000
ROLES: Final = ("user", "assistant")


@dataclass(frozen=True, slots=True)
class Resume:
    """The session that a client wants to go on with.

    Attributes:
        token: Its resume token.
        received: How many of the server's messages the client has.
        sent: How many messages the client has counted; those that the server lacks come again.
        history: What was said, oldest first, for a server that has lost the session; pairs of who
            said it (``user``, ``assistant``) and the text.
    """

    token: str
    received: int
    sent: int
    history: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hello:
    """A client's first message.

    Attributes:
        token: What it knows of the server's token; "": nothing.
        resume: None: it begins a conversation.
    """

    token: str = ""
    resume: Resume | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A server's first message.

    Attributes:
        session_id: Names the conversation.
        resume_token: With it the client comes back.
        resume_window_s: How long it may be away.
        resumed: The conversation before goes on.
        restored: A new session goes on with what was said before, as the client told it.
        received: How many of the client's messages the server has.
        sample_rate_hz: Of the sound both ways.
        channels: The same.
    """

    session_id: str
    resume_token: str
    resume_window_s: float
    resumed: bool
    received: int
    sample_rate_hz: int
    channels: int
    restored: bool = False


@dataclass(frozen=True, slots=True)
class Ack:
    """The other side has so many messages."""

    received: int


@dataclass(frozen=True, slots=True)
class Gap:
    """So many messages were given up; they count as received."""

    messages: int


def decode_hello(wire: Wire) -> Hello:
    """The first message of a client.

    Raises:
        ProtocolError: It is none; the text is for the client.
    """
    if not isinstance(wire, str):
        raise ProtocolError('The first message must be "hello" in JSON, got a binary one')
    fields = parse_object(wire)
    if fields.get("type") != "hello":
        raise ProtocolError(
            f'The first message must have the type "hello", got {describe(fields.get("type"))}'
        )
    data = _object(fields.get("data", {}), "data")
    resume = None
    if "resume" in data:
        asked = _object(data["resume"], "data.resume")
        resume = Resume(
            _text(asked, "token", "data.resume."),
            _count(asked, "received", "data.resume."),
            _count(asked, "sent", "data.resume.") if "sent" in asked else 0,
            _history(asked["history"]) if "history" in asked else (),
        )
    return Hello(_text(data, "token", "data.") if "token" in data else "", resume)


def decode_ready(wire: Wire) -> Ready:
    """The first message of a server.

    Raises:
        ProtocolError: It is none.
    """
    fields = parse_object(wire) if isinstance(wire, str) else {}
    if fields.get("type") != "ready":
        raise ProtocolError('The first message of the server is not "ready"')
    data = _object(fields.get("data"), "data")
    window_s, resumed = data.get("resume_window_s"), data.get("resumed")
    if not isinstance(window_s, int | float) or not isinstance(resumed, bool):
        raise ProtocolError(
            '"data.resume_window_s" must be a number and "data.resumed" true or false, got '
            f"{describe(window_s)} and {describe(resumed)}"
        )
    return Ready(
        _text(data, "session_id", "data."),
        _text(data, "resume_token", "data."),
        float(window_s),
        resumed,
        _count(data, "received", "data."),
        max(1, _count(data, "sample_rate", "data.")),
        max(1, _count(data, "channels", "data.")),
        data.get("restored") is True,
    )


def is_ping(wire: Wire) -> bool:
    """Whether it only says that the server is there."""
    if not isinstance(wire, str) or len(wire) > MAX_CONTROL_CHARS or '"ping"' not in wire:
        return False
    try:
        return bool(json.loads(wire).get("type") == "ping")
    except (ValueError, RecursionError, AttributeError):
        return False


def decode_control(wire: Wire) -> Ack | Gap | None:
    """What ``wire`` says about the count; None: it is a message like others.

    Raises:
        ProtocolError: It would be one of them and its number is wrong.
    """
    if not isinstance(wire, str) or len(wire) > MAX_CONTROL_CHARS:
        return None
    if '"ack"' not in wire and '"gap"' not in wire:
        return None
    try:
        fields = json.loads(wire)
    except (ValueError, RecursionError):
        return None
    match fields:
        case {"type": "ack", "data": dict(data)}:
            return Ack(_count(data, "received", "data."))
        case {"type": "data", "name": "gap", "data": dict(data)}:
            return Gap(_count(data, "messages", "data."))
    return None


def ready(
    *,
    session_id: str,
    resume_token: str,
    resume_window_s: float,
    resumed: bool,
    received: int,
    sample_rate_hz: int,
    channels: int,
    more: Mapping[str, object] = MappingProxyType({}),
) -> str:
    """The server's first message; ``more`` is what the protocol of the session adds to it."""
    data = {
        "session_id": session_id,
        "resume_token": resume_token,
        "resume_window_s": resume_window_s,
        "resumed": resumed,
        "received": received,
        "sample_rate": sample_rate_hz,
        "channels": channels,
        **more,
    }
    return dump({"type": "ready", "data": data})


def hello(message: Hello) -> str:
    """The client's first message."""
    data: dict[str, Any] = {"token": message.token} if message.token else {}
    if message.resume is not None:
        place = message.resume
        data["resume"] = {"token": place.token, "received": place.received, "sent": place.sent}
        if place.history:
            said = [{"role": role, "text": text} for role, text in place.history]
            data["resume"]["history"] = said
    return dump({"type": "hello", "data": data})


def gap(messages: int) -> str:
    """So many messages, which were counted, are given up."""
    return dump({"type": "data", "name": "gap", "data": {"messages": messages}})


def ack(received: int) -> str:
    """The sender has so many messages."""
    return f'{{"type":"ack","data":{{"received":{received}}}}}'


def _object(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ProtocolError(f'"{name}" must be an object, got {describe(value)}')
    return value


def _text(fields: Mapping[str, Any], name: str, within: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TOKEN_CHARS:
        raise ProtocolError(
            f'"{within}{name}" must be a string of 1 to {MAX_TOKEN_CHARS} characters'
        )
    return value


def _history(value: Any) -> tuple[tuple[str, str], ...]:
    name = "data.resume.history"
    if not isinstance(value, list) or len(value) > MAX_HISTORY:
        raise ProtocolError(f'"{name}" must be an array of at most {MAX_HISTORY} objects')
    said = []
    for place, item in enumerate(value):
        entry = _object(item, f"{name}[{place}]")
        role, text = entry.get("role"), entry.get("text")
        if role not in ROLES:
            raise ProtocolError(
                f'"{name}[{place}].role" must be "user" or "assistant", got {describe(role)}'
            )
        if not isinstance(text, str) or not 0 < len(text) <= MAX_SAID_CHARS:
            raise ProtocolError(
                f'"{name}[{place}].text" must be a string of 1 to {MAX_SAID_CHARS} characters'
            )
        said.append((role, text))
    return tuple(said)


def _count(fields: Mapping[str, Any], name: str, within: str) -> int:
    value = fields.get(name)
    if type(value) is not int or not 0 <= value <= MAX_COUNT:
        raise ProtocolError(f'"{within}{name}" must be an integer from 0, got {describe(value)}')
    return value
