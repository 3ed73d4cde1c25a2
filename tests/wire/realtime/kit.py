"""A client without a socket: sends events, gets events, each held to the SDK's models."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from openai.types.realtime import RealtimeServerEvent
from pydantic import TypeAdapter

from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    Message,
    PcmFrame,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsPause,
)
from ten_lite.wire.codec import Hangup, Opening, Reply, ToolDone, Wire
from ten_lite.wire.realtime import RealtimeCodec

Event = dict[str, Any]

SERVER_EVENT: TypeAdapter[Any] = TypeAdapter(RealtimeServerEvent)
FRAME = PcmFrame(bytes(640))  # 20 ms

ENDED = [
    "response.output_audio.done",
    "response.output_audio_transcript.done",
    "response.content_part.done",
    "conversation.item.done",
    "response.output_item.done",
    "response.done",
]
SPEECH = base64.b64encode(bytes(960)).decode()  # 20 ms at 24 kHz


class Talk:
    """One session.

    Attributes:
        events: All that the client got.
        graph: All that the graph got.
    """

    def __init__(
        self, *, rate: int = 16_000, has_begun: bool = True, query: Mapping[str, str] | None = None
    ) -> None:
        opening = Opening(session_id="s1", sample_rate_hz=rate, query=tuple((query or {}).items()))
        self.codec = RealtimeCodec(opening)
        self.events: list[Event] = []
        self.graph: list[Message | ToolDone | Hangup] = []
        self._take(self.codec.open())
        if has_begun:
            self.send("session.update", session={"type": "realtime"})
            self.events.clear()

    def send(self, kind: str, **fields: Any) -> list[Event]:
        """The events that answer the client's; one that is refused is answered as a server does."""
        return self.send_wire(json.dumps({"type": kind, **fields}))

    def send_wire(self, wire: Wire) -> list[Event]:
        try:
            result = list(self.codec.decode(wire))
        except ProtocolError as error:
            return self._take(self.codec.refuse(error))
        self.graph += [item for item in result if not isinstance(item, Reply)]
        return self._take(item.wire for item in result if isinstance(item, Reply))

    def hear(self, *messages: Message) -> list[Event]:
        """The events that tell of the graph's messages."""
        return [event for one in messages for event in self._take(self.codec.encode(one))]

    def update(self, **session: Any) -> list[Event]:
        return self.send("session.update", session={"type": "realtime", **session})

    def type_text(self, text: str, **response: Any) -> list[Event]:
        """The user types, and wants an answer."""
        part = {"type": "input_text", "text": text}
        item = {"type": "message", "role": "user", "content": [part]}
        events = self.send("conversation.item.create", item=item)
        return events + self.send("response.create", **({"response": response} if response else {}))

    def graph_got(self) -> list[Message | ToolDone | Hangup]:
        """What the graph got since the last time."""
        got, self.graph = self.graph, []
        return got

    def _take(self, wires: Any) -> list[Event]:
        events = [checked(wire) for wire in wires]
        self.events += events
        return events


def checked(wire: Wire) -> Event:
    """The event, which is one of those the SDK knows, with no field wrong."""
    assert isinstance(wire, str)
    event: Event = json.loads(wire)
    model = SERVER_EVENT.validate_json(wire)
    assert model.type == event["type"]
    assert event["event_id"]
    for name in event:  # a misspelt field would be an extra one
        assert name in type(model).model_fields, (event["type"], name)
    return event


def types(events: list[Event]) -> list[str]:
    return [event["type"] for event in events]


def only(events: list[Event], kind: str) -> Event:
    (event,) = [event for event in events if event["type"] == kind]
    return event


def joined(events: list[Event], kind: str) -> str:
    return "".join(event["delta"] for event in events if event["type"] == kind)


def sound(events: list[Event]) -> bytes:
    deltas = [e["delta"] for e in events if e["type"] == "response.output_audio.delta"]
    return b"".join(base64.b64decode(delta) for delta in deltas)


def stamped(message: Message, turn_id: int, epoch: int = 0) -> Any:
    message.turn_id, message.epoch = turn_id, epoch
    return message


def says(text: str, turn_id: int = 1, *, is_final: bool = False, epoch: int = 0) -> TextData:
    said = TextData(text, "assistant", is_final, stream_id=turn_id)
    return stamped(said, turn_id, epoch)  # type: ignore[no-any-return]


def user(text: str, number: int = 1, *, is_final: bool = True) -> TextData:
    return TextData(text, "user", is_final, stream_id=number)


def begins(turn_id: int = 1) -> TtsAudioStart:
    return stamped(TtsAudioStart(f"r{turn_id}"), turn_id)  # type: ignore[no-any-return]


def ends(turn_id: int = 1, reason: Any = "end") -> TtsAudioEnd:
    return stamped(TtsAudioEnd(f"r{turn_id}", 20, reason), turn_id)  # type: ignore[no-any-return]


def flush(turn_id: int = 1, epoch: int = 1) -> TtsFlush:
    return stamped(TtsFlush("f"), turn_id, epoch)  # type: ignore[no-any-return]


def pause(turn_id: int = 1) -> TtsPause:
    return stamped(TtsPause("p"), turn_id)  # type: ignore[no-any-return]


Check = Callable[[list[Event]], bool]


def speaking(talk: Talk) -> str:
    """The graph is in the midst of an answer; gives the item."""
    events = talk.hear(says("It is noon, I think."), begins(), *[FRAME] * 50)
    item_id: str = only(events, "response.output_item.added")["item"]["id"]
    return item_id
