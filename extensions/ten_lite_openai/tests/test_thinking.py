from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite_openai.thinking import ThoughtFilter

PIECES = st.lists(st.text(alphabet="<>/think a\n", max_size=8), max_size=8)


def said(*pieces: str) -> str:
    thoughts = ThoughtFilter()
    return "".join([*(thoughts.feed(piece) for piece in pieces), thoughts.flush()])


@given(PIECES)
def test_however_it_is_cut_the_same_is_said(pieces: list[str]):
    whole = "".join(pieces)
    assert said(*pieces).strip() == said(whole).strip()


@given(PIECES)
def test_an_answer_that_does_not_begin_with_a_thought_is_said_unchanged(pieces: list[str]):
    assert said("x", *pieces) == "".join(["x", *pieces])
    if not "".join(pieces).lstrip().startswith("<think>"):
        assert said(*pieces) == "".join(pieces)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<think>a</think>b", "b"),
        ("<think></think>\n\nb <think>c</think>", "b <think>c</think>"),
        ("<think>never ended", ""),
        ("<thin", "<thin"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("", ""),
    ],
)
def test_only_the_thought_at_the_beginning_is_dropped(text: str, wanted: str):
    assert said(text) == wanted


def test_words_are_not_held_back_once_there_is_no_thought():
    thoughts = ThoughtFilter()
    assert thoughts.feed("Y") == "Y"
    assert thoughts.feed("<") == "<"
