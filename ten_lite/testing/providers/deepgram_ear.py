"""What the fake Deepgram understands: words out of samples, told as listen v1 tells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ten_lite.testing.providers.hearing import WINDOW_MS, Hearing, NumberHearing

__all__ = ["Ear"]

SHORTEST_WORD_MS = 150
SPEECH_MS = 100
"""Sound for this long is taken for speech, whatever it is."""
INTERIM_MS = 1000


@dataclass(slots=True)
class _Word:
    text: str
    start_ms: int
    end_ms: int

    def told(self) -> dict[str, Any]:
        start_s, end_s = self.start_ms / 1000, self.end_ms / 1000
        return {
            "word": self.text,
            "start": start_s,
            "end": end_s,
            "confidence": 0.9,
            "punctuated_word": self.text,
        }


class Ear:
    """Listens in windows of 10 ms.

    Args:
        sample_rate_hz: Of the sound.
        endpointing_ms: Silence that makes a result ``speech_final``.
        interim: Whether results that may change are told, one a second, also in silence.
        utterance_end_ms: Silence after the last word that is told as ``UtteranceEnd``; 0: never.
        piece_ms: A piece is final after this long, without a pause.
        notices_pauses: False: ``speech_final`` never comes, as in noise.
        vad_events: Whether ``SpeechStarted`` is told, of any sound that follows a pause.
        hearing: Understands words; default: those of ``say_numbers``.
    """

    def __init__(
        self,
        sample_rate_hz: int,
        *,
        endpointing_ms: int,
        interim: bool,
        utterance_end_ms: int,
        piece_ms: int = 3000,
        notices_pauses: bool = True,
        vad_events: bool = False,
        hearing: Hearing | None = None,
    ) -> None:
        self._window_bytes = 2 * (sample_rate_hz * WINDOW_MS // 1000)
        self._endpointing_ms = endpointing_ms
        self._interim = interim
        self._utterance_end_ms = utterance_end_ms
        self._piece_ms = piece_ms
        self._notices_pauses = notices_pauses
        self._vad_events = vad_events
        self._loud_ms = 0
        self._quiet_ms = endpointing_ms
        self._hearing = hearing or NumberHearing()
        self._rest = b""
        self._now_ms = 0
        self._piece_start_ms = 0
        self._told_ms = 0
        self._words: list[_Word] = []
        self._run: _Word | None = None
        self._silent_since_ms = 0
        self._last_word_end_ms = 0  # of the utterance; 0: told, or none

    def hear(self, data: bytes) -> list[dict[str, Any]]:
        """The messages that ``data`` gives rise to."""
        self._rest += data
        told: list[dict[str, Any]] = []
        while len(self._rest) >= self._window_bytes:
            window, self._rest = self._rest[: self._window_bytes], self._rest[self._window_bytes :]
            told += self._hear_window(self._hearing.word(window))
        return told

    def finalize(self) -> list[dict[str, Any]]:
        """The answer to ``Finalize`` and the last result of a stream."""
        self._end_run()
        return [self._results(is_final=True, speech_final=True) | {"from_finalize": True}]

    def _hear_window(self, word: str | None) -> list[dict[str, Any]]:
        text = word or ""
        if self._run is not None and self._run.text != text:
            self._end_run()
        self._now_ms += WINDOW_MS
        if text:
            if self._run is None:
                self._run = _Word(text, self._now_ms - WINDOW_MS, self._now_ms)
            self._run.end_ms = self._silent_since_ms = self._now_ms
        told = self._notice_speech(is_loud=word is not None)
        silent_ms = self._now_ms - self._silent_since_ms
        length_ms = self._now_ms - self._piece_start_ms
        if self._words and self._notices_pauses and silent_ms >= self._endpointing_ms:
            told.append(self._results(is_final=True, speech_final=True))
        elif length_ms >= self._piece_ms and self._run is None:
            told.append(self._results(is_final=True, speech_final=not self._words))
        elif self._interim and self._now_ms - self._told_ms >= INTERIM_MS:
            told.append(self._results(is_final=False, speech_final=False))
        end_ms = self._last_word_end_ms
        if self._utterance_end_ms and end_ms and self._now_ms - end_ms >= self._utterance_end_ms:
            self._last_word_end_ms = 0
            told.append({"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": end_ms / 1000})
        return told

    def _notice_speech(self, *, is_loud: bool) -> list[dict[str, Any]]:
        if not is_loud:
            self._quiet_ms += WINDOW_MS
            self._loud_ms = 0
            return []
        self._loud_ms += WINDOW_MS
        if self._loud_ms != SPEECH_MS:
            return []
        is_new, self._quiet_ms = self._quiet_ms >= self._endpointing_ms, 0
        if not (is_new and self._vad_events):
            return []
        start_s = (self._now_ms - SPEECH_MS) / 1000
        return [{"type": "SpeechStarted", "channel": [0, 1], "timestamp": start_s}]

    def _end_run(self) -> None:
        run, self._run = self._run, None
        if run is not None and run.end_ms - run.start_ms >= SHORTEST_WORD_MS:
            self._words.append(run)
            self._last_word_end_ms = run.end_ms

    def _results(self, *, is_final: bool, speech_final: bool) -> dict[str, Any]:
        words = list(self._words)
        start_ms = self._piece_start_ms
        self._told_ms = self._now_ms
        if is_final:
            self._piece_start_ms = self._now_ms
            self._words = []
        return {
            "type": "Results",
            "channel_index": [0, 1],
            "duration": (self._now_ms - start_ms) / 1000,
            "start": start_ms / 1000,
            "is_final": is_final,
            "speech_final": speech_final,
            "channel": {
                "alternatives": [
                    {
                        "transcript": " ".join(word.text for word in words),
                        "confidence": 0.9,
                        "words": [word.told() for word in words],
                    }
                ]
            },
            "metadata": {
                "request_id": "00000000-0000-4000-8000-000000000000",
                "model_info": {"name": "general-nova-3", "version": "fake", "arch": "nova-3"},
                "model_uuid": "00000000-0000-4000-8000-000000000001",
            },
            "from_finalize": False,
        }
