"""``ten-lite conform``: its table, its exit codes, and what it says when it cannot begin."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from ten_lite.addons import AddonRegistry
from ten_lite.cli import ten_lite
from tests.testing.conformance.toy_addon import WRONG


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ten_lite, ["conform", *arguments], standalone_mode=False)


def refused(*arguments: str) -> str:
    error = run(*arguments).exception
    assert isinstance(error, click.UsageError)
    assert error.exit_code == 2
    return str(error)


def test_a_table_of_rows_with_the_reason_of_each_that_is_skipped() -> None:
    done = run("fake_tts", "--row", "tts.flush.idle", "--row", "tts.auth")
    assert done.return_value == 0
    assert done.stdout.splitlines() == [
        "tts.flush.idle           C  pass",
        "tts.auth                 C  skipped  the addon has no provider that could be told to",
        "",
        "1 passed, 0 failed, 1 skipped",
    ]


def test_a_fake_provider_is_found_by_the_spec() -> None:
    done = run("elevenlabs_tts", "--row", "tts.auth", "--json")
    assert done.return_value == 0
    (row,) = json.loads(done.stdout)["rows"]
    assert row == {"id": "tts.auth", "level": "C", "result": "pass", "why": ""}


def test_a_property_decides_which_fake_provider_it_is(tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    config.write_text('{"transport": "http"}')
    stale = "elevenlabs_tts", "--row", "tts.stale"
    assert "pass" in run(*stale).stdout
    assert "skipped  a request that is cancelled" in run(*stale, "--config", str(config)).stdout


@pytest.mark.parametrize(("row_id", "code"), [("rt.secret", 1), ("rt.import", 0)])
def test_only_a_failed_must_is_an_error(
    row_id: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = WRONG[row_id]
    monkeypatch.setattr(AddonRegistry, "here", lambda: AddonRegistry([wrong]))
    done = run(wrong.name, "--row", row_id)
    assert "FAIL" in done.stdout
    assert done.return_value == code


def test_what_cannot_be_tried_is_wrong_usage(tmp_path: Path) -> None:
    assert 'did you mean "elevenlabs_tts"?' in refused("elevenlab_tts")
    assert 'did you mean "tts.auth"?' in refused("fake_tts", "--row", "tts.aut")
    assert "api_key is missing" in refused("elevenlabs_tts", "--live")
    config = tmp_path / "config.json"
    config.write_text('{"api_key": "${env:NO_SUCH_VARIABLE_HERE}"}')
    said = refused("elevenlabs_tts", "--live", "--config", str(config))
    assert "NO_SUCH_VARIABLE_HERE is not set" in said


def test_a_missing_extra_is_told_with_the_line_for_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert 'pip install "ten-lite[elevenlabs]"' in refused("elevenlabs_tts")


def test_properties_of_a_file_reach_the_addon(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("word_ms: 50000\n")
    done = run("fake_tts", "--row", "tts.empty", "--config", str(config))
    assert done.return_value == 0
    config.write_text("word_ms: many\n")
    assert "word_ms must be a whole number" in refused("fake_tts", "--config", str(config))
