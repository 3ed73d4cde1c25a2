"""Base of speech recognisers: the numbering of utterances and their results."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from ten_lite.audio import BYTES_PER_SAMPLE
from ten_lite.kinds.dump import open_dump
from ten_lite.kinds.hearing_times import HearingTimes
from ten_lite.kinds.session_config import AdjustableExtension
from ten_lite.messages import (
    AsrResult,
    EndOfSpeech,
    LikelyEndOfSpeech,
    PcmFrame,
    StartOfSpeech,
)
from ten_lite.runtime.extension import ConfigT

if TYPE_CHECKING:
    from ten_lite.runtime.instance import Instance

__all__ = ["SttExtension"]


class SttExtension(AdjustableExtension[ConfigT]):
    """A node that hears ``pcm_frame`` and tells ``asr_result``; subclasses write ``hear``.

    It measures how long after the user words come; see ``NodeMetrics``.

    The events of a ``vad`` node are handed to the ``on_...speech`` methods; a recogniser that
    finds the ends of utterances by itself leaves them out of its spec.
    """

    voice_property: ClassVar[str] = ""

    _is_hearing = False

    def __init__(self, instance: Instance, config: ConfigT) -> None:
        super().__init__(instance, config)
        self._dump = open_dump(self, "asr_in")
        times = self.node_state.setdefault("hearing times", HearingTimes(came_at_ms=self.now_ms()))
        self._times: HearingTimes = times

    @abstractmethod
    def hear(self, frame: PcmFrame) -> None:
        """Take the next piece of the user's sound.

        What of it goes to the recogniser is told to ``gave`` as well.
        """

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        """Count the sound and hear it."""
        self._times.came(frame.duration_ms, self.now_ms())
        self.hear(frame)

    def on_start_of_speech(self, event: StartOfSpeech) -> None:
        """The user began to speak."""

    def on_likely_end_of_speech(self, event: LikelyEndOfSpeech) -> None:
        """The user paused."""

    def on_end_of_speech(self, event: EndOfSpeech) -> None:
        """The user stopped."""

    async def stop(self) -> None:
        """Tell what the recogniser was given since the last utterance."""
        if (rest := self._times.rest())["sound_ms"]:
            self.measure(rest)

    def gave(self, sound: bytes, sample_rate_hz: int) -> None:
        """Count what goes to the recogniser, and write it down where ``dump`` asks for it.

        Args:
            sound: 16-bit mono samples as the recogniser gets them; each piece once, also when it
                is sent again.
            sample_rate_hz: Their rate.
        """
        self._times.given_ms += 1000 * len(sound) / (BYTES_PER_SAMPLE * sample_rate_hz)
        if self._dump is not None:
            self._dump.write(sound)

    def is_idle(self) -> bool:
        """Whether no utterance is under way that a partial result has been sent of."""
        return not self._is_hearing

    def send_result(
        self, text: str, *, final: bool, start_ms: int, duration_ms: int, language: str = "en-US"
    ) -> None:
        """Send what was understood; partial results and their final share an id.

        A partial one without words is not sent; a final one without any tells that there was
        nothing to understand, so that nobody waits for it. An utterance begins where the one
        before has ended at the earliest, whatever the recogniser says, so that finals never
        overlap.

        Args:
            text: The words so far.
            final: Whether the utterance is over; the next result has a new id.
            start_ms: Where the utterance begins in the session's audio.
            duration_ms: Its length so far.
            language: BCP-47 code.
        """
        if not (text.strip() or final):
            return
        number: int = self.node_state.setdefault("utterance", 0)  # no id twice, whoever stands in
        end_ms = start_ms + duration_ms
        start_ms = max(start_ms, self.state.get("told_until_ms", 0))
        duration_ms = max(1, end_ms - start_ms)
        result = AsrResult(
            text,
            final,
            id=f"{self.session.id}-{number}",
            start_ms=start_ms,
            duration_ms=duration_ms,
            language=language,
        )
        self._is_hearing = True
        if text.strip():
            self._times.heard(start_ms, self.now_ms())
        if final:
            self.state["told_until_ms"] = start_ms + duration_ms
            self._end_utterance()
        self.send(result)
        if final:
            figures = self._times.over(start_ms + duration_ms, self.now_ms())
            self.measure(figures, request_id=result.id)

    def _end_utterance(self) -> None:
        self._is_hearing = False
        self.node_state["utterance"] = self.node_state.get("utterance", 0) + 1
