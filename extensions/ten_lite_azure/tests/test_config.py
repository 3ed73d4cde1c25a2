"""The properties, and that nothing loads the SDK before a graph that uses it starts."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pydantic import ValidationError

from ten_lite.addons import AddonRegistry, PcmFormat
from ten_lite_azure import AZURE_STT, AZURE_TTS
from ten_lite_azure.config import AzureSttConfig, AzureTtsConfig

WHERE = {"api_key": "k", "region": "westeurope"}


@pytest.mark.real_time
@pytest.mark.parametrize("module", ["ten_lite_azure.stt", "ten_lite_azure.tts"])
def test_listing_and_configuring_the_addons_loads_no_sdk_and_no_numpy(module: str):
    code = (
        f"import sys, {module}, ten_lite_azure as p\n"
        "[spec.config(api_key='k', region='r') for spec in p.ten_lite_addons()]\n"
        "print([m for m in sys.modules if m.startswith(('azure', 'numpy'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("model", [AzureSttConfig, AzureTtsConfig])
@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ({"region": "r"}, "api_key"),
        ({"api_key": "", "region": "r"}, "api_key"),
        ({"api_key": "k"}, "region and base_url"),
        ({**WHERE, "base_url": "https://x.cognitiveservices.azure.com"}, "region and base_url"),
        ({"api_key": "k", "base_url": "ws://example.com"}, "https"),
        ({"api_key": "k", "region": "West Europe"}, "region"),
        ({**WHERE, "language": "en-US,de-DE"}, "language"),
        ({**WHERE, "sample_rate_hz": 11025}, "sample_rate_hz"),
        ({**WHERE, "extra_params": {"SpeechServiceConnection_Key": "k"}}, "own properties"),
        ({**WHERE, "langauge": "en-US"}, "langauge"),
    ],
)
def test_properties_that_cannot_work_are_refused(
    model: type[AzureSttConfig] | type[AzureTtsConfig], properties: dict[str, object], text: str
):
    with pytest.raises(ValidationError, match=text):
        model.model_validate(properties)


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ({"voice": "x' y"}, "voice"),
        ({"style": "<"}, "style"),
        ({"speed": 3}, "speed"),
        ({"sample_rate_hz": "Riff16Khz16BitMonoPcm"}, "sample_rate_hz"),
    ],
)
def test_a_voice_that_cannot_be_is_refused(properties: dict[str, object], text: str):
    with pytest.raises(ValidationError, match=text):
        AzureTtsConfig.model_validate({**WHERE, **properties})


def test_the_key_is_not_in_what_is_printed_of_the_properties():
    assert "hush" not in repr(AzureSttConfig(api_key="hush", region="r"))


def test_the_voice_says_which_sound_it_sends():
    config = AzureTtsConfig.model_validate({**WHERE, "sample_rate_hz": 24000})
    assert AZURE_TTS.pcm_out(config) == PcmFormat((24000,), (1,))


def test_tens_names_find_the_addons():
    registry = AddonRegistry()
    assert registry.get("azure_asr_python") == AZURE_STT
    assert registry.get("azure_tts_python") == AZURE_TTS


def test_every_name_of_ten_leads_to_a_property_or_is_told_as_without_effect():
    assert set(AZURE_STT.renamed.values()) <= {*AzureSttConfig.model_fields, ""}
    assert set(AZURE_TTS.renamed.values()) <= {*AzureTtsConfig.model_fields, ""}


def test_what_tens_graphs_set_is_taken():
    used = ("params.key", "params.language", "params.region")
    assert [AZURE_STT.renamed[path] for path in used] == ["api_key", "language", "region"]
    used = ("params.propertys", "params.region", "params.subscription")
    assert [AZURE_TTS.renamed[path] for path in used] == ["extra_params", "region", "api_key"]


def test_the_voice_among_tens_pairs_and_its_word_for_the_rate_are_understood():
    config = AzureTtsConfig.model_validate(
        {
            **WHERE,
            "sample_rate_hz": "Raw24Khz16BitMonoPcm",
            "extra_params": [
                ["SpeechServiceConnection_SynthVoice", "de-DE-KatjaNeural"],
                ["SpeechServiceConnection_SynthLanguage", "de-DE"],
                ["Speech_LogFilename", "x"],
            ],
        }
    )
    assert (config.voice, config.language) == ("de-DE-KatjaNeural", "de-DE")
    assert (config.sample_rate_hz, config.output_format) == (24000, "Raw24Khz16BitMonoPcm")
    assert config.extra_params == {"Speech_LogFilename": "x"}


def test_tens_weights_of_words_are_left_out():
    config = AzureSttConfig.model_validate({**WHERE, "phrases": ["Quarz|10", "Jux"]})
    assert config.phrases == ("Quarz", "Jux")
