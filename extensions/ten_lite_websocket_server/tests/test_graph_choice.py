"""A client may ask for another graph of the project in its address."""

from __future__ import annotations

from typing import Any

import pytest

from .kit import Client, conversation_graph, sound
from .test_api import ask, with_library


async def test_a_client_talks_to_the_graph_that_it_asks_for():
    async with with_library(conversation_graph()) as (app, _):
        async with Client(app.urls["ws"] + "?graph=echo") as client:
            await client.say(sound(20))
            await client.until(lambda reply: reply["type"] == "audio")
            _, found = await ask(app, "/api/sessions")
            assert [session["graph"] for session in found] == ["echo"]
        async with Client(app.urls["ws"] + "?graph=test") as client:
            await client.type("hello")
            await client.until(lambda reply: reply.get("name") == "tts_audio_end")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("closed", "needs KEY"),
        ("nothing", 'there is no graph "nothing"'),
    ],
)
async def test_a_graph_that_cannot_be_run_is_told_and_opens_no_session(name: str, why: Any):
    async with (
        with_library(conversation_graph()) as (app, _),
        Client(f"{app.urls['ws']}?graph={name}") as client,
    ):
        assert (await client.closed())[0] == 4404
        (error,) = client.errors()
        assert why in error
        assert app.sessions == {}
