"""Properties of the voice and the ears, and TEN's names for them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from ten_lite.addons import PORTABLE, AddonRegistry, AddonSpec
from ten_lite_openai import OPENAI_STT, OPENAI_TTS

BOTH = pytest.mark.parametrize("spec", [OPENAI_STT, OPENAI_TTS], ids=lambda spec: spec.name)


@BOTH
def test_a_key_is_all_that_openai_needs_and_it_is_shown_nowhere(spec: AddonSpec):
    config = spec.config.model_validate({"api_key": "sk-1"})
    assert "sk-1" not in repr(config)
    assert "sk-1" not in config.model_dump_json()


@BOTH
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({}, r"api_key is missing.*\$\{env:OPENAI_API_KEY\}"),
        ({"api_key": "k", "base_url": "http://kokoro:8880/v1"}, "should use https"),
        ({"api_key": "k", "base_url": "nowhere"}, "base_url"),
        ({"api_key": "k", "extra_params": {"model": "m"}}, "set by the node's own properties"),
        ({"api_key": "k", "extra_params": {"response_format": "mp3"}}, "response_format"),
        ({"api_key": "k", "tempo": 1}, "tempo"),
    ],
    ids=str,
)
def test_a_wrong_property_is_refused_by_name(spec: AddonSpec, wrong: dict[str, Any], words: str):
    with pytest.raises(ValidationError, match=words):
        spec.config.model_validate(wrong)


@BOTH
def test_a_server_of_ones_own_needs_no_key(spec: AddonSpec):
    spec.config.model_validate({"base_url": "http://kokoro:8880/v1"})


@BOTH
def test_every_property_has_a_description(spec: AddonSpec):
    assert all(field.description for field in spec.config.model_fields.values())


def test_the_language_goes_along_to_a_fallback():
    assert PORTABLE in OPENAI_STT.config.model_fields["language"].metadata


@pytest.mark.parametrize(
    ("ten", "ours"), [("openai_tts2_python", OPENAI_TTS), ("openai_asr_python", OPENAI_STT)]
)
def test_tens_names_lead_here_and_to_properties_that_are_there(ten: str, ours: AddonSpec):
    assert AddonRegistry().get(ten) == ours
    assert set(ours.renamed.values()) <= {*ours.config.model_fields, ""}


def test_the_full_address_that_ten_has_is_taken():
    url = {"base_url": "https://api.openai.com/v1/audio/speech", "api_key": "k"}
    assert OPENAI_TTS.config.model_validate(url).model_dump()["base_url"] == (
        "https://api.openai.com/v1"
    )


def test_the_sound_is_announced_as_it_is_sent():
    config = OPENAI_TTS.config.model_validate({"api_key": "k", "sample_rate_hz": 8000})
    form = OPENAI_TTS.pcm_out(config)
    assert form is not None
    assert (form.sample_rates_hz, form.channels) == ((8000,), (1,))
