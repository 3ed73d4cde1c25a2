from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.messages import ChatDelta
from ten_lite_openai.thinking import ThoughtFilter

PIECES = st.lists(st.text(alphabet="<>/think a\n", max_size=8), max_size=8)


def taken_apart(*pieces: str) -> tuple[str, str]:
    """What is said, and what is thought."""
    thoughts = ThoughtFilter()
    deltas = [*(thoughts.feed(piece) for piece in pieces), thoughts.flush()]
    return "".join(d.delta for d in deltas), "".join(d.reasoning for d in deltas)


def said(*pieces: str) -> str:
    return taken_apart(*pieces)[0]


@given(PIECES)
def test_however_it_is_cut_the_same_is_said(pieces: list[str]):
    whole = "".join(pieces)
    assert said(*pieces).strip() == said(whole).strip()


@given(PIECES)
def test_however_it_is_cut_the_same_is_thought(pieces: list[str]):
    assert taken_apart("<think>", *pieces)[1] == taken_apart("<think>" + "".join(pieces))[1]


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
    assert thoughts.feed("Y") == ChatDelta("Y")
    assert thoughts.feed("<") == ChatDelta("<")


def test_a_thought_is_told_piece_by_piece():
    thoughts = ThoughtFilter()
    assert thoughts.feed("\n<think>Hm") == ChatDelta("", reasoning="Hm")
    assert thoughts.feed(", well.</thi") == ChatDelta("", reasoning=", well.")
    assert thoughts.feed("s") == ChatDelta("", reasoning="</this")
    assert thoughts.feed("</think>\nYes") == ChatDelta("Yes")
    assert thoughts.flush() == ChatDelta("")
