"""Makes one record a turn out of the messages of a session, without a word from its nodes."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Final

from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    EndOfSpeech,
    ErrorMessage,
    Message,
    PlaybackPosition,
    StartOfSpeech,
    TextData,
    ToolCall,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsPause,
    TtsResume,
    TtsTextInput,
    TurnMetrics,
)
from ten_lite.observe.command_watch import CommandWatch, RequestWatch, ToolWatch
from ten_lite.observe.turn_record import Heard, TurnRecord

__all__ = ["WATCHED", "TurnRecorder"]

MS = 1_000_000
WATCHED: Final[Set[type[Message]]] = frozenset(
    {
        AsrResult,
        EndOfSpeech,
        PlaybackPosition,
        StartOfSpeech,
        TextData,
        TtsAudioEnd,
        TtsAudioStart,
        TtsFlush,
        TtsFlushEnd,
        TtsPause,
        TtsResume,
        TtsTextInput,
    }
)
"""The classes of messages to ``see``. Sound is not among them: nothing is done for each frame."""


class TurnRecorder:
    """Follows the turns of one session; holds one of them at a time.

    A turn is known by the ``turn_id`` of the work on its answer. It begins with the first of it,
    takes what the user had said by then, and is complete when its answer has been played or is
    known not to come, and at the latest when the next one begins. Turn 0, the greeting, is none.

    Args:
        now_ns: The session's clock.
        typists: Nodes whose ``text_data`` is what the user typed.
        has_voice: Whether text for the voice gets to one.
        wake_at: Asked to call ``finish_due`` at that moment of the session's clock.
        complete: Given the record of each turn that is complete.
    """

    def __init__(
        self,
        now_ns: Callable[[], int],
        *,
        typists: Set[str],
        has_voice: bool,
        wake_at: Callable[[int], None],
        complete: Callable[[TurnMetrics], None],
    ) -> None:
        self._now_ns = now_ns
        self._typists = typists
        self._has_voice = has_voice
        self._wake_at = wake_at
        self._complete = complete
        self._heard = Heard()
        self._record: TurnRecord | None = None
        self._guess: tuple[ChatCompletion, RequestWatch] | None = None
        self._last_turn_id = 0
        self._epoch = 0

    def finish_due(self) -> None:
        """Complete the turn if its time has come."""
        due_ns = self._record.due_ns if self._record is not None else None
        if due_ns is None:
            return
        if self._now_ns() >= due_ns:
            self.finish()
        else:  # it was put off
            self._wake_at(due_ns)

    def finish(self) -> None:
        """Complete the turn that is open, if there is one."""
        record, self._record = self._record, None
        if record is not None:
            record.is_complete = True
            self._complete(record.metrics(self._now_ns()))

    def see(self, message: Message) -> None:
        """A node sends ``message``, whose envelope is written."""
        if self._is_void(message):
            return
        match message:
            case TextData() | AsrResult() | EndOfSpeech() | StartOfSpeech():
                self._hear(message)
            case TtsTextInput():
                if self._has_voice and (record := self._at(message)) is not None:
                    self._give_text(record, message)
            case _:
                if isinstance(message, TtsFlush):
                    self._epoch = max(self._epoch, message.epoch)
                if self._record is not None:
                    self._speak(self._record, message)

    def count_error(self, error: ErrorMessage) -> None:
        """The client is told of an error."""
        record = self._record
        if record is not None and error.turn_id == record.turn_id:
            record.errors += 1
            record.failed = record.failed or record.requests > 0
            self._settle(record)

    def follow(self, command: Message) -> CommandWatch | None:
        """What is to be told about ``command``, which is called now; None: nothing."""
        if not isinstance(command, ChatCompletion | ToolCall) or self._is_void(command):
            return None
        if isinstance(command, ChatCompletion) and command.is_guess:
            return self._follow_guess(command)
        record = self._at(command)
        if record is None:
            return None
        if isinstance(command, ToolCall):
            watch: CommandWatch = ToolWatch(record, command, self._now_ns, self._settle)
        else:
            goes_on = command.messages and command.messages[-1].get("role") == "tool"
            if not (goes_on and record.attempt):
                record.begin_anew()
                self._take_heard(record)
            record.requests += 1
            watch = RequestWatch(record, self._settle)
        record.open_commands += 1
        record.due_ns = None
        return watch

    def confirm(self, request_id: str, turn_id: int) -> None:
        """The guess of that name is the answer of the turn ``turn_id``."""
        if self._guess is None or self._guess[0].request_id != request_id:
            return
        watch, self._guess = self._guess[1], None
        record = self._of_turn(turn_id, self._now_ns())
        if record is not None:
            record.begin_anew()
            self._take_heard(record)
            watch.count_for(record)
            self._settle(record)

    def _follow_guess(self, command: ChatCompletion) -> RequestWatch:
        """It counts for no turn until it is confirmed."""
        record = TurnRecord(0, command.timestamp_ns, requests=1, open_commands=1, is_complete=True)
        watch = RequestWatch(record, self._settle)
        self._guess = (command, watch)
        return watch

    def _is_void(self, message: Message) -> bool:
        return message.fenced and message.epoch < self._epoch

    def _settle(self, record: TurnRecord) -> None:
        """Something has happened in this turn: see when it is complete."""
        if record.is_complete:
            return
        record.due_ns = record.due_after(self._now_ns(), has_voice=self._has_voice)
        if record.due_ns is not None:
            self._wake_at(record.due_ns)

    def _at(self, message: Message) -> TurnRecord | None:
        """The turn that ``message`` is work for; None for the greeting and for what is over."""
        return self._of_turn(message.turn_id, message.timestamp_ns)

    def _of_turn(self, turn_id: int, now_ns: int) -> TurnRecord | None:
        if turn_id > self._last_turn_id:
            self.finish()
            self._last_turn_id = turn_id
            self._record = TurnRecord(turn_id, now_ns)
            self._take_heard(self._record)
        record = self._record
        return record if record is not None and record.turn_id == turn_id else None

    def _take_heard(self, record: TurnRecord) -> None:
        """What the user said last is what this answer is to, unless the answer is heard already."""
        if record.first_audio_ns is None:
            record.heard.add(self._heard)
            self._heard = Heard()

    def _hear(self, message: TextData | AsrResult | EndOfSpeech | StartOfSpeech) -> None:
        heard, now_ns = self._heard, message.timestamp_ns
        match message:
            case StartOfSpeech():
                heard.speech_end_ns = None
            case EndOfSpeech():
                heard.speech_end_ns = now_ns - message.silence_ms * MS
            case AsrResult():
                if message.final and message.text.strip():
                    heard.transcript_ns, heard.text_ns = now_ns, None
            case TextData():
                if message.source in self._typists and message.is_final:
                    self._heard = Heard(text_ns=now_ns)

    def _give_text(self, record: TurnRecord, message: TtsTextInput) -> None:
        if record.first_text_ns is None and message.text.strip():
            self._take_heard(record)  # of an answer that was begun before the user was done
            record.first_text_ns = message.timestamp_ns
        record.spoken_characters += len(message.text)
        record.open_speech.add(message.request_id)
        record.due_ns = None

    def _speak(self, record: TurnRecord, message: Message) -> None:
        """What the voice does with the answer, and what is done to it."""
        now_ns, playback = message.timestamp_ns, record.playback
        match message:
            case PlaybackPosition():
                playback.report(message.request_id, message.played_ms)
                return
            case TtsAudioStart():
                if message.request_id in record.open_speech:
                    playback.start(message.request_id, now_ns)
                    if record.first_audio_ns is None:
                        record.first_audio_ns = now_ns
            case TtsAudioEnd():
                if message.request_id not in record.open_speech | record.cut_speech:
                    return
                record.open_speech.discard(message.request_id)
                record.cut_speech.discard(message.request_id)
                was_cut = message.reason == "interrupted"
                record.spoke = record.spoke or not was_cut
                playback.end(
                    message.request_id,
                    now_ns,
                    duration_ms=message.duration_ms,
                    unplayed_ms=message.unplayed_ms,
                    was_cut=was_cut,
                )
            case TtsFlush():
                record.cut(now_ns)
            case TtsFlushEnd():
                record.cut_speech.clear()
            case TtsPause():
                playback.pause(now_ns)
            case TtsResume():
                playback.resume(now_ns)
        self._settle(record)
