"""Many clients at once, and one after another."""

from __future__ import annotations

import asyncio
import contextlib

from .kit import Client, Inventory, audio_message, echo_graph, eventually, serving, sound

CLIENTS = 500


async def test_five_hundred_connect_at_once_and_those_over_the_limit_are_told_so():
    async with serving(echo_graph(max_sessions=64)) as app:
        before = Inventory()
        async with contextlib.AsyncExitStack() as stack:
            clients = [Client(app) for _ in range(CLIENTS)]
            await asyncio.gather(*(stack.enter_async_context(client) for client in clients))
            turned_away = 0
            for client in clients:
                if client.socket.close_code is None and not client.got:
                    await client.socket.send(audio_message(sound(20)))
            for client in clients:
                index = await client.until(lambda reply: reply["type"] in ("audio", "error"))
                if client.got[index]["type"] == "error":
                    assert "64 sessions" in client.got[index]["error"]
                    assert (await client.closed())[0] == 1013
                    turned_away += 1
            assert turned_away == CLIENTS - 64
            assert app.session_count == 64
        await eventually(lambda: before.is_back() and not app.sessions, timeout_s=2)


async def test_five_hundred_come_one_after_another_and_leave_nothing():
    async with serving(echo_graph()) as app:
        before = Inventory()
        for _ in range(CLIENTS):
            async with Client(app) as client:
                await client.socket.send(audio_message(sound(20)))
                await client.until(lambda reply: reply["type"] == "audio")
        await eventually(lambda: before.is_back() and not app.sessions, timeout_s=2)
        assert "ten_lite_sessions_total 500" in app.meters.page()
