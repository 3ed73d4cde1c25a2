"""One running extension: brought up once, stopped once, and what it holds until then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from ten_lite.addons import AddonConfig
from ten_lite.messages import AsrResult, ChatCompletion, TextData
from ten_lite.runtime import Resource
from ten_lite.runtime.instance import Instance

from .kit import Node, live, settle

FAILS: dict[str, float | Exception] = {}
"""Stage -> the seconds it takes, or what it raises; of the test under way."""


class Subject(Node):
    """Writes its life down."""

    configure_timeout_s = start_timeout_s = stop_timeout_s = 0.5

    @classmethod
    def resources(cls, config: AddonConfig) -> Mapping[str, Resource[Any]]:
        async def load() -> str:
            await stage("load")
            return "model"

        return {"model": Resource(key="subject", label="model", load=load)}

    async def configure(self) -> None:
        self.life: list[str] = self.state.setdefault("life", [])
        self.life.append(f"configure with {self.resource('model')}")
        await stage("configure")

    async def start(self) -> None:
        self.life.append("start")
        await stage("start")

    async def stop(self) -> None:
        self.life.append(f"stop with {self.resource('model')}")
        await stage("stop")

    def is_idle(self) -> bool:
        return "busy" not in self.state

    def on_asr_result(self, result: AsrResult) -> None: ...


async def stage(name: str) -> None:
    how = FAILS.get(name)
    if isinstance(how, Exception):
        raise how
    await asyncio.sleep(how or 0)


@pytest.fixture(autouse=True)
def nothing_fails() -> Any:
    FAILS.clear()
    yield
    FAILS.clear()


class Site:
    """A node of a live session, and instances of its addon that are not the running one."""

    def __init__(self, session: Any) -> None:
        self.pool = session.pool
        self.node = session.nodes["b"]
        self.failures: list[BaseException] = []

    def instance(self, **options: Any) -> Instance:
        current = self.node.supervisor.current
        return Instance(
            self.node,
            current.candidate,
            failed=lambda _, error: self.failures.append(error),
            saved=lambda *_: False,
            **options,
        )


@asynccontextmanager
async def site() -> AsyncIterator[Site]:
    edges = [("a", "b", AsrResult), ("a", "b", TextData), ("a", "b", ChatCompletion)]
    async with live({"a": Node, "b": Listener}, edges) as session:
        found = Site(session)
        found.node.state["life"].clear()
        yield found


class Listener(Subject):
    def on_text_data(self, text: TextData) -> None: ...

    def on_chat_completion(self, request: ChatCompletion) -> None: ...


async def test_it_is_configured_and_started_once_and_stopped_once() -> None:
    async with site() as s:
        instance = s.instance()
        await instance.configure()
        await instance.configure()
        await instance.start()
        await instance.start()
        await asyncio.gather(instance.stop(), instance.stop())
        assert instance.state["life"] == ["configure with model", "start", "stop with model"]
        assert instance.extension is None
        assert instance.addon == "b"


@pytest.mark.parametrize("at", ["load", "configure", "start"])
@pytest.mark.parametrize("how", [60.0, OSError("no")], ids=["hangs", "raises"])
async def test_a_stage_that_fails_or_hangs_is_raised_and_what_there_is_can_be_stopped(
    at: str, how: float | Exception
) -> None:
    async with site() as s:
        users = s.pool.users("subject")
        s.node.session.pool = type(s.pool)()  # nothing of it is loaded there
        FAILS[at] = how
        instance = s.instance(loads_within_s=0.5)
        with pytest.raises(TimeoutError if how == 60.0 else OSError):
            await instance.start()
        await instance.stop()
        assert s.node.session.pool.users("subject") == 0
        assert s.pool.users("subject") == users
        s.node.session.pool = s.pool


async def test_what_a_task_raised_before_the_start_was_over_fails_the_start() -> None:
    async with site() as s:
        instance = s.instance()
        await instance.configure()
        instance.failed_early = ValueError("early")
        with pytest.raises(ValueError, match="early"):
            await instance.start()
        await instance.stop()


async def test_what_leaves_its_code_is_told_as_its_own() -> None:
    async with site() as s:
        instance = s.instance()
        await instance.start()
        task = instance.spawn(stage("none"), name="fine", until_flush=False)
        FAILS["later"] = ValueError("later")
        instance.spawn(stage("later"), name="bad", until_flush=False)
        await settle()
        assert task.get_name() == "b/fine"
        assert [str(error) for error in s.failures] == ["later"]
        await instance.stop()


async def test_it_is_idle_while_nothing_would_be_cut_off() -> None:
    async with site() as s:
        instance = s.instance()
        await instance.start()
        assert not instance.is_idle()  # it takes no messages yet
        instance.is_running = True
        assert instance.is_idle()
        work = instance.spawn(asyncio.sleep(9), name="answer", until_flush=True)
        assert not instance.is_idle()
        work.cancel()
        await settle()
        assert instance.is_idle()
        instance.state["busy"] = True
        assert not instance.is_idle()
        del instance.state["busy"]
        await instance.stop()


async def test_it_handles_what_its_spec_declares_and_takes_no_notice_of_the_rest() -> None:
    async with site() as s:
        instance = s.instance()
        await instance.start()
        handlers = instance.handlers()
        assert set(handlers) >= {AsrResult, TextData, ChatCompletion}
        assert handlers[AsrResult].function == instance.extension.on_asr_result  # type: ignore[union-attr]
        await instance.stop()


async def test_an_heir_takes_over_what_is_loaded_and_stops_its_predecessor_first() -> None:
    async with site() as s:
        users = s.pool.users("subject")
        old = s.instance()
        await old.start()
        heir = old.heir()
        await heir.stop()  # it never came up
        assert old.state["life"][-1] == "stop with model"
        assert s.pool.users("subject") == users


async def test_what_is_loaded_stays_so_for_the_heir_when_its_predecessor_ends() -> None:
    async with site() as s:
        users = s.pool.users("subject")
        old = s.instance()
        await old.start()
        heir = old.heir()
        await old.stop()
        assert s.pool.users("subject") == users + 1
        await heir.start()
        await heir.stop()
        assert s.pool.users("subject") == users


@pytest.mark.parametrize("how", [60.0, OSError("no")], ids=["hangs", "raises"])
async def test_a_stop_that_fails_or_hangs_is_logged_and_gives_back_what_was_held(
    how: float | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    async with site() as s:
        users = s.pool.users("subject")
        instance = s.instance()
        await instance.start()
        FAILS["stop"] = how
        await instance.stop()
        assert "stop failed" in caplog.text
        assert s.pool.users("subject") == users


async def test_what_swallows_its_cancellation_is_named_and_holds_up_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    let_go = asyncio.Event()

    async def stubborn() -> None:
        while not let_go.is_set():
            try:
                await let_go.wait()
            except asyncio.CancelledError:
                continue

    async with site() as s:
        instance = s.instance()
        await instance.start()
        instance.spawn(stubborn(), name="stubborn", until_flush=False)
        await settle()
        await instance.stop()
        assert "b/stubborn did not end within 0.5 s" in caplog.text
        let_go.set()
        await settle()
