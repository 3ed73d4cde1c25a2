from __future__ import annotations

import time

import pytest

from ten_lite_local.number_words import cardinal, decimal, ordinal, year
from ten_lite_local.spoken import spoken

SAID = {
    # Plain text stays as it is
    "Hello, world! How are you?": "Hello, world! How are you?",
    "I'm well-known, aren't I?": "I'm well-known, aren't I?",
    "don\u2019t": "don't",
    "na\u00efve caf\u00e9": "naive cafe",
    # Numbers
    "10": "ten",
    "3.14": "three point one four",
    "0.5": "zero point five",
    "1,234,567": "one million two hundred thirty four thousand five hundred sixty seven",
    "-5 degrees": "minus five degrees",
    "007": "zero zero seven",
    "1st, 2nd and 23rd": "first, second and twenty third",
    "in 1984 and 2005": "in nineteen eighty four and two thousand five",
    "the 1990s, the '80s": "the nineteen nineties, the eighties",
    "1/2 cup, 3/4 mile": "one half cup, three quarters mile",
    "1 1/2 hours": "one and one half hours",
    "\u00bd hour": "one half hour",
    "24/7": "twenty four seven",
    "10-20": "ten to twenty",
    "2 + 2 = 4": "two plus two equals four",
    "5 - 3": "five minus three",
    "3\u00d74": "three times four",
    "Python 3.11.7": "Python three point eleven point seven",
    "GPT-4 and 4K": "GPT four and four K",
    "call 555-1234": "call five five five one two three four",
    "#1": "number one",
    "~5": "about five",
    # Money, units, times, dates
    "$5": "five dollars",
    "$1": "one dollar",
    "$5.50": "five dollars and fifty cents",
    "$1.5 million": "one point five million dollars",
    "\u00a31.01": "one pound and one penny",
    "$0.99": "ninety nine cents",
    "50%": "fifty percent",
    "5\u00b0C": "five degrees Celsius",
    "1 kg or 20 km/h": "one kilogram or twenty kilometers per hour",
    "6 ft": "six feet",
    "7:30": "seven thirty",
    "7:05 pm": "seven oh five P.M.",
    "12:00": "twelve o'clock",
    "9 a.m.": "nine A.M.",
    "15:00": "fifteen hundred",
    "2026-11-21": "November twenty first, twenty twenty six",
    "Jan. 5": "January fifth",
    # Abbreviations
    "fruit, e.g. apples": "fruit, for example, apples",
    "i.e. that": "that is, that",
    "cats vs. dogs": "cats versus dogs",
    "St. Louis": "Saint Louis",
    "Dr. Smith": "Dr. Smith",  # the dictionary knows it
    "No. 5": "number five",
    "AT&T": "AT and T",
    # Markup and links
    "**bold** and `code`": "bold and code",
    "# Title\n\n- one\n- two": "Title. one. two",
    "1. First\n2. Second": "one. First. two. Second",
    "[the site](https://x.org/a)": "the site",
    "www.example.com": "example dot com",
    "bob@example.com": "bob at example dot com",
    "well (maybe) yes": "well, maybe, yes",
    "wait\u2014what\u2026": "wait, what.",
    "\U0001f600 hi \U0001f44b": "hi",
    # Nothing to say
    "": "",
    "...": "",
    "?!": "",
    "\U0001f389\U0001f389": "",
    "\u65e5\u672c\u8a9e": "",
    " \n\t": "",
}


@pytest.mark.parametrize(("written", "said"), SAID.items())
def test_what_is_written_is_said_in_words(written: str, said: str) -> None:
    assert spoken(written) == said


@pytest.mark.parametrize("said", [said for said in SAID.values() if said])
def test_words_are_left_alone(said: str) -> None:
    assert spoken(said) == said


@pytest.mark.parametrize(
    "piece",
    [
        "a b. ",
        "(",
        "-",
        "1",
        "1,",
        "a.",
        "[a",
        "\n ",
        " ",
        ".",
        "1.1.",
        "$",
        "1/1",
        "- \n",
        "\u00e9",
    ],
)
def test_the_work_grows_only_with_the_length(piece: str) -> None:
    began_s = time.process_time()
    spoken(piece * 20_000)
    assert time.process_time() - began_s < 3


def test_endless_words_are_cut() -> None:
    assert max(map(len, spoken("x" * 5000).split())) == 32


def test_numbers_have_names() -> None:
    assert cardinal(0) == "zero"
    assert cardinal(1_000_000_000_001) == "one trillion one"
    assert cardinal(10**15) == "one" + " zero" * 15
    assert ordinal(12) == "twelfth"
    assert ordinal(100) == "one hundredth"
    assert year(1900) == "nineteen hundred"
    assert year(1905) == "nineteen oh five"
    assert year(2000) == "two thousand"
    assert decimal(".5") == "point five"
    assert decimal("9" * 16) == " ".join(["nine"] * 16)
