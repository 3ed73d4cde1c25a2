"""What every built-in addon declares about itself fits together."""

from __future__ import annotations

import pytest

from ten_lite.addons import VOICE_INPUTS, VOICE_OUTPUTS, AddonRegistry, AddonSpec, PcmFormat
from ten_lite.messages import PcmFrame

SPECS = [spec for spec in AddonRegistry().all() if isinstance(spec, AddonSpec)]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_what_may_stay_unconnected_is_an_input(spec: AddonSpec):
    assert set(spec.optional_inputs) <= set(spec.inputs)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_what_a_fallback_need_not_send_is_an_output(spec: AddonSpec):
    assert set(spec.optional_outputs) <= set(spec.outputs)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_only_who_takes_or_sends_sound_declares_its_format(spec: AddonSpec):
    config = spec.config.model_construct()
    taken, sent = spec.pcm_in(config), spec.pcm_out(config)
    assert taken == PcmFormat() or PcmFrame in spec.inputs
    assert sent == PcmFormat() or PcmFrame in spec.outputs
    assert sent is not None or PcmFrame in spec.inputs


def test_every_built_in_addon_that_sends_sound_says_in_which_format():
    unsure = [
        spec.name
        for spec in SPECS
        if PcmFrame in spec.outputs and spec.pcm_out(spec.config.model_construct()) == PcmFormat()
    ]
    assert unsure == []


@pytest.mark.parametrize("spec", [s for s in SPECS if s.kind == "tts"], ids=lambda spec: spec.name)
def test_every_voice_has_the_pins_of_a_voice(spec: AddonSpec):
    assert set(VOICE_INPUTS) <= set(spec.inputs)
    assert set(VOICE_OUTPUTS) <= set(spec.outputs)
