from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite_azure.config import AzureTtsConfig
from ten_lite_azure.ssml import LONGEST_TEXT, parts, ssml


def config(**properties: Any) -> AzureTtsConfig:
    return AzureTtsConfig.model_validate({"api_key": "k", "region": "r", **properties})


@given(st.text())
def test_whatever_the_text_the_document_is_well_formed_and_says_it(text: str):
    for part in parts(text):
        spoken = "".join(ElementTree.fromstring(ssml(part, config())).itertext())
        assert spoken.replace("\r\n", "\n") == part.replace("\r\n", "\n").replace("\r", "\n")


@given(st.text(alphabet="ab \n.,\U0001f600", min_size=LONGEST_TEXT, max_size=3 * LONGEST_TEXT))
def test_long_text_is_cut_into_parts_that_leave_no_letter_out(text: str):
    found = list(parts(text))
    assert all(len(part) <= LONGEST_TEXT for part in found)
    assert list(filter(str.isalnum, "".join(found))) == list(filter(str.isalnum, text))


@pytest.mark.parametrize("text", ["", " \n", "...", "\U0001f600", "\x00\x01", "\ud83d"])
def test_what_cannot_be_spoken_is_not_sent(text: str):
    assert list(parts(text)) == []


def test_speed_style_and_language_are_said():
    document = ssml("hi", config(speed=1.2, style="cheerful", language="de-DE"))
    assert "<prosody rate='1.2'>hi</prosody>" in document
    assert "style='cheerful'" in document
    assert "<lang xml:lang='de-DE'>" in document


def test_a_voice_of_one_language_is_not_told_another():
    document = ssml("hi", config(voice="en-GB-RyanNeural", language="de-DE"))
    assert "<lang" not in document


def test_without_a_language_the_document_has_the_voices():
    assert "xml:lang='en-GB'" in ssml("hi", config(voice="en-GB-RyanNeural"))
