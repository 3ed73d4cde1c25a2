from __future__ import annotations

import pytest

from ten_lite.config.text.wording import (
    did_you_mean,
    hint,
    listing,
    nearest,
    one_line,
    show,
    type_name,
)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a", '"a"'),
        ("é\n", '"é\\n"'),
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        ([1], "a list"),
        ({"a": 1}, "an object"),
        ("x" * 58, f'"{"x" * 58}"'),
        ("x" * 59, f'"{"x" * 56}...'),
    ],
)
def test_show(value: object, shown: str) -> None:
    assert show(value) == shown
    assert len(show(value)) <= 60


def test_type_name() -> None:
    names = [type_name(value) for value in (None, True, False, 1, 1.5, "a", [], {})]
    assert names == ["null", "true", "false", *["a number"] * 2, "text", "a list", "an object"]


def test_nearest_is_the_right_name_whatever_the_case() -> None:
    assert nearest("Deepgram_SST", ["deepgram_stt", "azure_stt"]) == "deepgram_stt"
    assert nearest("asr", ["Asr", "tts"]) == "Asr"
    assert nearest("zzz", ["deepgram_stt"]) is None
    assert nearest("x" * 1_000_000, ["xxx", "x" * 100]) == "x" * 100


def test_did_you_mean() -> None:
    assert did_you_mean("nam", ["name"]) == 'did you mean "name"?'
    assert did_you_mean("zzz", ["name"]) == ""


def test_listing_is_cut() -> None:
    assert listing([]) == "none"
    assert listing(["a", "b"]) == "a, b"
    assert listing("abcdefghijkl") == "a, b, c, d, e, f, g, h, i, j, k, l"
    assert listing(str(number) for number in range(14)).endswith(", 10, 11 and 2 more")


def test_hint_leaves_out_what_says_nothing() -> None:
    assert hint("", "a", "", "b") == "a   b"


def test_one_line() -> None:
    assert one_line("a   b \n\n  c\td\x1b[31m\u2028e") == "a   b c d [31m e"
    assert len(one_line("x" * 1000)) == 300
    assert len(one_line("x" * 1000, longest=9)) == 9
