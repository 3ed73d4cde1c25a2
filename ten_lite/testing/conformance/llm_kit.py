"""What the rows of language models share: how to ask, and what came."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ten_lite.errors import CommandError
from ten_lite.messages import ChatCompletion, ChatDelta
from ten_lite.testing.conformance.llm_provider import ChatPlan, LlmProvider
from ten_lite.testing.conformance.provider import Provider
from ten_lite.testing.conformance.provider_steps import ProviderSteps
from ten_lite.testing.conformance.row import NotApplicable, expect
from ten_lite.testing.harness import Harness

__all__ = ["Asked", "LlmKit"]

WAIT_S = 300.0


@dataclass
class Asked:
    """A request, and what came of it so far.

    Attributes:
        deltas: The pieces.
        error: What ended it, if not its last piece.
        request_id: Names the request.
    """

    request_id: str
    deltas: list[ChatDelta] = field(default_factory=list)
    error: CommandError | None = None

    @property
    def text(self) -> str:
        """The pieces put together."""
        return "".join(delta.delta for delta in self.deltas)

    @property
    def reasons(self) -> list[str]:
        """Every finish reason that came."""
        return [delta.finish_reason for delta in self.deltas if delta.finish_reason]


class LlmKit(ProviderSteps[LlmProvider]):
    """Steps of the rows of language models."""

    bare_provider: ClassVar[type[Provider]] = LlmProvider
    _numbers = itertools.count(1)

    async def begin(self, node: Harness) -> None:
        """Ask something and wait until it has failed."""
        with contextlib.suppress(CommandError):
            await self.answered(node)

    async def use(self, node: Harness) -> None:
        """Ask something."""
        await self.answered(node)

    async def answered(self, node: Harness, text: str = "Hello.", **fields: Any) -> Asked:
        """The whole answer to ``text``.

        Raises:
            CommandError: There is none.
        """
        asked = self._new()
        await self._read(node, asked, text, fields)
        if asked.error is not None:
            raise asked.error
        return asked

    @contextlib.asynccontextmanager
    async def asking(self, node: Harness, text: str = "Hello.", **fields: Any) -> Any:
        """A request that runs while the body does; it is waited for at the end."""
        asked = self._new()
        task = asyncio.create_task(self._read(node, asked, text, fields), name="conform asks")
        try:
            yield asked
        finally:
            await asyncio.wait({task}, timeout=WAIT_S)
            expect(task.done(), "a request does not end")
            task.result()

    def _new(self) -> Asked:
        return Asked(f"r{next(self._numbers)}")

    async def _read(self, node: Harness, asked: Asked, text: str, fields: dict[str, Any]) -> None:
        messages = [{"role": "user", "content": text}]
        request = ChatCompletion(messages, asked.request_id, **fields)
        try:
            async with node.call(request, timeout_s=WAIT_S) as results:
                async for delta in results:
                    assert isinstance(delta, ChatDelta)
                    asked.deltas.append(delta)
        except CommandError as error:
            asked.error = error

    def one_end(self, asked: Asked) -> None:
        """The last piece and no other has a finish reason.

        Raises:
            Failure: It is not so.
        """
        expect(asked.deltas, "nothing came")
        expect(len(asked.reasons) == 1, f"the finish reasons: {asked.reasons}")
        expect(asked.deltas[-1].finish_reason, "a piece came behind the one with the reason")

    async def cancelled(self) -> None:
        """The provider, if it can be asked, is told within 100 ms that nothing is wanted."""
        try:
            _ = self.fake.under_way
        except NotApplicable:
            return
        await self.until(
            lambda: not self.fake.under_way, "the provider was not told to stop", within_s=0.1
        )

    def plan_if_possible(self, plan: ChatPlan, *, times: int | None = None) -> bool:
        """Have the provider answer like this, if there is one that can; whether there is."""
        try:
            self.fake.plan(plan, times=times)
        except NotApplicable:
            return False
        return True
