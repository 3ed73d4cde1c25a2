"""One start and stop of an addon, with or without work between them."""

from __future__ import annotations

import asyncio
import contextlib
from enum import Enum
from typing import Any

from ten_lite.errors import CommandError
from ten_lite.testing.conformance import Conformance, Failure
from ten_lite.testing.conformance.ws_kit import FRAME, WsKit

__all__ = ["Way", "cycle"]

CUT_AFTER_S = 0.15
"""In the middle of an utterance, a sentence and a request."""


class Way(Enum):
    """When the stop comes."""

    AT_ONCE = "right after the start"
    MIDDLE = "in the middle of some work"
    DONE = "after some work"


async def cycle(kit: Conformance[Any], way: Way) -> None:
    """Start the addon of ``kit``, let it work, stop it.

    Raises:
        Exception: It could not be started, or not do its work.
    """
    if isinstance(kit, WsKit):
        await _serve(kit, way)
        return
    async with kit.node() as node:
        if way is Way.DONE:
            await kit.use(node)
        if way is not Way.MIDDLE:
            return
        work = asyncio.create_task(kit.use(node), name="some work")
        await asyncio.wait({work}, timeout=CUT_AFTER_S)
    await _give_up(work)


async def _serve(kit: WsKit, way: Way) -> None:
    async with kit.serving() as app:
        if way is Way.AT_ONCE:
            return
        async with kit.client(app) as client:
            if way is Way.DONE:
                await kit.echoed(client, FRAME)
            else:
                await client.type("an answer that nobody will hear to its end")
                client.socket.transport.abort()


async def _give_up(work: asyncio.Task[None]) -> None:
    work.cancel()
    # its session is gone, which it may notice before it is cancelled
    with contextlib.suppress(asyncio.CancelledError, CommandError, Failure, TimeoutError):
        await work
