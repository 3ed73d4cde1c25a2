from __future__ import annotations

import pytest

from ten_lite.kinds.full_stops import full_stop


@pytest.mark.parametrize("word", ["done.", "1999.", "3.14.", "example.org.", "ms.", "好.", "()."])
def test_a_plain_word_ends_its_sentence(word: str):
    assert full_stop(word) == "end"


@pytest.mark.parametrize(
    "word",
    [
        "J.",
        "z.",
        "e.g.",
        "U.S.",
        "Ph.D.",
        "Dr.",
        "(Dr.",
        "“Mr.",
        "Prof.Dr.",
        "z.\u00a0B.",
        "12.",
        "Ca.",
        "vs.",
        "т.",
        "د.",
        "डॉ.",
    ],
)
def test_an_abbreviation_of_what_follows_is_inside_its_sentence(word: str):
    assert full_stop(word) == "inside"


@pytest.mark.parametrize("word", ["etc.", "No.", "p.m.", "A.M.", "Inc.", "usw.", "XIV.", "(etc."])
def test_an_abbreviation_that_may_end_a_sentence_asks(word: str):
    assert full_stop(word) == "ask"
