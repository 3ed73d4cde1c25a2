"""Agreement, and what only looks like it."""

from __future__ import annotations

import pytest

from ten_lite.kinds.turns import BACKCHANNELS, Backchannels


@pytest.mark.parametrize("language", BACKCHANNELS)
def test_every_phrase_of_every_language_is_one_however_it_is_written(language: str):
    backchannels = Backchannels()
    for phrase in BACKCHANNELS[language]:
        assert backchannels.is_one(f"{phrase.capitalize()}.", f"{language}-XX", is_final=True)


@pytest.mark.parametrize("text", ["yeah yeah", "okay, got it", "all right, sure", "Mm-hmm."])
def test_several_in_a_row_are_one(text: str):
    assert Backchannels().is_one(text, "en-US", is_final=True)


@pytest.mark.parametrize("text", ["no", "yeah but", "what", "right there", "", "...", "got"])
def test_other_words_are_not(text: str):
    assert not Backchannels().is_one(text, "en-US", is_final=True)


@pytest.mark.parametrize("text", ["ye", "got", "yeah got i", "all r"])
def test_a_partial_that_may_become_one_is_one(text: str):
    assert Backchannels().is_one(text, "en-US", is_final=False)


@pytest.mark.parametrize("text", ["yeah b", "got him", "al right"])
def test_a_partial_that_cannot_become_one_is_not(text: str):
    assert not Backchannels().is_one(text, "en-US", is_final=False)


def test_a_language_without_a_list_has_none():
    assert not Backchannels().is_one("yeah", "xx", is_final=True)


def test_own_phrases_take_the_place_of_a_language():
    backchannels = Backchannels({"en": ["roger that"]})
    assert backchannels.is_one("Roger that!", "en", is_final=True)
    assert not backchannels.is_one("yeah", "en", is_final=True)
    assert backchannels.is_one("genau", "de", is_final=True)


def test_an_empty_list_turns_a_language_off():
    assert not Backchannels({"en": []}).is_one("yeah", "en", is_final=True)
