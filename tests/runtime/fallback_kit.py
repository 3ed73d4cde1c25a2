"""A node with two stand-ins, each of which fails when and how the test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from ten_lite.addons import AddonConfig
from ten_lite.config.definition import RestartDef
from ten_lite.errors import CommandError, ProviderError
from ten_lite.messages import AsrResult, ChatCompletion, ChatDelta, TextData, TtsFlush, TtsFlushEnd
from ten_lite.runtime import Extension, Resource, Session

from .kit import Client, Node, live

NO_RESTARTS = RestartDef(limit=0)


@dataclass
class Script:
    """What shall go wrong, and what happened.

    Attributes:
        broken: Who fails, and how: at a stage of its life, or at what it is asked.
        events: ``who what``, in order.
        loaded: How often each one's resource is loaded now.
    """

    broken: dict[str, str] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    loaded: dict[str, int] = field(default_factory=dict)

    def of(self, who: str) -> list[str]:
        return [event.split(" ", 1)[1] for event in self.events if event.split()[0] == who]


scripts: list[Script] = []
"""For what a class does before there is a session; the last one counts."""


class Provider(Node):
    configure_timeout_s = 0.5
    start_timeout_s = 0.5

    @property
    def who(self) -> str:
        return type(self).__name__.lower()

    @property
    def script(self) -> Script:
        script: Script = self.session.client
        return script

    def note(self, what: str) -> None:
        self.script.events.append(f"{self.who} {what}")

    async def fail_if(self, stage: str) -> None:
        how = self.script.broken.get(self.who)
        if how == stage:
            raise OSError("secret detail")
        if how == f"{stage} hang":
            await asyncio.Event().wait()
        if how == f"{stage} final":
            raise ProviderError("secret detail", retryable=False)
        if how == f"{stage} task":
            self.spawn(self._raise(OSError("secret detail")), name="fail")
            await asyncio.sleep(0.01)

    @classmethod
    def resources(cls, config: AddonConfig) -> Mapping[str, Resource[Any]]:
        who = cls.__name__.lower()

        async def load() -> str:
            script = scripts[-1]
            await asyncio.sleep(0.01)
            if script.broken.get(who) == "load":
                raise OSError("no such file")
            if script.broken.get(who) == "load hang":
                await asyncio.Event().wait()
            script.loaded[who] = script.loaded.get(who, 0) + 1
            return f"model of {who}"

        async def close(value: str) -> None:
            await asyncio.sleep(0.01)
            scripts[-1].loaded[who] -= 1

        return {"model": Resource(key=who, label=f"model of {who}", load=load, close=close)}

    async def configure(self) -> None:
        self.note("configure")
        assert self.resource("model") == f"model of {self.who}"
        await self.fail_if("configure")

    async def start(self) -> None:
        await self.fail_if("start")
        self.note("start")

    async def stop(self) -> None:
        self.note("stop")
        assert self.resource("model") == f"model of {self.who}"

    def on_asr_result(self, result: AsrResult) -> None:
        self._maybe(result.text)
        self.note(result.text)

    async def on_text_data(self, text: TextData) -> None:
        await asyncio.sleep(0.01)
        self._maybe(text.text)
        self.note(text.text)

    def on_tts_flush(self, flush: TtsFlush) -> None:
        self.note(f"flush {flush.flush_id}")
        self.send(TtsFlushEnd(flush.flush_id))

    async def on_chat_completion(self, request: ChatCompletion) -> AsyncIterator[ChatDelta]:
        self.note(f"asked {request.request_id}")
        for word in (message["content"] for message in request.messages):
            await asyncio.sleep(0.01)
            if word == "wait":
                await asyncio.Event().wait()
            self._maybe(word)
            yield ChatDelta(f"{self.who} {word}")

    def _maybe(self, word: str) -> None:
        """``fail``: any candidate; ``fail first``: only that one; ``final``: for good."""
        kind, _, who = word.partition(" ")
        if who and who != self.who:
            return
        if kind == "leave":
            left = (say("left"), TextData("left text"), say("left as well"))
            self.leave(left)
            assert self.has_stand_in is (self.who != "third")
            raise ProviderError("secret detail", retryable=False)
        if kind == "fail":
            raise OSError("secret detail")
        if kind == "final":
            raise ProviderError("secret detail", retryable=False, vendor="acme", code="401")
        if kind == "refuse":
            raise CommandError("I would rather not")
        if kind == "task":
            self.spawn(self._raise(ProviderError("secret detail", retryable=False)), name="fail")

    async def _raise(self, error: Exception) -> None:
        raise error


class First(Provider):
    pass


class Second(Provider):
    pass


class Third(Provider):
    pass


class Ears(Client):
    """The client; it hears when a flush is answered."""

    async def configure(self) -> None:
        await super().configure()
        self.flushed: list[str] = self.state.setdefault("flushed", [])

    def on_tts_flush_end(self, end: TtsFlushEnd) -> None:
        self.flushed.append(end.flush_id)


NODES: dict[str, type[Extension[Any]]] = {"a": Node, "b": First, "client": Ears}
EDGES = [
    ("a", "b", AsrResult),
    ("a", "b", TextData),
    ("a", "b", ChatCompletion),
    ("a", "b", TtsFlush),
    ("b", "client", TtsFlushEnd),
]


def live_with(
    script: Script, *stand_ins: type[Extension[Any]], **options: Any
) -> AbstractAsyncContextManager[Session]:
    """A started session in which ``stand_ins`` may take the place of ``First``."""
    scripts[:] = [script]
    options = {"restart": NO_RESTARTS, **options}
    return live(NODES, EDGES, client=script, fallback={"b": stand_ins}, **options)


def say(text: str) -> AsrResult:
    return AsrResult(text, final=True)


def chat(*words: str, name: str = "1") -> ChatCompletion:
    return ChatCompletion([{"content": word} for word in words], name)


async def words(results: AsyncIterator[Any]) -> list[str]:
    return [result.delta async for result in results]


def running(session: Session) -> str:
    """Who runs in the node now."""
    return session.nodes["b"].supervisor.current.candidate.plan.extension.__name__.lower()
