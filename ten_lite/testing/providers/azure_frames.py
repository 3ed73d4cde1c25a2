"""The frames of Azure's speech protocol: headers and a body, as text or as bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

__all__ = ["Frame", "json_frame", "read_frame", "sound_frame"]

CRLF = "\r\n"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame.

    Attributes:
        path: What it is: ``speech.config``, ``audio``, ``ssml`` ...
        request_id: The turn it belongs to, or "".
        body: What it holds.
    """

    path: str
    request_id: str
    body: bytes


def read_frame(message: str | bytes) -> Frame:
    """The frame of a WebSocket message.

    Raises:
        ValueError: It is none.
    """
    if isinstance(message, str):
        head, gap, text = message.partition(CRLF * 2)
        if not gap:
            raise ValueError("a text frame without an empty line after its headers")
        body = text.encode()
    else:
        size = int.from_bytes(message[:2], "big")
        if len(message) < 2 + size:
            raise ValueError("a binary frame that is shorter than its headers")
        head, body = message[2 : 2 + size].decode("ascii").rstrip(), message[2 + size :]
    fields: dict[str, str] = {}
    for line in head.split(CRLF):
        name, colon, value = line.partition(":")
        if not colon:
            raise ValueError(f"a header without a colon: {line!r}")
        fields[name.lower()] = value.strip()
    if "path" not in fields:
        raise ValueError("no header Path")
    return Frame(fields["path"].lower(), fields.get("x-requestid", ""), body)


def json_frame(path: str, request_id: str, body: dict[str, Any]) -> str:
    """A text frame with JSON."""
    head = f"X-RequestId:{request_id}{CRLF}Content-Type:application/json; charset=utf-8{CRLF}"
    return f"{head}Path:{path}{CRLF * 2}{json.dumps(body)}"


def sound_frame(request_id: str, sound: bytes) -> bytes:
    """A binary frame with samples; without any it says that there are no more."""
    kind = f"Content-Type:audio/x-wav{CRLF}" if sound else ""
    head = f"X-RequestId:{request_id}{CRLF}{kind}X-StreamId:1{CRLF}Path:audio{CRLF}".encode()
    return len(head).to_bytes(2, "big") + head + sound
