from __future__ import annotations

import random
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.kinds import SentenceSplitter


def pieces_of(text: str, *sizes: int, **options: int) -> list[str]:
    """The pieces of ``text`` when it comes in deltas of ``sizes``, then the rest at once."""
    splitter = SentenceSplitter(**options)
    found: list[str] = []
    place = 0
    for size in sizes:
        found += splitter.feed(text[place : place + size])
        place += size
    found += splitter.feed(text[place:])
    rest = splitter.flush()
    return [*found, rest] if rest else found


def sentences(text: str) -> list[str]:
    """The pieces after a first one that is out of the way."""
    first, *rest = pieces_of(f"Well. {text}")
    assert first == "Well. "
    return rest


TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("abcdXYZ019 .,!?;:…\n\t-–—\"')]}”。！？，、」e.g. Mr. "),
        st.sampled_from("z. B. «» \u00a0«Ça¿¡ 。」「“”．３你好是的กที่ हैं।॥ ؟،أ IVXno.etc. "),
        st.characters(),
    ),
    max_size=300,
)


@given(text=TEXTS, sizes=st.lists(st.integers(0, 20), max_size=40))
def test_the_pieces_join_to_the_text_and_are_the_same_for_any_split(text: str, sizes: list[int]):
    whole = pieces_of(text)
    assert "".join(whole) == text
    assert pieces_of(text, *sizes) == whole
    assert pieces_of(text, *[1] * len(text)) == whole


@given(text=TEXTS)
def test_no_piece_but_the_last_is_blank(text: str):
    assert all(piece.strip() for piece in pieces_of(text)[:-1])


WORD = st.sampled_from(["the", "Mr.", "e.g.", "J.", "12.", "3.14", "a", "done.", "so,", "x", "Dr."])


@given(words=st.lists(WORD, min_size=1, max_size=40), most=st.integers(1, 8))
def test_the_first_piece_has_at_most_the_given_words(words: list[str], most: int):
    first = pieces_of(" ".join(words), first_words=most)[0]
    assert len(first.split()) <= most


@given(seed=st.integers(0, 10_000))
def test_text_without_punctuation_is_cut_before_it_gets_long(seed: int):
    rng = random.Random(seed)
    text = " ".join("x" * rng.randint(1, 12) for _ in range(300))
    assert max(len(piece) for piece in pieces_of(text)) <= 240


@given(text=TEXTS, longest=st.integers(1, 60), first_words=st.integers(1, 8))
def test_no_piece_is_longer_than_it_may_be_but_for_space_in_front_and_a_torn_letter(
    text: str, longest: int, first_words: int
):
    pieces = pieces_of(text, longest=longest, first_words=first_words)
    assert "".join(pieces) == text
    assert max([len(piece.lstrip()) for piece in pieces], default=0) <= longest + 32


def test_long_text_is_cut_at_a_clause_in_its_second_half_else_at_a_word():
    clause = "x " * 30 + "y, " + "x " * 60
    assert pieces_of("Well. " + clause, longest=100)[1] == "x " * 30 + "y, "
    assert pieces_of("Well. " + "xy " * 60, longest=100)[1] == "xy " * 33


def test_an_address_that_is_too_long_for_its_piece_begins_the_next():
    url = "https://example.org/" + "a" * 60
    assert pieces_of(f"Well. Please see {url} now.", longest=90) == [
        "Well. ",
        "Please see ",
        f"{url} now.",
    ]


@pytest.mark.parametrize("letter", ["क्ष", "e\u0301", "👩‍👩‍👧", "👍🏽", "ที่"])
def test_text_without_any_space_is_cut_between_letters(letter: str):
    pieces = pieces_of(letter * 100, longest=50)
    assert len(pieces) > 2
    assert all(piece.startswith(letter) and piece.endswith(letter) for piece in pieces)


def test_scripts_without_spaces_are_cut_three_times_as_early():
    assert {len(piece) for piece in pieces_of("好" * 800)} == {80}


@pytest.mark.parametrize("mark", ["。", "！", "？", "।", "？！"])
def test_a_mark_that_needs_no_space_waits_for_the_next_character_or_flush(mark: str):
    splitter = SentenceSplitter()
    assert splitter.feed(f"是{mark}") == []
    assert splitter.feed("」") == []
    assert splitter.feed("好") == [f"是{mark}」"]
    assert splitter.feed(mark) == []
    assert splitter.flush() == f"好{mark}"


def test_an_abbreviation_that_may_end_a_sentence_waits_for_the_next_word():
    splitter = SentenceSplitter()
    assert splitter.feed("No. ") == []
    assert splitter.feed("I") == ["No. "]


@pytest.mark.parametrize(
    "piece",
    ["x", " ", "\n", ".", "。", '"', "« ", "e.g. ", "!", '。"', "\u0301", "- ", "好", "，1", "a, "],
)
def test_the_work_grows_with_the_length_of_the_text_and_no_faster(piece: str):
    work = 0

    def count(*_: object) -> None:
        nonlocal work
        work += 1

    def work_of(times: int) -> int:
        nonlocal work
        work = 0
        sys.setprofile(count)
        try:
            pieces_of(piece * times)
        finally:
            sys.setprofile(None)
        return work

    assert work_of(8_000) <= 2.2 * work_of(4_000) + 1_000


@pytest.mark.parametrize(
    "text",
    [
        "It is about 3.14 degrees.",
        "Pay $1,234.50 now.",
        "Version 2.0.1 is out.",
        "Bring fruit, e.g. apples or pears.",
        "That is, i.e. that, it.",
        "Ask Mr. Smith about it.",
        "Ask Dr. J. R. Smith about it.",
        "Prof. Jones met Mrs. Lee and St. Peter.",
        "See https://example.org/a.b?c=d!e for more.",
        "Write to bob@example.org about it.",
        "Use the file report.pdf for this.",
        "Apples vs. pears etc. are fruit.",
        "He lives in the U.S. of A. today.",
        "Open at 9 a.m. and close at 5 p.m. daily.",
        "Yahoo!Answers and so on.",
        "Fig. 3 shows No. 5 of approx. 7.",
    ],
)
def test_a_full_stop_that_ends_no_sentence_cuts_nothing(text: str):
    assert sentences(text) == [text]


def test_the_numbers_of_a_list_stay_with_their_items():
    assert sentences("1. Take flour. 2. Add milk. 10. Stir.") == [
        "1. Take flour. ",
        "2. Add milk. ",
        "10. Stir.",
    ]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("One. Two! Three? Four", ["One. ", "Two! ", "Three? ", "Four"]),
        ("Wait... what? Oh… I see.", ["Wait... ", "what? ", "Oh… ", "I see."]),
        ("Really?! Yes!!! Ok.", ["Really?! ", "Yes!!! ", "Ok."]),
        ('He said "Stop!" Then he left.', ['He said "Stop!" ', "Then he left."]),
        ("(It was late.) We left.", ["(It was late.) ", "We left."]),
        ("She said ‘no.’ Then left.", ["She said ‘no.’ ", "Then left."]),
        ("It ended in 1999. Then came more.", ["It ended in 1999. ", "Then came more."]),
        ("First line\nsecond line\n", ["First line\n", "second line\n"]),
        ("Two.\n\nParagraphs.", ["Two.\n", "\nParagraphs."]),
        ("Tab.\tDone.", ["Tab.\t", "Done."]),
        ("One, two; three: four.", ["One, two; three: four."]),
    ],
)
def test_sentences_end_where_they_end(text: str, pieces: list[str]):
    assert sentences(text) == pieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("你好。今天天气怎么样？很好！再见", ["你好。", "今天天气怎么样？", "很好！", "再见"]),
        ("今天天气很好，我们去公园吧。", ["今天天气很好，", "我们去公园吧。"]),
        ("そうです。はい、行きます。", ["そうです。", "はい、行きます。"]),
    ],
)
def test_chinese_and_japanese_are_cut_without_any_space(text: str, pieces: list[str]):
    assert pieces_of(text) == pieces


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("one two three four five six seven eight", "one two three four five six "),
        ("Sure, I can do that for you today.", "Sure, I can do that "),
        ("Of course, I can do that for you.", "Of course, "),
        ("Well I think: it is good.", "Well I think: "),
        ("It is warm – very warm today indeed.", "It is warm – "),
        ("Yes. It is.", "Yes. "),
        ("No! Never.", "No! "),
        ("It costs 3,50 or a bit more than that.", "It costs 3,50 or a bit "),
    ],
)
def test_the_first_piece_ends_after_six_words_or_earlier_at_a_pause(text: str, first: str):
    assert pieces_of(text)[0] == first


def test_only_the_first_piece_ends_at_a_comma_or_a_number_of_words():
    text = "Of course, one two three four, five six seven eight, nine ten."
    assert pieces_of(text) == ["Of course, ", text.removeprefix("Of course, ")]


def test_a_piece_is_given_as_soon_as_the_space_after_it_is_there():
    splitter = SentenceSplitter()
    assert splitter.feed("Of course,") == []
    assert splitter.feed(" ") == ["Of course, "]
    assert splitter.feed("I will. And") == ["I will. "]
    assert splitter.flush() == "And"


def test_after_flush_the_next_text_begins_anew():
    splitter = SentenceSplitter()
    splitter.feed("Yes. And so")
    assert splitter.flush() == "And so"
    assert splitter.feed("one two three four five six seven") == ["one two three four five six "]
    assert splitter.flush() == "seven"
    assert splitter.flush() == ""


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", "?", ")", "🙂", "\u200b"])
def test_text_without_words_passes_unharmed(text: str):
    assert "".join(pieces_of(text)) == text
