"""Sends what a voice has made: when it is due, from the first unplayed sample after a pause."""

from __future__ import annotations

import asyncio
from typing import Any

from ten_lite.audio import BYTES_PER_SAMPLE, frame_size
from ten_lite.kinds.pacing import Pacer
from ten_lite.kinds.playback import Playback
from ten_lite.kinds.sound_line import Answer, Reason, SoundLine
from ten_lite.messages import PcmFrame, PlaybackPosition, TtsAudioEnd, TtsAudioStart, TtsTextInput
from ten_lite.runtime.extension import Extension

__all__ = ["Flushed", "SoundSender"]

FRAME_MS = 20
KEPT_S = 25.0  # of what was sent, beyond the lead: so late may a lost connection be noticed
EARLY_S = 1e-6  # a timer that fires this early is on time


class Flushed(Exception):
    """The answer was thrown away while its sound was being made."""


class SoundSender:
    """The line of sound of one voice, and what is known of its client.

    Args:
        node: Who sends.
        sample_rate_hz: Of the sound.
        lead_s: How far ahead of real time sound is sent at most.
        ahead_s: How much sound is taken ahead of what is sent.
    """

    def __init__(
        self, node: Extension[Any], sample_rate_hz: int, *, lead_s: float, ahead_s: float
    ) -> None:
        self._node = node
        self._rate_hz = sample_rate_hz
        self._ahead = round(ahead_s * sample_rate_hz)
        self._line = SoundLine(
            sample_rate_hz,
            frame=frame_size(sample_rate_hz, 1, FRAME_MS) // BYTES_PER_SAMPLE,
            kept=int((lead_s + KEPT_S) * sample_rate_hz),
        )
        self._pacer = Pacer(lead_s)  # one for all answers: they are played one after another
        self._playback = Playback(sample_rate_hz)
        self._told: Answer | None = None  # whose start was told last
        self._is_paused = False
        self._sent_before_pause = 0
        self._ready = asyncio.Event()  # there may be more to send, or it may be due sooner
        self._progress = asyncio.Event()  # something was sent, or thrown away

    @property
    def underruns(self) -> int:
        """How often the client must have run dry in the middle of an answer."""
        return self._pacer.underruns

    @property
    def is_idle(self) -> bool:
        """Whether the end of every answer was told, and there is no pause."""
        return self._line.head is None and not self._is_paused

    @property
    def open(self) -> Answer | None:
        """The answer that more text may come for."""
        return self._line.open

    def begin(self, message: TtsTextInput) -> Answer:
        """A new answer, behind the others; the one before is finished."""
        self._ready.set()
        return self._line.begin(message)

    def finish(self, answer: Answer, reason: Reason = "end") -> None:
        """No more sound comes of ``answer``: its end is told behind what there is."""
        answer.finish(reason)
        self._ready.set()

    async def put(self, answer: Answer, data: bytes) -> None:
        """Add whole samples to the answer that was begun last; waits for room.

        Raises:
            Flushed: The answer was thrown away.
        """
        done, view = 0, memoryview(data)
        while not answer.is_void:
            if done == len(data):
                return
            if (room := self._ahead - (self._line.made - self._line.sent)) > 0:
                until = min(len(data), done + room * BYTES_PER_SAMPLE)
                self._line.put(answer, view[done:until])
                done = until
                self._ready.set()
            else:
                await self._sent_more()
        raise Flushed

    async def end_told(self, answer: Answer) -> None:
        """Wait until the end of ``answer`` was told, or it was thrown away."""
        while not (answer.is_ended or answer.is_void):
            await self._sent_more()

    async def caught_up(self, answer: Answer) -> None:
        """Wait until all whole frames of ``answer`` that are made were sent.

        Raises:
            Flushed: The answer was thrown away.
        """
        while not answer.is_void:
            if answer.end - self._line.sent < self._line.frame:
                return
            await self._sent_more()
        raise Flushed

    async def _sent_more(self) -> None:
        self._progress.clear()
        await self._progress.wait()

    def flush(self) -> dict[str, int]:
        """Throw everything away and tell the end of what was under way.

        Returns:
            Characters heard of each answer that was not played to its end, by its request id.
        """
        line = self._line
        heard = line.heard(self._playback.position(self._now_s()))
        sent, under_way = line.sent, self._under_way()
        line.clear()
        self._pacer.reset()
        self._playback = Playback(self._rate_hz)
        self._is_paused = False
        self._told = None
        self._ready.set()
        self._progress.set()
        for answer in under_way:
            self._tell_end(answer, sent, "interrupted")
        return heard

    def pause(self) -> None:
        """Stop sending, and take back what the client has not played."""
        if not self._is_paused:
            self._is_paused = True
            self._sent_before_pause = self._line.sent
            self._take_back(self._playback.position(self._now_s()))
            self._pacer.reset()

    def resume(self) -> None:
        """Go on with the first sample that was not played."""
        if self._is_paused:
            self._is_paused = False
            self._line.reopen()
            self._ready.set()

    def report(self, message: PlaybackPosition) -> None:
        """Know better than by the clock what has been played."""
        line = self._line
        answer = line.find(message.request_id)
        if answer is None:
            return  # it was interrupted, or played long ago
        position = min(answer.start + message.played_ms * self._rate_hz // 1000, answer.end)
        if self._is_paused:  # where the client stopped, or was a moment before
            self._take_back(min(position, self._sent_before_pause))
        else:
            self._playback.report(max(position, line.first), message.timestamp_ns / 1e9)

    def _take_back(self, position: int) -> None:
        self._line.take_back(position)
        self._playback.take_back(self._line.sent)

    def _now_s(self) -> float:
        return self._node.session.clock.now_ns() / 1e9

    async def run(self) -> None:
        """Send what there is when it is due, for as long as the node lives."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                self._ready.clear()
                delay_s = self._send_next()
                if delay_s is None:
                    await self._ready.wait()
                elif delay_s > 0:
                    timer = loop.call_later(delay_s, self._ready.set)
                    try:
                        await self._ready.wait()
                    finally:
                        timer.cancel()
                else:
                    await self._node.room()
        except Exception:
            for answer in self._under_way():
                self._tell_end(answer, self._line.sent, "error")
            raise

    def _send_next(self) -> float | None:
        """Send the next thing, or say in how many seconds it is due; None: there is nothing.

        Whatever is sent may come back as a flush or a pause in the same stack of calls, so what
        is known changes before.
        """
        if self._is_paused or (found := self._line.next_frame()) is None:
            return None
        answer, data = found
        if not data:
            answer.is_ended = True
            self._tell_end(answer, self._line.sent, answer.reason)
            self._line.forget(self._playback.position(self._now_s()))
            self._progress.set()
            return 0.0
        delay_s = self._delay_s(answer)
        if delay_s > EARLY_S:
            return delay_s
        with self._node.caused_by(answer.message):
            if self._told is not answer:
                self._told, answer.is_begun = answer, True
                self._node.send(TtsAudioStart(answer.request_id))
            else:
                self._send_frame(data)
        self._progress.set()
        return 0.0

    def _delay_s(self, answer: Answer) -> float:
        now_s, pacer = self._now_s(), self._pacer
        if self._line.sent == answer.start:
            pacer.begin(now_s)
        before = pacer.underruns
        delay_s = pacer.delay_s(now_s)
        if pacer.underruns > before:
            self._node.log.debug("underrun %d: the client had no sound left", pacer.underruns)
        return delay_s

    def _send_frame(self, data: bytes) -> None:
        samples = len(data) // BYTES_PER_SAMPLE
        self._pacer.sent(samples / self._rate_hz)
        self._playback.send(samples, self._now_s())
        self._line.advance(samples)
        self._node.send(PcmFrame(data, self._rate_hz))

    def _under_way(self) -> list[Answer]:
        """Those whose end has to be told: they were begun, or it is their turn."""
        head = self._line.head
        return [a for a in self._line.answers if not a.is_ended and (a.is_begun or a is head)]

    def _tell_end(self, answer: Answer, sent: int, reason: Reason) -> None:
        sent = max(answer.start, min(sent, answer.end))
        unplayed = 0
        if reason != "interrupted":
            unplayed = max(0, sent - self._playback.position(self._now_s()))
        duration_ms = (sent - answer.start) * 1000 // self._rate_hz
        unplayed_ms = round(unplayed * 1000 / self._rate_hz)
        with self._node.caused_by(answer.message):
            self._node.send(TtsAudioEnd(answer.request_id, duration_ms, reason, unplayed_ms))
