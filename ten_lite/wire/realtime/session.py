"""What the two ends of the codec share."""

from __future__ import annotations

from typing import Any

from ten_lite.wire.codec import Opening, Reply
from ten_lite.wire.realtime.answering import Answering
from ten_lite.wire.realtime.calls import Calls
from ten_lite.wire.realtime.conversation import Conversation
from ten_lite.wire.realtime.events import Events
from ten_lite.wire.realtime.listening import Listening
from ten_lite.wire.realtime.playing import Playing
from ten_lite.wire.realtime.settings import Settings
from ten_lite.wire.realtime.sound_in import SoundIn

__all__ = ["Session"]


class Session:
    """One client's session.

    Args:
        opening: The session as the server knows it.

    Attributes:
        sample_rate_hz: Of the graph's sound.
        settings: How it is set up.
        events: Makes its events.
        conversation: Its items.
        playing: What the client plays.
        sound: The client's sound.
        calls: Calls of the client's tools.
        listening: The user's side.
        answering: The agent's side.
    """

    def __init__(self, opening: Opening) -> None:
        model = next((value for key, value in opening.query if key == "model" and value), "")
        self._id = opening.session_id
        self.sample_rate_hz = opening.sample_rate_hz
        self.settings = Settings(model=model) if model else Settings()
        self.events = Events()
        self.conversation = Conversation(self.events)
        self.playing = Playing()
        self.sound = SoundIn(opening.sample_rate_hz)
        self.calls = Calls()
        self.listening = Listening(self.events, self.conversation, self.sound, self.playing)
        self.answering = Answering(
            self.events,
            self.conversation,
            self.playing,
            self._about_responses,
            self.listening.answered,
            self.settings,
        )

    def as_json(self) -> dict[str, Any]:
        """As a client is told."""
        return self.settings.as_json(self._id)

    def reply(self, kind: str, **fields: Any) -> Reply:
        """An event that answers the client."""
        return Reply(self.events.make(kind, **fields))

    def _about_responses(self) -> dict[str, Any]:
        output: dict[str, Any] = {"format": self.settings.spoken_as.as_json()}
        if self.settings.voice:
            output["voice"] = self.settings.voice
        return {
            "conversation_id": f"conv_{self._id}",
            "max_output_tokens": "inf",
            "audio": {"output": output},
        }
