"""Chains and cycles of nodes that are called in place."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import pytest

from ten_lite.messages import AsrResult, TextData, TtsFlush, TtsTextInput
from ten_lite.runtime.mailbox import MAX_DEPTH, YIELD_EVERY

from .kit import Node, errors, ext, live, settle
from .mailbox_kit import Plain, say


class Chatty(Node):
    """Its work for an answer leads, handler on handler, to that answer's interruption."""

    async def configure(self) -> None:
        self.said: list[str] = []

    async def on_tts_text_input(self, text: TtsTextInput) -> None:
        await self.talk()

    async def talk(self) -> None:
        for n in range(3):
            self.said.append(str(n))
            self.send(TextData(str(n)))
            await asyncio.sleep(1)

    def on_tts_flush(self, flush: TtsFlush) -> None:
        pass


class Interrupter(Node):
    def on_text_data(self, text: TextData) -> None:
        self.send(TtsFlush("1"))


STACK = [("a", "b", TtsTextInput), ("b", "c", TextData), ("c", "b", TtsFlush)]


@pytest.mark.parametrize("direct", [True, False])
async def test_work_that_an_in_place_handler_interrupts_is_cancelled_as_well(direct: bool) -> None:
    nodes: dict[str, Any] = {"a": Node, "b": Chatty, "c": Interrupter}
    async with live(nodes, STACK, direct=direct) as session:
        ext(session, "a").send(TtsTextInput("1", "x"))
        await asyncio.sleep(10)
        assert ext(session, "b").said == ["0"]
        b = ext(session, "b")
        with b.caused_by(TtsTextInput("2", "y", epoch=1, fenced=True)):
            b.spawn(b.talk(), name="talk", until_flush=True)
        await asyncio.sleep(10)
        assert ext(session, "b").said == ["0", "0"]


class Link(Node):
    depths: list[int]

    def on_asr_result(self, result: AsrResult) -> None:
        self.session.client.append(self.session.fence.depth)
        self.send(result)


@pytest.mark.parametrize("direct", [True, False])
async def test_a_chain_of_100_plain_nodes_is_bounded_in_depth_and_keeps_order(
    direct: bool,
) -> None:
    depths: list[int] = []
    names = ["a", *(f"n{i}" for i in range(100)), "client"]
    nodes = dict.fromkeys(names, Link) | {"a": Node, "client": Plain}
    edges = [(x, y, AsrResult) for x, y in pairwise(names)]
    async with live(nodes, edges, client=depths, direct=direct) as session:
        for text in "12345":
            ext(session, "a").send(say(text))
        await settle(200)
        assert ext(session, "client").got == list("12345")
        assert max(depths) == (MAX_DEPTH if direct else 1)
        assert session.fence.depth == 0


class Pong(Node):
    async def configure(self) -> None:
        self.count = 0

    def on_asr_result(self, result: AsrResult) -> None:
        self.count += 1
        self.send(result)


@pytest.mark.parametrize("direct", [True, False])
async def test_a_cycle_of_two_plain_nodes_neither_recurses_nor_holds_up_the_loop(
    direct: bool,
) -> None:
    edges = [("a", "b", AsrResult), ("b", "a", AsrResult)]
    async with live({"a": Pong, "b": Pong}, edges, direct=direct) as session:
        ext(session, "a").send(say("ball"))
        await settle(10)  # others get their turn
        assert 1 < ext(session, "b").count < 30 * YIELD_EVERY
        assert errors(session) == []
