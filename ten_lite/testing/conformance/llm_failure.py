"""Rows of language models: providers that fail, and stops."""

from __future__ import annotations

from ten_lite.errors import CommandError
from ten_lite.testing.conformance.llm_kit import LlmKit
from ten_lite.testing.conformance.llm_provider import ChatPlan
from ten_lite.testing.conformance.row import expect, must
from ten_lite.testing.harness import Harness

__all__ = ["LlmFailing"]

MOST_TRIES = 10
PATIENCE_S = 60.0
STOPS = (
    ChatPlan(headers_s=100.0),
    ChatPlan(steps=["One ", 100.0]),
    ChatPlan(steps=["One "], then="stall"),
)


class LlmFailing(LlmKit):
    """Answers whose provider fails."""

    @must("llm.retry")
    async def retry(self) -> None:
        """One request that is refused as too much (429), and one because of a fault (500).

        Expected: it is tried again after a pause and answered; nobody is told an error.
        """
        for why in ("busy", "broken"):
            self.fake.refuse(why, times=1)
            async with self.node() as node:
                count = len(self.fake.requests)
                self.one_end(await self.answered(node))
                at_s = self.fake.requests[count:]
                expect(len(at_s) == 2, f"{why}: {len(at_s)} requests came")
                expect(at_s[1] - at_s[0] >= 0.1, f"{why}: there was no pause")
                expect(not self.errors(node), f"{why}: {self.errors(node)}")

    @must("llm.retry.limit")
    async def retry_limit(self) -> None:
        """A provider that always refuses because of a fault.

        Expected: the tries end, the caller is told that it failed, once, and so is the client.
        """
        self.fake.refuse("broken")
        async with self.node(**self.fake.quick) as node:
            await self._fails(node)
            await self.until(lambda: self.errors(node), "nobody was told", within_s=5)
            tries = len(self.fake.requests)
            expect(tries <= MOST_TRIES, f"it tried {tries} times")
            await self.quiet(30)
            expect(len(self.fake.requests) == tries, "it goes on trying")

    @must("llm.stall")
    async def stall(self) -> None:
        """An answer that never begins, and one that stops in the middle.

        Expected: after a time the caller is told that it failed; the next request is answered.
        """
        tries = 1 + int(self.fake.quick.get("max_retries", 0))
        never, middle = ChatPlan(steps=[], then="stall"), ChatPlan(steps=["One "], then="stall")
        for plan, times in ((never, tries), (middle, 1)):
            async with self.node(**self.fake.quick) as node:
                self.fake.plan(plan, times=times)
                await self._fails(node)
                await self._comes_back(node)

    @must("llm.cut")
    async def cut(self) -> None:
        """Answers whose connection breaks, and that end without saying why, in the middle.

        Expected: the caller is told that it failed, and not that it ended well.
        """
        for then in ("break", "cut"):
            async with self.node() as node:
                self.fake.plan(ChatPlan(steps=["One ", 0.1], then=then), times=1)
                await self._fails(node)
                await self._comes_back(node)

    @must("llm.auth")
    async def auth(self) -> None:
        """A key that the provider refuses.

        Expected: one fatal error within 2 s, at most 3 requests, the key in no error and no log.
        """
        await self.refused_for_good("key")

    @must("llm.quota")
    async def quota(self) -> None:
        """A provider whose quota is used up.

        Expected: one fatal error within 2 s, and one request.
        """
        await self.refused_for_good("quota", most_tries=1)

    @must("llm.params.missing")
    async def params_missing(self) -> None:
        """A required property is left out.

        Expected: the configuration is refused and names it, before anything is asked for.
        """
        self.missing_property_is_named()

    @must("llm.params.passthrough")
    async def params_passthrough(self) -> None:
        """Parameters in ``extra_params`` that the addon does not know.

        Expected: they reach the provider unchanged.
        """
        await self.extra_params_arrive()

    @must("llm.stop")
    async def stop(self) -> None:
        """A stop before an answer begins, in a pause, in a stall; a second stop.

        Expected: each takes less than a second, leaves nothing behind and tells no error.
        """
        for plan in STOPS:
            self.plan_if_possible(plan, times=1)
            async with self.node() as node, self.asking(node):
                await self.quiet(0.5)
                await self.stop_in_time(node)

    async def _fails(self, node: Harness) -> None:
        began_s = self.now_s()
        try:
            asked = await self.answered(node)
        except CommandError:
            taken_s = self.now_s() - began_s
            expect(taken_s <= PATIENCE_S, f"the caller waited {taken_s:.0f} s for that")
            return
        expect(False, f'it ended with {asked.reasons} after "{asked.text}"')

    async def _comes_back(self, node: Harness) -> None:
        fatal = [error.text for error in self.errors(node) if error.fatal]
        expect(not fatal, f"the error is fatal: {fatal}")
        await self.quiet(2)
        self.fake.plan(ChatPlan(), times=1)
        self.one_end(await self.answered(node))
