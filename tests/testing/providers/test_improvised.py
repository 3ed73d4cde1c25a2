from __future__ import annotations

from array import array
from typing import Any

import pytest

from ten_lite.testing.providers.hearing import SENTENCES, SentenceHearing
from ten_lite.testing.providers.improvised import answer_to, tones

LOUD = (3_000).to_bytes(2, "little", signed=True) * 160
QUIET = (50).to_bytes(2, "little", signed=True) * 160


def words(hearing: SentenceHearing, window: bytes, ms: int) -> list[str]:
    """The words that are told apart in so much of one kind of sound."""
    told = [hearing.word(window) for _ in range(ms // 10)]
    return [
        word for word, before in zip(told, [None, *told], strict=False) if word and word != before
    ]


def test_speech_of_any_kind_is_one_sentence_however_long_it_is():
    hearing = SentenceHearing("en-US")
    assert " ".join(words(hearing, LOUD, 5_000)) == SENTENCES["en"][0]


def test_what_is_short_is_the_beginning_of_a_sentence():
    assert words(SentenceHearing("en-US"), LOUD, 300) == ["what", "is"]


def test_after_a_pause_comes_the_next_sentence_and_after_the_last_the_first():
    hearing = SentenceHearing("en-US")
    for sentence in (*SENTENCES["en"], SENTENCES["en"][0]):
        assert " ".join(words(hearing, LOUD, 2_000)) == sentence
        assert words(hearing, QUIET, 500) in ([], [sentence.split()[-1]])


def test_a_sentence_goes_on_after_a_breath():
    hearing = SentenceHearing("en-US")
    told = words(hearing, LOUD, 300) + words(hearing, QUIET, 200) + words(hearing, LOUD, 2_000)
    assert list(dict.fromkeys(told)) == SENTENCES["en"][0].split()


def test_silence_is_none():
    assert {SentenceHearing().word(QUIET) for _ in range(100)} == {None}


@pytest.mark.parametrize(
    ("language", "sentences"), [("de", "de"), ("de-DE", "de"), ("multi", "en"), ("ja-JP", "en")]
)
def test_sentences_are_in_the_language_of_the_stream(language: str, sentences: str):
    hearing = SentenceHearing(language)
    assert " ".join(words(hearing, LOUD, 3_000)) == SENTENCES[sentences][0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Hello there!", "Hello there"),
        ([{"type": "text", "text": "Hello"}, {"type": "image"}], "Hello"),
    ],
)
def test_the_answer_says_what_was_said_last(content: Any, said: str):
    messages = [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "before"},
        {"role": "assistant", "content": "yes"},
        {"role": "user", "content": content},
    ]
    assert "".join(answer_to(messages)).startswith(f"You said: {said}. ")
    assert answer_to([{"role": "system", "content": "x"}])


def test_a_german_sentence_is_answered_in_german():
    answer = "".join(answer_to([{"role": "user", "content": SENTENCES["de"][0]}]))
    assert answer.startswith("Du sagtest: wie wird das Wetter heute. ")


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 48_000])
def test_a_voice_sounds_for_each_word(rate_hz: int):
    sound = tones("One - two.", sample_rate_hz=rate_hz)
    assert len(sound) == 2 * 2 * rate_hz * 220 // 1000
    assert max(array("h", sound)) > 5_000
    assert tones("One", sample_rate_hz=rate_hz) != tones("three", sample_rate_hz=rate_hz)
    assert tones(" ... ") == b""
