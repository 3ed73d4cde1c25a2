from __future__ import annotations

import os
from pathlib import Path

from ten_lite.cli.reload.file_watch import FileWatch


def write(file: Path, text: str, time_ns: int) -> None:
    file.write_text(text)
    os.utime(file, ns=(time_ns, time_ns))


def test_what_is_there_at_first_is_known(tmp_path: Path):
    write(tmp_path / "a.json", "1", 1)
    watch = FileWatch([tmp_path / "a.json"])
    assert watch.changed() == watch.changed() == []


def test_a_change_is_told_once_and_only_when_the_file_rests(tmp_path: Path):
    file = tmp_path / "a.json"
    write(file, "1", 1)
    watch = FileWatch([file])
    write(file, "", 2)
    assert watch.changed() == []
    write(file, "22", 3)
    assert watch.changed() == []
    assert watch.changed() == [file]
    assert watch.changed() == []


def test_files_that_are_made_and_deleted_are_changes(tmp_path: Path):
    there, missing = tmp_path / "a.json", tmp_path / ".env"
    write(there, "1", 1)
    watch = FileWatch([there, missing])
    there.unlink()
    write(missing, "A=1", 1)
    watch.changed()
    assert watch.changed() == [missing, there]


def test_a_file_that_is_replaced_by_one_of_the_same_time_and_size_is_a_change(tmp_path: Path):
    file = tmp_path / "a.json"
    write(file, "1", 1)
    watch = FileWatch([file])
    write(tmp_path / "draft", "2", 1)
    (tmp_path / "draft").replace(file)
    watch.changed()
    assert watch.changed() == [file]


def test_of_a_folder_its_python_files_are_watched_new_ones_too(tmp_path: Path):
    (tmp_path / "inner").mkdir()
    watch = FileWatch([tmp_path])
    write(tmp_path / "inner" / "new.py", "1", 1)
    write(tmp_path / "notes.txt", "1", 1)
    watch.changed()
    assert watch.changed() == [tmp_path / "inner" / "new.py"]


def test_what_is_added_is_known_as_it_is_then_and_what_was_known_stays_so(tmp_path: Path):
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    write(first, "1", 1)
    write(second, "1", 1)
    watch = FileWatch([first])
    write(first, "2", 2)
    watch.add([first, second])
    assert watch.changed() == [first]
