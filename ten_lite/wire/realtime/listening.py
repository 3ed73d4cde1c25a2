"""The user's side: when it speaks, what it said, and when a client must stop playing."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

from ten_lite.messages import EndOfSpeech, StartOfSpeech, TextData
from ten_lite.wire.codec import Wire
from ten_lite.wire.realtime.conversation import Conversation
from ten_lite.wire.realtime.events import Events
from ten_lite.wire.realtime.playing import Playing
from ten_lite.wire.realtime.sound_in import SoundIn
from ten_lite.wire.realtime.stable import StableWords

__all__ = ["Listening"]

TRANSCRIPTION: Final = "conversation.item.input_audio_transcription"


@dataclass(slots=True)
class Utterance:
    """Something that the user says; an item once it is over.

    Attributes:
        item_id: Of the item.
        start_ms: Where it begins in the client's sound.
        end_ms: Where it ends.
        is_told: Whether the client was told that it has begun.
        words: Its transcript so far.
        parts: Transcripts of it that are final.
    """

    item_id: str
    start_ms: float
    end_ms: float = 0.0
    is_told: bool = False
    words: StableWords = field(default_factory=StableWords)
    parts: list[str] = field(default_factory=list)


class Listening:
    """Tells a client what is known of its user.

    Every client stops its player on ``speech_started``. So while it may be playing, that is told
    when the graph holds or ends its answer, and not when the user but murmurs.

    Args:
        events: Makes the events.
        conversation: Gets the items.
        sound: Its clock is that of the events.
        playing: Whether the client may be playing.

    Attributes:
        detects: Whether the graph decides when the user is done; else the client commits.
        transcribes: Whether the client wants transcripts.
    """

    def __init__(
        self, events: Events, conversation: Conversation, sound: SoundIn, playing: Playing
    ) -> None:
        self._events = events
        self._conversation = conversation
        self._sound = sound
        self._playing = playing
        self._open: Utterance | None = None
        self._over: deque[Utterance] = deque()  # without a transcript yet
        self._latest: Utterance | None = None  # that has one
        self._stream: tuple[int, Utterance] | None = None
        self.detects = True
        self.transcribes = True

    @property
    def is_speaking(self) -> bool:
        """Whether the user is speaking."""
        return self._open is not None

    def start(self, event: StartOfSpeech) -> list[Wire]:
        """The user began to speak."""
        return self._begin(event.at_ms) if self.detects else []

    def end(self, event: EndOfSpeech) -> list[Wire]:
        """The user stopped speaking."""
        utterance, self._open = self._open, None
        return [] if utterance is None else self._finish(utterance, event.at_ms)

    def stop_playing(self, *, is_sounding: bool) -> list[Wire]:
        """What the client has not played is void: tell it.

        Args:
            is_sounding: Whether an answer is in the midst of its sound.
        """
        is_needed = self._playing.is_untold and (is_sounding or self._playing.left_ms > 0)
        self._playing.stop()
        if not (is_needed and self.detects):
            return []
        if self._open is None:
            self._open = self._new(self._sound.ms)
        return [self._tell(self._open)]

    def commit(self, from_ms: float) -> list[Wire]:
        """The client says that its user is done; what it said began at ``from_ms``."""
        return self._commit(self._new(from_ms), self._sound.ms)

    def expect(self, item_id: str) -> None:
        """The item holds sound; a transcript will come of it."""
        self._over.append(Utterance(item_id, self._sound.ms, self._sound.ms))

    def transcript(self, text: TextData) -> list[Wire]:
        """What the user has said so far, or has said for good."""
        wires: list[Wire] = []
        utterance = self._of_stream(text.stream_id)
        if utterance is None:
            wires = self._begin(self._sound.ms) if self.detects else []
            utterance = self._open or self._latest or self._new(self._sound.ms)
        self._stream = (text.stream_id, utterance)
        if not text.is_final:
            delta = utterance.words.feed(" ".join([*utterance.parts, text.text]))
            return wires + self._delta(utterance, delta)
        self._stream = None
        if utterance is self._open:
            self._open = None
            wires += self._finish(utterance, self._sound.ms)
        elif utterance.item_id not in self._conversation:
            wires += self._commit(utterance, self._sound.ms)
        return wires + self._complete(utterance, text.text)

    def answered(self) -> list[Wire]:
        """The agent answers: what has no transcript by now will have none."""
        wires: list[Wire] = []
        while self._over:
            wires += self._complete(self._over[0], "")
        return wires

    def _of_stream(self, stream_id: int) -> Utterance | None:
        if self._stream is not None and self._stream[0] == stream_id:
            return self._stream[1]
        return self._over[0] if self._over else self._open

    def _begin(self, at_ms: float) -> list[Wire]:
        if self._open is None:
            self._open = self._new(at_ms)
        is_playing = self._playing.left_ms > 0
        if self._open.is_told or is_playing:
            return []
        return [self._tell(self._open)]

    def _new(self, at_ms: float) -> Utterance:
        return Utterance(self._events.new_id("item"), at_ms)

    def _tell(self, utterance: Utterance) -> Wire:
        utterance.is_told = True
        self._playing.is_untold = False
        return self._events.make(
            "input_audio_buffer.speech_started",
            audio_start_ms=round(utterance.start_ms),
            item_id=utterance.item_id,
        )

    def _finish(self, utterance: Utterance, end_ms: float) -> list[Wire]:
        wires: list[Wire] = []
        if utterance.is_told:
            stopped = self._events.make(
                "input_audio_buffer.speech_stopped",
                audio_end_ms=round(end_ms),
                item_id=utterance.item_id,
            )
            wires.append(stopped)
        return wires + self._commit(utterance, end_ms)

    def _commit(self, utterance: Utterance, end_ms: float) -> list[Wire]:
        utterance.end_ms = end_ms
        self._over.append(utterance)
        committed = self._events.make(
            "input_audio_buffer.committed",
            item_id=utterance.item_id,
            previous_item_id=self._conversation.last_id,
        )
        fields = {
            "id": utterance.item_id,
            "object": "realtime.item",
            "type": "message",
            "status": "completed",
            "role": "user",
            "content": [_content(None)],
        }
        return [committed, *self._conversation.add_whole(fields)]

    def _complete(self, utterance: Utterance, text: str) -> list[Wire]:
        if utterance in self._over:
            self._over.remove(utterance)
        self._latest = utterance
        utterance.parts += [text] if text else []
        whole = " ".join(utterance.parts)
        self._conversation.revise(utterance.item_id, _content(whole))
        wires = self._delta(utterance, utterance.words.finish(whole))
        if not self.transcribes:
            return []
        seconds = max(0.0, utterance.end_ms - utterance.start_ms) / 1000
        completed = self._events.make(
            f"{TRANSCRIPTION}.completed",
            item_id=utterance.item_id,
            content_index=0,
            transcript=whole,
            usage={"type": "duration", "seconds": round(seconds, 3)},
        )
        return [*wires, completed]

    def _delta(self, utterance: Utterance, delta: str) -> list[Wire]:
        if not (delta and self.transcribes):
            return []
        event = self._events.make(
            f"{TRANSCRIPTION}.delta", item_id=utterance.item_id, content_index=0, delta=delta
        )
        return [event]


def _content(transcript: str | None) -> dict[str, Any]:
    return {"type": "input_audio", "transcript": transcript}
