from __future__ import annotations

import pytest

from ten_lite.addons import AddonSpec, PcmFormat, as_it_came

MONO_16 = PcmFormat((16_000,), (1,))


@pytest.mark.parametrize(
    ("form", "rate", "channels", "fits"),
    [
        (MONO_16, 16_000, 1, True),
        (MONO_16, 48_000, 1, False),
        (MONO_16, 16_000, 2, False),
        (PcmFormat((8_000, 16_000)), 8_000, 7, True),
        (PcmFormat(channels=(2,)), 1, 2, True),
        (PcmFormat(), 1, 1, True),
    ],
)
def test_an_empty_part_takes_anything(form: PcmFormat, rate: int, channels: int, fits: bool):
    assert form.takes(rate, channels) is fits


def test_what_two_formats_have_in_common():
    assert MONO_16.common(PcmFormat()) == PcmFormat().common(MONO_16) == MONO_16
    assert PcmFormat((8_000, 16_000)).common(PcmFormat((16_000, 8_000), (1,))) == PcmFormat(
        (8_000, 16_000), (1,)
    )
    assert MONO_16.common(PcmFormat((8_000,))) is None
    assert MONO_16.common(PcmFormat((), (2,))) is None


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (MONO_16, "16000 Hz mono"),
        (PcmFormat((8_000, 16_000), (2,)), "8000 or 16000 Hz stereo"),
        (PcmFormat((), (1, 6)), "mono or 6 channels"),
        (PcmFormat(), "any format"),
    ],
)
def test_a_format_says_what_it_is(form: PcmFormat, text: str):
    assert str(form) == text


def test_a_spec_that_says_nothing_takes_and_sends_any_sound():
    spec = AddonSpec(name="x", kind="generic", description="", factory="x:X")
    assert spec.pcm_in(None) == spec.pcm_out(None) == PcmFormat()


def test_sound_that_is_passed_on_has_no_format_of_its_own():
    assert as_it_came(None) is None
