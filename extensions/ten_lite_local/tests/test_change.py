"""What a client may change: little, since there is one language and one voice."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from ten_lite.addons import AddonSpec
from ten_lite.messages import ErrorMessage, SessionConfig
from ten_lite.testing import Harness
from ten_lite_local import LOCAL_STT, LOCAL_TTS

SPECS = pytest.mark.parametrize("spec", [LOCAL_STT, LOCAL_TTS], ids=lambda spec: spec.name)


@SPECS
@pytest.mark.parametrize("language", ["en", "en-US", "en-GB"])
def test_english_of_any_country_is_taken(spec: AddonSpec, language: str) -> None:
    config: Any = spec.config.model_validate({"language": language})
    assert config.language == language


@SPECS
@pytest.mark.parametrize("language", ["de-DE", "enm", "english", "", "en-"])
def test_other_languages_are_not(spec: AddonSpec, language: str) -> None:
    with pytest.raises(ValidationError):
        spec.config.model_validate({"language": language})


@SPECS
@pytest.mark.weights
@pytest.mark.usefixtures("embedded_weights")
async def test_another_language_is_refused_with_what_is_known(spec: AddonSpec) -> None:
    async with Harness(spec) as harness:
        harness.push(SessionConfig(language="de-DE"))
        (error,) = harness.received
        assert isinstance(error, ErrorMessage)
        assert (error.code, error.fatal) == ("config_refused", False)
        assert error.text.startswith('"addon" cannot change to language "de-DE": the ')
        assert error.text.endswith(" English only")


@pytest.mark.weights
@pytest.mark.usefixtures("embedded_weights")
async def test_a_voice_it_does_not_have_is_refused_with_the_ones_it_has() -> None:
    async with Harness(LOCAL_TTS) as harness:
        harness.push(SessionConfig(voice="anna"))
        (error,) = harness.received
        assert isinstance(error, ErrorMessage)
        assert error.text == '"addon" cannot change to voice "anna": must be "joe"'
