"""What can be configured, and that nothing of the SDK is loaded before a graph starts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ten_lite.addons import AddonRegistry
from ten_lite.errors import ProviderError
from ten_lite_google import GOOGLE_STT, GOOGLE_TTS
from ten_lite_google.access import credentials_of
from ten_lite_google.ears import first_request
from ten_lite_google.failure import refusal
from ten_lite_google.stream_clock import StreamClock
from ten_lite_google.stt_config import GoogleSttConfig
from ten_lite_google.tts_config import GoogleTtsConfig
from ten_lite_google.voice import streaming_requests, unary_request
from ten_lite_google.voice_names import spoken_by

UNARY = {"voice": "en-GB-Neural2-A", "api": "unary"}
USER = {
    "type": "authorized_user",
    "client_id": "id",
    "client_secret": "hush",
    "refresh_token": "hush",
    "quota_project_id": "p9",
}


@pytest.mark.real_time
@pytest.mark.parametrize("module", ["config", "stt", "tts"])
def test_listing_and_configuring_the_addons_loads_no_sdk_and_no_numpy(module: str):
    code = (
        f"import sys, ten_lite_google.{module}, ten_lite_google as p\n"
        "stt, tts = p.ten_lite_addons()\n"
        "stt.config(project='p1'), tts.config()\n"
        "print(sorted({'google', 'google.cloud', 'google.auth', 'grpc', 'numpy'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("config", "properties", "text"),
    [
        (GoogleTtsConfig, {"api_key": ""}, "api_key"),
        (GoogleTtsConfig, {"api_key": "k", "credentials": "{}"}, "one is enough"),
        (GoogleTtsConfig, {"credentials": "no json"}, "JSON object"),
        (GoogleTtsConfig, {"endpoint": "http://example.com"}, "https"),
        (GoogleTtsConfig, {"endpoint": "https://example.com/v1"}, "no path"),
        (GoogleTtsConfig, {"voice": "en-US-Neural2-C"}, "does not stream"),
        (GoogleTtsConfig, {"model": "gemini-2.5-flash-tts", "voice": "Kore"}, "language"),
        (GoogleTtsConfig, {"prompt": "cheerfully"}, "Gemini"),
        (GoogleTtsConfig, {"speaking_rate": 3}, "speaking_rate"),
        (GoogleTtsConfig, {"sample_rate_hz": 4000}, "sample_rate_hz"),
        (GoogleTtsConfig, {"extra_params": {"voice": {"languageCode": "x"}}}, "language_code"),
        (GoogleTtsConfig, {"voise": "x"}, "voise"),
        (GoogleSttConfig, {"api_key": "k"}, "project"),
        (GoogleSttConfig, {"project": "p1", "location": "global"}, "global"),
        (GoogleSttConfig, {"project": "../p1"}, "project"),
        (GoogleSttConfig, {"extra_params": {"config": {"model": "x"}}}, "model"),
    ],
)
def test_properties_that_cannot_work_are_refused(
    config: type[Any], properties: dict[str, object], text: str
):
    with pytest.raises(ValidationError, match=text):
        config.model_validate(properties)


def test_an_endpoint_is_taken_as_google_writes_it():
    config = GoogleTtsConfig(endpoint="eu-texttospeech.googleapis.com")
    assert config.endpoint == "https://eu-texttospeech.googleapis.com"


def test_extra_params_that_google_does_not_have_are_told():
    config = GoogleTtsConfig(extra_params={"pich": 3})
    with pytest.raises(ProviderError, match="pich"):
        streaming_requests("a", config)
    with pytest.raises(ProviderError, match="pich"):
        unary_request("a", config)
    with pytest.raises(ProviderError, match="pich"):
        first_request(GoogleSttConfig(extra_params={"pich": 3}), "p1")


def test_a_project_that_nobody_knows_is_asked_for():
    with pytest.raises(ProviderError, match="property project"):
        first_request(GoogleSttConfig(), "")


@pytest.mark.parametrize("form", ["text", "object", "file"])
def test_credentials_come_as_text_as_an_object_or_in_a_file(form: str, tmp_path: Path):
    file = tmp_path / "key.json"
    file.write_text(json.dumps(USER))
    given = {"text": json.dumps(USER), "object": USER, "file": str(file)}[form]
    name = "credentials_file" if form == "file" else "credentials"
    config = GoogleSttConfig.model_validate({name: given})
    assert "hush" not in repr(config)
    credentials, project = credentials_of(config)
    assert (credentials.refresh_token, project) == ("hush", "p9")


@pytest.mark.parametrize(
    "properties",
    [
        {"credentials": {"type": "service_account", "project_id": "p", "private_key": "hush"}},
        {"credentials": {"hush": 1}},
        {"credentials_file": "/nowhere/hush.json"},
    ],
)
def test_credentials_that_are_none_are_told_without_what_is_in_them(properties: dict[str, Any]):
    with pytest.raises(ProviderError, match="credentials") as caught:
        credentials_of(GoogleTtsConfig.model_validate(properties))
    assert not caught.value.retryable
    assert "hush" not in str(caught.value)


def test_a_machine_without_credentials_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    with pytest.raises(ProviderError, match="gcloud auth application-default login"):
        credentials_of(GoogleTtsConfig())


@pytest.mark.parametrize(
    ("properties", "spoken"),
    [
        ({}, ("en-US-Chirp3-HD-Charon", "en-US")),
        ({"language": "fr-CA"}, ("fr-CA-Chirp3-HD-Charon", "fr-CA")),
        ({"language": "en"}, ("en-US-Chirp3-HD-Charon", "en-US")),
        (
            {"voice": "en-GB-Neural2-A", "api": "unary", "language": "en-US"},
            ("en-GB-Neural2-A", "en-GB"),
        ),
        (
            {"model": "gemini-2.5-flash-tts", "voice": "Kore", "language": "de-DE"},
            ("Kore", "de-DE"),
        ),
    ],
)
def test_the_voice_is_the_one_that_speaks_the_language(
    properties: dict[str, Any], spoken: tuple[str, str]
):
    assert spoken_by(GoogleTtsConfig.model_validate(properties)) == spoken


def test_a_wrong_key_is_told_as_such_though_google_calls_it_an_argument():
    error = refusal("INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.")
    assert "refused the key" in str(error)
    error = refusal("UNAVAILABLE", "Getting metadata from plugin failed: invalid_grant: Bad JWT")
    assert not error.retryable


def test_silence_that_was_put_in_is_one_moment_of_the_sound():
    clock = StreamClock(1000)
    clock.sent(500)
    clock.put_in(1000)
    clock.sent(300)
    clock.put_in(1000)
    moments = {0: 1000, 400: 1400, 500: 1500, 1000: 1500, 1500: 1500, 1700: 1700, 2900: 1900}
    assert {at: clock.session_ms(at) for at in moments} == moments


def test_tens_names_find_the_addons():
    assert AddonRegistry().get("google_asr_python") == GOOGLE_STT
    assert AddonRegistry().get("google_tts_python") == GOOGLE_TTS


@pytest.mark.parametrize("addon", [GOOGLE_STT, GOOGLE_TTS], ids=["stt", "tts"])
def test_every_name_of_ten_leads_to_a_property_or_is_told_as_without_effect(addon: Any):
    assert set(addon.renamed.values()) <= {*addon.config.model_fields, ""}


def test_what_tens_example_properties_set_is_taken():
    used = (
        *("project_id", "location", "adc_credentials_path", "language", "model", "sample_rate"),
        *("channels", "encoding", "enable_automatic_punctuation", "enable_word_time_offsets"),
        *("interim_results", "max_retry_attempts", "retry_delay"),
    )
    assert {f"params.{name}" for name in used} <= set(GOOGLE_STT.renamed)
    spoken = ("credentials", "VoiceSelectionParams.name", "AudioConfig.sample_rate_hertz")
    assert all(GOOGLE_TTS.renamed[f"params.{name}"] for name in spoken)
