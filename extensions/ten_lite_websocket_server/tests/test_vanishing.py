"""A client that vanishes takes everything of its session with it, and only that."""

from __future__ import annotations

import asyncio
import random

import pytest

from ten_lite_websocket_server.tests.kit import (
    Client,
    Inventory,
    MuteClient,
    audio_message,
    audio_of,
    conversation_graph,
    echo_graph,
    eventually,
    serving,
    sound,
)

LONG = {"replies": ["One two three four five six seven eight nine ten. " * 20]}


@pytest.mark.parametrize("how", ["close", "abort"])
@pytest.mark.parametrize("when", ["idle", "speaking", "thinking", "spoken to"])
async def test_a_client_that_vanishes_leaves_nothing_after_2_s(how: str, when: str):
    graph = conversation_graph(llm=LONG | {"delay_ms": 500 if when == "thinking" else 0})
    async with serving(graph) as app:
        before = Inventory()
        client = await Client(app).__aenter__()
        if when == "speaking":
            await client.say(sound(100))
        elif when != "idle":
            await client.type("hello")
        if when == "spoken to":
            await client.until(lambda reply: reply["type"] == "audio")
        elif when == "thinking":
            await asyncio.sleep(0.7)
        assert app.session_count == 1
        session = app.sessions["s1"]
        if how == "abort":
            client.abort()
        await client.__aexit__(None, None, None)
        took_s = await eventually(
            lambda: app.session_count == 0 and before.is_back(), timeout_s=2.0
        )
        assert took_s <= (0.1 if how == "close" else 0.5)
        assert session.runs == {}
        assert len(session.tasks) == 0
        assert sum(channel.stats().queued for channel in session.channels) == 0


@pytest.mark.parametrize("when", ["idle", "spoken to"])
@pytest.mark.parametrize("after_s", [0.0, 9.9])
async def test_a_half_open_client_is_gone_within_20_s(when: str, after_s: float):
    async with serving(conversation_graph(llm=LONG, tts={"word_ms": 20})) as app:
        before = Inventory()
        async with MuteClient(app, receive_buffer=2**22) as client:
            await asyncio.sleep(after_s)
            if when == "spoken to":
                await client.send(
                    b'{"type": "data", "name": "text_data", "data": {"text": "hello"}}'
                )
            await asyncio.sleep(0.01)
            assert app.session_count == 1
            await eventually(lambda: app.session_count == 0, timeout_s=20.0)
        await eventually(before.is_back, timeout_s=2.0)


async def test_a_silent_client_that_answers_pings_is_kept_for_an_hour():
    async with serving(echo_graph()) as app, Client(app) as client:
        await asyncio.sleep(3600)
        assert app.session_count == 1
        await client.socket.send(audio_message(sound(20)))
        await client.until(lambda reply: reply["type"] == "audio", timeout_s=0.1)


async def test_fifty_sessions_come_and_go_and_nothing_grows():
    async with serving(conversation_graph(llm=LONG)) as app:
        before = Inventory()
        for n in range(50):
            client = await Client(app).__aenter__()
            await client.type("hello")
            await client.until(lambda reply: reply["type"] == "audio")
            if n % 2:
                client.abort()
            await client.__aexit__(None, None, None)
        await eventually(lambda: app.session_count == 0 and before.is_back(), timeout_s=2.0)


@pytest.mark.parametrize("seed", range(5))
async def test_nothing_of_one_session_reaches_another(seed: int):
    """Each client sends samples of its own; whatever comes back bears only these."""
    rng = random.Random(seed)
    print(f"seed {seed}")
    mine = {
        n: [sound(rng.choice([10, 20, 40]), 100 * n + k) for k in range(30)] for n in range(1, 9)
    }

    async def talk(client: Client, frames: list[bytes], pace: random.Random) -> None:
        for frame in frames:
            await client.socket.send(audio_message(frame))
            await asyncio.sleep(pace.choice([0, 0, 0.001, 0.02]))

    async with serving(echo_graph()) as app, asyncio.TaskGroup() as group:
        clients = {n: await Client(app).__aenter__() for n in mine}
        talks = [
            group.create_task(talk(clients[n], mine[n], random.Random(rng.random()))) for n in mine
        ]
        await asyncio.wait(talks)
        for n, client in clients.items():
            await client.until(lambda _, c=client: len(c.got) == 30)
            assert b"".join(audio_of(r) for r in client.got) == b"".join(mine[n])
            await client.__aexit__(None, None, None)


async def test_nothing_of_a_client_reaches_the_next_one():
    graph = conversation_graph(
        ws={"max_sessions": 1},
        stt={"transcripts": ["secret"], "silence_ms": 300},
        llm={"replies": ["{text} first.", "{text} second."], "delay_ms": 50},
    )
    async with serving(graph) as app:
        for how in ("abort", "close", "abort"):
            async with Client(app) as first:
                await first.say(sound(400))  # in the middle of an utterance
                await first.type("my number is 1234")
                await first.until(lambda reply: reply["type"] == "audio")
                if how == "abort":
                    first.abort()
            await eventually(lambda: app.session_count == 0, timeout_s=0.5)
            async with Client(app) as second:
                await asyncio.sleep(3)
                assert second.got == []
                await second.say(bytes(32 * 1000))  # silence ends no utterance of the first
                assert second.got == []
                await second.type("hi")
                await second.until(lambda reply: reply.get("name") == "tts_audio_end")
                texts = [r["data"]["text"] for r in second.got if r.get("name") == "text_data"]
                assert texts[-1] == "hi first."  # the script, the history and the ids begin anew
                assert not any("1234" in text or "secret" in text for text in texts)
            await eventually(lambda: app.session_count == 0, timeout_s=0.5)


async def test_two_conversations_at_once_get_their_own_answers_only():
    graph = conversation_graph(llm={"replies": ["You said {text}."], "delay_ms": 20})
    async with serving(graph) as app, Client(app) as one, Client(app) as two:
        for n in range(5):
            seen = {one: len(one.got), two: len(two.got)}
            await asyncio.gather(one.type(f"apple {n}"), two.type(f"pear {n}"))
            for client in (one, two):
                await client.until(lambda r: r.get("name") == "tts_audio_end", after=seen[client])
        for client, word, other in ((one, "apple", "pear"), (two, "pear", "apple")):
            texts = [r["data"]["text"] for r in client.got if r.get("name") == "text_data"]
            assert any(word in text for text in texts)
            assert not any(other in text for text in texts)
