"""Rows of language models: answers, and their interruption."""

from __future__ import annotations

import asyncio
import json

from ten_lite.errors import Interrupted
from ten_lite.testing.conformance.llm_kit import Asked, LlmKit
from ten_lite.testing.conformance.llm_provider import ChatPlan
from ten_lite.testing.conformance.row import expect, must, skip
from ten_lite.testing.harness import Harness

__all__ = ["LlmStreams"]

WORDS = [f"word{n} " for n in range(200)]
SLOW = ChatPlan(steps=[step for word in WORDS for step in (word, 0.05)])
LONG_QUESTION = "Tell me a long story about a dog, a cat and a bird."
RUNES = "Grüße, 你好, \N{GRINNING FACE} und tschüß."
TOOL = {
    "name": "weather",
    "description": "The weather of a place.",
    "parameters": {"type": "object", "properties": {"place": {"type": "string"}}},
}
CALLS = (("c1", "weather", '{"place": "Köln"}'), ("c2", "weather", '{"place": "Ulm, a\\"b"}'))


class LlmStreams(LlmKit):
    """Answers of a provider that works."""

    @must("llm.stream.order")
    async def stream_order(self) -> None:
        """One request.

        Expected: pieces of text in order, the last one and no other with a finish reason.
        """
        is_planned = self.plan_if_possible(ChatPlan(steps=WORDS[:20]))
        async with self.node() as node:
            asked = await self.answered(node)
            self.one_end(asked)
            expect(asked.text.strip(), "the answer is empty")
            if is_planned:
                expect(asked.text == "".join(WORDS[:20]), f'it is "{asked.text}"')

    @must("llm.metrics")
    async def metrics(self) -> None:
        """One request.

        Expected: ``node_metrics`` with its id: ``first_token_ms``, ``total_ms`` not below it, and
        the ``characters`` of the answer.
        """
        async with self.node() as node:
            asked = await self.answered(node)
            figures = await self.measured(node, asked.request_id)
            told = figures.get("first_token_ms", -1), figures.get("total_ms", -1)
            expect(0 <= told[0] <= told[1], f"the times: {figures}")
            count = len(asked.text)
            expect(figures.get("characters") == count, f"of {count} characters: {figures}")

    @must("llm.utf8")
    async def utf8(self) -> None:
        """An answer in many scripts that comes in pieces of one and of seven bytes.

        Expected: not a broken character, not a lost one.
        """
        for size in (1, 7):
            self.fake.plan(ChatPlan(steps=[RUNES], piece_bytes=size), times=1)
            async with self.node() as node:
                asked = await self.answered(node)
                expect(asked.text == RUNES, f'of "{RUNES}" came "{asked.text}"')

    @must("llm.abort")
    async def abort(self) -> None:
        """An interruption in the middle of an answer.

        Expected: not a piece after it; the provider is told within 100 ms; the caller gets
        ``Interrupted``, and the next request is answered.
        """
        self.plan_if_possible(SLOW, times=1)
        async with self.node() as node:
            async with self.asking(node, LONG_QUESTION) as asked:
                await self.until(lambda: len(asked.deltas) >= 5 or asked.reasons, "no answer came")
                if asked.reasons:
                    skip("its answer was over before it could be interrupted")
                await self._interrupt(node, asked)
            await self._is_interrupted(node, asked)

    @must("llm.abort.race")
    async def abort_race(self) -> None:
        """Interruptions before the headers, before the first piece, in a pause, behind the end.

        Expected: the same; behind the end nothing more comes.
        """
        await self._interrupted(ChatPlan(headers_s=5.0))
        await self._interrupted(ChatPlan(steps=[5.0, "late"]))
        await self._interrupted(ChatPlan(steps=["One ", 5.0, "late"]))
        async with self.node() as node:
            asked = await self.answered(node)
            count = len(asked.deltas)
            node.session.interrupt()
            await self.quiet(1)
            expect(len(asked.deltas) == count, "something came behind the end")

    @must("llm.concurrent")
    async def concurrent(self) -> None:
        """Two requests at the same time.

        Expected: each gets an answer of its own, whole, and nothing of the other's.
        """
        self.plan_if_possible(ChatPlan(steps=["a1 ", 0.2, "a2 ", 0.2, "a3"]), times=1)
        is_planned = self.plan_if_possible(ChatPlan(steps=["b1 ", 0.3, "b2 ", 0.1, "b3"]), times=1)
        async with self.node() as node, self.asking(node) as first, self.asking(node) as second:
            pass
        for asked in (first, second):
            expect(asked.error is None, f"a request failed: {asked.error}")
            self.one_end(asked)
        if is_planned:
            texts = sorted((first.text, second.text))
            expect(texts == ["a1 a2 a3", "b1 b2 b3"], f"the answers: {texts}")

    @must("llm.tool")
    async def tool(self) -> None:
        """Two calls of tools at once, their arguments in bits that take turns.

        Expected: the last piece has both, whole, with their ids, and the reason "tool_calls".
        """
        self.fake.plan(ChatPlan(steps=["Let me see. "], calls=CALLS), times=1)
        async with self.node() as node:
            asked = await self.answered(node, tools=(TOOL,))
            self.one_end(asked)
            calls = asked.deltas[-1].tool_calls
            told = [(c["id"], c["name"], json.loads(c["arguments"])) for c in calls]
            wanted = [(id_, name, json.loads(arguments)) for id_, name, arguments in CALLS]
            expect(told == wanted, f"the calls: {told}")
            expect(asked.reasons == ["tool_calls"], f"the reason: {asked.reasons}")

    @must("llm.empty")
    async def empty(self) -> None:
        """Answers of nothing, of blanks, and of thoughts only.

        Expected: each ends, in good order, and nothing of a thought is said.
        """
        self.fake.plan(ChatPlan(steps=[]), times=1)
        self.fake.plan(ChatPlan(steps=[" \n"]), times=1)
        async with self.node() as node:
            for _ in range(2):
                asked = await self.answered(node)
                self.one_end(asked)
                expect(not asked.text.strip(), f'it said "{asked.text}"')
            self.fake.plan(ChatPlan(steps=[], thoughts="Hm, hm."), times=1)
            asked = await self.answered(node)
            self.one_end(asked)
            expect("Hm" not in asked.text, f'a thought was said: "{asked.text}"')

    @must("llm.filter")
    async def filter(self) -> None:
        """Answers that end because they are too long, or because of what they say.

        Expected: they end, with a reason other than "stop".
        """
        for finish in ("length", "filter"):
            self.fake.plan(ChatPlan(steps=["Once"], finish=finish), times=1)
            async with self.node() as node:
                asked = await self.answered(node)
                self.one_end(asked)
                expect(asked.reasons != ["stop"], f'{finish}: the reason is "stop"')

    async def _interrupted(self, plan: ChatPlan) -> None:
        self.fake.plan(plan, times=1)
        async with self.node() as node:
            async with self.asking(node) as asked:
                await asyncio.sleep(0.5)
                await self._interrupt(node, asked)
            await self._is_interrupted(node, asked)

    async def _interrupt(self, node: Harness, asked: Asked) -> None:
        node.session.interrupt()
        count = len(asked.deltas)
        await self.cancelled()
        await self.quiet(2)
        expect(len(asked.deltas) == count, "pieces came behind the interruption")

    async def _is_interrupted(self, node: Harness, asked: Asked) -> None:
        ended = isinstance(asked.error, Interrupted) and not asked.reasons
        expect(ended, f"the caller was told {asked.error!r} and {asked.reasons}")
        expect(not self.errors(node), f"errors: {self.errors(node)}")
        self.one_end(await self.answered(node))
