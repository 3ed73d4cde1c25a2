"""Rows of voices: providers that fail, and stops."""

from __future__ import annotations

from ten_lite.testing.conformance.provider_steps import ProviderSteps
from ten_lite.testing.conformance.row import expect, must
from ten_lite.testing.conformance.tts_kit import HELLO, LONG, TtsKit
from ten_lite.testing.conformance.tts_provider import TtsProvider, VoicePlan
from ten_lite.testing.harness import Harness

__all__ = ["TtsFailing"]

FILES = (b"RIFF\x24\x00\x00\x00WAVEfmt ", b"ID3\x04\x00\x00\x00\x00\x00\x00")
"""How WAV and MP3 files begin."""
STOPS = (
    VoicePlan(first_byte_s=100.0),
    VoicePlan(stall_after_bytes=1_000),
    VoicePlan(chunk_delay_s=0.1),
)


class TtsFailing(TtsKit, ProviderSteps[TtsProvider]):
    """Answers whose provider fails."""

    async def begin(self, node: Harness) -> None:
        """Say something."""
        self.say(node, "begun", HELLO)

    @must("tts.dup_end")
    async def dup_end(self) -> None:
        """A provider that tells the end of an answer twice.

        Expected: one tts_audio_end, and the next answer is whole.
        """
        self.fake.plan(VoicePlan(ends=2), times=1)
        async with self.node() as node:
            self.say(node, "r1", HELLO)
            await self.ended(node, "r1")
            self.fake.plan(VoicePlan(chunk_delay_s=0.05))  # the other end comes while it is spoken
            self.say(node, "r2", HELLO)
            await self.ended(node, "r2")
            await self.quiet(2)
            expect(
                self.ends(node) == [("r1", "end"), ("r2", "end")], f"the ends: {self.ends(node)}"
            )
            sounds = self.sounds(node)
            expect(sounds["r2"] == sounds["r1"], "the next answer is not whole")

    @must("tts.reconnect")
    async def reconnect(self) -> None:
        """A connection that breaks in the middle of an answer.

        Expected: the answer ends, if not whole then with the reason "error" and an error that is
        not fatal; the next answer sounds.
        """
        self.fake.plan(VoicePlan(chunk_delay_s=0.02, cut_after_bytes=4_000), times=1)
        async with self.node() as node:
            self.say(node, "r1", LONG)
            await self.ended(node, "r1")
            reason = dict(self.ends(node))["r1"]
            await self._goes_on(node, "r1", is_error=reason != "end")

    @must("tts.stall")
    async def stall(self) -> None:
        """A provider that takes the text and sends nothing.

        Expected: after a time an error that is not fatal and the end with the reason "error"; the
        next answer sounds.
        """
        self.fake.plan(VoicePlan(stall_after_bytes=0), times=1)
        async with self.node(**self.fake.quick) as node:
            self.say(node, "r1", HELLO)
            await self.ended(node, "r1", within_s=60)
            await self._goes_on(node, "r1", is_error=True)

    @must("tts.half_sample")
    async def half_sample(self) -> None:
        """Sound that comes in pieces with an odd number of bytes.

        Expected: the same samples as in even pieces.
        """
        async with self.node() as node:
            self.fake.plan(VoicePlan(chunk_bytes=512), times=1)
            self.say(node, "even", HELLO)
            await self.ended(node, "even")
            self.fake.plan(VoicePlan(chunk_bytes=333), times=1)
            self.say(node, "odd", HELLO)
            await self.ended(node, "odd")
            sounds = self.sounds(node)
            expect(sounds.get("odd") == sounds["even"], "the samples are not the same")

    @must("tts.container")
    async def container(self) -> None:
        """A provider that answers with a WAV or MP3 file.

        Expected: an error in words, and nothing of it is heard.
        """
        for head in FILES:
            self.fake.plan(VoicePlan(sound=head + bytes(range(256)) * 40))
            async with self.node() as node:
                self.say(node, "r1", HELLO)
                await self.until(lambda: self.errors(node), "no error came")
                await self.quiet(2)
                expect(not self.sound(node), f"a file that begins with {head[:4]!r} was played")

    @must("tts.auth")
    async def auth(self) -> None:
        """A key that the provider refuses.

        Expected: one fatal error within 2 s, at most 3 requests, the key in no error and no log.
        """
        await self.refused_for_good("key")

    @must("tts.quota")
    async def quota(self) -> None:
        """A provider whose quota is used up.

        Expected: one fatal error within 2 s, and one request: trying again costs time only.
        """
        await self.refused_for_good("quota", most_tries=1)

    @must("tts.params.missing")
    async def params_missing(self) -> None:
        """A required property is left out.

        Expected: the configuration is refused and names it, before anything is asked for.
        """
        self.missing_property_is_named()

    @must("tts.params.passthrough")
    async def params_passthrough(self) -> None:
        """Parameters in ``extra_params`` that the addon does not know.

        Expected: they reach the provider unchanged.
        """
        await self.extra_params_arrive()

    @must("tts.stop")
    async def stop(self) -> None:
        """A stop before the first sound, in a stall, while sound flows; a second stop.

        Expected: each takes less than a second, leaves nothing behind and tells no error.
        """
        for plan in STOPS:
            self.plan_if_possible(plan)
            async with self.node() as node:
                self.say(node, "r1", LONG)
                await self.quiet(0.5)
                await self.stop_in_time(node)

    async def _goes_on(self, node: Harness, failed: str, *, is_error: bool) -> None:
        """The failed answer was told as one, and the next one is spoken."""
        told = self.errors(node)
        reason = dict(self.ends(node))[failed]
        expect(not any(error.fatal for error in told), f"the error is fatal: {told}")
        if is_error:
            expect(reason == "error", f'its end has the reason "{reason}"')
            await self.until(lambda: self.errors(node), "no error was told", within_s=5)
        self.say(node, "next", HELLO)
        await self.ended(node, "next")
        expect(self.sounds(node).get("next"), "the next answer is not heard")
        expect(dict(self.ends(node))["next"] == "end", f"the ends: {self.ends(node)}")
