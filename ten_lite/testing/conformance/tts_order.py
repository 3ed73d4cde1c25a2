"""Rows of voices: what is sent for an answer, and in which order."""

from __future__ import annotations

from ten_lite.messages import PcmFrame, TtsAudioEnd, TtsAudioStart
from ten_lite.testing.conformance.row import expect, must, should, skip
from ten_lite.testing.conformance.tts_kit import HELLO, TtsKit

__all__ = ["TtsOrder"]

CLOSE_MS = 50


class TtsOrder(TtsKit):
    """Answers that are not interrupted."""

    @must("tts.basic.order")
    async def basic_order(self) -> None:
        """A text with its end.

        Expected: tts_audio_start, frames, tts_audio_end with the reason "end", and nothing after.
        """
        async with self.node() as node:
            self.say(node, "r1", HELLO)
            await self.ended(node, "r1")
            await self.quiet(5)
            names = [message.name for message in node.received]
            told = [name for n, name in enumerate(names) if not n or names[n - 1] != name]
            expect(
                told == ["tts_audio_start", "pcm_frame", "tts_audio_end"],
                f"what came: {', '.join(told)}",
            )
            expect(self.ends(node) == [("r1", "end")], f"its ends: {self.ends(node)}")

    @must("tts.basic.rate")
    async def basic_rate(self) -> None:
        """Two configurations with different sample rates.

        Expected: frames of the rate that the spec's ``pcm_out`` says, whole 16-bit mono samples.
        """
        for properties in self.fake.rates or ({},):
            async with self.node(**properties) as node:
                self.say(node, "r1", HELLO)
                await self.ended(node, "r1")
                config = node.session.nodes["addon"].plan.definition.config
                said = self.addon.pcm_out(config)
                frames = [m for m in node.received if isinstance(m, PcmFrame)]
                expect(frames, "no sound came")
                rates = {(frame.sample_rate_hz, frame.channels) for frame in frames}
                expect(len(rates) == 1, f"rates and channels change within an answer: {rates}")
                ((rate_hz, channels),) = rates
                fits = said is not None and said.takes(rate_hz, channels)
                expect(fits, f"{rate_hz} Hz, {channels} channels came; the spec says {said}")
                odd = [f for f in frames if len(f.data) % (2 * channels)]
                expect(not odd, "a frame has half a sample")

    @must("tts.duration")
    async def duration(self) -> None:
        """Any answer.

        Expected: ``duration_ms`` of its end is the length of its frames within 50 ms.
        """
        async with self.node() as node:
            self.say(node, "r1", HELLO)
            await self.ended(node, "r1")
            sent_ms = sum(m.duration_ms for m in node.received if isinstance(m, PcmFrame))
            (end,) = [m for m in node.received if isinstance(m, TtsAudioEnd)]
            expect(
                abs(end.duration_ms - sent_ms) <= CLOSE_MS,
                f"{sent_ms:.0f} ms of sound were sent, {end.duration_ms} ms told",
            )

    @must("tts.usage")
    async def usage(self) -> None:
        """An answer.

        Expected: ``node_metrics`` with its id: ``characters`` of the text, ``sound_ms`` within
        50 ms of its frames, and ``first_sound_ms``.
        """
        async with self.node() as node:
            self.say(node, "r1", HELLO)
            await self.ended(node, "r1")
            figures = await self.measured(node, "r1")
            given = figures.get("characters")
            expect(given == len(HELLO), f"{given} characters of {len(HELLO)} are told")
            sent_ms = sum(m.duration_ms for m in node.received if isinstance(m, PcmFrame))
            close = abs(figures.get("sound_ms", 0) - sent_ms) <= CLOSE_MS
            expect(close, f"{sent_ms:.0f} ms of sound were sent, told is {figures}")
            expect(figures.get("first_sound_ms", -1) >= 0, f"no first_sound_ms in {figures}")

    @must("tts.metadata")
    async def metadata(self) -> None:
        """A text of a turn of a session.

        Expected: start, frames and end carry the session and turn of the text.
        """
        async with self.node(session_id="other") as node:
            node.session.fence.begin_turn()
            self.say(node, "r1", HELLO)
            await self.ended(node, "r1")
            marks = {(m.session_id, m.turn_id, m.epoch) for m in node.received}
            expect(len(marks) == 1, f"sessions, turns and epochs that came: {sorted(marks)}")
            expect(marks == {("other", 1, 0)}, f"session, turn and epoch that came: {marks}")

    @must("tts.append.order")
    async def append_order(self) -> None:
        """Seven answers without waiting, one of them empty, one blank, one an emoji.

        Expected: the others are spoken in their order, each whole; nothing fails.
        """
        texts = ("One.", "", "Three and a bit.", "\N{GRINNING FACE}", "Five.", " \n", "Seven.")
        async with self.node() as node:
            for number, text in enumerate(texts, 1):
                self.say(node, f"r{number}", text)
            await self.ended(node, "r7")
            starts = [name for name in self.starts(node) if name != "r4"]
            expect(starts == ["r1", "r3", "r5", "r7"], f"spoken were {starts}")
            order = [name for name, _ in self.ends(node)]
            expect(order == sorted(order), f"the ends came in the order {order}")
            expect(len(set(order)) == len(order), f"an end came twice: {order}")
            bad = [end for end in self.ends(node) if end[1] != "end"]
            expect(not bad and not self.errors(node), f"{bad} {self.errors(node)}")

    @must("tts.append.no_end")
    async def append_no_end(self) -> None:
        """Pieces of an answer, and no last one.

        Expected: what there is sounds, no end is told, and a stop does not hang.
        """
        async with self.node() as node:
            self.say(node, "r1", HELLO, HELLO, end=False)
            await self.begun(node)
            await self.quiet(10)
            expect(not self.ends(node), f"its end was told: {self.ends(node)}")
            began_s = self.now_s()
        self.stopped_in_time(began_s)

    @should("tts.stress")
    async def stress(self) -> None:
        """A hundred answers of one word.

        Expected: a hundred ends, in their order.
        """
        if self.fake.real_time:
            skip("a hundred answers take too long on the wall clock")
        wanted = [f"r{n}" for n in range(100)]
        async with self.node() as node:
            for name in wanted:
                self.say(node, name, "Yes.")
            await self.ended(node, wanted[-1], within_s=600)
            ends = [name for name, reason in self.ends(node) if reason == "end"]
            expect(ends == wanted, f"{len(ends)} ends came, or in another order")

    @must("tts.empty")
    async def empty(self) -> None:
        """Three empty pieces, the last of them the end.

        Expected: tts_audio_end within 500 ms, no frame, no error.
        """
        async with self.node() as node:
            self.say(node, "r1", "", "", "")
            await self.ended(node, "r1", within_s=0.5)
            await self.quiet(2)
            expect(not self.sound(node), "it made a sound")
            expect(self.ends(node) == [("r1", "end")], f"its ends: {self.ends(node)}")
            expect(not self.errors(node), f"errors: {self.errors(node)}")
            expect(not any(isinstance(m, TtsAudioStart) for m in node.received), "a start was told")
