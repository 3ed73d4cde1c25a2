"""``addons search``, and what ``inspect`` tells of types and of what is missing."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ten_lite.addons import AddonRegistry, Deprecation
from ten_lite.cli import addon_rows, ten_lite
from ten_lite.cli.known_addons import KnownAddon, known_addons
from ten_lite.cli.property_type import type_in_words
from ten_lite.config.fitting import resolve

ACME = KnownAddon(
    name="acme_tts",
    kind="tts",
    description="Speaks Klingon.",
    distribution="ten-lite-acme",
    url="https://example.org/acme",
)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ten_lite, arguments, standalone_mode=False)


def found(*words: str) -> list[str]:
    return [row["name"] for row in json.loads(run("addons", "search", *words, "--json").stdout)]


def test_search_finds_by_any_text_and_needs_all_words():
    assert found("DEEPGRAM") == ["deepgram_stt"]
    assert found("deepgram_asr") == ["deepgram_stt"]
    assert set(found("elevenlabs")) == {"elevenlabs_stt", "elevenlabs_tts"}
    assert found("elevenlabs", "tts") == ["elevenlabs_tts"]


def test_search_finds_what_others_have_published_and_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(addon_rows, "known_addons", lambda: [ACME])
    said = run("addons", "search", "klingon")
    assert 'Speaks Klingon.  (pip install "ten-lite-acme")' in said.stdout
    (row,) = json.loads(run("addons", "search", "klingon", "--json").stdout)
    assert (row["installed"], row["url"]) == (False, "https://example.org/acme")


def test_what_is_installed_is_not_told_a_second_time(monkeypatch: pytest.MonkeyPatch):
    known = ACME.model_copy(update={"name": "fake_tts", "description": "Another."})
    monkeypatch.setattr(addon_rows, "known_addons", lambda: [known])
    (row,) = json.loads(run("addons", "search", "fake_tts", "--json").stdout)
    assert row["installed"]


def test_search_that_finds_nothing_exits_with_1_and_says_where_to_look():
    nothing = run("addons", "search", "zzz")
    assert (nothing.return_value, nothing.stdout) == (1, "")
    assert "pypi.org/search/?q=ten-lite-addon" in nothing.stderr


def test_every_entry_of_the_directory_can_be_read():
    assert isinstance(known_addons(), list)


def test_inspect_tells_what_is_not_installed(monkeypatch: pytest.MonkeyPatch):
    details = json.loads(run("addons", "inspect", "local_llm", "--json").stdout)
    assert details["requirement"] == "ten-lite[local]"
    monkeypatch.setattr(resolve, "_importable", lambda module: False)
    said = run("addons", "inspect", "local_llm").stdout
    assert "NOT INSTALLED: xllamacpp" in said
    assert "(is installed)" not in said


def test_inspect_tells_what_is_deprecated(monkeypatch: pytest.MonkeyPatch):
    spec = dataclasses.replace(
        AddonRegistry().get("echo"),
        deprecated={"speed": Deprecation(since="0.3", removed_in="0.5", instead='"rate"')},
    )
    monkeypatch.setattr(AddonRegistry, "here", lambda: AddonRegistry([spec]))
    told = 'speed: it is deprecated since ten-lite 0.3, and removed in 0.5; use "rate" instead'
    assert told in run("addons", "inspect", "echo").stdout


def test_list_tells_what_is_not_installed(monkeypatch: pytest.MonkeyPatch):
    assert "NOT INSTALLED" not in run("addons", "list").stdout
    monkeypatch.setattr(resolve, "_importable", lambda module: module != "xllamacpp")
    lines = run("addons", "list").stdout.splitlines()
    (told,) = [line for line in lines if "NOT INSTALLED" in line]
    assert told.startswith("local_llm ")
    assert told.endswith("(NOT INSTALLED: ten-lite[local])")


def test_a_property_with_a_made_default_is_not_called_required():
    assert "agents: object\n" in run("addons", "inspect", "main_control").stdout


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 20}, "integer >= 1 <= 20"),
        ({"type": "number", "exclusiveMinimum": 0}, "number > 0"),
        ({"enum": ["a", 2]}, 'one of "a", 2'),
        ({"const": "a"}, '"a"'),
        ({"anyOf": [{"type": "number", "maximum": 1}, {"type": "null"}]}, "number <= 1 or null"),
        (
            {"type": "array", "items": {"type": "string"}, "maxItems": 3},
            "list of string items <= 3",
        ),
        ({"type": "array", "items": {"$ref": "#/$defs/A"}}, "list"),
        ({"$ref": "#/$defs/A"}, "object"),
        ({"type": "string", "pattern": "^a$"}, "string like ^a$"),
        ({}, "value"),
    ],
)
def test_a_type_in_words(part: dict[str, Any], words: str):
    assert type_in_words(part) == words
