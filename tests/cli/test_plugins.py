"""Verbs of other distributions: there without being imported, and harmless when they are broken."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from ten_lite.cli import ten_lite
from ten_lite.errors import AddonError

from ..addons.kit import Site, make_site

VERB = """
import click
from ten_lite.addons import hookimpl

@click.command(name="{name}")
@click.argument("word")
def verb(word):
    \"\"\"Say WORD twice.\"\"\"
    click.echo(word + word)
    return 3

@hookimpl
def ten_lite_commands():
    return [verb]
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    yield from make_site(tmp_path, monkeypatch)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ten_lite, arguments, standalone_mode=False)


def install(site: Site, verb: str, source: str, distribution: str = "acme-voices") -> str:
    module = f"{distribution.replace('-', '_')}_{verb}_verb"
    site.module(module, source)
    site.distribution(distribution, {}, commands={verb: module})
    return module


def test_a_distribution_adds_a_verb(site: Site):
    install(site, "twice", VERB.format(name="twice"))
    done = run("twice", "ha")
    assert (done.stdout, done.return_value) == ("haha\n", 3)
    assert "Say WORD twice." in run("twice", "--help").stdout


def test_help_names_it_and_whose_it_is_without_importing_it(site: Site):
    module = install(site, "twice", VERB.format(name="twice"))
    said = run("--help").stdout
    assert "Commands of other distributions" in said
    assert "From acme-voices 1.0." in said
    assert module not in sys.modules


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("import nothing_of_this_name", "ModuleNotFoundError: No module named 'nothing_of"),
        ("raise SystemExit(4)", "SystemExit: 4"),
        (VERB.format(name="once"), "its entry point is called so, and the verbs it supplies: once"),
        ("x = 1", "its entry point is called so, and the verbs it supplies: none"),
    ],
)
def test_a_broken_one_is_told_with_its_cause_and_breaks_nothing_else(
    site: Site, source: str, cause: str
):
    install(site, "twice", source)
    error = run("twice", "ha").exception
    assert isinstance(error, AddonError)
    assert str(error).startswith(f'the verb "twice" of acme-voices 1.0 is broken: {cause}')
    assert "twice" in run("--help").stdout
    assert run("graphs", "list").exit_code == 0


def test_one_that_two_distributions_supply_is_told(site: Site):
    install(site, "twice", VERB.format(name="twice"))
    install(site, "twice", VERB.format(name="twice"), "other-voices")
    error = str(run("twice", "ha").exception)
    assert "acme-voices 1.0" in error
    assert "other-voices 1.0" in error
    assert "supplied twice; uninstall one of them" in error


def test_it_cannot_take_the_name_of_a_verb_of_ten_lite(site: Site):
    module = install(site, "graphs", VERB.format(name="graphs"))
    assert "voice_assistant" in run("graphs", "list").stdout
    assert module not in sys.modules


def test_a_verb_that_is_not_there_is_told_with_a_near_one(site: Site):
    install(site, "twice", VERB.format(name="twice"))
    error = run("twise").exception
    assert isinstance(error, click.UsageError)
    assert 'Did you mean "twice"?' in error.message


def test_the_one_of_the_documentation_works(site: Site):
    page = Path(__file__).parents[2] / "docs" / "howto" / "add-a-verb.md"
    install(site, "voices", page.read_text().partition("```python\n")[2].partition("```")[0])
    done = run("voices", "de")
    assert (done.stdout, done.return_value) == ("no voice speaks de\n", 1)


def test_distributions_that_are_left_out_add_none(site: Site, monkeypatch: pytest.MonkeyPatch):
    install(site, "twice", VERB.format(name="twice"))
    monkeypatch.setenv("TEN_LITE_LOAD_ADDONS", "others")
    assert "twice" not in run("--help").stdout
