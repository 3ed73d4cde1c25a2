from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.kinds import SentenceSplitter, SpeakableText, has_words, speakable


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("# Title\nText.", "Title\nText."),
        ("### Title ###\nText.", "Title \nText."),
        ("Title\n=====\nText.", "Title\nText."),
        ("#1 and #tag", "#1 and #tag"),
        ("- one\n- two", "one\ntwo"),
        ("* one\n+ two\n• three", "one\ntwo\nthree"),
        ("  - deep\n", "deep\n"),
        ("- [ ] open\n- [x] done", "open\ndone"),
        ("1. one\n2) two", "1. one\n2) two"),
        ("-5 degrees", "-5 degrees"),
        ("> quoted\n> > twice", "quoted\ntwice"),
        ("> # Title\n> - item", "Title\nitem"),
        ("One\n\n---\n\nTwo", "One\n\n\nTwo"),
        ("* * *\nTwo", "Two"),
        ("**bold** and __bold__", "bold and bold"),
        ("*it* and _it_ and ***both***", "it and it and both"),
        ("~~gone~~ about ~5", "gone about ~5"),
        ("(**bold**), **“bold”**.", "(bold), “bold”."),
        ("这是**重点**内容", "这是重点内容"),
        ("3 * 4 is 12, a*b, 2**3", "3 * 4 is 12, a*b, 2**3"),
        ("snake_case and my_file.txt", "snake_case and my_file.txt"),
        ("run `make` now", "run make now"),
        ("see `__init__` and `a*b*c`", "see __init__ and a*b*c"),
        ("say ``a ` b`` now", "say a ` b now"),
        ("an odd ` tick", "an odd  tick"),
        ("[guide](https://x.org)", "guide"),
        ('[guide](https://x.org/a_(b) "Title")', "guide"),
        ("[guide][1] and [guide][]", "guide and guide"),
        ("![a cat](cat.png)", "a cat"),
        ("[![a cat](cat.png)](https://x.org)", "a cat"),
        ("**[guide](https://x.org)**", "guide"),
        ("[**guide**](https://x.org).", "guide."),
        ("items[0] and [so on]", "items[0] and [so on]"),
        ("known[^1] fact", "known fact"),
        ("see https://www.example.com/a/b?c=d#e.", "see example.com."),
        ("see http://localhost:8080/x, or", "see localhost, or"),
        ("(https://example.org/a)", "(example.org)"),
        ("see <https://example.org> now", "see example.org now"),
        ("see www.example.org/a!", "see example.org!"),
        ("**https://example.org/a**", "example.org"),
        ("[https://example.org](https://example.org)", "example.org"),
        ("请看https://a.org/b。谢谢", "请看a.org。谢谢"),
        ("bob@example.org, example.org", "bob@example.org, example.org"),
        ("| a | b |\n|---|:-:|\n| 1 | 2 |\n", "a, b\n1, 2\n"),
        ("| a || c |\n", "a, c\n"),
        ("a <b>bold</b> word<br>here", "a bold word here"),
        ("a<!-- no -->b, 5 < 6 > 4", "ab, 5 < 6 > 4"),
        ("fish &amp; chips &#39;n&#x27; AT&T", "fish & chips 'n' AT&T"),
        (r"\*no\* 1\. \_x\_ \\", "*no* 1. _x_ \\"),
        ("Great 🎉 news! 👍🏽", "Great news!"),
        ("Hi🙂there 👩‍👩‍👧 🇩🇪.", "Hi there."),
        ("❤️ and ✓ and 1️⃣", " and and 1"),
        ("20 °C © ™ № ½ € → ≠", "20 °C © ™ № ½ € → ≠"),
        ("```python\nprint(1)\n```\nDone.", "Done."),
        ("~~~\n```\nx\n~~~\nDone.", "Done."),
        ("````\n```\nx\n````\nDone.", "Done."),
        ("So:\n\n```\nx\n```\n\nDone.", "So:\n\n\nDone."),
        ("- item\n  ```\n  x\n  ```\n- item", "item\nitem"),
        ("> ```\n> x\n> ```\n> Done.", "Done."),
        ("```\nnever closed", ""),
        ("```make``` it", "make it"),
        ("\\`\\`\\` x", "``` x"),
        ("Bonjour ! Ça va ? « Oui »", "Bonjour ! Ça va ? « Oui »"),
    ],
)
def test_what_is_written_for_the_eye_is_said_in_words(written: str, said: str):
    assert speakable(written) == said


PLAIN = st.text(
    alphabet=st.sampled_from("abc XYZ äéñ 你好。，ก หมาย है। 019 .,!?;:'\"()%$€+=/…–—«»¿¡\u00a0"),
    max_size=200,
)


@given(text=PLAIN)
def test_text_without_markup_stays_as_it_is(text: str):
    assert speakable(text) == text
    assert speakable(f"one\n{text}\n\ntwo") == f"one\n{text}\n\ntwo"


FRAGMENTS = st.sampled_from(
    [
        "\n# Title of it\n",
        "One **bold and long, very long** word. ",
        "Some *italic words, so many* here. ",
        "See [the good, long guide](https://example.org/a 'a title. With more') now. ",
        "A ![picture of, say, a cat](cat.png). ",
        "\n```python\nfor x in y:  # so. And so\n    secret(x)\n```\n",
        "\n~~~\nsecret secret, secret. secret\n\nsecret\n~~~\n",
        "\n| a cell | another, cell |\n|---|---|\n| 1. One | 2 |\n\n",
        "Use `secretly is not secret, is it` here. ",
        "\n- one, item\n- two\n1. three\n",
        "\n> a quote, long. And more\n\n",
        "Look 🎉 at https://www.example.org/x?y=z. ",
        "He said, e.g. that 3.14 is it. ",
        "text and more text ",
        "\n\n---\n\n",
        "你好，**世界**。",
    ]
)


@given(
    fragments=st.lists(FRAGMENTS, max_size=12),
    first_words=st.integers(1, 8),
    longest=st.integers(40, 240),
)
def test_a_text_in_pieces_is_said_as_the_whole_and_no_block_of_code_ever(
    fragments: list[str], first_words: int, longest: int
):
    text = "".join(fragments)
    splitter = SentenceSplitter(first_words=first_words, longest=longest)
    pieces = [*splitter.feed(text), splitter.flush()]
    speech = SpeakableText()
    said = "".join(speech.feed(piece) for piece in pieces)
    # the commas between cells are the only thing that depends on where a row is cut
    assert re.sub(r"[\s,]", "", said) == re.sub(r"[\s,]", "", speakable(text))
    assert "secret(" not in said
    assert "secret secret" not in said
    assert not set(said) & set("*#`|[]🎉")


@given(pieces=st.lists(st.text(st.sampled_from("a *_`~[]()!<>|#-\n\\&;:/🙂1. "), max_size=30)))
def test_no_markup_however_broken_is_an_error(pieces: list[str]):
    speech = SpeakableText()
    for piece in pieces:
        speech.feed(piece)


@pytest.mark.parametrize(
    "part",
    ["*", "_", "`", "[", "](", "[a](", "](a(", "<", "<a", "&", " ", "> ", "- ", "|", "a |", "#",
     "\\", "!", "![", "(", "http://", "https://a.", "www.", "🎉", " 🎉", "~", "\n", "```\n"],
)  # fmt: skip
def test_long_broken_markup_takes_no_long_time(part: str):
    speakable(part * 20_000)
    speakable(part * 20_000 + "x")


@pytest.mark.parametrize("text", ["", " \n", "...", "—", "🎉", "**"])
def test_marks_alone_are_no_words(text: str):
    assert not has_words(text)


@pytest.mark.parametrize("text", ["a", "1", "好", "ก", "और"])
def test_letters_and_digits_of_every_script_are_words(text: str):
    assert has_words(text)
