from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.errors import CommandError, Interrupted
from ten_lite.kinds import LlmExtension
from ten_lite.messages import ChatCompletion, ChatDelta, ErrorMessage
from ten_lite.testing import Harness


class Scripted(LlmExtension[AddonConfig]):
    """Streams the words of the last message, 100 ms apart; ``!`` fails, ``?`` crashes."""

    async def configure(self) -> None:
        self.open = 0
        self.closed_at_s: list[float] = []

    async def complete(self, request: ChatCompletion) -> AsyncGenerator[str, None]:
        self.open += 1
        try:
            for word in request.messages[-1]["content"].split(" "):
                await asyncio.sleep(0.1)
                if word == "!":
                    raise CommandError("the model is away")
                if word == "?":
                    raise KeyError("a defect")
                yield word
        finally:
            self.open -= 1
            self.closed_at_s.append(asyncio.get_running_loop().time())


SPEC = AddonSpec(
    name="scripted",
    kind="llm",
    description="",
    factory=f"{__name__}:Scripted",
    inputs=(ChatCompletion,),
)


def ask(text: str, request_id: str = "r1") -> ChatCompletion:
    return ChatCompletion([{"role": "user", "content": text}], request_id)


def extension(harness: Harness) -> Scripted:
    found = harness.session.nodes["addon"].extension
    assert isinstance(found, Scripted)
    return found


async def deltas_of(harness: Harness, command: ChatCompletion) -> list[tuple[str, str | None]]:
    found = []
    async with harness.call(command) as results:
        async for delta in results:
            assert isinstance(delta, ChatDelta)
            found.append((delta.delta, delta.finish_reason))
    return found


async def test_deltas_come_in_order_and_one_last_result_tells_the_end():
    async with Harness(SPEC) as harness:
        assert await deltas_of(harness, ask("one two three")) == [
            ("one", None),
            ("two", None),
            ("three", None),
            ("", "stop"),
        ]


async def test_empty_deltas_are_left_out_and_an_empty_answer_still_ends():
    async with Harness(SPEC) as harness:
        assert await deltas_of(harness, ask("one   two")) == [
            ("one", None),
            ("two", None),
            ("", "stop"),
        ]
        assert await deltas_of(harness, ask("")) == [("", "stop")]


async def test_a_refusal_is_raised_at_the_caller_after_what_there_was_and_is_no_defect():
    async with Harness(SPEC) as harness:
        results = harness.call(ask("one !"))
        first = await anext(results)
        assert first == ChatDelta("one")
        with pytest.raises(CommandError, match="the model is away"):
            await anext(results)
        assert harness.session.nodes["addon"].restart_count == 0
        assert (await deltas_of(harness, ask("two")))[0] == ("two", None)


async def test_a_crash_is_a_command_error_without_its_text_and_the_next_request_works():
    async with Harness(SPEC) as harness:
        with pytest.raises(CommandError) as failure:
            await deltas_of(harness, ask("one ?"))
        assert "a defect" not in str(failure.value)
        assert (await harness.pull(ErrorMessage)).code == "node_restarted"
        await asyncio.sleep(0.2)
        assert (await deltas_of(harness, ask("two")))[0] == ("two", None)


@pytest.mark.parametrize("after_s", [0.0, 0.05, 0.1, 0.25])
async def test_closing_the_results_closes_the_generator_within_50_ms(after_s: float):
    async with Harness(SPEC) as harness:
        loop = asyncio.get_running_loop()
        results = harness.call(ask("one two three four"))
        await asyncio.sleep(after_s)
        began_s = loop.time()
        await results.aclose()
        assert loop.time() - began_s <= 0.05
        assert extension(harness).open == 0
        assert all(at_s - began_s <= 0.05 for at_s in extension(harness).closed_at_s)


@pytest.mark.parametrize("after_s", [0.0, 0.05, 0.1, 0.25, 0.4])
async def test_an_interruption_ends_the_answer_at_once_and_no_delta_follows(after_s: float):
    async with Harness(SPEC) as harness:
        got: list[ChatDelta] = []
        outcome: list[str] = []

        async def listen() -> None:
            try:
                async for delta in harness.call(ask("one two three four")):
                    assert isinstance(delta, ChatDelta)
                    got.append(delta)
            except Interrupted:
                outcome.append("interrupted")

        listening = asyncio.create_task(listen())
        await asyncio.sleep(after_s)
        count = len(got)
        harness.session.interrupt()
        await asyncio.sleep(0)
        assert len(got) == count
        await asyncio.sleep(1)
        assert len(got) == count
        assert outcome == ["interrupted"]
        assert extension(harness).open == 0
        await listening


async def test_two_requests_at_once_do_not_mix():
    async with Harness(SPEC) as harness:
        one, two = await asyncio.gather(
            deltas_of(harness, ask("a b c", "r1")), deltas_of(harness, ask("x y z", "r2"))
        )
        assert "".join(delta for delta, _ in one) == "abc"
        assert "".join(delta for delta, _ in two) == "xyz"


class Calling(LlmExtension[AddonConfig]):
    """Gives whole deltas; what follows the last one is never wanted."""

    async def complete(self, request: ChatCompletion) -> AsyncGenerator[str | ChatDelta, None]:
        yield "Let me see. "
        yield ChatDelta("A moment.")
        yield ChatDelta("", "tool_calls", ({"id": "1", "name": "clock", "arguments": "{}"},))
        yield "never sent"


async def test_a_delta_with_a_finish_reason_is_the_last_and_goes_out_as_it_is():
    spec = AddonSpec(
        name="calling",
        kind="llm",
        description="",
        factory=f"{__name__}:Calling",
        inputs=(ChatCompletion,),
    )
    async with Harness(spec) as harness:
        assert [delta async for delta in harness.call(ask("x"))] == [
            ChatDelta("Let me see. "),
            ChatDelta("A moment."),
            ChatDelta("", "tool_calls", ({"id": "1", "name": "clock", "arguments": "{}"},)),
        ]
