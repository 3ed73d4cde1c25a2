"""Answers of the graph as responses."""

from __future__ import annotations

import pytest

from ten_lite.messages import (
    ErrorMessage,
    NodeMetrics,
    PcmFrame,
    TextData,
    TtsAudioEnd,
    TurnMetrics,
)
from ten_lite.wire.codec import NotDone

from .kit import FRAME, Talk, begins, checked, ends, flush, joined, only, says, types, user

FRAME_24 = PcmFrame(bytes(960), 24_000)
BEGUN = [
    "response.created",
    "response.output_item.added",
    "conversation.item.added",
    "response.content_part.added",
]


def test_a_spoken_answer_comes_in_the_order_of_openai() -> None:
    talk = Talk(rate=24_000)
    first = talk.hear(says("It is"), begins(), FRAME_24, says("It is noon."), FRAME_24)
    last = talk.hear(says("It is noon.", is_final=True), FRAME_24, ends())
    assert types(first) == [
        *BEGUN,
        "response.output_audio_transcript.delta",
        "response.output_audio.delta",
        "response.output_audio_transcript.delta",
        "response.output_audio.delta",
    ]
    assert types(last) == [
        "response.output_audio.delta",
        "response.output_audio.done",
        "response.output_audio_transcript.done",
        "response.content_part.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]


def test_a_response_tells_its_item_and_that_it_is_completed() -> None:
    talk = Talk()
    events = talk.hear(says("Noon.", is_final=True), begins(), FRAME, ends())
    response = events[-1]["response"]
    assert (response["status"], response["status_details"]) == ("completed", None)
    (item,) = response["output"]
    assert (item["role"], item["status"]) == ("assistant", "completed")
    assert item["content"] == [{"type": "output_audio", "transcript": "Noon."}]
    assert only(events, "response.output_item.done")["item"] == item
    assert only(events, "response.created")["response"]["id"] == response["id"]


def test_a_client_that_wants_text_gets_text_and_no_sound() -> None:
    talk = Talk()
    talk.update(output_modalities=["text"])
    events = talk.hear(says("It"), begins(), FRAME, says("It is", is_final=True), FRAME, ends())
    assert types(events) == [
        *BEGUN,
        "response.output_text.delta",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]
    assert only(events, "response.output_text.done")["text"] == "It is"
    assert events[-1]["response"]["output_modalities"] == ["text"]


def test_one_response_may_be_text_and_carry_metadata() -> None:
    talk = Talk()
    talk.type_text("hi", output_modalities=["text"], metadata={"topic": "x"})
    events = talk.hear(says("Yes.", is_final=True))
    assert joined(events, "response.output_text.delta") == "Yes."
    assert events[-1]["response"]["metadata"] == {"topic": "x"}
    assert "response.output_audio_transcript.delta" in types(talk.hear(says("So.", 2)))


def test_what_a_model_thinks_is_no_part_of_a_response() -> None:
    assert Talk().hear(TextData("{}", "assistant", data_type="raw")) == []


def test_white_space_between_deltas_is_neither_lost_nor_doubled() -> None:
    talk = Talk()
    talk.update(output_modalities=["text"])
    events = talk.hear(says("Well. "), says("Well. \n"), says("Well. So"), says("Well. So ", 1))
    events += talk.hear(says("Well. So be it.", is_final=True))
    assert joined(events, "response.output_text.delta") == "Well. So be it."
    assert only(events, "response.output_text.done")["text"] == "Well. So be it."


def test_an_answer_without_sound_is_done_when_its_turn_is_over() -> None:
    talk = Talk()
    talk.hear(says("It is noon.", is_final=True))
    assert talk.hear(TurnMetrics(2, "text", 0)) == []
    assert types(talk.hear(TurnMetrics(1, "text", 0)))[-1] == "response.done"


def test_an_answer_without_sound_does_not_keep_the_client_from_asking_for_the_next() -> None:
    talk = Talk()
    talk.hear(says("Hello!", 0, is_final=True))
    events = talk.type_text("hi")
    assert types(events)[-2:] == ["response.done", "response.created"]
    assert talk.hear(says("Hi.", is_final=True))[0]["response_id"] == events[-1]["response"]["id"]


def test_an_answer_that_begins_anew_is_another_response() -> None:
    talk = Talk()
    first = talk.hear(says("It is noon"))
    second = talk.hear(says("Well, it is one"))
    assert types(second)[-6:-4] == ["response.done", "response.created"]
    assert joined(first, "response.output_audio_transcript.delta") == "It is noon"
    assert joined(second, "response.output_audio_transcript.delta") == "Well, it is one"


def test_text_of_the_next_answer_waits_for_the_sound_of_the_one_before() -> None:
    talk = Talk()
    talk.hear(says("Hello!", 0, is_final=True), begins(0), FRAME)
    assert talk.hear(says("Noon.", 1)) == []
    events = talk.hear(ends(0))
    assert types(events)[-6] == "response.done"
    assert joined(events, "response.output_audio_transcript.delta") == "Noon."


def test_sound_of_the_next_answer_ends_one_whose_end_nobody_told() -> None:
    talk = Talk()
    talk.hear(says("Hello!", 0, is_final=True), begins(0), FRAME)
    assert types(talk.hear(begins(1)))[-1] == "response.done"


def test_sound_without_a_word_is_a_response_too() -> None:
    talk = Talk()
    events = talk.hear(begins(), FRAME, FRAME, ends())
    assert types(events)[:4] == BEGUN
    assert only(events, "response.output_audio_transcript.done")["transcript"] == ""


@pytest.mark.parametrize("code", ["answer_failed", "empty_answer", "no_answer"])
def test_an_answer_that_fails_is_a_failed_response_behind_the_error(code: str) -> None:
    talk = Talk()
    talk.type_text("hi")
    events = talk.hear(ErrorMessage("the model did not answer", code=code))
    assert types(events) == ["error", "response.done"]
    assert events[0]["error"]["message"] == "the model did not answer"
    assert events[-1]["response"]["status"] == "failed"
    assert events[-1]["response"]["status_details"]["error"]["code"] == code


def test_an_answer_that_fails_while_it_is_spoken_is_spoken_as_far_as_it_goes() -> None:
    talk = Talk()
    talk.hear(says("It is"), begins(), FRAME)
    assert types(talk.hear(ErrorMessage("no more", code="answer_failed"))) == ["error"]
    assert talk.hear(FRAME, ends())[-1]["response"]["status"] == "failed"


def test_a_voice_that_fails_fails_the_response() -> None:
    talk = Talk()
    events = talk.hear(says("It is noon.", is_final=True), ends(reason="error"))
    assert events[-1]["response"]["status"] == "failed"


def test_an_error_of_something_else_does_not_end_a_response() -> None:
    talk = Talk()
    talk.hear(says("It is"))
    (event,) = talk.hear(ErrorMessage("no such voice", code="config_refused"))
    assert event["error"]["type"] == "server_error"
    assert event["error"]["code"] == "config_refused"
    assert types(talk.hear(says("It is noon"))) == ["response.output_audio_transcript.delta"]


def test_a_fatal_error_ends_it() -> None:
    talk = Talk()
    talk.hear(says("It is"), begins(), FRAME)
    assert talk.hear(ErrorMessage("over", fatal=True))[-1]["response"]["status"] == "failed"


def test_usage_is_what_models_told_during_the_response() -> None:
    talk = Talk()
    talk.hear(NodeMetrics("llm", "x", "r0", {"prompt_tokens": 99}))
    talk.type_text("hi")
    for number in (1, 2):
        figures = {"prompt_tokens": 10 * number, "completion_tokens": 1, "total_ms": 8}
        talk.hear(NodeMetrics("llm", "x", f"r{number}", figures))
    done = talk.hear(says("Hi.", is_final=True), begins(), FRAME, ends())[-1]
    assert done["response"]["usage"] == {
        "input_tokens": 30,
        "output_tokens": 2,
        "total_tokens": 32,
    }
    assert talk.hear(begins(2), FRAME, ends(2))[-1]["response"]["usage"] is None


def test_an_end_that_was_told_already_ends_no_other_response() -> None:
    talk = Talk()
    talk.hear(says("Hi.", is_final=True), begins(), FRAME, ends())
    talk.type_text("and")
    assert talk.hear(ends(), TtsAudioEnd("other", 0)) == []


def test_what_belongs_to_an_interrupted_answer_and_comes_late_is_not_told() -> None:
    talk = Talk()
    talk.hear(says("It is"), flush(epoch=3))
    assert talk.hear(says("It is noon", epoch=2)) == []
    assert types(talk.hear(says("Well", 2, epoch=3)))[0] == "response.created"


def test_items_know_the_one_before_them() -> None:
    talk = Talk()
    first = only(talk.hear(user("hi")), "conversation.item.added")
    second = only(talk.hear(says("Hello")), "conversation.item.added")
    assert first["previous_item_id"] is None
    assert second["previous_item_id"] == first["item"]["id"]


def test_what_the_graph_does_not_take_fails_the_response_that_waits_for_it() -> None:
    talk = Talk()
    created = talk.type_text("hi")[-1]
    wires = talk.codec.refuse(NotDone("No.", code="no_text", message=TextData("hi")))
    done = checked(list(wires)[-1])["response"]
    assert (done["id"], done["status"]) == (created["response"]["id"], "failed")
    assert len(list(talk.codec.refuse(NotDone("No.", code="x", message=TextData("hi"))))) == 1
