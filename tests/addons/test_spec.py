from __future__ import annotations

import dataclasses

import pytest
from pydantic import ValidationError

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.addons.spec import load_object, package_of
from ten_lite.errors import AddonError
from ten_lite.messages import AsrResult, PcmFrame, TtsFlush, UserJoined

from .kit import Site

SPEC = AddonSpec(
    name="acme_stt",
    kind="stt",
    description="Hears.",
    factory="acme_stt_code:AcmeStt",
    inputs=(PcmFrame, TtsFlush, UserJoined),
    outputs=(AsrResult,),
)


def test_a_spec_finds_its_pins_by_kind_and_name():
    assert SPEC.takes("audio_frame", "pcm_frame") is PcmFrame
    assert SPEC.takes("cmd", "on_user_joined") is UserJoined
    assert SPEC.gives("data", "asr_result") is AsrResult


@pytest.mark.parametrize(
    ("kind", "name"), [("data", "pcm_frame"), ("audio_frame", "asr_result"), ("cmd", ""), ("", "")]
)
def test_a_pin_of_another_kind_or_name_is_none(kind: str, name: str):
    assert SPEC.takes(kind, name) is None
    assert SPEC.gives(kind, name) is None


def test_a_spec_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        SPEC.name = "other"  # type: ignore[misc]


def test_the_default_configuration_takes_no_property_and_no_weights():
    with pytest.raises(ValidationError, match="anything"):
        SPEC.config.model_validate({"anything": 1})
    assert SPEC.weights(SPEC.config()) == ()


def test_a_configuration_refuses_unknown_keys_and_does_not_change():
    class Config(AddonConfig):
        rate_hz: int = 16_000

    config = Config.model_validate({"rate_hz": 8_000})
    with pytest.raises(ValidationError, match="frozen"):
        config.rate_hz = 1  # type: ignore[misc]
    with pytest.raises(ValidationError, match="rate_mhz"):
        Config.model_validate({"rate_mhz": 1})


def test_code_is_loaded_by_its_path(site: Site):
    site.module("acme_stt_code", "class AcmeStt: ...")
    assert load_object(SPEC, SPEC.factory).__name__ == "AcmeStt"


def test_a_missing_sdk_is_named_with_the_pip_line_of_the_extra(site: Site):
    site.module("acme_stt_code", "import acme_sdk.client")
    spec = dataclasses.replace(SPEC, extra="local")
    with pytest.raises(AddonError) as failure:
        load_object(spec, spec.factory)
    assert str(failure.value) == (
        'addon "acme_stt" needs the module acme_sdk; pip install "ten-lite[local]"'
    )


def test_a_missing_sdk_without_an_extra_is_named_without_a_pip_line(site: Site):
    site.module("acme_stt_code", "import acme_sdk")
    with pytest.raises(AddonError) as failure:
        load_object(SPEC, SPEC.factory)
    assert str(failure.value) == 'addon "acme_stt" needs the module acme_sdk'


def test_a_missing_class_is_named_with_its_module(site: Site):
    site.module("acme_stt_code", "class Acme: ...")
    with pytest.raises(AddonError, match=r'"acme_stt".*acme_stt_code:AcmeStt.*AttributeError'):
        load_object(SPEC, SPEC.factory)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("raise RuntimeError('no GPU')", "RuntimeError: no GPU"),
        ("x = (", "SyntaxError"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise ImportError('libfoo.so.1: cannot open')", "ImportError: libfoo.so.1: cannot open"),
    ],
)
def test_a_module_that_fails_is_reported_with_its_reason(site: Site, source: str, reason: str):
    site.module("acme_stt_code", source)
    with pytest.raises(AddonError) as failure:
        load_object(SPEC, SPEC.factory)
    assert '"acme_stt"' in str(failure.value)
    assert reason in str(failure.value)


@pytest.mark.parametrize("path", ["", ":", "acme_stt_code", "acme_stt_code:", ":AcmeStt"])
def test_a_malformed_path_is_the_addons_error(site: Site, path: str):
    site.module("acme_stt_code", "class AcmeStt: ...")
    with pytest.raises(AddonError, match='"acme_stt"'):
        load_object(SPEC, path)


def test_the_user_may_interrupt_an_import(site: Site):
    site.module("acme_stt_code", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        load_object(SPEC, SPEC.factory)


def test_the_package_of_an_addon_is_the_topmost_that_others_have_no_part_in(site: Site):
    spec = dataclasses.replace(SPEC, factory="acme_shared.voices.code:AcmeStt")
    assert package_of(spec) == "acme_shared.voices.code"  # nothing of it is imported yet
    (site.path / "acme_shared/voices").mkdir(parents=True)  # without __init__: others may join
    site.module("acme_shared/voices/__init__", "")
    site.module("acme_shared/voices/code", "class AcmeStt: ...")
    site.modules |= {"acme_shared", "acme_shared.voices", "acme_shared.voices.code"}
    load_object(spec, spec.factory)
    assert package_of(spec) == "acme_shared.voices"
