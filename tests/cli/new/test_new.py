"""The verb itself: what it asks, what it refuses, what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from ten_lite.cli import new as verb
from ten_lite.errors import TenLiteError

from .kit import new, new_addon


def test_nothing_is_asked_without_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = new("addon", "acme")
    assert done.exception is None
    assert "kind" not in done.stdout.lower()
    assert (tmp_path / "ten-lite-acme" / "ten_lite_acme" / "gain.py").is_file()


def test_nothing_is_asked_with_yes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verb, "at_terminal", lambda: True)
    done = new("addon", "acme", "--yes", "--to", tmp_path / "it")
    assert (done.exception, done.stdout) == (None, "")


def test_at_a_terminal_it_asks_for_what_was_not_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["tool", "Knows it all."])
    asked = []

    def prompt(text: str, **_: object) -> str:
        asked.append(text)
        return next(answers)

    monkeypatch.setattr(verb, "at_terminal", lambda: True)
    monkeypatch.setattr(verb.click, "prompt", prompt)
    assert new("addon", "acme", "--to", tmp_path / "it").exception is None
    assert asked == ["Kind", "Description"]
    assert 'description = "Knows it all."' in (tmp_path / "it" / "pyproject.toml").read_text()


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / "it" / "README.md"
    mine.parent.mkdir()
    mine.write_text("mine")
    for what in ("addon", "app"):
        done = new(what, "acme", "--to", mine.parent)
        assert isinstance(done.exception, TenLiteError)
        assert "--to" in str(done.exception)
        assert [file.name for file in mine.parent.iterdir()] == ["README.md"]
        assert mine.read_text() == "mine"


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "it").write_text("mine")
    for target in (tmp_path / "it", tmp_path / "it" / "below"):
        assert new("addon", "acme", "--yes", "--to", target).exception is not None
    assert (tmp_path / "it").read_text() == "mine"


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    assert new("addon", "acme", "--to", tmp_path).exception is None
    assert (tmp_path / "pyproject.toml").is_file()


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [("fake", "tts", 'addon "fake_tts" already'), ("fakes", "tool", "package ten_lite_fakes")],
)
def test_names_of_what_is_installed_are_refused(
    name: str, kind: str, told: str, tmp_path: Path
) -> None:
    done = new("addon", name, "--kind", kind, "--to", tmp_path / "it")
    assert isinstance(done.exception, TenLiteError)
    assert told in str(done.exception)
    assert not (tmp_path / "it").exists()


def test_it_says_what_to_do_next(tmp_path: Path) -> None:
    done = new("addon", "acme", "--kind", "tts", "--to", tmp_path / "it")
    assert f"cd {tmp_path / 'it'}" in done.stderr
    assert "pip install -e '.[dev]'" in done.stderr
    assert "ten-lite conform acme_tts" in done.stderr


def test_a_description_may_have_any_letters(tmp_path: Path) -> None:
    done = new("addon", "acme", "--description", 'Says "hé" for $5 \\o/.', "--to", tmp_path / "it")
    assert done.exception is None
    written = r'description = "Says \"hé\" for $5 \\o/."'
    assert written in (tmp_path / "it" / "pyproject.toml").read_text("utf-8")


@pytest.mark.parametrize("description", ["", " ", "x" * 73, "a\x00b"])
def test_a_description_is_one_short_sentence(description: str, tmp_path: Path) -> None:
    done = new("addon", "acme", "--description", description, "--to", tmp_path / "it")
    assert "one sentence" in str(done.exception)
    assert not (tmp_path / "it").exists()


@pytest.mark.parametrize("kind", ["tts", "generic"])
def test_no_placeholder_is_left(kind: str, tmp_path: Path) -> None:
    for file in new_addon(kind, tmp_path).rglob("*"):
        if file.is_file():
            assert "$package" not in file.read_text("utf-8")
            assert "${class" not in file.read_text("utf-8")
            assert "$" not in file.name
            assert file.suffix != ".tmpl"
