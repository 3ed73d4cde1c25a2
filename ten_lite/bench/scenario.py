"""The conversation that both servers hold, so that they do the same work."""

from __future__ import annotations

import json
from dataclasses import dataclass

__all__ = ["FRAME_BYTES", "FRAME_MS", "Scenario"]

FRAME_MS = 20
FRAME_BYTES = 640
"""20 ms of mono 16-bit PCM at 16 kHz."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What is understood, what is answered, and how it is spoken.

    Attributes:
        reply: The answer, whatever the user says.
        transcript: What is understood of sound.
        utterance_ms: Sound after which the user has finished.
        word_ms: Sound of each word of the reply.
        lead_s: How far ahead of real time sound is sent.
        max_sessions: Clients at the same time.
    """

    reply: str
    transcript: str = "what is the weather like"
    utterance_ms: int = 60
    word_ms: int = 100
    lead_s: float = 2.0
    max_sessions: int = 4

    @property
    def words(self) -> list[str]:
        """The reply as the model gives it, piece by piece."""
        return [f" {word}" if index else word for index, word in enumerate(self.reply.split())]

    @property
    def reply_frames(self) -> int:
        """Frames of 20 ms in the spoken reply."""
        return -(-len(self.words) * self.word_ms // FRAME_MS)

    def overrides(self) -> list[str]:
        """Options of ``ten-lite run voice_assistant_fake`` that make it this conversation."""
        properties = {
            "websocket_server.max_sessions": self.max_sessions,
            "stt.transcripts": [self.transcript],
            "stt.utterance_ms": self.utterance_ms,
            "llm.replies": [self.reply],
            "tts.word_ms": self.word_ms,
            "tts.lead_s": self.lead_s,
        }
        options = (f"{path}={json.dumps(value)}" for path, value in properties.items())
        return [argument for option in options for argument in ("--set", option)]

    def floor_options(self) -> list[str]:
        """The same for the floor."""
        return [
            *("--reply", self.reply),
            *("--transcript", self.transcript),
            *("--utterance-ms", str(self.utterance_ms)),
            *("--word-ms", str(self.word_ms)),
            *("--lead-s", str(self.lead_s)),
        ]
