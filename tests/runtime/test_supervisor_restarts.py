"""Supervision: what fails is told, started again, and never takes another session down."""

from __future__ import annotations

import asyncio
import logging

import pytest

from ten_lite.messages import AsrResult, ChatCompletion, ErrorMessage, TextData
from ten_lite.runtime import Session

from .kit import Client, Node, errors, ext, live, settle

WHERE = ("plain", "async", "command", "task")


class Fragile(Node):
    """Fails where its input says."""

    async def configure(self) -> None:
        self.log_of_life: list[str] = self.state.setdefault("life", [])
        self.log_of_life.append("configure")

    async def start(self) -> None:
        self.log_of_life.append("start")

    async def stop(self) -> None:
        self.log_of_life.append("stop")

    def on_asr_result(self, result: AsrResult) -> None:
        if result.text == "plain":
            raise ValueError("secret detail")
        if result.text == "task":
            self.spawn(self._fail(), name="fail")
        self.log_of_life.append(result.text)

    async def on_text_data(self, text: TextData) -> None:
        await asyncio.sleep(0)
        if text.text == "async":
            raise ValueError("secret detail")

    async def on_chat_completion(self, request: ChatCompletion) -> None:
        await self._fail()

    async def _fail(self) -> None:
        raise ValueError("secret detail")


NODES = {"a": Node, "b": Fragile}
EDGES = [("a", "b", AsrResult), ("a", "b", TextData), ("a", "b", ChatCompletion)]


def fail(session: Session, where: str) -> None:
    if where == "async":
        ext(session, "a").send(TextData("async"))
    elif where == "command":
        ext(session, "a").send(ChatCompletion([]))
    else:
        ext(session, "a").send(AsrResult(where, final=True))


def life(session: Session) -> list[str]:
    events: list[str] = session.nodes["b"].state["life"]
    return events


@pytest.mark.parametrize("direct", [True, False])
@pytest.mark.parametrize("where", WHERE)
async def test_an_exception_is_told_to_the_client_and_the_log_and_the_node_started_again(
    where: str, direct: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async with live(NODES, EDGES, direct=direct) as session:
        old = ext(session, "b")
        fail(session, where)
        await settle()
        assert errors(session) == [("b", "node_restarted")]
        (error,) = ext(session, "client").errors
        assert error.text == "b failed and is started again"
        assert not error.fatal
        (record,) = [r for r in caplog.records if r.name == "ten_lite.node.b"]
        assert record.levelno == logging.ERROR
        assert record.exc_info is not None
        await asyncio.sleep(0.2)
        assert ext(session, "b") is not old
        assert [event for event in life(session) if event != where] == [
            "configure", "start", "stop", "configure", "start",
        ]  # fmt: skip
        assert session.nodes["b"].restart_count == 1
        assert not session.ending


@pytest.mark.parametrize("where", WHERE)
async def test_the_pauses_are_100_400_and_1600_ms_and_the_fourth_failure_ends_the_session(
    where: str,
) -> None:
    async with live(NODES, EDGES) as session:
        node = session.nodes["b"]
        for count, pause_s in enumerate((0.1, 0.4, 1.6)):
            fail(session, where)
            await asyncio.sleep(pause_s - 0.01)
            assert node.restart_count == count
            await asyncio.sleep(0.02)
            assert node.restart_count == count + 1
        assert not session.ending
        fail(session, where)
        await settle()
        assert session.ending
        assert session.end_code == 1011
        assert session.end_reason == "b failed too often and cannot go on"
        last: ErrorMessage = ext(session, "client").errors[-1]
        assert (last.node, last.code, last.fatal) == ("b", "node_failed", True)


async def test_failures_far_apart_never_end_the_session() -> None:
    async with live(NODES, EDGES) as session:
        for _ in range(12):
            fail(session, "plain")
            await asyncio.sleep(4)
        assert session.nodes["b"].restart_count == 12
        assert not session.ending


async def test_the_state_survives_a_restart() -> None:
    async with live(NODES, EDGES) as session:
        ext(session, "b").state["history"] = ["hello"]
        fail(session, "plain")
        await asyncio.sleep(1)
        assert ext(session, "b").state["history"] == ["hello"]


async def test_messages_that_waited_are_delivered_to_the_new_instance_in_order() -> None:
    async with live(NODES, EDGES) as session:
        fail(session, "plain")
        for text in ("1", "2", "3"):
            ext(session, "a").send(AsrResult(text, final=True))
        assert life(session)[-1] == "start"
        await asyncio.sleep(1)
        assert life(session)[-3:] == ["1", "2", "3"]


async def test_failures_of_one_instance_count_once() -> None:
    async with live(NODES, EDGES) as session:
        for where in WHERE:
            fail(session, where)
        await asyncio.sleep(1)
        assert errors(session) == [("b", "node_restarted")] * 3  # async and command came later
        assert not session.ending


async def test_another_session_notices_nothing() -> None:
    async with live(NODES, EDGES) as one, live(NODES, EDGES, session_id="s2") as two:
        for _ in range(4):
            fail(one, "plain")
            ext(two, "a").send(AsrResult("fine", final=True))
            assert life(two)[-1] == "fine"
            await asyncio.sleep(2)
        assert one.ending
        assert not two.ending
        assert errors(two) == []
        assert life(two).count("configure") == 1


async def test_the_work_of_the_failed_instance_is_cancelled() -> None:
    class Working(Fragile):
        async def start(self) -> None:
            await super().start()
            self.spawn(asyncio.sleep(3600), name="work")

    async with live({"a": Node, "b": Working}, EDGES) as session:
        node = session.nodes["b"]
        fail(session, "plain")
        await settle()
        assert len(node.supervisor.current.tasks) == 0
        await asyncio.sleep(1)
        assert len(node.supervisor.current.tasks) == 1


async def test_an_async_handler_under_way_is_cancelled_when_its_node_is_started_again() -> None:
    class Hangs(Fragile):
        async def on_text_data(self, text: TextData) -> None:
            self.spawn(self._fail(), name="fail")
            try:
                await asyncio.sleep(3600)
            finally:
                self.log_of_life.append("handler ended")

    async with live({"a": Node, "b": Hangs}, EDGES) as session:
        ext(session, "a").send(TextData("x"))
        await asyncio.sleep(1)
        assert "handler ended" in life(session)
        ext(session, "a").send(AsrResult("alive", final=True))
        assert life(session)[-1] == "alive"


async def test_a_transport_that_failed_is_told_so_when_it_is_back() -> None:
    class FragileClient(Client):
        def on_asr_result(self, result: AsrResult) -> None:
            raise ValueError

    async with live({"a": Node, "client": FragileClient}, [("a", "client", AsrResult)]) as session:
        ext(session, "a").send(AsrResult("x", final=True))
        assert errors(session) == []
        await asyncio.sleep(1)
        assert errors(session) == [("client", "node_restarted")]


class Reluctant(Fragile):
    """Does not come up again as often as the test says."""

    stage = "configure"
    how = "raise"
    configure_timeout_s = 0.5
    start_timeout_s = 0.5

    async def _maybe(self, stage: str) -> None:
        left = self.session.client
        if stage != self.stage or not session_is_on(self) or not left["failures"]:
            return
        left["failures"] -= 1
        if self.how == "raise":
            raise OSError("still down")
        if self.how == "hang":
            await asyncio.sleep(3600)
        if self.how == "task":
            self.spawn(self._fail(), name="fail")
            await asyncio.sleep(0.1)
        if self.how == "cancelled":
            raise asyncio.CancelledError

    async def configure(self) -> None:
        await super().configure()
        await self._maybe("configure")

    async def start(self) -> None:
        await self._maybe("start")
        await super().start()


def session_is_on(node: Node) -> bool:
    return bool(node.state["life"].count("start"))


@pytest.mark.parametrize("how", ["raise", "hang", "task", "cancelled"])
@pytest.mark.parametrize("stage", ["configure", "start"])
async def test_a_restart_that_fails_is_tried_again_with_a_longer_pause(
    stage: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reluctant, "stage", stage)
    monkeypatch.setattr(Reluctant, "how", how)
    async with live({"a": Node, "b": Reluctant}, EDGES, client={"failures": 2}) as session:
        fail(session, "plain")
        ext(session, "a").send(AsrResult("waited", final=True))
        await asyncio.sleep(5)
        assert errors(session) == [("b", "node_restarted")] * 3
        assert life(session)[-2:] == ["start", "waited"]
        assert session.nodes["b"].restart_count == 3
        assert life(session).count("stop") == 3
        assert not session.ending


@pytest.mark.parametrize("stage", ["configure", "start"])
async def test_a_node_that_does_not_come_up_again_ends_the_session(
    stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reluctant, "stage", stage)
    async with live({"a": Node, "b": Reluctant}, EDGES, client={"failures": 9}) as session:
        fail(session, "plain")
        await asyncio.sleep(5)
        assert session.end_code == 1011
        assert errors(session)[-1] == ("b", "node_failed")


async def test_the_new_instance_is_not_part_of_what_broke_the_old_one() -> None:
    class Greeter(Fragile):
        async def start(self) -> None:
            await super().start()
            text = TextData("hello")
            self.send(text)
            self.state.setdefault("turns", []).append(text.turn_id)

    class Ear(Client):
        def on_text_data(self, text: TextData) -> None: ...

    nodes = {"a": Node, "b": Greeter, "client": Ear}
    async with live(nodes, [*EDGES, ("b", "client", TextData)]) as session:
        session.fence.begin_turn()
        ext(session, "a").send(AsrResult("plain", final=True))
        session.fence.begin_turn()
        await asyncio.sleep(1)
        assert session.nodes["b"].state["turns"] == [0, 2]


async def test_a_handler_of_the_old_instance_that_fails_late_does_not_fail_the_new_one() -> None:
    class Stubborn(Fragile):
        async def on_text_data(self, text: TextData) -> None:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                await asyncio.sleep(1)
                raise ValueError from None

    async with live({"a": Node, "b": Stubborn}, EDGES) as session:
        ext(session, "a").send(TextData("x"))
        await settle()
        ext(session, "b").spawn(ext(session, "b")._fail(), name="fail")
        await asyncio.sleep(3)
        assert session.nodes["b"].restart_count == 1
        assert errors(session) == [("b", "node_restarted")]
