"""``ten-lite test``: exit codes and reports. It has a loop of its own, in virtual time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from ten_lite.cli import ten_lite

GREETING = "graph: voice_assistant\nscript:\n  - bot_says: Hello! How can I help you?\n"
WRONG = "graph: voice_assistant\nscript:\n  - bot_says: Good morning\n"

Write = Callable[[str, str], Path]


def run(*arguments: object) -> Result:
    words = ["test", *map(str, arguments)]
    return CliRunner().invoke(ten_lite, words, standalone_mode=False, catch_exceptions=False)


@pytest.fixture
def scenario(tmp_path: Path) -> Write:
    def write(name: str, text: str) -> Path:
        file = tmp_path / name
        file.write_text(text)
        return file

    return write


def test_a_conversation_that_goes_as_written(scenario: Write) -> None:
    file = scenario("good.yaml", GREETING)
    done = run(file)
    assert done.return_value == 0
    assert done.stdout == f"pass   {file}  1.8 s of conversation\n"
    assert done.stderr == "1 passed, 0 failed, 0 not played\n"


def test_one_that_does_not_shows_its_step(scenario: Write) -> None:
    file = scenario("wrong.yaml", WRONG)
    done = run(scenario("good.yaml", GREETING), file)
    assert done.return_value == 1
    assert f"FAIL   {file}\n    the conversation went another way at step 1 of 1" in done.stdout
    assert '     ->  1  bot says "Good morning"' in done.stdout


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("script:\n  - user_say: hi\n", 'unknown key "user_say"'),
        ("graph: nothing\nscript:\n  - user_types: hi\n", 'no graph "nothing"'),
        ("graph: echo\nscript:\n  - user_says: hi\n", "no recogniser"),
        ("graph: echo\nkeep: [tss]\nscript:\n  - user_types: hi\n", "to keep"),
    ],
)
def test_one_that_cannot_be_played(scenario: Write, text: str, why: str) -> None:
    done = run(scenario("good.yaml", GREETING), scenario("bad.yaml", text))
    assert done.return_value == 2
    assert "pass " in done.stdout
    assert "ERROR  " in done.stdout
    assert why in done.stdout


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = run(tmp_path / "none.yaml")
    assert done.return_value == 2
    assert "cannot read the file" in done.stdout


def test_a_refused_step_has_its_place(scenario: Write) -> None:
    done = run(scenario("bad.yaml", "graph: echo\nscript:\n  - user_says: hi\n"))
    assert "bad.yaml:3:5  error TL108  this step cannot be played" in done.stdout


def test_a_server_that_does_not_answer(scenario: Write) -> None:
    done = run(scenario("good.yaml", GREETING), "--url", "ws://127.0.0.1:9/ws")
    assert done.return_value == 2
    assert "cannot connect to ws://127.0.0.1:9/ws" in done.stdout


def test_json_tells_all(scenario: Write) -> None:
    file = scenario("wrong.yaml", f"description: A test.\n{WRONG}")
    (told,) = json.loads(run(file, "--json").stdout)["scenarios"]
    assert told.pop("text").startswith("the conversation went another way")
    assert told == {
        "file": str(file),
        "result": "fail",
        "description": "A test.",
        "step": 1,
        "why": 'the bot said "Hello! How can I help you?"',
        "took_s": 0.0,
    }


def test_junit_tells_failures_and_errors_apart(scenario: Write, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    files = [
        scenario("good.yaml", GREETING),
        scenario("wrong.yaml", WRONG),
        scenario("bad.yaml", "script: 3"),
    ]
    assert run(*files, "--junit", report).return_value == 2
    (suite,) = ElementTree.parse(report).getroot()
    assert {key: suite.get(key) for key in ("tests", "failures", "errors")} == {
        "tests": "3",
        "failures": "1",
        "errors": "1",
    }
    good, wrong, bad = suite
    assert (len(good), wrong[0].tag, bad[0].tag) == (0, "failure", "error")
    assert wrong[0].get("message") == 'the bot said "Hello! How can I help you?"'
    assert "instead:" in (wrong[0].text or "")
