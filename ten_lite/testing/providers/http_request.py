"""Reads HTTP/1.1 requests: what a fake provider needs of a server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

__all__ = ["HttpRequest", "read_request"]


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request.

    Attributes:
        method: Such as ``POST``.
        target: Path and query.
        headers: Names in lower case.
        body: The content, of the length its header tells.
    """

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


async def read_request(reader: asyncio.StreamReader) -> HttpRequest | None:
    """The next request of a connection; None when the client has closed it.

    Raises:
        ValueError: It is no HTTP/1.1 request.
    """
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, version = first.split(" ")
    if version != "HTTP/1.1":
        raise ValueError(f"not HTTP/1.1: {first}")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return HttpRequest(method, target, headers, body)
