"""Rows of recognisers: providers that are away, fail, or talk nonsense."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import tracemalloc

from ten_lite.messages import EndOfSpeech, PcmFrame, StartOfSpeech
from ten_lite.testing.conformance.row import NotApplicable, expect, must, should, skip
from ten_lite.testing.conformance.stt_kit import SttKit
from ten_lite.testing.conformance.stt_provider import EarPlan
from ten_lite.testing.harness import Harness

__all__ = ["SttOutages"]

CLOSE_MS = 500
MANY = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
FLOOD_S, KEPT_S = 120, 70
SECOND = bytes(32_000)


class SttOutages(SttKit):
    """Connections that break."""

    @must("asr.time.after_reconnect")
    async def time_after_reconnect(self) -> None:
        """A connection that breaks between two utterances.

        Expected: ``start_ms`` of the second goes on from the session's sound.
        """
        self.fake.plan(EarPlan(cut_after_ms=3_000), times=1)
        async with self.node() as node:
            await self.utter(node, *MANY[:5])
            await self.understood(node, 1)
            await self.hear_silence(node, 1_000)
            place_ms = self.sent_ms(node)
            await self.utter(node, "three")
            second = (await self.understood(node, 2))[1]
            off_ms = second.start_ms - place_ms
            expect(abs(off_ms) <= CLOSE_MS, f"it is placed {off_ms} ms beside its sound")

    @must("asr.outage")
    async def outage(self) -> None:
        """A connection that breaks in the middle of an utterance; the next four are refused.

        Expected: not a word is lost, and no error is fatal.
        """
        self.fake.plan(EarPlan(cut_after_ms=700), times=1)
        self.fake.refuse("broken", times=4)
        async with self.node() as node:
            await self.utter(node, *MANY)
            await self.heard_all(node, *MANY)
            self._none_is_fatal(node)

    @must("asr.reconnect.transient")
    async def reconnect_transient(self) -> None:
        """Three connections that are refused, then one that is accepted.

        Expected: an error that is not fatal, growing pauses, and all that was said meanwhile.
        """
        self.fake.refuse("broken", times=3)
        async with self.node() as node:
            await self.utter(node, "one", "two")
            await self.heard_all(node, "one", "two")
            expect(self.errors(node), "nobody was told")
            self._none_is_fatal(node)
            at_s = self.fake.requests
            expect(len(at_s) == 4, f"{len(at_s)} connections were tried in place of 4")
            first_s, last_s = at_s[1] - at_s[0], at_s[3] - at_s[2]
            expect(last_s > first_s, f"the pauses do not grow: {first_s:.2f} s, {last_s:.2f} s")

    @must("asr.reconnect.limit")
    async def reconnect_limit(self) -> None:
        """A provider that never accepts.

        Expected: one fatal error in the end; from then on no attempt and no error.
        """
        self.fake.refuse("broken")
        async with self.node(**self.fake.quick) as node:
            await self.begin(node)
            await self.until(
                lambda: any(error.fatal for error in self.errors(node)),
                "no fatal error came",
                within_s=60,
            )
            tries, told = len(self.fake.requests), len(self.errors(node))
            await self.quiet(60)
            expect(len(self.fake.requests) == tries, "it goes on trying")
            expect(len(self.errors(node)) == told, "it goes on telling errors")

    @should("asr.long")
    async def long(self) -> None:
        """Six minutes of speech, with a provider that ends connections after five.

        Expected: not a word is lost, and no error is told.
        """
        if self.fake.real_time:
            skip("six minutes take too long on the wall clock")
        self.fake.plan(EarPlan(cut_after_ms=300_000, in_order=True), times=1)
        said = []
        async with self.node() as node:
            for number in range(36):
                said.append(MANY[number % len(MANY)])
                await self.utter(node, said[-1])
                await self.hear_silence(node, 8_000)
            await self.heard_all(node, *said)
            self.no_errors(node)

    @must("asr.backpressure")
    async def backpressure(self) -> None:
        """A provider that takes nothing, and two minutes of sound at once.

        Expected: at most 70 s of it are kept; when the provider is back, it understands again.
        """
        deaf = EarPlan(reads=False)
        if not self.takes_events:
            self.fake.plan(deaf, times=1)
        async with self.node() as node:
            if self.takes_events:  # it turns to its provider for each utterance anew
                await self.use(node)
                self.fake.plan(deaf, times=1)
                node.push(StartOfSpeech(self.sent_ms(node)))
            await self.quiet(0.5)
            gc.collect()
            tracemalloc.start()
            try:
                before = tracemalloc.get_traced_memory()[0]
                for _ in range(FLOOD_S):
                    node.push(PcmFrame(bytes(bytearray(SECOND))))
                    await asyncio.sleep(0.01)
                gc.collect()
                kept = tracemalloc.get_traced_memory()[0] - before
            finally:
                tracemalloc.stop()
            if self.takes_events:
                node.push(EndOfSpeech(self.sent_ms(node) + FLOOD_S * 1_000))
            await self.hear_silence(node, 15_000)
            count = len(self.finals(node))
            await self.utter(node, "one", "two")
            await self.understood(node, count + 1, within_s=60)
            self._none_is_fatal(node)
            expect(kept < KEPT_S * len(SECOND), f"{kept / len(SECOND):.0f} s of sound were kept")

    @must("asr.garbage")
    async def garbage(self) -> None:
        """A provider that sends broken JSON, unknown events and empty results.

        Expected: at most one error, not fatal; what is said is understood.
        """
        self.fake.plan(EarPlan(garbage=True))
        async with self.node() as node:
            await self.utter(node, "one", "two")
            await self.heard_all(node, "one", "two")
            expect(len(self.errors(node)) <= 1, f"errors: {self.errors(node)}")
            self._none_is_fatal(node)

    @must("asr.auth.fatal")
    async def auth_fatal(self) -> None:
        """A key that the provider refuses.

        Expected: one fatal error within 2 s, at most 3 tries, the key in no error and no log.
        """
        await self.refused_for_good("key")

    @must("asr.quota")
    async def quota(self) -> None:
        """A provider whose quota is used up.

        Expected: one fatal error within 2 s, and one try.
        """
        await self.refused_for_good("quota", most_tries=1)

    @must("asr.params.missing")
    async def params_missing(self) -> None:
        """A required property is left out.

        Expected: the configuration is refused and names it, before there is a connection.
        """
        self.missing_property_is_named()

    @must("asr.params.passthrough")
    async def params_passthrough(self) -> None:
        """Parameters in ``extra_params`` that the addon does not know.

        Expected: they reach the provider unchanged.
        """
        await self.extra_params_arrive()

    @must("asr.stop")
    async def stop(self) -> None:
        """A stop while it connects, and in mid-speech; a second stop.

        Expected: each takes less than a second, leaves nothing behind and tells no error.
        """
        with contextlib.suppress(NotApplicable):
            self.fake.plan(EarPlan(connect_delay_s=60.0), times=1)
        async with self.node() as node:
            if self.takes_events:
                await self.begin(node)
            await self.quiet(0.5)
            await self.stop_in_time(node)
        async with self.node() as node:
            if self.takes_events:
                node.push(StartOfSpeech(0))
            await self.hear(node, self.fake.speech("one", "two", "three")[: 32 * 400])
            await self.stop_in_time(node)

    async def hear_silence(self, node: Harness, duration_ms: int) -> None:
        """A pause in which sound comes all the same."""
        await self.hear(node, bytes(32 * duration_ms), frame_ms=100)
        self._sent_ms()[node] = self.sent_ms(node) + duration_ms

    def _none_is_fatal(self, node: Harness) -> None:
        fatal = [error.text for error in self.errors(node) if error.fatal]
        expect(not fatal, f"fatal errors: {fatal}")
