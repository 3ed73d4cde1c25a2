from __future__ import annotations

import asyncio

import pytest

from ten_lite.kinds.tts_stream.answer_text import AnswerText


def text_of(text: str, *, spoken: int = 0) -> AnswerText:
    found = AnswerText()
    found.add(text)
    found.fed = len(text)
    found.speak(spoken)
    return found


async def test_a_part_has_words_and_all_that_came_before_them():
    text = AnswerText()
    text.add(" ... ")
    waiting = asyncio.ensure_future(text.next_part())
    await asyncio.sleep(1)
    assert not waiting.done()
    text.add("one ")
    assert await waiting == " ... one "


async def test_there_is_none_after_the_end():
    text = AnswerText()
    text.add("one ")
    assert await text.next_part() == "one "
    text.add("!")
    text.end()
    assert await text.next_part() == ""


def test_no_more_is_spoken_than_was_given():
    text = AnswerText()
    text.add("one two")
    text.fed = 3
    assert text.speak(5) == 3
    assert text.spoken == 3


@pytest.mark.parametrize(
    ("spoken", "again"), [(0, "one two"), (3, " two"), (4, "two"), (5, "two"), (7, "")]
)
def test_what_is_not_spoken_is_given_again_from_a_words_start(spoken: int, again: str):
    text = text_of("one two", spoken=spoken)
    text.take_back()
    assert text.text[text.fed :] == again


def test_text_without_spaces_is_given_again_from_where_it_was_spoken():
    text = text_of("今日は天気がいいですね。" * 5, spoken=40)
    text.take_back()
    assert text.fed == 40


@pytest.mark.parametrize(("spoken", "is_owed"), [(0, True), (5, True), (7, False), (9, False)])
def test_words_are_owed_and_what_comes_after_them_is_not(spoken: int, is_owed: bool):
    assert text_of("one two! ", spoken=spoken).is_owed is is_owed
