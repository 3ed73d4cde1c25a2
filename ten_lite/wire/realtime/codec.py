"""``RealtimeCodec``: OpenAI's Realtime API as a codec."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    EndOfSpeech,
    ErrorMessage,
    Message,
    NodeMetrics,
    PcmFrame,
    StartOfSpeech,
    TextData,
    ToolCall,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsPause,
    TurnMetrics,
)
from ten_lite.wire.codec import Codec, Hangup, NotDone, Opening, Reply, ToolDone, Wire
from ten_lite.wire.realtime.client import ClientEvents
from ten_lite.wire.realtime.refusal import Refusal
from ten_lite.wire.realtime.session import Session
from ten_lite.wire.strict_json import parse_object

__all__ = ["RealtimeCodec"]

MAX_WAITING: Final = 1_000
MAX_EVENT_ID_CHARS: Final = 512


class RealtimeCodec(Codec):
    """Speaks as OpenAI's server does.

    What the graph says before the client's first event, a greeting mostly, waits for that: it may
    be a ``session.update`` that says how it is to be told.

    Args:
        opening: The session; ``model`` of its query is what the client calls the graph.
    """

    def __init__(self, opening: Opening) -> None:
        super().__init__(opening)
        self._session = Session(opening)
        self._client = ClientEvents(self._session)
        self._waiting: deque[Message] | None = deque(maxlen=MAX_WAITING)

    def open(self) -> Iterable[Wire]:
        """``session.created``."""
        session = self._session
        return (session.events.make("session.created", session=session.as_json()),)

    def decode(self, wire: Wire) -> Iterable[Message | Reply | Hangup | ToolDone]:
        """What the client's event is for the graph, and the events that answer it.

        A ``ProtocolError`` knows the id of the event; give it to ``refuse``.
        """
        event_id: str | None = None
        try:
            if not isinstance(wire, str):
                raise Refusal("Events are text messages with JSON; this one is binary.")
            event = parse_object(wire)
            named = event.get("event_id")
            event_id = named[:MAX_EVENT_ID_CHARS] if isinstance(named, str) else None
            result = self._client.take(event)
        except ProtocolError as error:
            refusal = error if isinstance(error, Refusal) else Refusal(str(error))
            refusal.event_id = event_id
            raise refusal from None
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            result += [Reply(wire) for message in waiting for wire in self.encode(message)]
        return result

    def encode(self, message: Message) -> Iterable[Wire]:
        """The events that tell of it."""
        if self._waiting is not None:
            _wait(message, self._waiting)
            return ()
        self._session.playing.see(message)
        listening, answering = self._session.listening, self._session.answering
        match message:
            case PcmFrame():
                return answering.frame(message)
            case TextData(role="user", data_type="transcribe"):
                return listening.transcript(message)
            case TextData(role="assistant", data_type="transcribe"):
                return answering.text(message)
            case TtsAudioStart():
                return answering.sound_begins(message)
            case TtsAudioEnd():
                return answering.sound_ends(message)
            case TtsFlush():
                self._session.calls.void()
                is_sounding = answering.is_sounding
                ended = answering.flush(message)
                return [*listening.stop_playing(is_sounding=is_sounding), *ended]
            case TtsPause():
                is_sounding = answering.is_sounding
                held = answering.pause()
                return [*listening.stop_playing(is_sounding=is_sounding), *held]
            case StartOfSpeech():
                return listening.start(message)
            case EndOfSpeech():
                return listening.end(message)
            case ToolCall():
                self._session.calls.begin(message)
                return answering.call(message)
            case ErrorMessage():
                return answering.error(message)
            case TurnMetrics():
                return answering.turn_over(message)
            case NodeMetrics():
                return answering.count_tokens(message)
        return ()

    def refuse(self, error: ProtocolError) -> Iterable[Wire]:
        """``error``, with the id of the client's event if that made no sense.

        A response to what the graph does not take has failed.
        """
        session = self._session
        if isinstance(error, NotDone):
            wire = session.events.refusal(Refusal(str(error), code=error.code))
            is_asked = isinstance(error.message, TextData) or not session.settings.detection
            return (wire, *(session.answering.not_done(error.code) if is_asked else ()))
        refusal = error if isinstance(error, Refusal) else Refusal(str(error))
        return (session.events.refusal(refusal),)


def _wait(message: Message, waiting: deque[Message]) -> None:
    """Keep ``message`` until the client has said something; an interruption voids sound."""
    if isinstance(message, TtsFlush | TtsPause):
        kept = [one for one in waiting if not isinstance(one, PcmFrame)]
        waiting.clear()
        waiting.extend(kept)
    waiting.append(message)
