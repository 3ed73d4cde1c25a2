"""What all voices have in common: pacing, pauses, flushes, and the end of each answer."""

from __future__ import annotations

import asyncio
import contextlib
from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

from ten_lite.kinds.answer_sound import AnswerSound
from ten_lite.kinds.dump import open_dump
from ten_lite.kinds.session_config import AdjustableExtension
from ten_lite.kinds.sound_sender import SoundSender
from ten_lite.messages import (
    PlaybackPosition,
    TtsFlush,
    TtsFlushEnd,
    TtsPause,
    TtsResume,
    TtsTextInput,
)
from ten_lite.runtime.extension import ConfigT

if TYPE_CHECKING:
    from ten_lite.runtime.instance import Instance

__all__ = ["VoiceExtension"]


class VoiceExtension(AdjustableExtension[ConfigT]):
    """A node that speaks ``tts_text_input``; see ``TtsExtension`` and ``StreamingTtsExtension``.

    For each answer (``request_id``) that makes a sound it sends ``tts_audio_start``, frames of
    20 ms, and one ``tts_audio_end``, one answer after the other. Sound is made up to ``ahead_s``
    ahead of what is sent, and sent at most ``lead_s`` ahead of real time, at the beginning less:
    see ``Pacer``. When making it fails, the node fails once the sound that was made before is sent.

    A pause takes back what the client has not played, by its ``playback_position`` where it
    tells that, else by the clock. After a resume that is sent again, and the end of each answer
    of which something is sent again is told again; so is its start, if another answer's was told
    since.

    It measures each answer; see ``NodeMetrics``.

    Its addon has the inputs ``VOICE_INPUTS`` and the outputs ``VOICE_OUTPUTS``.

    Attributes:
        voice_rate_hz: Sample rate of what is made.
        output_rate_hz: Sample rate of the frames that are sent.
        lead_s: How far ahead of real time sound is sent at most.
        ahead_s: How much sound is made ahead of what is sent.
        stall_timeout_s: Longest wait for the next sound; then making it has failed.
    """

    voice_rate_hz: int = 16_000
    output_rate_hz: int = 16_000
    lead_s: float = 2.0
    ahead_s: float = 10.0
    stall_timeout_s: float = 30.0

    _sender: SoundSender | None = None  # there with the first text: by then the rates are known
    _latest: AnswerSound | None = None

    def __init__(self, instance: Instance, config: ConfigT) -> None:
        super().__init__(instance, config)
        self._dump = open_dump(self, "dump")

    @property
    def underruns(self) -> int:
        """How often the client must have run dry in the middle of an answer."""
        return self._sender.underruns if self._sender else 0

    @abstractmethod
    async def on_tts_text_input(self, message: TtsTextInput) -> None:
        """Speak the next piece of an answer."""

    def on_tts_flush(self, message: TtsFlush) -> None:
        """Forget all answers; the work on them is cancelled by the runtime already."""
        if self._latest is not None:
            self._latest.measure()
        heard = self._sender.flush() if self._sender else {}
        self.send(TtsFlushEnd(message.flush_id, heard))

    def on_tts_pause(self, message: TtsPause) -> None:
        """Stop sending, and take back what the client has not played."""
        (self._sender or self._new_sender()).pause()

    def on_tts_resume(self, message: TtsResume) -> None:
        """Go on with the first sample that was not played."""
        if self._sender:
            self._sender.resume()

    def on_playback_position(self, message: PlaybackPosition) -> None:
        """Know better than by the clock what has been played."""
        if self._sender:
            self._sender.report(message)

    async def stop(self) -> None:
        """Tell what the answer took that was not made to its end."""
        if self._latest is not None:
            self._latest.measure()

    async def drain(self) -> None:
        """Nothing: whoever asked for speech waits for its end."""

    def is_idle(self) -> bool:
        """Whether no answer is being spoken, not even one whose next text is not here yet."""
        return self._sender is None or self._sender.is_idle

    def _new_sender(self) -> SoundSender:
        self._sender = SoundSender(
            self, self.output_rate_hz, lead_s=self.lead_s, ahead_s=self.ahead_s
        )
        self.spawn(self._sender.run(), name="send sound")
        return self._sender

    def _begin_answer(self, message: TtsTextInput) -> AnswerSound:
        """A new answer, behind all others; the one before gets no more sound."""
        sender = self._sender or self._new_sender()
        self._latest = AnswerSound(
            sender,
            sender.begin(message),
            voice_rate_hz=self.voice_rate_hz,
            output_rate_hz=self.output_rate_hz,
            dump=self._dump,
            now_ms=self.now_ms,
            measure=lambda figures, request_id: self.measure(figures, request_id=request_id),
        )
        return self._latest

    async def _hand_over(self, sound: AnswerSound, rest: str, *, is_whole: bool) -> None:
        """Let whoever stands in go on with the ``rest`` of the answer, behind what was made.

        Raises:
            Flushed: The answer was thrown away.
        """
        sound.measure()
        await sound.caught_up()
        message = replace(sound.answer.message, text=rest, text_input_end=is_whole)
        self.leave([message])

    async def _tell_failure(self, sound: AnswerSound) -> None:
        """End the answer with an error, even if the user interrupts in the meantime."""
        with contextlib.suppress(asyncio.CancelledError):
            await sound.fail()
