"""What makes a client stop playing, and what it gets afterwards."""

from __future__ import annotations

from ten_lite.messages import Interrupt, PlaybackPosition, StartOfSpeech, TurnMetrics

from .kit import (
    ENDED,
    FRAME,
    Talk,
    begins,
    ends,
    flush,
    joined,
    only,
    pause,
    says,
    speaking,
    types,
    user,
)

STARTED = "input_audio_buffer.speech_started"


def test_a_flush_stops_the_player_and_cancels_the_response() -> None:
    talk = Talk()
    item_id = speaking(talk)
    events = talk.hear(flush())
    assert types(events) == [STARTED, *ENDED]
    response = events[-1]["response"]
    assert response["status"] == "cancelled"
    assert response["status_details"] == {"type": "cancelled", "reason": "turn_detected"}
    assert [(item["id"], item["status"]) for item in response["output"]] == [
        (item_id, "incomplete")
    ]


def test_a_murmur_does_not_stop_the_player_until_the_graph_stops() -> None:
    talk = Talk()
    speaking(talk)
    assert talk.hear(StartOfSpeech(40)) == []
    assert talk.hear(flush())[0]["audio_start_ms"] == 40


def test_an_answer_that_the_client_waits_for_more_of_is_stopped_too() -> None:
    talk = Talk()
    speaking(talk)
    late = flush()
    late.timestamp_ns = 30_000_000_000
    assert types(talk.hear(late))[0] == STARTED


def test_the_player_is_not_stopped_twice() -> None:
    talk = Talk()
    speaking(talk)
    assert types(talk.hear(StartOfSpeech(40), pause(), flush())).count(STARTED) == 1


def test_a_pause_is_an_interruption_and_the_rest_is_another_response() -> None:
    talk = Talk()
    item_id = speaking(talk)
    assert types(talk.hear(pause())) == [STARTED, *ENDED]
    events = talk.hear(FRAME, FRAME, ends())
    assert types(events)[0] == "response.created"
    assert only(events, "response.output_item.added")["item"]["id"] != item_id
    assert events[-1]["response"]["status"] == "completed"
    assert joined(events, "response.output_audio_transcript.delta") == ""


def test_text_that_comes_in_a_pause_is_told_when_the_sound_goes_on() -> None:
    talk = Talk()
    speaking(talk)
    talk.hear(pause())
    assert talk.hear(says("It is noon, I think. Or one.", is_final=True)) == []
    events = talk.hear(FRAME, FRAME)
    assert joined(events, "response.output_audio_transcript.delta") == "Or one."


def test_text_that_comes_in_a_pause_that_ends_with_a_flush_is_never_told() -> None:
    talk = Talk()
    speaking(talk)
    talk.hear(pause(), says("It is noon, I think. Or one."), flush())
    events = talk.hear(says("Well.", 2, epoch=1))
    assert joined(events, "response.output_audio_transcript.delta") == "Well."


def test_an_answer_that_was_sent_whole_is_stopped_and_sent_again_too() -> None:
    talk = Talk()
    speaking(talk)
    talk.hear(ends())
    assert types(talk.hear(pause())) == [STARTED]
    events = talk.hear(FRAME, FRAME, ends())
    assert (types(events)[0], types(events)[-1]) == ("response.created", "response.done")


def test_a_pause_before_any_sound_leaves_the_response_open() -> None:
    talk = Talk()
    talk.hear(says("It is"))
    assert talk.hear(pause()) == []
    assert types(talk.hear(says("It is noon"))) == ["response.output_audio_transcript.delta"]


def test_a_client_that_gets_text_is_not_told_of_pauses() -> None:
    talk = Talk()
    talk.update(output_modalities=["text"])
    talk.hear(says("It is"), begins(), FRAME)
    assert talk.hear(pause()) == []
    assert talk.hear(flush())[-1]["response"]["status"] == "cancelled"


def test_a_client_that_has_played_everything_is_not_stopped() -> None:
    talk = Talk()
    talk.hear(says("Hi.", is_final=True), begins(), FRAME, ends())
    late = flush()
    late.timestamp_ns = 25_000_000
    assert talk.hear(late) == []
    assert types(talk.hear(StartOfSpeech(0))) == [STARTED]


def test_the_end_of_a_turn_says_that_all_was_played() -> None:
    talk = Talk()
    talk.hear(says("Hi.", is_final=True), begins(), FRAME, ends(), TurnMetrics(1, "text", 0))
    assert types(talk.hear(StartOfSpeech(0))) == [STARTED]


def test_what_is_typed_into_an_answer_gets_a_response_when_that_is_cancelled() -> None:
    talk = Talk()
    speaking(talk)
    assert "response.created" not in types(talk.type_text("stop", metadata={"n": "1"}))
    events = talk.hear(flush())
    assert types(events)[-2:] == ["response.done", "response.created"]
    assert events[-1]["response"]["metadata"] == {"n": "1"}


def test_the_flush_of_the_answer_before_does_not_cancel_what_was_just_asked_for() -> None:
    talk = Talk()
    speaking(talk)
    talk.hear(ends())
    created = talk.type_text("and then?")[-1]
    assert types(talk.hear(flush(turn_id=1))) == [STARTED]
    events = talk.hear(says("Then one.", 2, epoch=1))
    assert events[0]["response_id"] == created["response"]["id"]


def test_a_user_who_speaks_before_the_answer_cancels_it() -> None:
    talk = Talk()
    talk.hear(says("Hi.", is_final=True), begins(), FRAME, ends())
    talk.type_text("and then?")
    assert talk.hear(flush(turn_id=2))[-1]["response"]["status"] == "cancelled"


def test_nobody_is_told_to_stop_who_decides_that_himself() -> None:
    talk = Talk()
    talk.update(audio={"input": {"turn_detection": None}})
    speaking(talk)
    assert types(talk.hear(StartOfSpeech(0), flush())) == ENDED


def test_what_the_user_said_into_the_answer_keeps_its_item() -> None:
    talk = Talk()
    speaking(talk)
    started = talk.hear(flush())[0]
    events = talk.hear(user("stop"))
    assert {event["item_id"] for event in events if "item_id" in event} == {started["item_id"]}


def test_what_goes_on_after_a_pause_is_truncated_from_where_it_went_on() -> None:
    talk = Talk()
    item_id = speaking(talk)
    talk.hear(pause())
    talk.send("conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=300)
    events = talk.hear(*[FRAME] * 50)
    item_id = only(events, "response.output_item.added")["item"]["id"]
    talk.graph_got()
    talk.send("conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=100)
    assert talk.graph_got() == [PlaybackPosition("r1", 400)]


def test_cancel_ends_the_response_at_once_and_the_answer_in_the_graph() -> None:
    talk = Talk()
    speaking(talk)
    talk.graph_got()
    events = talk.send("response.cancel")
    assert types(events) == ENDED
    assert events[-1]["response"]["status_details"]["reason"] == "client_cancelled"
    assert talk.graph_got() == [Interrupt()]
    assert talk.hear(FRAME, says("It is noon, I think. Or"), flush(), ends()) == []
    assert types(talk.hear(says("Well.", 2, epoch=1)))[0] == "response.created"
