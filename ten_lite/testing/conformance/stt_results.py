"""Rows of recognisers: what a result says."""

from __future__ import annotations

import asyncio

from pydantic import ValidationError

from ten_lite.messages import EndOfSpeech, PcmFrame, StartOfSpeech
from ten_lite.testing.conformance.row import expect, must, should, skip
from ten_lite.testing.conformance.stt_kit import FRAME_MS, PAUSE_MS, SttKit
from ten_lite.testing.harness import Harness

__all__ = ["SttResults"]

GAP_S = 5.0
CLOSE_MS = 500
FORMATS = ((8_000, 10, 1), (16_000, 37, 1), (48_000, 20, 1), (16_000, 20, 2))
"""Samples per second, length of a frame, channels."""


class SttResults(SttKit):
    """Results of a provider that works."""

    @must("asr.result.fields")
    async def result_fields(self) -> None:
        """One utterance in frames of 20 ms.

        Expected: each result has a text, an id and a language; the final one has words.
        """
        async with self.node() as node:
            await self.utter(node, "one", "two", "three")
            await self.understood(node, 1)
            for result in self.results(node):
                for name, kind in (("text", str), ("id", str), ("language", str), ("final", bool)):
                    value = getattr(result, name)
                    expect(isinstance(value, kind), f"{name} is {value!r}")
                expect(result.id and result.language, f"id or language is empty: {result}")
            await self.heard_all(node, "one", "two", "three")

    @must("asr.result.ids")
    async def result_ids(self) -> None:
        """Two utterances, with partial results where the addon tells any.

        Expected: partial results and their final share an id; the next utterance has another; no
        partial comes after its final.
        """
        async with self.node() as node:
            await self.utter(node, "one", "two", "three", "four", "five")
            await self.understood(node, 1)
            await self.utter(node, "six", "seven")
            await self.understood(node, 2)
            over: set[str] = set()
            now = ""
            for result in self.results(node):
                expect(result.id not in over, f"a result of {result.id} came after its final one")
                expect(now in ("", result.id), f"a partial result of {now} has no final one")
                now = "" if result.final else result.id
                if result.final:
                    over.add(result.id)

    @must("asr.result.session")
    async def result_session(self) -> None:
        """Two sessions that speak at the same time.

        Expected: each result bears the session of its sound, and no id is in both.
        """
        async with self.node(session_id="a") as a, self.node(session_id="b") as b:
            await asyncio.gather(self.utter(a, "one", "two"), self.utter(b, "three"))
            await asyncio.gather(self.understood(a, 1), self.understood(b, 1))
            sessions = [{r.session_id for r in self.results(node)} for node in (a, b)]
            expect(sessions == [{"a"}, {"b"}], f"sessions of the results: {sessions}")
            ids = [{r.id for r in self.results(node)} for node in (a, b)]
            expect(not ids[0] & ids[1], f"ids in both sessions: {ids[0] & ids[1]}")
            await self.heard_all(a, "one", "two")
            await self.heard_all(b, "three")

    @must("asr.metrics")
    async def metrics(self) -> None:
        """One utterance.

        Expected: ``node_metrics`` with its id: whole numbers for the time until its first word, the
        time until it was final, and the sound that the recogniser was given.
        """
        async with self.node() as node:
            await self.utter(node, "one", "two")
            (final, *_) = await self.understood(node, 1)
            figures = await self.measured(node, final.id)
            for name in ("first_word_ms", "final_ms", "sound_ms"):
                expect(figures.get(name, -1) >= 0, f"of {name} it tells {figures.get(name)!r}")
            expect(figures["sound_ms"] > 0, "it was given no sound")

    @must("asr.time.int")
    async def time_int(self) -> None:
        """Any utterance.

        Expected: ``start_ms`` is a whole number from 0, ``duration_ms`` one above 0 in finals.
        """
        async with self.node() as node:
            await self.utter(node, "one", "two", "three")
            await self.understood(node, 1)
            for result in self.results(node):
                start_ms, length_ms = result.start_ms, result.duration_ms
                whole = type(start_ms) is int and type(length_ms) is int
                expect(whole, f"start_ms is {start_ms!r}, duration_ms {length_ms!r}")
                expect(start_ms >= 0, f"start_ms is {start_ms}")
                expect(length_ms > 0 or not result.final, f"duration_ms is {length_ms}")

    @must("asr.time.monotone")
    async def time_monotone(self) -> None:
        """Three utterances.

        Expected: the finals follow each other without overlap, and none ends later than the sound.
        """
        async with self.node() as node:
            for number, word in enumerate(("one", "two", "three"), 1):
                await self.utter(node, word, word)
                await self.understood(node, number)
            end_ms = 0
            for final in self.finals(node):
                expect(final.start_ms >= end_ms, f"one begins at {final.start_ms} before {end_ms}")
                end_ms = final.start_ms + final.duration_ms
            sent_ms = self.sent_ms(node)
            expect(end_ms <= sent_ms + FRAME_MS, f"{sent_ms} ms were sent, it ends at {end_ms}")

    @should("asr.time.silence_gap")
    async def time_silence_gap(self) -> None:
        """An utterance, five seconds without a frame, another utterance.

        Expected: the second is placed by the sound that was sent; the gap does not count.
        """
        async with self.node() as node:
            await self.utter(node, "one", "two")
            await self.understood(node, 1)
            place_ms = self.sent_ms(node)
            await asyncio.sleep(GAP_S)
            await self.utter(node, "three")
            second = (await self.understood(node, 2))[1]
            off_ms = second.start_ms - place_ms
            expect(abs(off_ms) <= CLOSE_MS, f"it is placed {off_ms} ms beside its sound")

    @must("asr.finalize.ack")
    async def finalize_ack(self) -> None:
        """Speech whose end a detector tells.

        Expected: exactly one final result.
        """
        self._needs_events()
        async with self.node() as node:
            await self.utter(node, "one", "two")
            await self.understood(node, 1)
            await self.quiet(3)
            finals = [r for r in self.results(node) if r.final]
            expect(len(finals) == 1, f"{len(finals)} final results came")

    @must("asr.finalize.empty")
    async def finalize_empty(self) -> None:
        """Speech without words, as a detector may tell of noise.

        Expected: one empty final result within 500 ms, so that nobody waits for words; no error.
        """
        self._needs_events()
        async with self.node() as node:
            node.push(StartOfSpeech(0))
            await self.hear(node, bytes(32 * 400))
            node.push(EndOfSpeech(100, 300))
            await self.until(
                lambda: any(r.final for r in self.results(node)), "no final came", within_s=0.5
            )
            texts = [r.text for r in self.results(node) if r.final]
            expect(texts == [""], f"the final results: {texts}")
            self.no_errors(node)

    @must("asr.finalize.twice")
    async def finalize_twice(self) -> None:
        """Two utterances whose ends a detector tells.

        Expected: two final results with words.
        """
        self._needs_events()
        async with self.node() as node:
            await self.utter(node, "one", "two")
            await self.utter(node, "three")
            finals = await self.understood(node, 2)
            expect(len(finals) == 2, f"{len(finals)} final results came")

    @should("asr.multi.language")
    async def multi_language(self) -> None:
        """Another language in the property ``language``.

        Expected: results bear its code, unless the addon refuses it.
        """
        if "language" not in self.addon.config.model_fields:
            skip("the addon has no property language")
        for language in self.fake.languages:
            try:
                self.config(language=language)
            except ValidationError:
                skip(f"the addon does not take {language}")
            async with self.node(language=language) as node:
                await self.use(node)
                told = {result.language for result in self.results(node)}
                expect(told == {language}, f"{language} was asked for, the results say {told}")

    @must("asr.rate")
    async def rate(self) -> None:
        """Sound of 8, 16 and 48 kHz and stereo, in frames of 10, 20 and 37 ms.

        Expected: what the spec's ``pcm_in`` takes is understood, all else refused in words.
        """
        takes = self.addon.pcm_in(self.config())
        for rate_hz, frame_ms, channels in FORMATS:
            shown = f"{rate_hz} Hz, {channels} channels, frames of {frame_ms} ms"
            async with self.node() as node:
                if not takes.takes(rate_hz, channels):
                    node.push(PcmFrame(bytes(640 * channels), rate_hz, channels))
                    await self._refused(node, shown)
                    continue
                if self.takes_events:
                    continue  # its other rows speak in the one format it takes
                speech = self.fake.speech("one", "two", sample_rate_hz=rate_hz)
                sound = speech + bytes(2 * (rate_hz * PAUSE_MS // 1000))
                if channels == 2:
                    pairs = (sound[at : at + 2] * 2 for at in range(0, len(sound), 2))
                    sound = b"".join(pairs)
                form = {"sample_rate_hz": rate_hz, "frame_ms": frame_ms, "channels": channels}
                await self.hear(node, sound, **form)
                await self.heard_all(node, "one", "two")

    async def _refused(self, node: Harness, shown: str) -> None:
        await self.until(lambda: self.errors(node), f"{shown}: it was not refused", within_s=5)

    def _needs_events(self) -> None:
        if not self.takes_events:
            skip("it finds the ends of utterances by itself")
