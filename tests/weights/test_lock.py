from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ten_lite.weights import WeightsError
from ten_lite.weights.lock import locked

HOLDER = """
import pathlib, sys
from ten_lite.weights.lock import locked
with locked(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_two_holders_never_overlap(tmp_path: Path, waiting: threading.Event) -> None:
    order: list[str] = []

    def second() -> None:
        with locked(tmp_path / "lock"):
            order.append("second")

    thread = threading.Thread(target=second)
    with locked(tmp_path / "lock"):
        thread.start()
        assert waiting.wait(30)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_killed_holder_does_not_block(tmp_path: Path, waiting: threading.Event) -> None:
    lock = tmp_path / "lock"
    got = threading.Event()

    def second() -> None:
        with locked(lock):
            got.set()

    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(30)
        assert not got.is_set()
        holder.kill()
        thread.join(30)
    assert got.is_set()


def test_the_lock_is_given_back_after_an_error_and_the_file_stays(
    tmp_path: Path, waiting: threading.Event
) -> None:
    for _ in range(2):
        with pytest.raises(KeyError), locked(tmp_path / "lock"):
            raise KeyError
    assert (tmp_path / "lock").exists()
    assert not waiting.is_set()


def test_a_place_without_room_for_a_lock_is_an_error_with_a_cure(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="TEN_LITE_CACHE_DIR"), locked(tmp_path / "no/lock"):
        pass


def test_an_oserror_of_the_body_is_not_blamed_on_the_cache(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError), locked(tmp_path / "lock"):
        raise BrokenPipeError
