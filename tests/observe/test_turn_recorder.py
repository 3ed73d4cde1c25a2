"""Which message counts for which turn; envelopes are written by hand here."""

from __future__ import annotations

from typing import TypeVar

from ten_lite.errors import Interrupted
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    ChatDelta,
    Delivery,
    EndOfSpeech,
    ErrorMessage,
    Message,
    PlaybackPosition,
    StartOfSpeech,
    TextData,
    ToolCall,
    ToolResult,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsPause,
    TtsResume,
    TtsTextInput,
    TurnMetrics,
    UserJoined,
)
from ten_lite.observe.command_watch import CommandWatch
from ten_lite.observe.turn_recorder import TurnRecorder

MS = 1_000_000
M = TypeVar("M", bound=Message)


class Session:
    """A clock, a recorder and the envelope."""

    def __init__(self, typists: frozenset[str] = frozenset()) -> None:
        self.now_ms = 0
        self.epoch = 0
        self.records: list[TurnMetrics] = []
        self.wakes: list[int] = []
        self.recorder = TurnRecorder(
            lambda: self.now_ms * MS,
            typists=typists,
            has_voice=True,
            wake_at=lambda at_ns: self.wakes.append(at_ns // MS),
            complete=self.records.append,
        )

    def stamped(self, message: M, turn_id: int, epoch: int | None = None) -> M:
        message.turn_id = turn_id
        message.epoch = self.epoch if epoch is None else epoch
        message.timestamp_ns = self.now_ms * MS
        message.fenced = message.delivery is Delivery.ANSWER
        return message

    def see(self, message: Message, turn_id: int = 1, epoch: int | None = None) -> None:
        if isinstance(message, TtsFlush):
            self.epoch += 1
        self.recorder.see(self.stamped(message, turn_id, epoch))

    def ask(self, turn_id: int = 1) -> CommandWatch:
        command = ChatCompletion([{"role": "user", "content": "?"}])
        watch = self.recorder.follow(self.stamped(command, turn_id))
        assert watch is not None
        return watch

    def finished(self) -> TurnMetrics:
        self.recorder.finish()
        (record,) = self.records
        return record


def test_what_a_flush_has_voided_does_not_count_when_it_comes_late():
    session = Session()
    session.ask()
    session.see(TtsFlush("f"))
    session.see(TtsTextInput("r", "late"), epoch=0)
    late = ChatCompletion([])
    assert session.recorder.follow(session.stamped(late, 1, epoch=0)) is None
    record = session.finished()
    assert (record.requests, record.spoken_characters, record.first_text_ms) == (1, 0, None)


def test_an_end_of_speech_without_words_is_forgotten_when_the_user_speaks_again():
    session = Session()
    session.see(EndOfSpeech(0))
    session.now_ms = 60_000
    session.see(StartOfSpeech(59_000))
    session.see(AsrResult("yes", final=True))
    session.ask()
    record = session.finished()
    assert (record.since, record.since_at_ms) == ("transcript", 60_000)


def test_a_transcript_without_words_is_none():
    session = Session()
    session.see(AsrResult(" ", final=True))
    session.ask()
    assert session.finished().since == "request"


def test_what_is_said_over_the_sound_does_not_move_the_beginning_of_its_turn():
    session = Session()
    session.see(EndOfSpeech(0))
    session.ask()
    session.see(TtsTextInput("r", "text"))
    session.see(TtsAudioStart("r"))
    session.now_ms = 700
    session.see(EndOfSpeech(700))
    session.ask()
    assert session.finished().since_at_ms == 0


def test_a_second_request_does_not_take_back_text_that_the_voice_will_speak():
    session = Session()
    session.ask()
    session.see(TtsTextInput("r", "text"))
    session.now_ms = 50
    session.ask()
    session.now_ms = 90
    session.see(TtsAudioStart("r"))
    record = session.finished()
    assert (record.first_text_ms, record.first_audio_ms, record.spoken_characters) == (0, 90, 4)


def test_an_attempt_that_was_given_up_counts_its_tokens_and_not_its_text():
    session = Session()
    first = session.ask()
    session.ask()
    session.now_ms = 10
    delta = ChatDelta("old", "stop", usage={"completion_tokens": 3})
    first.take_result(session.stamped(delta, 1))
    first.take_end(None)
    record = session.finished()
    assert (record.characters, record.first_token_ms, record.completion_tokens) == (0, None, 3)
    assert record.prompt_tokens is None


def test_text_that_never_got_to_the_voice_does_not_hold_up_an_interrupted_turn():
    session = Session()
    session.ask().take_end(None)
    session.see(TtsTextInput("a", "one"))
    session.see(TtsTextInput("b", "two"))
    session.see(TtsAudioStart("a"))
    session.see(TtsFlush("f"))
    session.see(TtsAudioEnd("a", 100, "interrupted"))
    assert session.wakes == []
    session.see(TtsFlushEnd("f"))
    assert session.wakes == [100]


def test_a_turn_that_was_put_off_is_asked_for_again():
    session = Session()
    session.ask().take_end(None)
    for request_id, unplayed_ms in (("a", 500), ("b", 900)):
        session.see(TtsTextInput(request_id, "text", text_input_end=True))
        session.see(TtsAudioStart(request_id))
        session.see(TtsAudioEnd(request_id, 1_000, "end", unplayed_ms))
    session.now_ms = 500
    session.recorder.finish_due()
    assert (session.records, session.wakes) == ([], [500, 900, 900])
    session.now_ms = 900
    session.recorder.finish_due()
    assert len(session.records) == 1


def test_an_answer_of_another_turn_neither_begins_nor_ends_this_one():
    session = Session()
    session.ask(turn_id=2).take_end(None)
    session.see(TtsTextInput("new", "text"), turn_id=2)
    session.see(TtsTextInput("old", "text"), turn_id=1)
    session.see(TtsAudioStart("old"), turn_id=1)
    session.see(TtsAudioEnd("old", 100), turn_id=1)
    record = session.finished()
    assert (record.stream_id, record.first_audio_ms, record.spoken_characters) == (2, None, 4)


def guess(session: Session, request_id: str, turn_id: int) -> CommandWatch:
    command = ChatCompletion([{"role": "user", "content": "?"}], request_id, is_guess=True)
    watch = session.recorder.follow(session.stamped(command, turn_id))
    assert watch is not None
    return watch


def tell(session: Session, watch: CommandWatch, *deltas: ChatDelta) -> None:
    for delta in deltas:
        watch.take_result(session.stamped(delta, 0))


USED = ChatDelta("", "stop", usage={"prompt_tokens": 11, "completion_tokens": 2})


def test_a_guess_that_was_right_counts_for_the_turn_that_begins_with_it():
    session = Session()
    session.see(EndOfSpeech(0))
    watch = guess(session, "r1", turn_id=0)
    session.now_ms = 200
    tell(session, watch, ChatDelta("Yes"))
    session.now_ms = 500
    session.recorder.confirm("r1", 1)
    session.see(TtsTextInput("r1", "Yes."))
    session.now_ms = 600
    tell(session, watch, ChatDelta("."), USED)
    watch.take_end(None)
    record = session.finished()
    assert (record.stream_id, record.since, record.since_at_ms) == (1, "speech_end", 0)
    assert (record.first_token_ms, record.first_text_ms) == (200, 500)
    assert (record.requests, record.characters) == (1, 4)
    assert (record.prompt_tokens, record.completion_tokens) == (11, 2)


def test_one_that_was_done_before_it_was_right_does_so_too():
    session = Session()
    watch = guess(session, "r1", turn_id=0)
    tell(session, watch, ChatDelta("Yes."), USED)
    watch.take_end(None)
    session.recorder.confirm("r1", 1)
    record = session.finished()
    assert (record.requests, record.characters, record.completion_tokens) == (1, 4, 2)


def test_a_guess_in_a_turn_that_goes_on_takes_the_place_of_what_nobody_heard():
    session = Session()
    session.ask()
    session.see(TtsTextInput("r1", "early"))
    session.see(TtsFlush("f1"))
    session.see(TtsAudioEnd("r1", 0, "interrupted"), epoch=1)
    watch = guess(session, "r2", turn_id=1)
    tell(session, watch, ChatDelta("late"))
    session.recorder.confirm("r2", 1)
    record = session.finished()
    assert (record.requests, record.characters) == (2, 4)


def test_a_guess_that_was_wrong_counts_for_no_turn():
    session = Session()
    wrong = guess(session, "r1", turn_id=0)
    tell(session, wrong, ChatDelta("No."))
    wrong.take_end(Interrupted("dropped"))
    session.ask(1)
    record = session.finished()
    assert (record.requests, record.characters) == (1, 0)


def test_who_confirms_what_was_not_asked_begins_no_turn():
    session = Session()
    guess(session, "r1", turn_id=0)
    session.recorder.confirm("r2", 1)
    session.recorder.finish()
    assert session.records == []


def test_a_typed_text_begins_the_times_of_its_turn_and_others_do_not():
    session = Session(typists=frozenset({"client"}))
    typed = TextData("hi", "user")
    typed.source = "client"
    session.now_ms = 40
    session.see(typed)
    session.now_ms = 50
    session.see(TextData("echo", "assistant"))
    session.ask()
    record = session.finished()
    assert (record.since, record.since_at_ms) == ("text", 40)


def test_what_is_called_for_an_answer_is_counted_as_what_it_is():
    session = Session()
    assert session.recorder.follow(session.stamped(UserJoined(), 1)) is None
    session.ask()
    tool = session.recorder.follow(session.stamped(ToolCall("c", "light", {}), 1))
    assert tool is not None
    session.now_ms = 30
    tool.take_result(ToolResult("on"))
    tool.take_end(None)
    assert session.finished().tools == ({"name": "light", "ms": 30, "is_error": False},)


def test_an_error_behind_a_request_completes_its_turn_soon():
    session = Session()
    session.ask().take_end(None)
    session.recorder.count_error(session.stamped(ErrorMessage("other"), 7))
    session.recorder.count_error(session.stamped(ErrorMessage("it failed"), 1))
    assert session.wakes
    session.recorder.finish_due()  # too early: it is put off
    assert session.records == []
    session.now_ms = session.wakes[-1]
    session.recorder.finish_due()
    session.recorder.finish_due()
    assert [record.errors for record in session.records] == [1]


def test_where_the_client_was_when_it_was_interrupted_is_what_was_heard():
    session = Session()
    session.ask().take_end(None)
    session.see(TtsTextInput("r", "hello", text_input_end=True))
    session.see(TtsAudioStart("r"))
    session.now_ms = 500
    session.see(TtsPause("p"))
    session.see(PlaybackPosition("r", 300))
    session.now_ms = 900
    session.see(TtsResume("p"))
    session.now_ms = 1_000
    session.see(TtsFlush("f"))
    session.see(TtsFlushEnd("f"))
    assert session.finished().interrupted_ms == 1_000
