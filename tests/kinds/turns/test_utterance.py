"""What the user has said, put together from transcripts."""

from __future__ import annotations

import pytest

from ten_lite.kinds.turns.utterance import Utterance, latest, size, word_count, words


def said(*transcripts: tuple[str, str, bool]) -> Utterance:
    utterance = Utterance(1, 0, 0)
    for now_ms, (key, text, is_final) in enumerate(transcripts):
        utterance.hear(now_ms, text, is_final=is_final, utterance_id=key)
    return utterance


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello, World!", ["hello", "world"]),
        ("uh-huh d’accord", ["uh-huh", "d'accord"]),
        (" ... ", []),
        ("3 apples_", ["3", "apples"]),
    ],
)
def test_words_have_no_case_and_no_punctuation(text: str, expected: list[str]):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("one two", 2), ("你好", 1), ("你好吗", 2), ("ok 你好", 2)]
)
def test_two_characters_are_a_word_where_words_have_no_spaces(text: str, count: int):
    assert word_count(text) == count


def test_size_grows_with_each_word_and_each_unspaced_character():
    assert [size(text) for text in ("", "one", "one two.", "你", "你好")] == [0, 1, 2, 1, 2]


def test_the_final_replaces_the_partials_before_it():
    assert said(("a", "hel", False), ("a", "hello", True)).text == "hello"


def test_stretches_are_joined_in_the_order_they_came():
    assert said(("a", "one", True), ("b", "two", True), ("c", "thr", False)).text == "one two thr"


def test_a_shorter_correction_of_a_final_does_not_count():
    assert said(("a", "hello there", True), ("a", "hello", True)).text == "hello there"


def test_without_ids_a_final_that_begins_with_the_one_before_replaces_it():
    assert said(("", "tell me", True), ("", "Tell me more", True)).text == "Tell me more"


def test_without_ids_different_finals_are_joined():
    assert said(("", "tell me", True), ("", "more", True)).text == "tell me more"


def test_it_is_not_final_while_a_partial_is_under_way():
    assert said(("a", "one", True)).has_final
    assert not said(("a", "one", True), ("b", "two", False)).has_final
    assert not said(("b", "two", False)).has_final


def test_only_the_final_of_the_same_utterance_takes_a_partial_away():
    assert said(("b", "two", False), ("a", "one", True)).text == "one two"
    assert said(("b", "two", False), ("b", "", True)).text == ""


def test_its_time_is_that_of_the_last_change():
    assert (
        said(("a", "one", False), ("a", "one two", False), ("a", "one two", True)).changed_ms == 1
    )


def test_what_it_follows_is_part_of_the_text_and_not_of_what_was_added():
    utterance = said(("b", "two", False))
    utterance.follow({"a": "one"})
    assert (utterance.text, utterance.added, utterance.goes_on) == ("one two", "two", True)


def test_a_correction_of_what_it_follows_takes_its_place():
    utterance = said(("a", "one two", True))
    utterance.follow({"a": "one"})
    assert (utterance.text, utterance.added) == ("one two", "one two")


def test_forgotten_words_are_gone_and_judged():
    utterance = said(("a", "yeah", True))
    utterance.forget_words()
    assert (utterance.text, utterance.is_judged) == ("", True)
    utterance.hear(9, "but", is_final=False, utterance_id="b")
    assert not utterance.is_judged


def test_of_many_transcripts_the_latest_are_kept():
    many = {str(n): "x" for n in range(100)}
    assert list(latest(many)) == [str(n) for n in range(84, 100)]
