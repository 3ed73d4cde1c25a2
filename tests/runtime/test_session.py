"""The life of a session: started, drained and closed in bounded time, whatever its nodes do."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ten_lite.errors import TenLiteError
from ten_lite.messages import (
    AsrResult,
    TextData,
)
from ten_lite.runtime import ResourcePool
from ten_lite.testing import leftover_tasks

from .kit import Client, Node, errors, ext, live, make_session, settle


class Traced(Node):
    """Writes its life down; does at each stage what the session's client says."""

    configure_timeout_s = 2.0
    start_timeout_s = 2.0
    stop_timeout_s = 0.5

    async def _stage(self, stage: str) -> None:
        world = self.session.client or {}
        world.setdefault("life", []).append(f"{self.name} {stage}")
        how = world.get(f"{self.name} {stage}")
        if how == "hang":
            await asyncio.sleep(3600)
        elif how == "raise":
            raise OSError(f"{stage} failed")
        elif how == "cancelled":
            task = asyncio.ensure_future(asyncio.sleep(1))
            task.cancel()
            await task
        elif how == "slow":
            await asyncio.sleep(0.2)
        elif how == "swallow":
            let_go: asyncio.Event = world["let go"]
            while not let_go.is_set():
                try:
                    await let_go.wait()
                except asyncio.CancelledError:
                    continue
        elif how == "task":
            self.spawn(self._fail(), name="fail")
            await asyncio.sleep(0.1)
        world["life"].append(f"{self.name} {stage} done")

    async def _fail(self) -> None:
        raise OSError("task failed")

    async def configure(self) -> None:
        await self._stage("configure")
        self.spawn(asyncio.sleep(3600), name="nap")

    async def start(self) -> None:
        await self._stage("start")

    async def drain(self) -> None:
        await self._stage("drain")

    async def stop(self) -> None:
        await self._stage("stop")

    def on_asr_result(self, result: AsrResult) -> None:
        raise ValueError


def world(**how: Any) -> dict[str, Any]:
    return {"life": [], **{key.replace("_", " "): value for key, value in how.items()}}


def now() -> float:
    return asyncio.get_running_loop().time()


TWO = {"a": Traced, "b": Traced}


async def test_every_node_is_configured_before_any_is_started() -> None:
    w = world(a_configure="slow")
    async with live(TWO, client=w):
        done = [event for event in w["life"] if event.endswith("done")]
        assert done == ["b configure done", "a configure done", "a start done", "b start done"]


@pytest.mark.parametrize("stage", ["configure", "start"])
@pytest.mark.parametrize(
    ("how", "error"),
    [
        ("raise", OSError),
        ("hang", TimeoutError),
        ("cancelled", RuntimeError),
        ("task", OSError),
    ],
)
async def test_a_stage_that_fails_or_hangs_fails_the_start_and_leaves_nothing(
    stage: str, how: str, error: type[Exception]
) -> None:
    w = world(**{f"b_{stage}": how})
    session = make_session(TWO, client=w)
    began = now()
    with pytest.raises(error):
        await session.start()
    assert now() - began <= 2.5
    assert leftover_tasks() == []
    assert session.end_code == 1011
    assert w["life"].count("a stop done") == 1
    assert w["life"].count("b stop done") == 1  # also after a failed start


@pytest.mark.parametrize("how", ["raise", "hang", "cancelled"])
async def test_a_stop_that_fails_or_hangs_holds_nothing_up(
    how: str, caplog: pytest.LogCaptureFixture
) -> None:
    w = world(a_stop=how)
    async with live(TWO, client=w) as session:
        began = now()
        await session.close()
        assert now() - began <= 1
        assert "b stop done" in w["life"]
        assert leftover_tasks() == []
        assert "stop failed" in caplog.text


async def test_a_task_that_swallows_its_cancellation_is_named_and_does_not_hold_up_the_close(
    caplog: pytest.LogCaptureFixture,
) -> None:
    let_go = asyncio.Event()
    w = world(**{"a_task": "swallow", "let go": let_go})
    async with live(TWO, client=w) as session:
        task = ext(session, "a").spawn(ext(session, "a")._stage("task"), name="stubborn")
        await settle()
        began = now()
        await session.close()
        assert now() - began == pytest.approx(0.5)
        assert "a/stubborn did not end within 0.5 s" in caplog.text
        assert "a stop done" in w["life"]
        let_go.set()
        await task


@pytest.mark.parametrize("stage", ["configure", "stop"])
async def test_a_stage_that_swallows_its_cancellation_does_not_hold_up_the_close(
    stage: str, caplog: pytest.LogCaptureFixture
) -> None:
    let_go = asyncio.Event()
    w = world(**{f"a_{stage}": "swallow", "let go": let_go})
    session = make_session(TWO, client=w)
    starting = asyncio.ensure_future(session.start())
    await asyncio.sleep(0.1)
    began = now()
    await session.close()
    assert now() - began <= 7
    assert "b stop done" in w["life"]
    let_go.set()
    await asyncio.wait({starting})
    starting.exception()
    await settle()
    if stage == "stop":
        assert "a/stop did not end within 5 s" in caplog.text


async def test_close_may_be_called_often_and_at_once() -> None:
    w = world(a_stop="slow")
    session = make_session(TWO, client=w)
    await session.start()
    closes = [asyncio.ensure_future(session.close()) for _ in range(3)]
    await asyncio.gather(*closes)
    assert w["life"].count("a stop done") == 1
    await session.close()
    assert w["life"].count("a stop") == 1


async def test_each_close_returns_at_the_end() -> None:
    w = world(a_stop="slow")
    session = make_session(TWO, client=w)
    await session.start()
    first = asyncio.ensure_future(session.close())
    await settle(1)
    await session.close()
    assert "a stop done" in w["life"]
    await first


async def test_a_session_that_was_never_started_can_be_closed() -> None:
    session = make_session(TWO)
    await session.close()
    assert session.ending


@pytest.mark.parametrize("stage", ["configure", "start"])
async def test_close_while_it_starts_ends_the_start_and_leaves_nothing(stage: str) -> None:
    w = world(**{f"a_{stage}": "slow"})
    pool = ResourcePool()
    session = make_session(TWO, client=w, pool=pool)
    starting = asyncio.ensure_future(session.start())
    await asyncio.sleep(0.1)
    await session.close()
    with pytest.raises(TenLiteError, match="closed while it started"):
        await starting
    assert leftover_tasks() == []
    assert w["life"].count("a stop done") == 1
    assert f"a {stage} done" not in w["life"]


async def test_a_start_that_is_cancelled_at_any_await_leaves_nothing() -> None:
    outcomes = []
    for nth in range(30):
        w = world(a_configure="slow", b_start="slow", a_stop="slow")
        session = make_session(TWO, client=w)
        starting = asyncio.ensure_future(session.start())
        for step in range(nth):
            await asyncio.sleep(0.05 if step > 6 else 0)
        was_done = starting.done()
        outcomes.append(was_done)
        starting.cancel()
        await asyncio.wait({starting})
        if was_done:
            await session.close()
        else:
            assert starting.cancelled(), f"await {nth} swallowed the cancellation"
        assert leftover_tasks() == [], f"await {nth}"
        began = [e for e in w["life"] if e.endswith(" configure")]
        stopped = [e for e in w["life"] if e.endswith(" stop done")]
        assert len(began) == len(stopped), f"await {nth}: {w['life']}"
    assert outcomes[0] is False
    assert outcomes[-1] is True


async def test_a_close_that_is_cancelled_at_any_await_is_finished_all_the_same() -> None:
    for nth in range(20):
        w = world(a_stop="slow")
        session = make_session(TWO, client=w)
        await session.start()
        closing = asyncio.ensure_future(session.close())
        for step in range(nth):
            await asyncio.sleep(0.05 if step > 8 else 0)
        closing.cancel()
        await asyncio.wait({closing})
        await session.close()
        assert leftover_tasks() == [], f"await {nth}"
        assert w["life"].count("a stop done") == w["life"].count("b stop done") == 1


@pytest.mark.parametrize("stage", ["configure", "start", "stop", "pause"])
async def test_close_during_a_restart_leaves_nothing_at_any_await(stage: str) -> None:
    for nth in range(25):
        w = world()
        edges = [("c", "a", AsrResult)]
        session = make_session({**TWO, "c": Node}, edges, client=w)
        await session.start()
        w[f"a {stage}"] = "slow"
        ext(session, "c").send(AsrResult("x", final=True))
        for step in range(nth):
            await asyncio.sleep(0.03 if step > 6 else 0)
        await session.close()
        assert leftover_tasks() == [], f"await {nth}"
        began, stopped = (w["life"].count(f"a {what}") for what in ("configure", "stop done"))
        assert began == stopped, f"await {nth}: {w['life']}"


async def test_the_first_reason_to_end_counts() -> None:
    async with live(TWO) as session:
        assert not session.ending
        session.end("the client left")
        session.end("too late", 1011)
        assert session.ended.is_set()
        assert session.ending
        assert (session.end_reason, session.end_code) == ("the client left", 1000)


class TracedClient(Client):
    async def drain(self) -> None:
        self.session.client["life"].append("client drain")


async def test_drain_lets_turns_finish_transports_last() -> None:
    w = world(a_drain="slow")
    async with live({"client": TracedClient, "a": Traced}, client=w) as session:
        await session.drain(1)
        assert w["life"][-3:] == ["a drain", "a drain done", "client drain"]


async def test_drain_of_transports_only() -> None:
    w = world()
    async with live({"a": Traced, "client": TracedClient}, client=w) as session:
        w["life"].clear()
        await session.drain(1, only_transports=True)
        assert w["life"] == ["client drain"]


async def test_drain_gives_up_after_its_time() -> None:
    async with live(TWO, client=world(a_drain="hang")) as session:
        began = now()
        await session.drain(1.5)
        assert now() - began == pytest.approx(1.5)


@pytest.mark.parametrize("how", ["raise", "cancelled"])
async def test_a_drain_that_fails_does_not_keep_the_others_from_theirs(how: str) -> None:
    w = world(a_drain=how)
    async with live(TWO, client=w) as session:
        await session.drain(1)
        assert "b drain done" in w["life"]


async def test_drain_while_a_node_is_started_again(caplog: pytest.LogCaptureFixture) -> None:
    w = world()
    edges = [("b", "a", AsrResult)]
    async with live(TWO, edges, client=w) as session:
        ext(session, "b").send(AsrResult("x", final=True))
        await asyncio.sleep(0.05)
        await session.drain(1)
        assert "b drain done" in w["life"]
        assert "drain failed" not in caplog.text


async def test_errors_reach_every_transport_and_nothing_is_told_after_the_end() -> None:
    class Second(Client):
        pass

    async with live({"other": Second}) as session:
        session.report("x", node="n", code="c")
        session.end("over")
        session.report("y", node="n", code="c")
        assert errors(session) == [("n", "c")]
        assert [error.text for error in ext(session, "other").errors] == ["x"]


async def test_what_fails_while_the_session_ends_is_no_news() -> None:
    class Fails(Traced):
        async def stop(self) -> None:
            self._node.failed(ValueError("late"))

    async with live({"a": Fails}) as session:
        pass
    assert errors(session) == []


class Ear(Client):
    async def configure(self) -> None:
        await super().configure()
        self.got: list[TextData] = []

    def on_text_data(self, text: TextData) -> None:
        self.got.append(text)


async def test_sessions_share_nothing() -> None:
    nodes = {"a": Node, "client": Ear}
    edges = [("a", "client", TextData)]
    async with live(nodes, edges) as one, live(nodes, edges, session_id="s2") as two:
        ext(one, "a").state["x"] = 1
        one.fence.raise_epoch()
        ext(one, "a").send(TextData("mine"))
        ext(two, "a").send(TextData("yours"))
        assert [text.session_id for text in ext(one, "client").got] == ["s1"]
        assert [text.session_id for text in ext(two, "client").got] == ["s2"]
        assert (one.fence.epoch, two.fence.epoch) == (1, 0)
        assert ext(two, "a").state == {}


async def test_messages_wait_for_a_node_that_is_not_started_yet() -> None:
    class Greets(Node):
        async def start(self) -> None:
            self.send(TextData("hello"))

    class SlowEar(Ear):
        async def start(self) -> None:
            await asyncio.sleep(1)
            assert self.got == []

    async with live({"a": Greets, "client": SlowEar}, [("a", "client", TextData)]) as session:
        await settle()
        assert [text.text for text in ext(session, "client").got] == ["hello"]


async def test_a_session_knows_its_graph_and_its_age() -> None:
    async with live({"a": Node}) as session:
        await asyncio.sleep(12.5)
        assert (session.graph.name, session.age_s) == ("test", pytest.approx(12.5))
