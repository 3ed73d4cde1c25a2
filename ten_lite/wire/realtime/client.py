"""What a client's events do."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ten_lite.messages import Interrupt, Message, PcmFrame, PlaybackPosition
from ten_lite.wire.codec import Hangup, Reply, ToolDone, Wire
from ten_lite.wire.realtime.asked import read_asked
from ten_lite.wire.realtime.new_items import NewItem, read_item
from ten_lite.wire.realtime.pending import Pending
from ten_lite.wire.realtime.refusal import Refusal, optional_text, take_object, take_text, wrong
from ten_lite.wire.realtime.session import Session
from ten_lite.wire.realtime.settings import Settings, read_update
from ten_lite.wire.realtime.sound_in import SoundIn, frames
from ten_lite.wire.realtime.tools import registration
from ten_lite.wire.strict_json import describe

__all__ = ["ClientEvents", "Result"]

Result = list[Message | Reply | Hangup | ToolDone]
Event = Mapping[str, Any]


class ClientEvents:
    """Takes one event after the other.

    Args:
        session: What they change.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._pending = Pending(session.sample_rate_hz)
        self._responses_at_result = 0
        self._handlers: Mapping[str, Callable[[Event], Result]] = {
            "session.update": self._update,
            "input_audio_buffer.append": self._append,
            "input_audio_buffer.commit": self._commit,
            "input_audio_buffer.clear": self._clear,
            "conversation.item.create": self._create,
            "conversation.item.retrieve": self._retrieve,
            "conversation.item.delete": self._delete,
            "conversation.item.truncate": self._truncate,
            "response.create": self._respond,
            "response.cancel": self._cancel,
        }

    def take(self, event: Event) -> Result:
        """Do what the event says.

        Raises:
            ProtocolError: It makes no sense, or no graph can do it; nothing was done.
        """
        kind = take_text(event, "type")
        handler = self._handlers.get(kind)
        if handler is None:
            raise Refusal(
                f"Invalid value: {describe(kind)}. Supported: {', '.join(self._handlers)}.",
                param="type",
            )
        return handler(event)

    def _update(self, event: Event) -> Result:
        session, before = self._session, self._session.settings
        change = read_update(before, take_object(event, "session"))
        session.settings = change.settings
        result: Result = []
        if change.unchanged:
            refusal = Refusal(
                f"The graph decides {', '.join(change.unchanged)}. All else is done.",
                code="unsupported_setting",
                param=change.unchanged[0],
            )
            event_id = event.get("event_id")
            refusal.event_id = event_id if isinstance(event_id, str) else None
            result.append(Reply(session.events.refusal(refusal)))
        if change.config is not None:
            result.append(change.config)
        for name, tool in change.settings.tools.items():
            if before.tools.get(name) != tool:
                result.append(registration(tool))
        result += self._apply(before, change.settings)
        result.append(session.reply("session.updated", session=session.as_json()))
        return result

    def _apply(self, before: Settings, now: Settings) -> Result:
        session = self._session
        if now.heard_as != before.heard_as:
            session.sound.set_format(now.heard_as)
        if (now.spoken_as, now.modality) != (before.spoken_as, before.modality):
            session.answering.apply(now)
        session.listening.detects = bool(now.detection)
        session.listening.transcribes = bool(now.transcriber)
        if now.detection and not before.detection:
            return [*frames(session.sound.drain(), session.sample_rate_hz)]
        return []

    def _append(self, event: Event) -> Result:
        session, audio = self._session, take_text(event, "audio")
        if not session.settings.detection:
            session.sound.keep(audio)
            return []
        pcm = session.sound.feed(audio)
        return [PcmFrame(pcm, session.sample_rate_hz)] if pcm else []

    def _commit(self, event: Event) -> Result:
        session = self._session
        if session.settings.detection:
            raise Refusal(
                "The graph decides when the user is done; to decide it yourself, set "
                "'session.audio.input.turn_detection' to null.",
                code="input_audio_buffer_commit_not_allowed",
            )
        self._pending.check_room()
        from_ms = session.sound.ms - session.sound.kept_ms
        pcm = session.sound.take()
        wires = session.listening.commit(from_ms)
        self._pending.add(session.conversation.last_id or "", pcm)
        return _replies(wires)

    def _clear(self, event: Event) -> Result:
        session = self._session
        if not session.settings.detection:
            session.sound.drain()
        elif session.listening.is_speaking:
            raise Refusal(
                "The graph has heard it already: sound can be cleared while nobody speaks, or "
                "while 'session.audio.input.turn_detection' is null.",
                code="input_audio_buffer_clear_not_allowed",
            )
        return [session.reply("input_audio_buffer.cleared")]

    def _create(self, event: Event) -> Result:
        conversation = self._session.conversation
        previous_id = optional_text(event, "previous_item_id")
        if previous_id and previous_id != conversation.last_id:
            raise Refusal(
                "'previous_item_id' must be the last item or null: items go to the end.",
                code="unsupported_parameter",
                param="previous_item_id",
            )
        item = read_item(event)
        if item.item_id in conversation:
            raise Refusal(
                f"There is an item {describe(item.item_id)} already.",
                code="item_create_duplicate_id",
                param="item.id",
            )
        item_id = item.item_id or self._session.events.new_id("item")
        result: Result = []
        if item.call_id:
            done = self._session.calls.give(item.call_id, item.output)
            self._responses_at_result = self._session.answering.count
            result += [done] if done is not None else []
        else:
            self._pending.check_room()
            said = item.text or self._decoded(item)
            self._pending.add(item_id, said)
            if isinstance(said, bytes):
                self._session.listening.expect(item_id)
        added = conversation.add_whole({"id": item_id, **item.fields})
        return [*_replies(added), *result]

    def _decoded(self, item: NewItem) -> bytes:
        sound = SoundIn(self._session.sample_rate_hz)
        sound.set_format(self._session.settings.heard_as)
        for audio in item.audio:
            sound.keep(audio)
        return sound.take()

    def _retrieve(self, event: Event) -> Result:
        item = self._session.conversation[self._item_id(event)]
        return [self._session.reply("conversation.item.retrieved", item=item.fields)]

    def _delete(self, event: Event) -> Result:
        item_id = self._item_id(event)
        if not self._pending.remove(item_id):
            raise Refusal(
                "The graph knows of it already, and keeps its history itself; an item can be "
                "deleted before the response.create that it is meant for.",
                code="item_delete_not_allowed",
                param="item_id",
            )
        self._session.conversation.remove(item_id)
        return [self._session.reply("conversation.item.deleted", item_id=item_id)]

    def _truncate(self, event: Event) -> Result:
        session, item_id = self._session, self._item_id(event)
        sound = session.conversation[item_id].sound
        end_ms, content_index = event.get("audio_end_ms"), event.get("content_index", 0)
        if sound is None:
            raise Refusal("Only sound of the assistant can be truncated.", param="item_id")
        if content_index != 0:
            raise wrong(content_index, "content_index", "0, as there is but one part")
        if type(end_ms) is not int or end_ms < 0:
            raise wrong(end_ms, "audio_end_ms", "an integer from 0")
        if end_ms > math.ceil(sound.ms):
            raise Refusal(
                f"Audio content of {math.floor(sound.ms)}ms is already shorter than {end_ms}ms.",
                param="audio_end_ms",
            )
        played_ms = round(sound.from_ms + end_ms)
        session.conversation.revise(item_id, {"type": "output_audio", "transcript": None})
        session.answering.truncated(sound.request_id, played_ms)
        session.playing.stop()
        result: Result = []
        if sound.request_id:
            result.append(PlaybackPosition(sound.request_id, played_ms))
        truncated = session.reply(
            "conversation.item.truncated", item_id=item_id, content_index=0, audio_end_ms=end_ms
        )
        return [truncated, *result]

    def _respond(self, event: Event) -> Result:
        answering, calls = self._session.answering, self._session.calls
        response = event.get("response")
        if response is not None:
            response = take_object(event, "response")
        asked = read_asked(response or {}, self._session.settings)
        if self._pending:
            calls.has_given = False
            return [*_replies(answering.ask(asked)), *self._pending.take()]
        if calls.has_given:  # the graph goes on by itself
            calls.has_given = False
            is_due = answering.active is None and answering.count == self._responses_at_result
            return _replies(answering.ask(asked)) if is_due else []
        if answering.active is not None:
            raise Refusal(
                f"Conversation already has an active response: {answering.active.id}.",
                code="conversation_already_has_active_response",
            )
        raise Refusal(
            "There is nothing to answer: a graph answers what the user says or types.",
            code="nothing_to_answer",
        )

    def _cancel(self, event: Event) -> Result:
        session = self._session
        response_id, active = optional_text(event, "response_id"), session.answering.active
        is_playing = session.playing.left_ms > 0
        is_other = bool(response_id) and (active is None or active.id != response_id)
        if is_other or (active is None and not is_playing):
            raise Refusal(
                "Cancellation failed: no active response found.",
                code="response_cancel_not_active",
            )
        return [*_replies(session.answering.cancel()), Interrupt()]

    def _item_id(self, event: Event) -> str:
        item_id = take_text(event, "item_id")
        if item_id not in self._session.conversation:
            raise Refusal(
                f"There is no item {describe(item_id)}.", code="item_not_found", param="item_id"
            )
        return item_id


def _replies(wires: Iterable[Wire]) -> Result:
    return [Reply(wire) for wire in wires]
