"""The fakes of AssemblyAI, Flux and Cartesia hold the providers' rules."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ten_lite.testing.providers import assemblyai_rules, cartesia_rules, deepgram_flux_rules

FLUX = {"model": ["flux-general-en"], "encoding": ["linear16"], "sample_rate": ["16000"]}
PRO = {"speech_model": ["universal-3-6-pro"], "sample_rate": ["16000"]}
SPEECH: dict[str, Any] = {
    "context_id": "c",
    "model_id": "sonic-3.5",
    "transcript": "Hello.",
    "voice": {"mode": "id", "id": "v"},
    "output_format": {"container": "raw", "encoding": "pcm_s16le", "sample_rate": 16_000},
}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, ""),
        ({"endpointing": ["300"]}, "Unknown parameter endpointing"),
        ({"eot_threshold": ["0.4"]}, "eot_threshold"),
        ({"eager_eot_threshold": ["0.8"]}, "must not be above"),
        ({"language_hint": ["de"]}, "flux-general-multi"),
        ({"encoding": ["mp3"]}, "encoding"),
    ],
)
def test_flux_takes_its_own_parameters_only(change: dict[str, list[str]], wrong: str):
    said = deepgram_flux_rules.check_query({**FLUX, **change})
    assert wrong in said
    assert bool(said) == bool(wrong)


@pytest.mark.parametrize("kind", ["KeepAlive", "Finalize"])
def test_flux_takes_no_control_of_listen_v1(kind: str):
    assert deepgram_flux_rules.check_text(json.dumps({"type": kind}))[1]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, ""),
        ({"language_codes": ['["en"]']}, ""),
        ({"language_codes": ["en-US"]}, "language_codes"),
        ({"format_turns": ["true"]}, "Unknown parameter: format_turns"),
        ({"keyterms_prompt": ["a"]}, "keyterms_prompt"),
        ({"speech_model": ["nova"]}, "speech_model"),
    ],
)
def test_assemblyai_takes_what_the_model_knows(change: dict[str, list[str]], wrong: str):
    said = assemblyai_rules.check_query({**PRO, **change})
    assert wrong in said
    assert bool(said) == bool(wrong)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, ""),
        ({"generation_config": {"speed": 1.2, "emotion": "happy"}}, ""),
        ({"generation_config": {"speed": 3}}, "generation_config"),
        ({"max_buffer_delay_ms": 9000}, "max_buffer_delay_ms"),
        ({"language": "en-US"}, "language"),
        ({"colour": "red"}, "unknown field colour"),
        ({"transcript": "half \ud800"}, "JSON"),
    ],
)
def test_cartesia_takes_whole_and_known_requests(change: dict[str, Any], wrong: str):
    said = cartesia_rules.check_message(json.dumps({**SPEECH, **change}))[1]
    assert wrong in said
    assert bool(said) == bool(wrong)
