"""What a node sends: to every connection, in order, and past those that are full."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.config.definition import QueueDef
from ten_lite.errors import AddonError
from ten_lite.messages import AsrResult, TextData, TtsFlush, TtsPause, TtsTextInput

from .kit import Client, Node, errors, ext, live, settle


class Slow(Client):
    async def configure(self) -> None:
        await super().configure()
        self.got: list[str] = []

    async def on_asr_result(self, result: AsrResult) -> None:
        await asyncio.sleep(1)
        self.got.append(result.text)

    def on_tts_flush(self, flush: TtsFlush) -> None: ...


async def test_send_reaches_every_connection_of_the_output() -> None:
    nodes = {"a": Node, "b": Slow, "client": Slow}
    async with live(nodes, [("a", "b", AsrResult), ("a", "client", AsrResult)]) as session:
        ext(session, "a").send(AsrResult("x", final=True))
        await asyncio.sleep(2)
        assert ext(session, "b").got == ext(session, "client").got == ["x"]


async def test_a_full_connection_does_not_keep_a_message_from_the_others() -> None:
    nodes = {"a": Node, "b": Slow, "client": Slow}
    edges = [("a", "b", AsrResult, QueueDef(1, "block")), ("a", "client", AsrResult)]
    async with live(nodes, edges) as session:
        for text in "12":
            ext(session, "a").send(AsrResult(text, final=True))
        with pytest.raises(Exception, match="twice its size"):
            ext(session, "a").send(AsrResult("3", final=True))
        await asyncio.sleep(4)
        assert ext(session, "client").got == ["1", "2", "3"]


@pytest.mark.parametrize("direct", [True, False])
async def test_what_a_receiver_sends_comes_after_what_it_was_sent_with_others(
    direct: bool,
) -> None:
    class Echo(Node):
        def on_asr_result(self, result: AsrResult) -> None:
            self.send(TextData("because of it"))

    class Ear(Client):
        async def configure(self) -> None:
            await super().configure()
            self.got: list[str] = []

        def on_asr_result(self, result: AsrResult) -> None:
            self.got.append(result.text)

        def on_text_data(self, text: TextData) -> None:
            self.got.append(text.text)

    edges = [("a", "b", AsrResult), ("a", "client", AsrResult), ("b", "client", TextData)]
    nodes = {"a": Node, "b": Echo, "client": Ear}
    async with live(nodes, edges, direct=direct) as session:
        ext(session, "a").send(AsrResult("it", final=True))
        await settle()
        assert ext(session, "client").got == ["it", "because of it"]


async def test_what_the_first_receiver_voids_does_not_reach_the_second() -> None:
    class Interrupts(Node):
        def on_tts_text_input(self, text: TtsTextInput) -> None:
            self.send(TtsFlush("1"))

    class Ear(Slow):
        def on_tts_text_input(self, text: TtsTextInput) -> None:
            self.got.append(text.text)

        def on_asr_result(self, result: AsrResult) -> None:
            self.got.append(result.text)

    edges = [
        ("a", "b", TtsTextInput),
        ("a", "client", TtsTextInput),
        ("b", "client", TtsFlush),
        ("a", "client", AsrResult),
    ]
    nodes = {"a": Node, "b": Interrupts, "client": Ear}
    async with live(nodes, edges) as session:
        ext(session, "a").send(TtsTextInput("1", "void"))
        ext(session, "a").send(AsrResult("next", final=True))
        await settle()
        assert ext(session, "client").got == ["next"]
        assert session.channels[1].stats().stale == 1


async def test_an_edge_that_stays_full_is_told_and_lets_its_sender_go() -> None:
    class Stuck(Slow):
        async def on_asr_result(self, result: AsrResult) -> None:
            await asyncio.Event().wait()

    async with live({"a": Node, "b": Stuck}, [("a", "b", AsrResult, QueueDef(1, "block"))]) as s:
        ext(s, "a").send(AsrResult("1", final=True))
        await settle()
        ext(s, "a").send(AsrResult("2", final=True))
        began = s.clock.now_ns()
        await ext(s, "a").room()
        assert (s.clock.now_ns() - began) / 1e9 == pytest.approx(10)
        assert errors(s) == [("b", "edge_full")]
        assert ext(s, "client").errors[0].text == "b does not take asr_result from a"


async def test_a_flush_that_is_passed_on_does_not_interrupt_again() -> None:
    class Passes(Node):
        def on_tts_flush(self, flush: TtsFlush) -> None:
            self.send(flush)

    nodes = {"a": Node, "b": Passes, "client": Slow}
    async with live(nodes, [("a", "b", TtsFlush), ("b", "client", TtsFlush)]) as session:
        ext(session, "a").send(TtsFlush("1"))
        assert session.fence.epoch == 1


async def test_what_is_not_declared_is_not_sent_and_what_is_declared_is_named() -> None:
    async with live({"a": Node, "client": Slow}, [("a", "client", AsrResult)]) as session:
        with pytest.raises(AddonError, match=r"a \(addon \"a\"\) sent text_data.*outputs: asr"):
            ext(session, "a").send(TextData("x"))
    async with live({"a": Node}) as session:
        with pytest.raises(AddonError, match="outputs: none"):
            ext(session, "a").send(TextData("x"))


async def test_a_pause_voids_the_sound_under_way_and_no_answer() -> None:
    class Ear(Slow):
        def on_tts_pause(self, pause: TtsPause) -> None: ...

    edges = [("a", "client", TtsPause), ("a", "client", AsrResult)]
    async with live({"a": Node, "client": Ear}, edges) as session:
        epoch = session.fence.epoch
        ext(session, "a").send(TtsPause("1"))
        assert session.fence.epoch == epoch


async def test_a_drain_that_fails_is_logged_and_a_node_that_is_away_has_none(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Fails(Node):
        async def drain(self) -> None:
            raise OSError("no")

    async with live({"a": Fails}) as session:
        await session.nodes["a"].drain()
        assert "drain failed" in caplog.text
        ext(session, "a").spawn(fail(), name="fail")
        await settle()
        await session.nodes["a"].drain()  # nothing is there until the restart
        assert caplog.text.count("drain failed") == 1


async def fail() -> None:
    raise ValueError
