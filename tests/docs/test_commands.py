"""Every command of the docs is one that this version understands."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

import click
import pytest
from click.testing import CliRunner

from ten_lite.cli import VERBS, ten_lite

from .pages import PAGES, ROOT, WRITTEN, code_blocks

PROGRAM = re.compile(
    r"^(?:[$%] )?(?:[A-Z_]+=\S+ )*(?:timeout \d+ )?(?:\S*/)?ten-lite (?P<rest>.*)$"
)
END = {"|", "&&", "||", ";", ">", ">>", "2>", "<", "&", "\\"}
OPTION = re.compile(r"^--?[a-z][a-z0-9-]*$")
MAKE = re.compile(r"\bmake ([a-z]+)\b")
TALK = {"is"}
"""What follows the program's name in sentences."""
FOREIGN_OPTIONS = {
    "--help",
    "--init",
    "--stop-timeout",
    "--ws-max-size",
    "--ws-per-message-deflate",
}
"""Of every verb, of docker and of uvicorn."""


@dataclass(frozen=True)
class Command:
    place: str
    words: tuple[str, ...]


def in_blocks() -> Iterator[Command]:
    """The lines that a reader would paste; long ones go on after a backslash."""
    for block in code_blocks("", "bash", "console", "sh"):
        if block.page == "docs/reference/cli.md":  # the program's own help
            continue
        for line in block.code.replace("\\\n", " ").splitlines():
            if found := PROGRAM.match(line.strip()):
                words = shlex.split(found["rest"], comments=True)
                if "<Tab>" not in line and (kept := before_end(words)):
                    yield Command(f"{block.id}: {line.strip()}", kept)


def in_sentences() -> Iterator[Command]:
    for page in PAGES:
        for span in page.spans:
            if found := PROGRAM.match(span):
                words = found["rest"].replace("'", "").replace('"', "").split()
                if kept := before_end(words):
                    yield Command(f"{page.name}: {span}", kept)


def before_end(words: list[str]) -> tuple[str, ...]:
    """One command of a line of the shell."""
    end = next((at for at, word in enumerate(words) if word in END), len(words))
    return tuple(words[:end])


def command_of(words: tuple[str, ...]) -> tuple[click.Command, tuple[str, ...]]:
    """The verb, or the verb of a verb, and what follows it."""
    found: click.Command = ten_lite
    while isinstance(found, click.Group) and words and not words[0].startswith("-"):
        inner = found.get_command(click.Context(found), words[0])
        assert inner is not None, f"there is no {words[0]}"
        found, words = inner, words[1:]
    return found, words


@pytest.mark.parametrize("command", dict.fromkeys(in_blocks()), ids=lambda c: c.place)
def test_a_command_is_understood(command: Command) -> None:
    verb, words = command_of(command.words)
    if "..." in words or words == ("--help",):
        return
    try:
        program = click.Context(ten_lite, info_name="ten-lite", **ten_lite.context_settings)
        context = verb.make_context(verb.name, list(words), parent=program)
    except click.BadParameter as error:
        if isinstance(getattr(error.param, "type", None), click.Path):
            return  # a file of the reader
        raise
    graph = context.params.get("graph")
    if isinstance(graph, str) and re.fullmatch(r"[a-z_]+", graph):
        assert graph in known_graphs(), f"there is no graph {graph}"


@pytest.mark.parametrize("command", dict.fromkeys(in_sentences()), ids=lambda c: c.place)
def test_a_command_in_a_sentence_has_a_verb_and_options_that_are_there(command: Command) -> None:
    if command.words[0] in TALK:
        return
    verb, words = command_of(command.words)
    options = options_of(verb)
    for word in words:
        if OPTION.match(word.partition("=")[0]):
            assert word.partition("=")[0] in options | FOREIGN_OPTIONS


def known_graphs() -> set[str]:
    said = CliRunner().invoke(ten_lite, ["graphs", "list", "--json"], standalone_mode=False).stdout
    own = {file.stem for file in (ROOT / "graphs").glob("*.json")}
    return {graph["name"] for graph in json.loads(said)} | own


def options_of(command: click.Command) -> set[str]:
    return {name for param in command.params for name in (*param.opts, *param.secondary_opts)}


def every_option() -> set[str]:
    options: set[str] = set()
    waiting: list[click.Command] = [ten_lite]
    while waiting:
        command = waiting.pop()
        options |= options_of(command)
        if isinstance(command, click.Group):
            context = click.Context(command)
            names = VERBS if command is ten_lite else command.list_commands(context)
            waiting += [inner for name in names if (inner := command.get_command(context, name))]
    return options


def test_every_option_that_is_told_of_is_one_of_a_verb() -> None:
    known = every_option() | FOREIGN_OPTIONS
    programs = [*(ROOT / "tests").rglob("__main__.py"), *(ROOT / "examples").rglob("*.py")]
    source = "".join(file.read_text("utf-8") for file in programs)
    for page in WRITTEN:
        for span in page.spans:
            name = re.split(r"[ =]", span)[0]
            if re.fullmatch(r"--[a-z][a-z-]*", name):
                assert name in known or f'"{name}"' in source, f"{page.name}: {name}"


def test_every_target_of_make_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in WRITTEN:
        said = [span for span in page.spans if span.startswith("make ")]
        for text in [*said, *(b.code for b in code_blocks("", "bash") if b.page == page.name)]:
            for line in text.splitlines():
                if (found := MAKE.match(line.strip())) is not None:
                    assert found[1] in targets, f"{page.name}: make {found[1]}"


def test_every_verb_is_used_on_some_page_that_people_wrote() -> None:
    used = {c.words[0] for c in (*in_blocks(), *in_sentences()) if c.words}
    assert sorted(set(VERBS) - used) == []
