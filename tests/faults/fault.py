"""Thirty things that a network, or a provider, does to a call that is under way."""

from __future__ import annotations

import json
from dataclasses import dataclass

__all__ = ["FAULTS", "Fault"]

QUOTA = json.dumps(
    {
        "error": {
            "message": "You exceeded your current quota",
            "type": "insufficient_quota",
            "code": "insufficient_quota",
        }
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens, from a moment on, to the connections with one provider.

    Attributes:
        name: In words.
        connections: How many new connections it happens to; 0: it happens to those that are open.
        lasts_s: For how long it happens to new connections, in place of a number of them.
        refuses: New connections are reset at once.
        answers: What a new connection gets in place of what the provider says, after its first
            bytes; then it is closed.
        hangs: A new connection gets nothing, and is not closed.
        cuts_after: A connection is reset after this many bytes from the provider; None: never.
        ends_after: It is closed in order after this many.
        stalls_after: Nothing more comes after this many, for ``stall_s``.
        stall_s: How long.
        garbles_after: The bytes after this many are others.
        delay_s: What the provider sends comes this much later.
        is_deaf: What is sent to the provider is not taken.
    """

    name: str
    connections: int = 1
    lasts_s: float = 0.0
    refuses: bool = False
    answers: bytes | None = None
    hangs: bool = False
    cuts_after: int | None = None
    ends_after: int | None = None
    stalls_after: int | None = None
    stall_s: float = 1e6
    garbles_after: int | None = None
    delay_s: float = 0.0
    is_deaf: bool = False


def status(code: int, reason: str, *headers: str, body: str = "", times: int = 2) -> Fault:
    """The provider, or something before it, answers with an HTTP status."""
    lines = [
        f"HTTP/1.1 {code} {reason}",
        "content-type: application/json",
        f"content-length: {len(body)}",
        "connection: close",
        *headers,
    ]
    name = " ".join([str(code), reason, *headers])
    answer = ("\r\n".join(lines) + "\r\n\r\n" + body).encode()
    return Fault(name, connections=times, answers=answer)


FAULTS = (
    Fault("one connection is refused", refuses=True),
    Fault("connections are refused for 5 s", lasts_s=5.0, refuses=True),
    Fault("connections are refused for good", lasts_s=1e6, refuses=True),
    Fault("a connection is closed without a word", answers=b""),
    Fault("a connection is answered with noise", answers=b"\x00\xff\xfe\r\n\r\nnoise" * 9),
    Fault("a status line breaks off", answers=b"HTTP/1.1 2"),
    Fault("headers break off", answers=b"HTTP/1.1 200 OK\r\ncontent-ty"),
    Fault("a connection is never answered", hangs=True),
    Fault("connections are never answered", connections=100, hangs=True),
    status(400, "Bad Request", times=1),
    status(401, "Unauthorized", times=100),
    status(402, "Payment Required", times=100),
    status(403, "Forbidden", times=100),
    status(404, "Not Found", times=100),
    status(408, "Request Timeout"),
    status(409, "Conflict"),
    status(429, "Too Many Requests", "retry-after: 1"),
    status(429, "Too Many Requests", "x-reason: quota", body=QUOTA, times=100),
    status(500, "Internal Server Error"),
    status(502, "Bad Gateway", body="<html>bad gateway</html>"),
    status(503, "Service Unavailable"),
    status(529, "Overloaded", times=1),
    Fault("what is open is reset", connections=0, cuts_after=0),
    Fault("what is open is closed", connections=0, ends_after=0),
    Fault("what is open falls silent", connections=0, stalls_after=0),
    Fault("what is open takes nothing any more", connections=0, is_deaf=True, stalls_after=0),
    Fault("what is open is late by 1.5 s", connections=0, delay_s=1.5),
    Fault("a connection is reset in the middle", cuts_after=900),
    Fault("a connection is closed in the middle", ends_after=900),
    Fault("a connection falls silent in the middle", stalls_after=900),
    Fault("a connection stops for 3 s in the middle", stalls_after=900, stall_s=3.0),
    Fault("a connection is garbled in the middle", garbles_after=700),
    Fault("three connections are reset in the middle", connections=3, cuts_after=900),
)
