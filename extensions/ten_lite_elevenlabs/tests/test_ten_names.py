from __future__ import annotations

from ten_lite.addons import AddonRegistry
from ten_lite_elevenlabs import ELEVENLABS_TTS
from ten_lite_elevenlabs.tts_config import ElevenLabsTtsConfig


def test_tens_name_finds_the_addon():
    assert AddonRegistry().get("elevenlabs_tts2_python") == ELEVENLABS_TTS


def test_every_name_of_ten_leads_to_a_property_or_is_told_as_without_effect():
    known = {*ElevenLabsTtsConfig.model_fields, ""}
    assert set(ELEVENLABS_TTS.renamed.values()) <= known


def test_what_tens_example_graph_sets_is_taken():
    used = ("params.dump", "params.key", "params.model_id", "params.voice_id")
    assert [ELEVENLABS_TTS.renamed[path] for path in used] == [
        "dump",
        "api_key",
        "model_id",
        "voice_id",
    ]
    assert {"dump", "dump_path"} <= ElevenLabsTtsConfig.model_fields.keys()
    assert ELEVENLABS_TTS.renamed["params.output_format"] == "output_format"
