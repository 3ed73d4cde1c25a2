"""A language model that does everything right, and its provider, both in one process."""

from __future__ import annotations

import asyncio
import codecs
import itertools
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any

from ten_lite.addons import AddonSpec
from ten_lite.errors import ProviderError
from ten_lite.kinds import LlmExtension
from ten_lite.messages import ChatCompletion, ChatDelta
from ten_lite.testing.conformance import ChatPlan, LlmProvider, Refusal

from .toy import PROVIDERS, Plans, Registered, ToyConfig

REASONS = {"stop": "stop", "length": "length", "filter": "content_filter"}
Tell = Callable[[str, Any], None]


class ToyModelProvider(Registered, LlmProvider):
    """Sends events to whoever asked: bytes of text, pieces of calls, thoughts, an end."""

    def __init__(self) -> None:
        super().__init__()
        self.quick = {"patience_s": 1.0, "tries": 2}
        self.extra_params = {"seed": 7}
        self.plans = Plans(ChatPlan())
        self.work: dict[int, asyncio.Task[None]] = {}

    async def __aexit__(self, *error: Any) -> None:
        await super().__aexit__(*error)
        for task in self.work.values():
            task.cancel()
        await asyncio.gather(*self.work.values(), return_exceptions=True)

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        self.plans.add(why, times)

    def plan(self, plan: ChatPlan, *, times: int | None = None) -> None:
        self.plans.add(plan, times)

    @property
    def requests(self) -> list[float]:
        return self.plans.at_s

    @property
    def under_way(self) -> int:
        return len(self.work)

    def seen_params(self) -> Mapping[str, Any]:
        return self.plans.params

    def ask(self, number: int, params: Mapping[str, Any], tell: Tell) -> None:
        """Begin to answer."""
        plan = self.plans.take(asyncio.get_running_loop().time(), params)
        self.work[number] = asyncio.create_task(
            self._answer(number, plan, tell), name="toy provider"
        )

    def cancel(self, number: int) -> None:
        """Stop."""
        if number in self.work:
            self.work.pop(number).cancel()

    async def _answer(self, number: int, plan: ChatPlan, tell: Tell) -> None:
        await asyncio.sleep(plan.headers_s)
        if plan.thoughts:
            tell("thought", plan.thoughts)
        for step in plan.steps:
            if isinstance(step, str):
                data = step.encode()
                size = plan.piece_bytes or len(data)
                for at in range(0, len(data), size):
                    tell("text", data[at : at + size])
            else:
                await asyncio.sleep(step)
        for half in (0, 1):
            for n, (call_id, name, arguments) in enumerate(plan.calls):
                middle = len(arguments) // 2
                piece = arguments[:middle] if half == 0 else arguments[middle:]
                tell("call", (n, call_id, name, piece))
        if plan.then == "stall":
            await asyncio.sleep(1e6)
        reason = "tool_calls" if plan.calls else REASONS[plan.finish]
        tell("end" if plan.then == "end" else "lost", reason)
        self.work.pop(number, None)


class ToyModel(LlmExtension[ToyConfig]):
    """Tries again what was refused for the moment."""

    async def configure(self) -> None:
        self.provider: ToyModelProvider = PROVIDERS[self.config.server]
        self.numbers = itertools.count(1)

    async def complete(self, request: ChatCompletion) -> AsyncGenerator[str | ChatDelta, None]:
        number = id(self) + next(self.numbers)
        events = self.events()
        calls: dict[int, dict[str, str]] = {}
        decoder = codecs.getincrementaldecoder("utf-8")(self.on_broken())
        try:
            await self.ask(number, events)
            while True:
                async with asyncio.timeout(self.patience_s()):
                    kind, value = await events.get()
                if kind == "text":
                    yield self.text(decoder, value)
                elif kind == "thought":
                    yield self.thought(value)
                elif kind == "call":
                    index, call_id, name, piece = value
                    call = calls.setdefault(self.place(index), {"id": call_id, "name": name})
                    call["arguments"] = call.get("arguments", "") + piece
                elif kind == "end":
                    break
                else:
                    self.lost()
                    break
            for delta in self.end(value, tuple(calls.values())):
                yield delta
        except TimeoutError:
            raise ProviderError("nothing came", retryable=True, code="timeout") from None
        finally:
            self.leave(number)

    def events(self) -> asyncio.Queue[tuple[str, Any]]:
        return asyncio.Queue()

    def on_broken(self) -> str:
        return "strict"

    def patience_s(self) -> float | None:
        return self.config.patience_s

    async def ask(self, number: int, events: asyncio.Queue[tuple[str, Any]]) -> None:
        for tries in itertools.count(1):
            try:
                tell = lambda kind, value: events.put_nowait((kind, value))  # noqa: E731
                self.provider.ask(number, self.params(), tell)
                return
            except ProviderError as error:
                if not self.tries_again(error, tries):
                    raise
            await asyncio.sleep(self.pause_s())

    def pause_s(self) -> float:
        return 0.2

    def tries_again(self, error: ProviderError, tries: int) -> bool:
        return error.retryable and tries < 3

    def params(self) -> Mapping[str, Any]:
        return self.config.extra_params

    def text(self, decoder: codecs.IncrementalDecoder, data: bytes) -> str:
        return decoder.decode(data)

    def thought(self, text: str) -> str:
        return ""

    def place(self, index: int) -> int:
        return index

    def lost(self) -> None:
        raise ProviderError("the answer was cut off", retryable=True)

    def end(self, reason: str, calls: tuple[dict[str, str], ...]) -> list[ChatDelta]:
        assert all(isinstance(json.loads(call["arguments"]), dict) for call in calls)
        return [ChatDelta("", reason, calls)]

    def leave(self, number: int) -> None:
        self.provider.cancel(number)


def model(extension: type[ToyModel] = ToyModel, **changes: Any) -> AddonSpec:
    """The spec of a toy model."""
    fields: dict[str, Any] = {
        "name": "toy_model",
        "kind": "llm",
        "description": "A toy.",
        "factory": f"{extension.__module__}:{extension.__qualname__}",
        "inputs": (ChatCompletion,),
        "config": ToyConfig,
    }
    return AddonSpec(**{**fields, **changes})
