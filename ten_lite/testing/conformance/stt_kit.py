"""What the rows of recognisers share: how to speak, and what was understood."""

from __future__ import annotations

import asyncio
import re
from typing import ClassVar

from ten_lite.messages import (
    AsrResult,
    EndOfSpeech,
    LikelyEndOfSpeech,
    PcmFrame,
    StartOfSpeech,
)
from ten_lite.testing.conformance.provider import Provider
from ten_lite.testing.conformance.provider_steps import ProviderSteps
from ten_lite.testing.conformance.row import Failure, expect
from ten_lite.testing.conformance.stt_provider import SttProvider
from ten_lite.testing.harness import Harness

__all__ = ["FRAME_MS", "PAUSE_MS", "SttKit"]

FRAME_MS = 20
PAUSE_MS = 1_600
"""Longer than any recogniser needs to be sure."""
NOTICED_MS, PAUSED_MS, OVER_MS = 100, 200, 400
"""When a detector of speech tells its beginning, a likely end and its end."""


class SttKit(ProviderSteps[SttProvider]):
    """Steps of the rows of recognisers.

    To those that take the events of a detector of speech it tells them as well.
    """

    bare_provider: ClassVar[type[Provider]] = SttProvider

    async def begin(self, node: Harness) -> None:
        """Let it hear a little; most connect before, one that waits for the end of speech then."""
        if self.takes_events:
            await self.utter(node, "one")
        else:
            await self.hear(node, bytes(3_200))

    async def use(self, node: Harness) -> None:
        """One utterance, until it is understood."""
        count = len(self.finals(node))
        await self.utter(node, "one", "two")
        await self.understood(node, count + 1)

    @property
    def takes_events(self) -> bool:
        """Whether somebody else has to tell it where speech begins and ends."""
        return EndOfSpeech in self.addon.inputs and EndOfSpeech not in self.addon.optional_inputs

    async def hear(
        self,
        node: Harness,
        sound: bytes,
        *,
        sample_rate_hz: int = 16_000,
        channels: int = 1,
        frame_ms: int = FRAME_MS,
    ) -> None:
        """Send ``sound`` in real time, or as fast as the provider lets us, in frames."""
        size = sample_rate_hz * frame_ms // 1000 * 2 * channels
        for at in range(0, len(sound), size):
            node.push(PcmFrame(sound[at : at + size], sample_rate_hz, channels))
            await asyncio.sleep(frame_ms / 1000 / self.fake.pace)

    async def utter(self, node: Harness, *words: str, sample_rate_hz: int = 16_000) -> int:
        """Say ``words`` and pause; in the session's sound they end where the result says, in ms."""
        rate = sample_rate_hz
        speech = self.fake.speech(*words, sample_rate_hz=rate)
        sent_ms = self.sent_ms(node)
        spoken_ms = len(speech) * 500 // rate

        def part(from_ms: int, to_ms: int) -> bytes:
            everything = speech + bytes(2 * (rate * PAUSE_MS // 1000))
            return everything[from_ms * rate // 500 & ~1 : to_ms * rate // 500 & ~1]

        events = (
            (min(NOTICED_MS, spoken_ms), StartOfSpeech(sent_ms)),
            (spoken_ms + PAUSED_MS, LikelyEndOfSpeech(sent_ms + spoken_ms)),
            (spoken_ms + OVER_MS, EndOfSpeech(sent_ms + spoken_ms, OVER_MS)),
        )
        done_ms = 0
        for at_ms, event in events:
            await self.hear(node, part(done_ms, at_ms), sample_rate_hz=rate)
            done_ms = at_ms
            if type(event) in self.addon.inputs:
                node.push(event)
        await self.hear(node, part(done_ms, spoken_ms + PAUSE_MS), sample_rate_hz=rate)
        self._sent_ms()[node] = sent_ms + spoken_ms + PAUSE_MS
        return sent_ms + spoken_ms

    def sent_ms(self, node: Harness) -> int:
        """How much ``utter`` has sent."""
        return self._sent_ms().get(node, 0)

    def _sent_ms(self) -> dict[Harness, int]:
        found: dict[Harness, int] = self.__dict__.setdefault("_sent", {})
        return found

    def results(self, node: Harness) -> list[AsrResult]:
        """All that was told."""
        return [message for message in node.received if isinstance(message, AsrResult)]

    def finals(self, node: Harness) -> list[AsrResult]:
        """What was understood for good, empty results left out."""
        return [r for r in self.results(node) if r.final and r.text.strip()]

    def words(self, node: Harness) -> list[str]:
        """All words of the final results, without punctuation and capitals."""
        text = " ".join(result.text for result in self.finals(node))
        return re.findall(r"\w+", text.lower())

    async def understood(
        self, node: Harness, count: int, *, within_s: float = 30.0
    ) -> list[AsrResult]:
        """Wait for ``count`` final results with words in them."""
        await self.until(
            lambda: len(self.finals(node)) >= count,
            f"no {count} final results came",
            within_s=within_s,
        )
        return self.finals(node)

    async def heard_all(self, node: Harness, *words: str, within_s: float = 40.0) -> None:
        """Wait until ``words``, and no others, have been told, in this order."""
        if not self.fake.exact:
            await self.understood(node, 1, within_s=within_s)
            return
        try:
            await self.until(lambda: self.words(node) == list(words), "", within_s=within_s)
        except Failure:
            said, told = " ".join(words), " ".join(self.words(node))
            raise Failure(f'said was "{said}", understood "{told}"') from None

    def no_errors(self, node: Harness) -> None:
        """Nothing has failed.

        Raises:
            Failure: Something has.
        """
        told = [error.text for error in self.errors(node)]
        expect(not told, f"errors: {told}")
