"""A client that does not read pays for it alone."""

from __future__ import annotations

import asyncio

from ten_lite.testing import leftover_tasks
from ten_lite_websocket_server.tests.kit import (
    Client,
    Inventory,
    MuteClient,
    audio_message,
    audio_of,
    conversation_graph,
    echo_graph,
    eventually,
    open_files,
    serving,
    sound,
)

BIG = audio_message(sound(500))
NO_PINGS = {"ping_interval_s": 10_000}


async def flood(client: MuteClient, seconds: float) -> None:
    """Send sound at real time and read nothing."""
    payload = BIG.encode()
    for _ in range(int(seconds / 0.5)):
        await client.send(payload)
        await asyncio.sleep(0.5)


async def test_sound_for_a_slow_reader_is_bounded_and_the_newest_is_kept():
    graph = echo_graph(slow_client_s=1000, **NO_PINGS)
    async with serving(graph) as app, MuteClient(app) as slow:
        await flood(slow, 300)
        outbox = app.sessions["s1"].nodes["ws"].extension._outbox
        assert outbox.dropped > 100
        assert len(outbox) <= 8  # 4 s in pieces of 500 ms


async def test_a_client_that_reads_nothing_for_10_s_is_dropped_with_all_it_owns():
    async with serving(echo_graph(**NO_PINGS)) as app:
        before = Inventory()
        async with MuteClient(app) as slow:
            talking = asyncio.create_task(flood(slow, 1000))
            loop = asyncio.get_running_loop()
            ws = app.sessions["s1"].nodes["ws"].extension
            send, began_s = ws._line._socket.send, []

            async def noting_send(text: str) -> None:
                began_s.append(loop.time())
                await send(text)

            ws._line._socket.send = noting_send
            await eventually(lambda: app.session_count == 0, timeout_s=600)
            assert 10 <= loop.time() - began_s[-1] <= 11
            talking.cancel()
            await asyncio.wait([talking])
            # it still reads nothing, and yet only its own end of the connection is left
            await eventually(lambda: leftover_tasks() == before.tasks, timeout_s=2)
            assert open_files() == before.files + 1
        assert before.is_back()


async def test_a_slow_reader_harms_no_other_session():
    async with serving(echo_graph(slow_client_s=1000, **NO_PINGS)) as app, MuteClient(app) as slow:
        talking = asyncio.create_task(flood(slow, 60))
        async with Client(app) as other:
            loop = asyncio.get_running_loop()
            for n in range(1, 101):
                began_s = loop.time()
                await other.socket.send(audio_message(sound(20, n)))
                await other.until(lambda _, n=n: len(other.got) == n)
                assert loop.time() - began_s < 0.02
                await asyncio.sleep(0.2)
            assert [audio_of(r) for r in other.got] == [sound(20, n) for n in range(1, 101)]
        talking.cancel()
        await asyncio.wait([talking])


async def test_text_is_not_lost_while_old_sound_is():
    graph = conversation_graph(
        ws={"outbox_s": 0.5, "slow_client_s": 1000, **NO_PINGS},
        llm={"replies": ["word " * 3000]},
        tts={"word_ms": 100, "lead_s": 30},
    )
    async with serving(graph) as app, Client(app, max_queue=1) as client:
        transport = client.socket.transport
        transport.pause_reading()
        await client.type("hello")
        outbox = app.sessions["s1"].nodes["ws"].extension._outbox
        await eventually(lambda: outbox.dropped > 100, timeout_s=600)
        transport.resume_reading()
        await client.until(lambda r: r.get("name") == "tts_audio_end", timeout_s=600)
        texts = [r["data"] for r in client.got if r.get("name") == "text_data"]
        assert texts[-1]["is_final"]
        assert texts[-1]["text"].split() == ["word"] * 3000
