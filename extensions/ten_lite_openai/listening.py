"""What ``openai_stt`` has heard and not told yet."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from ten_lite.audio import frame_size
from ten_lite.messages import EndOfSpeech, Message, PcmFrame, StartOfSpeech
from ten_lite_openai.transcription import Utterance

__all__ = ["BYTES_PER_SAMPLE", "Listening"]

BYTES_PER_SAMPLE = 2
LEFT_FRAME_MS = 20


@dataclass(slots=True)
class Listening:
    """Sound, as it came; it outlives a restart of the node.

    Attributes:
        rate_hz: Samples per second of the sound.
        before: The latest sound, while nobody speaks.
        sound: The utterance under way.
        start_ms: Where that begins; None: nobody speaks.
        untold: Utterances that have no final result yet, the first one first.
    """

    rate_hz: int = 0
    before: bytearray = field(default_factory=bytearray)
    sound: bytearray = field(default_factory=bytearray)
    start_ms: int | None = None
    untold: deque[Utterance] = field(default_factory=deque)

    def give_away(self) -> list[Message]:
        """All of it as it came, for another addon; then there is nothing left."""
        messages: list[Message] = []
        for utterance in self.untold:
            messages.append(StartOfSpeech(utterance.start_ms))
            messages += _frames(utterance.sound, utterance.sample_rate_hz)
            messages.append(EndOfSpeech(utterance.end_ms))
        if self.start_ms is not None:
            messages.append(StartOfSpeech(self.start_ms))
            messages += _frames(bytes(self.sound), self.rate_hz)
        self.untold.clear()
        self.sound.clear()
        self.start_ms = None
        return messages


def _frames(sound: bytes, rate_hz: int) -> Iterator[PcmFrame]:
    size = frame_size(rate_hz, 1, LEFT_FRAME_MS)
    return (PcmFrame(sound[at : at + size], rate_hz) for at in range(0, len(sound), size))
