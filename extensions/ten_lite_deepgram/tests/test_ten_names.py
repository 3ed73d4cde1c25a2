from __future__ import annotations

from ten_lite.addons import AddonRegistry
from ten_lite_deepgram import DEEPGRAM_STT
from ten_lite_deepgram.config import DeepgramSttConfig


def test_tens_name_finds_the_addon():
    assert AddonRegistry().get("deepgram_asr_python") == DEEPGRAM_STT


def test_every_name_of_ten_leads_to_a_property_or_is_told_as_without_effect():
    known = {*DeepgramSttConfig.model_fields, ""}
    assert set(DEEPGRAM_STT.renamed.values()) <= known


def test_what_tens_example_graph_sets_is_taken():
    used = {"params.api_key", "params.language", "params.model"}
    assert [DEEPGRAM_STT.renamed[path] for path in sorted(used)] == ["api_key", "language", "model"]
