"""Writes the pages and pictures that are made from code; `--check` only looks at them.

Usage: python docs/generate.py [--check]
"""

from __future__ import annotations

import copy
import dataclasses
import importlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import addon_pages
import asyncapi
import click
import problem_page
import protocols
import python_pages
import scenario_file
import typescript

from ten_lite import messages
from ten_lite.cli import VERBS, ten_lite
from ten_lite.messages.base import ENVELOPE

DOCS = Path(__file__).parent


def messages_page() -> str:
    """Every message, with its kind, delivery and fields."""
    lines = ["# Messages", "", "Made from `ten_lite/messages` by `docs/generate.py`.", ""]
    for name in sorted(messages.__all__):
        cls = getattr(messages, name)
        if not (isinstance(cls, type) and issubclass(cls, messages.Message) and cls.name):
            continue
        summary = (cls.__doc__ or "").strip().splitlines()[0]
        about = f"`{name}`, kind {cls.kind}, delivery {cls.delivery.value}. {summary}"
        lines += [f"## {cls.name}", "", about, ""]
        for field in dataclasses.fields(cls):
            if field.name not in ENVELOPE:
                default = "" if field.default is dataclasses.MISSING else f" = {field.default!r}"
                lines.append(f"- `{field.name}: {field.type}{default}`")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def cli_page() -> str:
    """The help of every verb."""
    lines = ["# Command line", "", "Made from the program's own help by `docs/generate.py`.", ""]
    with _context(ten_lite, "ten-lite", None) as program:
        lines += ["```", program.get_help(), "```", ""]
        for verb in VERBS:
            command = importlib.import_module(f"ten_lite.cli.{verb}").command
            with _context(command, verb, program) as context:
                lines += [f"## {verb}", "", "```", context.get_help(), "```", ""]
                for name, sub in getattr(command, "commands", {}).items():
                    with _context(sub, name, context) as inner:
                        lines += [f"### {verb} {name}", "", "```", inner.get_help(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def _context(command: click.Command, name: str, parent: click.Context | None) -> click.Context:
    widths = {"terminal_width": 88, "max_content_width": 88}
    command = copy.copy(command)
    command._help_option = None  # click keeps the one of the first who asked, of another context
    return click.Context(command, parent, info_name=name, **widths, **command.context_settings)


def conformance_page() -> str:
    """What every addon of a kind must show."""
    from ten_lite.testing.conformance.kits import EVERY_KIT

    text = (DOCS / "reference/conformance.md").read_text("utf-8").partition("## Rows")[0]
    lines = [text.rstrip(), "", "## Rows", "", "Made from `ten_lite.testing.conformance`.", ""]
    told: set[str] = set()
    for title, kit in EVERY_KIT.items():
        rows = [row for row in kit.rows() if row.id not in told]
        told |= {row.id for row in rows}
        lines += [
            f"### {title}",
            "",
            "| row | level | done to it | expected |",
            "|---|---|---|---|",
        ]
        for row in rows:
            stimulus, expected = (part.replace("``", "`") for part in (row.stimulus, row.expected))
            lines.append(f"| `{row.id}` | {row.level} | {stimulus} | {expected} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def picture() -> str:
    """The voice assistant, as the README shows it."""
    from ten_lite.addons import AddonRegistry
    from ten_lite.config import load_graph
    from ten_lite.draw import svg

    checked = load_graph(str(DOCS.parent / "graphs/voice_assistant.json"), registry=AddonRegistry())
    assert checked.graph is not None, checked.problems
    return svg(checked.graph)


def file_schema() -> str:
    """The JSON Schema of property.json with the addons of this package and no others."""
    from ten_lite.config.schema import build

    made = build.file_schema(addon_pages.own_registry())
    assert not made.left_out, made.left_out
    return json.dumps(made.schema, indent=2, ensure_ascii=False) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "reference/messages.md": messages_page,
    "reference/cli.md": cli_page,
    "reference/problems.md": problem_page.problem_page,
    "reference/conformance.md": conformance_page,
    "images/voice_assistant.svg": picture,
    "reference/property.schema.json": file_schema,
    "reference/asyncapi.json": asyncapi.document,
    "reference/protocols.md": protocols.protocols_page,
    "reference/scenario-file.md": scenario_file.scenario_page,
    "reference/hooks.md": python_pages.hooks_page,
    "reference/metrics.md": python_pages.metrics_page,
    **addon_pages.addon_pages(),
    "../clients/typescript/src/messages.ts": typescript.messages_module,
}


def main(*, check: bool) -> int:
    """Write the pages, or say which are out of date."""
    os.environ["TEN_LITE_LOAD_ADDONS"] = "ten-lite"  # what others add is not on these pages
    stale = []
    for name, make in PAGES.items():
        path, text = DOCS / name, make()
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if check and stale:
        print(f"out of date: {', '.join(stale)}; run python docs/generate.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
