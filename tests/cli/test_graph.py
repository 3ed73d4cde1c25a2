"""``ten-lite graph``: formats, files and viewers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click import BadParameter
from click.testing import CliRunner, Result

from ten_lite import draw
from ten_lite.cli import graph as verb
from ten_lite.cli import main, ten_lite
from ten_lite.errors import ConfigError, TenLiteError

BEGINNINGS = {"mermaid": "flowchart LR\n", "svg": "<svg ", "dot": "digraph ", "json": "{\n"}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ten_lite, ("graph", *arguments), standalone_mode=False)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    files: list[Path] = []

    def launch(file: str) -> int:
        files.append(Path(file))
        return 0

    monkeypatch.setattr("click.launch", launch)
    return files


@pytest.mark.parametrize("name", BEGINNINGS)
def test_every_format_goes_to_stdout(name: str) -> None:
    assert run("echo", "--format", name).stdout.startswith(BEGINNINGS[name])


def test_all_formats_can_be_asked_for() -> None:
    assert tuple(draw.FORMATS) == verb.FORMATS


def test_mermaid_is_the_default() -> None:
    assert run("echo").stdout == run("echo", "--format", "mermaid").stdout


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("g.svg", "svg"),
        ("g.SVG", "svg"),
        ("g.dot", "dot"),
        ("g.gv", "dot"),
        ("g.mmd", "mermaid"),
        ("g.json", "json"),
        ("g.txt", "mermaid"),
    ],
)
def test_the_files_name_says_the_format(tmp_path: Path, file: str, name: str) -> None:
    done = run("echo", "-o", str(tmp_path / file))
    assert done.exception is None
    assert done.stdout == ""
    assert (tmp_path / file).read_text("utf-8") == run("echo", "--format", name).stdout


def test_a_named_format_goes_before_the_files_name(tmp_path: Path) -> None:
    run("echo", "--format", "dot", "-o", str(tmp_path / "g.svg"))
    assert (tmp_path / "g.svg").read_text("utf-8").startswith("digraph ")


def test_the_graphs_own_name_is_in_it() -> None:
    assert json.loads(run("echo", "--format", "json").stdout)["name"] == "echo"


def test_a_bad_graph_is_refused_and_nothing_written(tmp_path: Path) -> None:
    done = run("no_such_graph", "-o", str(tmp_path / "g.svg"))
    assert isinstance(done.exception, ConfigError)
    assert not (tmp_path / "g.svg").exists()


def test_an_unknown_format_is_wrong_usage() -> None:
    error = run("echo", "--format", "png").exception
    assert isinstance(error, BadParameter)
    assert error.exit_code == 2


def test_a_file_that_cannot_be_written_is_named_and_the_exit_code_is_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "no such folder" / "g.svg"
    monkeypatch.setattr("sys.argv", ["ten-lite", "graph", "echo", "-o", str(file)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith(f"error: cannot write {file}: No such file or directory; ")


def test_open_shows_an_svg_from_a_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: list[Path]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    done = run("echo", "--open")
    (file,) = shown
    assert file.parent == tmp_path
    assert file.suffix == ".svg"
    assert file.read_text("utf-8") == run("echo", "--format", "svg").stdout
    assert str(file) in done.stderr
    assert done.stdout == ""


def test_open_shows_the_file_that_was_written(tmp_path: Path, shown: list[Path]) -> None:
    file = tmp_path / "g.dot"
    assert run("echo", "--open", "-o", str(file)).exception is None
    assert shown == [file]
    assert file.read_text("utf-8").startswith("digraph ")


def test_no_viewer_is_an_error_that_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.launch", lambda file: 1)
    file = tmp_path / "g.svg"
    error = run("echo", "--open", "-o", str(file)).exception
    assert isinstance(error, TenLiteError)
    assert str(error) == f"there is no viewer to open {file} with; open it in a browser"
    assert file.exists()
