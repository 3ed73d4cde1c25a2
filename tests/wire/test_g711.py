"""mu-law and A-law, held to the tables of ITU-T G.711."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.wire.g711 import ALAW, G711, MULAW

ALL_CODES = bytes(range(256))
# Tables 1a and 2a: where the segments of positive samples end, and the value of each end's last
# step, in the 13 bits of A-law and the 14 bits of mu-law. Codes are as sent: inverted.
MULAW_VALUES = {
    0xFF: 0,
    0xFE: 2,
    0xF0: 30,
    0xEF: 33,
    0xE0: 93,
    0xDF: 99,
    0xD0: 219,
    0xCF: 231,
    0xC0: 471,
    0xBF: 495,
    0xB0: 975,
    0xAF: 1023,
    0xA0: 1983,
    0x9F: 2079,
    0x90: 3999,
    0x8F: 4191,
    0x80: 8031,
}
ALAW_VALUES = {
    0xD5: 1,
    0xD4: 3,
    0xDA: 31,
    0xC5: 33,
    0xCA: 63,
    0xF5: 66,
    0xFA: 126,
    0xE5: 132,
    0xEA: 252,
    0x95: 264,
    0x9A: 504,
    0x85: 528,
    0x8A: 1008,
    0xB5: 1056,
    0xBA: 2016,
    0xA5: 2112,
    0xAA: 4032,
}


def samples(law: G711, codes: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(codes)}h", law.decode(codes)))


def codes(law: G711, *values: int) -> bytes:
    return law.encode(struct.pack(f"<{len(values)}h", *values))


@pytest.mark.parametrize(
    ("law", "values", "scale"), [(MULAW, MULAW_VALUES, 4), (ALAW, ALAW_VALUES, 8)]
)
def test_codes_have_the_values_of_the_recommendation(
    law: G711, values: dict[int, int], scale: int
) -> None:
    assert samples(law, bytes(values)) == [scale * value for value in values.values()]
    negative = bytes(code & 0x7F for code in values)
    assert samples(law, negative) == [-scale * value for value in values.values()]


# Tables 1 and 2: the decision values, where one code ends and the next begins
@pytest.mark.parametrize(
    ("law", "sample", "code"),
    [
        (MULAW, 0, 0xFF),
        (MULAW, 3, 0xFF),
        (MULAW, 4, 0xFE),
        (MULAW, 31 * 4 - 1, 0xF0),
        (MULAW, 31 * 4, 0xEF),
        (MULAW, 95 * 4 - 1, 0xE0),
        (MULAW, 95 * 4, 0xDF),
        (MULAW, 4063 * 4 - 1, 0x90),
        (MULAW, 4063 * 4, 0x8F),
        (MULAW, 32_767, 0x80),
        (MULAW, -1, 0x7F),
        (MULAW, -4, 0x7F),
        (MULAW, -5, 0x7E),
        (MULAW, -32_768, 0x00),
        (ALAW, 0, 0xD5),
        (ALAW, 15, 0xD5),
        (ALAW, 16, 0xD4),
        (ALAW, 64 * 8 - 1, 0xCA),
        (ALAW, 64 * 8, 0xF5),
        (ALAW, 2048 * 8 - 1, 0xBA),
        (ALAW, 2048 * 8, 0xA5),
        (ALAW, 32_767, 0xAA),
        (ALAW, -1, 0x55),
        (ALAW, -17, 0x54),
        (ALAW, -32_768, 0x2A),
    ],
)
def test_samples_have_the_codes_of_the_recommendation(law: G711, sample: int, code: int) -> None:
    assert codes(law, sample) == bytes((code,))


@pytest.mark.parametrize(("law", "zeros"), [(MULAW, {0x7F}), (ALAW, set())])
def test_every_code_comes_back_but_for_the_second_zero(law: G711, zeros: set[int]) -> None:
    back = law.encode(law.decode(ALL_CODES))
    assert {code for code in ALL_CODES if back[code] != code} == zeros


@pytest.mark.parametrize("law", [MULAW, ALAW])
def test_louder_samples_never_become_quieter(law: G711) -> None:
    everything = range(-32_768, 32_768)
    decoded = samples(law, codes(law, *everything))
    assert decoded == sorted(decoded)


@pytest.mark.parametrize(("law", "floor", "bias"), [(MULAW, 4, 132), (ALAW, 8, 0)])
@given(value=st.integers(-32_124, 32_124))
def test_what_is_lost_is_about_a_thirtysecond_at_most(
    law: G711, floor: int, bias: int, value: int
) -> None:
    (back,) = samples(law, codes(law, value))
    assert abs(back - value) <= max(floor, (abs(value) + bias) / 31)


@pytest.mark.parametrize("law", [MULAW, ALAW])
def test_nothing_is_nothing_and_half_a_sample_is_refused(law: G711) -> None:
    assert law.decode(b"") == law.encode(b"") == b""
    with pytest.raises(ValueError, match="3 bytes are not whole samples"):
        law.encode(b"\0\0\0")


@pytest.mark.parametrize("law", [MULAW, ALAW])
def test_the_tables_are_made_when_they_are_first_needed(law: G711) -> None:
    fresh = G711(law._expand, law._compress)
    assert set(vars(fresh)) == {"_expand", "_compress"}
    sound = bytes(range(256))
    assert fresh.encode(fresh.decode(sound)) == law.encode(law.decode(sound))
    assert set(vars(fresh)) == {"_expand", "_compress", "_samples", "_codes"}
