"""Which bytes of a client pass for sound."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.errors import ProtocolError
from ten_lite.wire.pcm import check_pcm, decode_base64, looks_like

FILES = [
    (b"RIFF\x24\0\0\0WAVEfmt ", "a WAV file"),
    (b"OggS\0\x02", "an Ogg file"),
    (b"fLaC\0\0\0\x22", "a FLAC file"),
    (b"\x1a\x45\xdf\xa3\x01", "a WebM file"),
    (b"\0\0\0\x20ftypisom", "an MP4 file"),
    (b"ID3\4\0\0\0\0\x0f\x76", "an MP3 file"),
    (b' {"type": "hello"}\n', "JSON, which goes in a text message"),
    (b"[" * 20_000 + b"]" * 20_000, "JSON, which goes in a text message"),
    (b'{"a": ' + b"9" * 5000 + b"}", "JSON, which goes in a text message"),
]
NO_FILES = [
    b"",
    b"\0\0" * 100,
    b"RIFF\x24\0\0\0AVI ",
    b"OggT",
    b"fLaC\0\0\0\x21",
    b"\x1a\x45\xdf\xa4",
    b"\0\0\0\x20mdat",
    b"ID3\4\0\0\0\0\x0f\x80",
    b"[]",
    b"{hello, world}",
    b'{"a": "\xff"}',
    b"[1, 2, 3",
]


@given(st.binary(max_size=40))
def test_base64_is_taken_as_it_was_written(data: bytes) -> None:
    assert decode_base64(base64.b64encode(data).decode()) == data


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("data:audio/pcm;base64,AAAA", "it is a data: URL"),
        ("AA-_", '"-" at character 3; use the alphabet with "+" and "/"'),
        ("AAAA\nAAAA", "white space at character 5"),
        ("AAé=", '"é" at character 3 is not in the alphabet'),
        ("AA==AAAA", "padding in the middle, at character 3"),
        ("AAAAA", "5 characters, which is not a multiple of 4"),
        ("AAAA=", "5 characters, which is not a multiple of 4"),
        ("A===", "more than two padding characters"),
        ("AAAA====", "more than two padding characters"),
        ("AB==", "the unused bits of the last character are not zero"),
    ],
)
def test_base64_that_is_none_is_refused_with_what_is_wrong_where(text: str, said: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        decode_base64(text)
    assert str(caught.value).startswith(f"Invalid base64 audio data: {said}")


@pytest.mark.parametrize(("data", "kind"), FILES, ids=[f"{n}" for n in range(len(FILES))])
def test_a_file_is_known_by_its_first_bytes(data: bytes, kind: str) -> None:
    assert looks_like(data) == kind
    with pytest.raises(ProtocolError, match=f"looks like {kind}"):
        check_pcm(data, 1)


@pytest.mark.parametrize("data", NO_FILES)
def test_what_only_resembles_a_file_may_be_samples(data: bytes) -> None:
    assert looks_like(data) == ""


def test_whole_samples_pass_as_they_are() -> None:
    data = bytes(640)
    assert check_pcm(data, 1) is data
    assert check_pcm(data, 2) is data


@pytest.mark.parametrize(
    ("data", "channels", "said"),
    [
        (b"", 1, "The audio is empty"),
        (b"\0\0\0", 1, "3 bytes, which is not a multiple of 2 (16-bit samples, 1 channel)"),
        (b"\0\0", 2, "2 bytes, which is not a multiple of 4 (16-bit samples, 2 channels)"),
    ],
)
def test_what_ends_within_a_sample_is_refused(data: bytes, channels: int, said: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        check_pcm(data, channels)
    assert said in str(caught.value)
