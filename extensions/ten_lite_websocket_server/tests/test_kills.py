"""A thousand sockets break at random points, and every sample comes exactly once."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket

from websockets.exceptions import ConnectionClosed, InvalidMessage

from ten_lite.runtime import App
from ten_lite.wire.ten_bin import HEADER

from .kit import Inventory, echo_graph, eventually, serving
from .talker import Talker

KILLS = 1_000
FRAME_MS = 20


def kill(talker: Talker, app: App, dice: random.Random) -> None:
    """Break the connection as networks, clients and servers do."""
    (session,) = app.sessions.values()
    ours = session.client.line._socket
    match dice.randrange(4):
        case 0:
            talker.socket.transport.abort()
        case 1:
            raw = talker.socket.transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            talker.socket.transport.abort()
        case 2 if ours is not None:
            ours.transport.abort()
        case _:
            talker.socket.transport.close()


async def come_back(talker: Talker, app: App, dice: random.Random) -> None:
    while True:
        with contextlib.suppress(ConnectionClosed, InvalidMessage, OSError):
            await talker.come()
            assert talker.ready["resumed"], "the conversation was lost"
            return
        await asyncio.sleep(dice.random() / 10)


async def test_a_thousand_sockets_break_and_no_sample_is_lost_or_comes_twice():
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    graph = echo_graph(max_sound_rate=1_000, max_messages_per_s=10_000)
    async with serving(graph) as app:
        before = Inventory()
        talker = Talker(app)
        await talker.come()
        said, number = b"", 0
        for _ in range(KILLS):
            for _ in range(dice.randrange(6)):
                piece = number.to_bytes(4, "little") * 160
                said += piece
                await talker.say(HEADER.pack(1, 0, 0, 0, number, 0) + piece)
                number += 1
                if dice.random() < 0.5:
                    await asyncio.sleep(dice.random() * FRAME_MS / 1000)
            kill(talker, app, dice)
            if dice.random() < 0.5:
                await asyncio.sleep(dice.random() / 20)
            await come_back(talker, app, dice)
        await eventually(lambda: len(talker.sound()) >= len(said), timeout_s=5)
        assert talker.sound() == said
        assert list(app.sessions) == ["s1"]
        await talker.leave()
        await eventually(lambda: before.is_back() and not app.sessions, timeout_s=2)
