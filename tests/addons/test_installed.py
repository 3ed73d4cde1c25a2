"""What every built-in addon declares about itself fits together."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ten_lite.addons import VOICE_INPUTS, VOICE_OUTPUTS, AddonRegistry, AddonSpec, PcmFormat
from ten_lite.messages import PcmFrame

SPECS = [spec for spec in AddonRegistry().all() if isinstance(spec, AddonSpec)]

LOOK_ALL_UP = """
import sys
from ten_lite.addons import AddonRegistry
registry, own = AddonRegistry(), {*sys.modules, *sys.stdlib_module_names}
for name in registry.names():
    registry.get(name)
    loaded = {module.partition(".")[0] for module in sys.modules} - own
    print(name, *(module for module in loaded if not module.startswith("ten_lite")))
"""


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


def test_looking_an_addon_up_loads_nothing_that_others_made():
    """No SDK, in a fresh interpreter, by any entry point."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK_ALL_UP], capture_output=True, text=True, check=True
    )
    found = {name: loaded for name, *loaded in map(str.split, done.stdout.splitlines())}
    assert sorted(found) == AddonRegistry().names()
    assert {name: loaded for name, loaded in found.items() if loaded} == {}
