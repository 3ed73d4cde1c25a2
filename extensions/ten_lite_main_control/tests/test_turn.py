"""A turn from transcript to speech: what goes to the model, the voice and the client, in order."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.errors import CommandError
from ten_lite.messages import TextData, TtsTextInput, UserJoined
from ten_lite_main_control.tests.kit import FOREVER, desk


async def test_a_final_transcript_becomes_a_request_with_the_history():
    async with desk(prompt="Be brief.") as d:
        d.script(["Hello you."], ["Fine."])
        await d.hear_and_wait(" good morning ")
        await d.hear_and_wait("how are you")
        assert d.requests == [
            [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "good morning"},
            ],
            [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "good morning"},
                {"role": "assistant", "content": "Hello you."},
                {"role": "user", "content": "how are you"},
            ],
        ]


async def test_the_answer_is_spoken_in_sentences_that_join_to_the_text_and_the_last_says_so():
    async with desk() as d:
        d.script(["It is ", "warm, ", "about 3", ".14 degrees", ". Take ", "care! Bye"])
        await d.hear_and_wait("weather")
        assert d.spoken == [
            ("s1-1", "It is warm, ", False),
            ("s1-1", "about 3.14 degrees. ", False),
            ("s1-1", "Take care! ", False),
            ("s1-1", "Bye", True),
        ]


async def test_the_first_clause_is_spoken_while_the_model_goes_on():
    async with desk() as d:
        d.script(["one two three four five six seven ", 5.0, "eight."])
        await d.hear_and_wait("count")
        assert d.spoken == [("s1-1", "one two three four five six ", False)]


@pytest.mark.parametrize("words", [1, 3])
async def test_the_length_of_the_first_clause_can_be_set(words: int):
    async with desk(first_words=words) as d:
        d.script(["one two three four five six seven."])
        await d.hear_and_wait("count")
        assert len(d.spoken[0][1].split()) == words


async def test_an_answer_that_ends_with_a_sentence_still_tells_its_end():
    async with desk() as d:
        d.script(["Done. "])
        await d.hear_and_wait("x")
        assert d.spoken == [("s1-1", "Done. ", False), ("s1-1", "", True)]


async def test_the_client_sees_the_transcript_then_the_growing_answer_then_its_final_form():
    async with desk() as d:
        d.script(["Yes", ", I", " do."])
        d.hear("do you", final=False)
        await d.hear_and_wait("do you hear me")
        assert d.shown("user") == [("do you", False), ("do you hear me", True)]
        assert d.shown("assistant") == [
            ("Yes", False),
            ("Yes, I", False),
            ("Yes, I do.", False),
            ("Yes, I do.", True),
        ]
        texts = d.all(TextData)
        assert {text.stream_id for text in texts} == {1}


async def test_each_turn_has_a_request_id_and_a_turn_id_of_its_own():
    async with desk() as d:
        for n in range(3):
            await d.hear_and_wait(f"question {n}")
        assert [request.request_id for request in d.neighbours.requests] == ["s1-1", "s1-2", "s1-3"]
        pieces = d.all(TtsTextInput)
        assert [piece.turn_id for piece in pieces] == [1, 2, 3]
        assert [request.turn_id for request in d.neighbours.requests] == [1, 2, 3]


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
async def test_an_empty_final_transcript_is_no_turn(text: str):
    async with desk() as d:
        await d.hear_and_wait(text)
        assert d.received == []
        assert d.requests == []


async def test_typed_text_is_answered_like_speech_and_not_shown_again():
    async with desk() as d:
        d.push(TextData("hello"))
        await asyncio.sleep(0.1)
        assert d.requests == [[{"role": "user", "content": "hello"}]]
        assert d.spoken == [("s1-1", "Yes.", True)]
        assert d.shown("user") == []


async def test_blank_typed_text_is_no_turn():
    async with desk() as d:
        d.push(TextData("  "))
        await asyncio.sleep(0.1)
        assert d.requests == []


async def test_the_greeting_is_shown_and_spoken_once_when_the_user_joins():
    async with desk(greeting="Welcome. How can I help?") as d:
        await asyncio.sleep(1)
        assert d.received == []
        d.push(UserJoined())
        await asyncio.sleep(0.1)
        assert d.spoken == [("greeting", "Welcome. How can I help?", True)]
        assert d.shown("assistant") == [("Welcome. How can I help?", True)]
        await d.hear_and_wait("hi")
        assert d.requests[0][0] == {"role": "assistant", "content": "Welcome. How can I help?"}


async def test_without_a_greeting_nothing_is_said_when_the_user_joins():
    async with desk() as d:
        d.push(UserJoined())
        await asyncio.sleep(0.1)
        assert d.received == []


@pytest.mark.parametrize("answer", [[], [""], ["  ", "\n"]])
async def test_an_empty_answer_is_an_error_message_and_the_next_turn_works(answer: list[str]):
    async with desk() as d:
        d.script(answer, ["Now I know."])
        await d.hear_and_wait("first")
        assert [code for code, _ in d.errors] == ["empty_answer"]
        assert d.spoken == []
        await d.hear_and_wait("second")
        assert d.spoken == [("s1-2", "Now I know.", True)]
        assert d.history()[1:] == [("user", "second"), ("assistant", "Now I know.")]


async def test_a_failing_model_is_an_error_message_and_the_next_turn_works():
    async with desk() as d:
        d.script([CommandError("the model is on fire")], ["Better."])
        await d.hear_and_wait("first")
        assert [code for code, _ in d.errors] == ["answer_failed"]
        assert d.spoken == []
        await d.hear_and_wait("second")
        assert d.spoken == [("s1-2", "Better.", True)]
        assert d.session.nodes["control"].restart_count == 0


async def test_the_words_of_the_models_failure_stay_in_the_log(
    caplog: pytest.LogCaptureFixture,
):
    async with desk() as d:
        d.script([CommandError("401 for key sk-123 at /home/user/model.gguf")])
        await d.hear_and_wait("first")
        assert len(d.errors) == 1
        assert "sk-123" not in d.errors[0][1]
        assert "/home" not in d.errors[0][1]
    assert "/home/user/model.gguf" in caplog.text


async def test_a_model_that_fails_in_the_middle_ends_the_speech_and_what_was_spoken_is_kept():
    async with desk() as d:
        d.script(["This is true. This is", 0.5, CommandError("gone")], ["Again."])
        await d.hear_and_wait("first", wait_s=1)
        assert [code for code, _ in d.errors] == ["answer_failed"]
        assert d.spoken == [("s1-1", "This is true. ", False), ("s1-1", "", True)]
        assert d.history() == [("user", "first"), ("assistant", "This is true.")]
        await d.hear_and_wait("second")
        assert d.history()[2:] == [("user", "second"), ("assistant", "Again.")]


@pytest.mark.parametrize("before", [[], ["Let me see. "]], ids=["at once", "after a sentence"])
async def test_a_silent_model_is_an_error_after_its_time_and_is_stopped(before: list[str]):
    async with desk(answer_timeout_s=4.0) as d:
        d.script([*before, FOREVER], ["Here."])
        await d.hear_and_wait("first", wait_s=3.9)
        assert d.errors == []
        await asyncio.sleep(0.2)
        assert [code for code, _ in d.errors] == ["answer_failed"]
        assert len(d.neighbours.broken_off) == 1
        await d.hear_and_wait("second")
        assert d.spoken[-1] == ("s1-2", "Here.", True)
