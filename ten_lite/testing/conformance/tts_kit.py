"""What the rows of voices share: how to speak and flush, and what came of it."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from typing import ClassVar

from ten_lite.messages import (
    PcmFrame,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsTextInput,
)
from ten_lite.testing.conformance.kit import Conformance
from ten_lite.testing.conformance.provider import Provider
from ten_lite.testing.conformance.row import NotApplicable
from ten_lite.testing.conformance.tts_provider import TtsProvider, VoicePlan
from ten_lite.testing.harness import Harness

__all__ = ["HELLO", "LONG", "TtsKit"]

HELLO = "Hello there."
LONG = "one two three four five six seven eight nine ten " * 8
"""Several seconds of speech, however fast the voice is."""


class TtsKit(Conformance[TtsProvider]):
    """Steps of the rows of voices."""

    bare_provider: ClassVar[type[Provider]] = TtsProvider

    async def use(self, node: Harness) -> None:
        """Say something and hear its end."""
        self.say(node, "used", HELLO)
        await node.pull(TtsAudioEnd)

    def say(self, node: Harness, request_id: str, *texts: str, end: bool = True) -> None:
        """Give ``texts`` to the voice, as pieces of one answer."""
        for number, text in enumerate(texts, 1):
            is_last = end and number == len(texts)
            node.push(TtsTextInput(request_id, text, is_last))

    async def flush(self, node: Harness, flush_id: str = "f1") -> TtsFlushEnd:
        """Interrupt the voice, and wait until it says that it has stopped."""
        node.push(TtsFlush(flush_id))
        return await node.pull(TtsFlushEnd, timeout_s=5.0)

    async def ended(self, node: Harness, request_id: str, *, within_s: float = 60.0) -> None:
        """Wait for the end of an answer."""
        await self.until(
            lambda: request_id in dict(self.ends(node)),
            f'"{request_id}" did not end',
            within_s=within_s,
        )

    async def begun(self, node: Harness, after: int = 0) -> None:
        """Wait for the first frame behind the first ``after`` messages."""
        await self.until(
            lambda: any(isinstance(m, PcmFrame) for m in node.received[after:]), "no sound came"
        )

    def starts(self, node: Harness) -> list[str]:
        """The answers whose start was told."""
        return [m.request_id for m in node.received if isinstance(m, TtsAudioStart)]

    def ends(self, node: Harness) -> list[tuple[str, str]]:
        """The answers whose end was told, with the reasons."""
        return [(m.request_id, m.reason) for m in node.received if isinstance(m, TtsAudioEnd)]

    def sound(self, node: Harness, after: int = 0) -> bytes:
        """All samples behind the first ``after`` messages."""
        return b"".join(m.data for m in node.received[after:] if isinstance(m, PcmFrame))

    def sounds(self, node: Harness) -> dict[str, bytes]:
        """The samples of each answer, by what was told to begin before them."""
        found: dict[str, bytes] = defaultdict(bytes)
        now = ""
        for message in node.received:
            if isinstance(message, TtsAudioStart):
                now = message.request_id
            elif isinstance(message, PcmFrame):
                found[now] += message.data
        return found

    def plan_if_possible(self, plan: VoicePlan, *, times: int | None = None) -> None:
        """Have the provider answer like this, if there is one that can."""
        with contextlib.suppress(NotApplicable):
            self.fake.plan(plan, times=times)

    async def cancelled(self) -> None:
        """The provider, if it can be asked, is told within 100 ms that nothing is wanted."""
        try:
            _ = self.fake.under_way
        except NotApplicable:
            return
        await self.until(
            lambda: not self.fake.under_way,
            "the provider was not told to stop",
            within_s=0.1,
        )
