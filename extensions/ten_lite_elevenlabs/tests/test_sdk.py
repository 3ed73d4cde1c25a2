"""The SDK is loaded when a graph that uses the addon starts, and not before."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pydantic import ValidationError

from ten_lite_elevenlabs.tts_config import ElevenLabsTtsConfig


@pytest.mark.real_time
@pytest.mark.parametrize("module", ["__init__", "tts", "stt", "websocket_tts"])
def test_listing_and_configuring_the_addon_loads_no_sdk_and_no_numpy(module: str):
    code = (
        f"import sys, ten_lite_elevenlabs.{module}, ten_lite_elevenlabs as p\n"
        "for spec in p.ten_lite_addons(): spec.config(api_key='k')\n"
        "print(sorted({'elevenlabs', 'numpy', 'httpx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ({}, "api_key"),
        ({"api_key": ""}, "api_key"),
        ({"api_key": "k", "voice_id": "../v"}, "voice_id"),
        ({"api_key": "k", "output_format": "mp3_44100_128"}, "pcm_16000"),
        ({"api_key": "k", "stability": 2}, "stability"),
        ({"api_key": "k", "extra_params": {"text": "x"}}, "text"),
        ({"api_key": "k", "extra_params": {"voice_settings": 3}}, "voice_settings"),
        ({"api_key": "k", "base_url": "http://example.com"}, "https"),
    ],
)
def test_properties_that_cannot_work_are_refused(properties: dict[str, object], text: str):
    with pytest.raises(ValidationError, match=text):
        ElevenLabsTtsConfig.model_validate(properties)


def test_tens_address_of_the_server_is_taken():
    config = ElevenLabsTtsConfig(api_key="k", base_url="wss://api.elevenlabs.io/v1")
    assert config.base_url == "https://api.elevenlabs.io"


def test_the_key_is_not_in_what_is_printed_of_the_properties():
    assert "hush" not in repr(ElevenLabsTtsConfig(api_key="hush"))
