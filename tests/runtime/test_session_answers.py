"""A session and its answers: what is under way, what an interruption voids, what is told."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.config.definition import EdgeDef, QueueDef, default_queue
from ten_lite.errors import CommandError, ConversionError, Interrupted
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    ChatDelta,
    NodeMetrics,
    PcmFrame,
    TtsFlush,
    TtsTextInput,
)

from .kit import Client, Node, errors, ext, live, settle


class Answering(Node):
    """Is at work on one answer for ten seconds."""

    async def on_tts_text_input(self, text: TtsTextInput) -> None:
        await asyncio.sleep(10)

    async def on_chat_completion(self, request: ChatCompletion) -> ChatDelta:
        await asyncio.sleep(10)
        return ChatDelta("late")

    def on_tts_flush(self, flush: TtsFlush) -> None: ...


ANSWER = [("a", "b", TtsTextInput), ("a", "b", ChatCompletion), ("a", "b", TtsFlush)]
ANSWERING = {"a": Node, "b": Answering}


async def test_an_answer_is_under_way_while_a_part_of_it_waits_or_is_worked_on() -> None:
    async with live(ANSWERING, ANSWER) as session:
        assert not session.is_answering
        ext(session, "a").send(TtsTextInput("1", "hi"))
        assert session.is_answering
        await settle()
        assert session.is_answering
        await asyncio.sleep(11)
        assert not session.is_answering


async def test_an_interruption_voids_what_waits_what_is_worked_on_and_what_was_called() -> None:
    async with live(ANSWERING, ANSWER) as session:
        call = ext(session, "a").call(ChatCompletion([]))
        for text in "12":
            ext(session, "a").send(TtsTextInput("1", text))
        await settle()
        session.interrupt()
        with pytest.raises(Interrupted):
            await call.result()
        await settle()
        assert not session.is_answering
        assert session.runs == {}
        assert [channel.stats().stale for channel in session.channels] == [1, 0, 0]
        assert session.nodes["b"].mailbox.awaiting is None


async def test_a_call_that_is_open_at_the_end_is_interrupted() -> None:
    async with live(ANSWERING, ANSWER) as session:
        call = ext(session, "a").call(ChatCompletion([]))
        await settle()
        waiting = asyncio.ensure_future(call.result())
        await settle()
    with pytest.raises(Interrupted, match="the session ended"):
        await waiting


@pytest.mark.parametrize("interrupted", [True, False])
async def test_a_command_that_is_lost_before_its_work_began_fails_at_once(
    interrupted: bool,
) -> None:
    class Busy(Answering):
        async def on_asr_result(self, result: AsrResult) -> None:
            await asyncio.sleep(10)

    edges = [("a", "b", AsrResult), ("a", "b", ChatCompletion, QueueDef(1, "drop_oldest"))]
    async with live({"a": Node, "b": Busy}, edges) as session:
        node = ext(session, "a")
        node.send(AsrResult("x", final=True))
        await settle()
        call = node.call(ChatCompletion([]))
        if interrupted:
            session.interrupt()
        else:
            node.send(ChatCompletion([]))
        with pytest.raises(Interrupted if interrupted else CommandError) as caught:
            await call.result()
        assert interrupted or str(caught.value).startswith("chat_completion was dropped")


async def test_what_nodes_measure_is_told_to_the_transports_shortly_after() -> None:
    class Ear(Client):
        def on_node_metrics(self, metrics: NodeMetrics) -> None:
            self.state.setdefault("told", []).append(metrics)

    nodes = {"a": Node, "client": Ear}
    async with live(nodes, [("a", "client", NodeMetrics)]) as session:
        ext(session, "a").measure({"total_ms": 5})
        await asyncio.sleep(1)
        (told,) = ext(session, "client").state["told"]
        assert (told.node, told.session_id, told.figures) == ("a", "s1", {"total_ms": 5})


async def test_a_mistake_in_a_conversion_is_told_once() -> None:
    async with live({"a": Node, "client": Client}) as session:
        edge = EdgeDef("a", "client", AsrResult, default_queue("data"))
        for _ in range(3):
            session._not_converted(edge, ConversionError("text is missing"))
        assert errors(session) == [("client", "conversion_failed")]
        assert ext(session, "client").errors[0].text == "a -> asr_result -> client: text is missing"


async def test_a_pause_voids_the_sound_of_an_answer_that_waits_and_nothing_else() -> None:
    class Voice(Node):
        def on_tts_text_input(self, text: TtsTextInput) -> None:
            self.send(PcmFrame(bytes(640)))

    class Busy(Client):
        async def on_asr_result(self, result: AsrResult) -> None:
            await asyncio.sleep(1)

        def on_pcm_frame(self, frame: PcmFrame) -> None: ...

    edges = [("a", "client", AsrResult), ("a", "b", TtsTextInput), ("b", "client", PcmFrame)]
    async with live({"a": Node, "b": Voice, "client": Busy}, edges) as session:
        for text in "xy":
            ext(session, "a").send(AsrResult(text, final=True))
            await settle()
        ext(session, "a").send(TtsTextInput("1", "hi"))
        session.pause_sound()
        assert [channel.stats().stale for channel in session.channels] == [0, 0, 1]
        assert session.channels[0].stats().queued == 1


async def test_a_fatal_error_ends_the_session_behind_what_is_told() -> None:
    async with live({"a": Node}) as session:
        session.report("over", node="a", code="x", fatal=True)
        assert errors(session) == [("a", "x")]
        assert (session.end_code, session.end_reason) == (1011, "over")
