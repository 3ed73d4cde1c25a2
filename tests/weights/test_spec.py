from __future__ import annotations

import dataclasses

import pytest

from ten_lite.weights import Part, WeightFile, WeightSet, WheelPin

SHA = "0123456789abcdef" * 4
PURE = WheelPin("silero_vad-6.2.3-py3-none-any.whl", 10, SHA)
LINUX = WheelPin("Moonshine.Voice-0.1.0-1-py2.py3-none-manylinux_2_34_x86_64.any.whl", 20, SHA)


def file(name: str = "model.onnx", *parts: Part, sha256: str = SHA) -> WeightFile:
    return WeightFile(name, sha256, parts or (Part(PURE, "data/model.onnx", 7),))


def weights(*files: WeightFile, name: str = "silero") -> WeightSet:
    return WeightSet(name, "VAD", "MIT", "Silero", files)


def test_the_file_name_says_what_to_ask_pip_for() -> None:
    assert (PURE.distribution, PURE.version, PURE.platform) == ("silero-vad", "6.2.3", "any")
    assert LINUX.distribution == "moonshine-voice"
    assert (LINUX.version, LINUX.platform) == ("0.1.0", "manylinux_2_34_x86_64")


@pytest.mark.parametrize(
    "name",
    ["x-1.0.tar.gz", "x-1.0-cp311-cp311-any.whl", "x-1.0-py3-none-any", "../x-1-py3-none-any.whl"],
)
def test_only_a_pure_data_wheel_can_be_pinned(name: str) -> None:
    with pytest.raises(ValueError, match="pure data wheel"):
        WheelPin(name, 10, SHA)


@pytest.mark.parametrize(("size", "sha256"), [(0, SHA), (10, SHA.upper()), (10, "0123")])
def test_a_pin_needs_a_size_and_a_hash(size: int, sha256: str) -> None:
    with pytest.raises(ValueError, match="sha256 64 lower-case hex digits"):
        WheelPin(PURE.filename, size, sha256)
    with pytest.raises(ValueError, match="must be above 0"):
        Part(PURE, "data/model.onnx", 0)


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "a/b", "a\\b", "C:evil", "..", ".verified", "", "nul\0", "dot."],
)
def test_a_name_that_could_leave_its_folder_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="plain file name"):
        file(name)
    with pytest.raises(ValueError, match="plain file name"):
        weights(file(), name=name)


def test_a_file_needs_parts_and_a_set_needs_different_files() -> None:
    with pytest.raises(ValueError, match="no parts"):
        WeightFile("model.onnx", SHA, ())
    with pytest.raises(ValueError, match="at least one file"):
        weights()
    with pytest.raises(ValueError, match="each of another name"):
        weights(file("a.bin"), file("A.bin"))


def test_sizes_add_up_and_a_wheel_counts_once() -> None:
    both = file("big.gguf", Part(PURE, "a", 5), Part(LINUX, "b", 6))
    tiny = weights(both, file())
    assert both.size_bytes == 11
    assert tiny.size_bytes == 18
    assert tiny.wheels == (PURE, LINUX)
    assert tiny.download_bytes == 30


def test_the_digest_follows_the_content_and_nothing_else() -> None:
    old = weights(file())
    assert len(old.digest) == 16
    assert old.checksums == f"{SHA}  model.onnx\n"
    assert dataclasses.replace(old, description="other words").digest == old.digest
    moved = weights(file("model.onnx", Part(LINUX, "elsewhere/model.onnx", 7)))
    assert moved.digest == old.digest
    assert weights(file(sha256=SHA[::-1])).digest != old.digest
    assert weights(file("other.onnx")).digest != old.digest


def test_a_set_is_a_value() -> None:
    assert hash(weights(file())) == hash(weights(file()))
    with pytest.raises(dataclasses.FrozenInstanceError):
        file().name = "x"  # type: ignore[misc]
