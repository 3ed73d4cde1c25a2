"""Base of speech recognisers: the numbering of utterances and their results."""

from __future__ import annotations

from abc import abstractmethod

from ten_lite.messages import (
    AsrResult,
    EndOfSpeech,
    LikelyEndOfSpeech,
    PcmFrame,
    StartOfSpeech,
)
from ten_lite.runtime.extension import ConfigT, Extension

__all__ = ["SttExtension"]


class SttExtension(Extension[ConfigT]):
    """A node that hears ``pcm_frame`` and tells ``asr_result``.

    The events of a ``vad`` node are handed to the ``on_...speech`` methods; a recogniser that
    finds the ends of utterances by itself leaves them out of its spec.
    """

    _utterance = 0
    _is_hearing = False

    @abstractmethod
    def on_pcm_frame(self, frame: PcmFrame) -> None:
        """Take the next piece of the user's sound."""

    def on_start_of_speech(self, event: StartOfSpeech) -> None:
        """The user began to speak."""

    def on_likely_end_of_speech(self, event: LikelyEndOfSpeech) -> None:
        """The user paused."""

    def on_end_of_speech(self, event: EndOfSpeech) -> None:
        """The user stopped."""

    def is_idle(self) -> bool:
        """Whether no utterance is under way that a partial result has been sent of."""
        return not self._is_hearing

    def send_result(
        self, text: str, *, final: bool, start_ms: int, duration_ms: int, language: str = "en-US"
    ) -> None:
        """Send what was understood; partial results and their final share an id.

        Args:
            text: The words so far.
            final: Whether the utterance is over; the next result has a new id.
            start_ms: Where the utterance begins in the session's audio.
            duration_ms: Its length so far.
            language: BCP-47 code.
        """
        result = AsrResult(
            text,
            final,
            id=f"{self.session.id}-{self._utterance}",
            start_ms=start_ms,
            duration_ms=duration_ms,
            language=language,
        )
        self._is_hearing = not final
        if final:
            self._utterance += 1
        self.send(result)
