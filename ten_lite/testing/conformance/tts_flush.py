"""Rows of voices: interruptions."""

from __future__ import annotations

import asyncio

from ten_lite.messages import PcmFrame, TtsAudioEnd, TtsFlush, TtsFlushEnd
from ten_lite.testing.conformance.row import expect, must
from ten_lite.testing.conformance.tts_kit import HELLO, LONG, TtsKit
from ten_lite.testing.conformance.tts_provider import VoicePlan
from ten_lite.testing.harness import Harness

__all__ = ["TtsFlushing"]

SLOW_S = 0.05
SLOWLY = VoicePlan(chunk_delay_s=SLOW_S)
FLUSHES = 20


class TtsFlushing(TtsKit):
    """Answers that are interrupted."""

    @must("tts.flush.mid")
    async def flush_mid(self) -> None:
        """A flush behind the first frame of a long answer.

        Expected: the end with the reason "interrupted", then tts_flush_end, then not a frame;
        the provider is told to stop within 100 ms.
        """
        self.plan_if_possible(SLOWLY)
        async with self.node() as node:
            self.say(node, "r1", LONG, LONG)
            await self.begun(node)
            node.push(TtsFlush("f1"))
            await self.cancelled()
            await self.until(
                lambda: any(isinstance(m, TtsFlushEnd) for m in node.received),
                "tts_flush_end did not come",
                within_s=1,
            )
            await self.quiet(5)
            self._is_silent_after_flush_end(node)
            expect(self.ends(node) == [("r1", "interrupted")], f"its ends: {self.ends(node)}")
            expect(not self.errors(node), f"errors: {self.errors(node)}")

    @must("tts.flush.queue")
    async def flush_queue(self) -> None:
        """Two answers, a flush in the first; then two more.

        Expected: the second never sounds, the third and fourth are spoken whole.
        """
        async with self.node() as node:
            self.say(node, "r1", LONG)
            self.say(node, "r2", HELLO)
            await self.begun(node)
            await self.flush(node)
            self.say(node, "r3", HELLO)
            self.say(node, "r4", HELLO)
            await self.ended(node, "r4")
            expect(self.starts(node) == ["r1", "r3", "r4"], f"heard were {self.starts(node)}")
            reasons = dict(self.ends(node))
            expect(
                (reasons["r1"], reasons.get("r3"), reasons["r4"]) == ("interrupted", "end", "end"),
                f"the ends: {self.ends(node)}",
            )
            sounds = self.sounds(node)
            expect(
                abs(len(sounds["r3"]) - len(sounds["r4"])) <= len(sounds["r4"]) / 5,
                "the answer behind the flush is not whole",
            )

    @must("tts.flush.idle")
    async def flush_idle(self) -> None:
        """A flush while nothing is spoken.

        Expected: tts_flush_end with its id at once, and nothing else.
        """
        async with self.node() as node:
            end = await self.flush(node, "f7")
            await self.quiet(1)
            expect(end.flush_id == "f7", f"it answered the flush {end.flush_id}")
            names = [message.name for message in node.received]
            expect(not names, f"besides came: {', '.join(names)}")

    @must("tts.flush.before_audio")
    async def flush_before_audio(self) -> None:
        """A flush between a text and the provider's first sound.

        Expected: never a frame; one end, with the reason "interrupted", or none as nobody was
        told of a start.
        """
        self.fake.plan(VoicePlan(first_byte_s=1.0))
        async with self.node() as node:
            self.say(node, "r1", HELLO)
            await self.until(lambda: self.fake.requests, "the provider was not asked")
            await self.quiet(0.2)
            await self.flush(node)
            await self.cancelled()
            await asyncio.sleep(3)
            expect(not self.sound(node), "it was heard")
            expect(self.ends(node) in ([], [("r1", "interrupted")]), f"its ends: {self.ends(node)}")

    @must("tts.flush.storm")
    async def flush_storm(self) -> None:
        """Twenty answers, each flushed 5 ms later; then one more.

        Expected: a tts_flush_end for each flush, in order, and the last answer sounds.
        """
        async with self.node() as node:
            for number in range(FLUSHES):
                self.say(node, f"r{number}", HELLO)
                await asyncio.sleep(0.005)
                node.push(TtsFlush(f"f{number}"))
            self.say(node, "last", HELLO)
            await self.ended(node, "last")
            flushed = [m.flush_id for m in node.received if isinstance(m, TtsFlushEnd)]
            expect(flushed == [f"f{n}" for n in range(FLUSHES)], f"flushes answered: {flushed}")
            expect(self.sounds(node).get("last"), "the last answer was not heard")
            expect(("last", "end") in self.ends(node), f"the ends: {self.ends(node)[-1:]}")

    @must("tts.stale")
    async def stale(self) -> None:
        """Sound of a cancelled answer that comes late, while the next one is spoken.

        Expected: it is dropped; the next answer's sound is its own and nothing else.
        """
        async with self.node() as node:
            self.say(node, "alone", HELLO)
            await self.ended(node, "alone")
            self.fake.plan(VoicePlan(chunk_delay_s=SLOW_S, late_bytes=32_000), times=1)
            self.say(node, "r1", LONG)
            count = len(node.received)
            await self.begun(node, count)
            await self.flush(node)
            count = len(node.received)
            await self.quiet(0.5)
            expect(not self.sound(node, count), "late sound was heard behind the flush")
            self.fake.plan(SLOWLY)  # late sound comes while it is spoken
            self.say(node, "r2", HELLO)
            await self.ended(node, "r2")
            sounds = self.sounds(node)
            expect(sounds["r2"] == sounds["alone"], "the next answer has sound that is not its own")

    def _is_silent_after_flush_end(self, node: Harness) -> None:
        names = [type(message) for message in node.received]
        end = names.index(TtsFlushEnd)
        expect(PcmFrame not in names[end:], "sound came after tts_flush_end")
        expect(TtsAudioEnd not in names[end:], "tts_audio_end came after tts_flush_end")
