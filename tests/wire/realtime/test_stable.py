"""Which words of a transcript in the making are told already."""

from __future__ import annotations

from ten_lite.wire.realtime.stable import StableWords


def test_a_word_is_stable_when_two_transcripts_agree_and_another_follows() -> None:
    words = StableWords()
    assert words.feed("I would") == ""
    assert words.feed("I would like") == "I "
    assert words.feed("I would like tea") == "would "
    assert words.text == "I would "


def test_what_was_told_is_never_told_again_or_taken_back() -> None:
    words = StableWords()
    words.feed("two teas please")
    assert words.feed("two teas please now") == "two teas "
    assert words.feed("too teas please now") == ""
    assert words.feed("too teas please now or") == ""
    assert words.finish("too teas please now") == ""
    assert words.text == "two teas "


def test_the_rest_is_told_at_the_end() -> None:
    words = StableWords()
    words.feed("a b c")
    words.feed("a b c")
    assert words.text + words.finish("a b c d") == "a b c d"
    assert words.finish("a b c d e") == " e"
