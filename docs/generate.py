"""Writes the pages and pictures that are made from code; `--check` only looks at them.

Usage: python docs/generate.py [--check]
"""

from __future__ import annotations

import dataclasses
import importlib
import importlib.metadata
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import asyncapi
import click
import protocols
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
    lines += ["```", _help(ten_lite, "ten-lite"), "```", ""]
    for verb in VERBS:
        command = importlib.import_module(f"ten_lite.cli.{verb}").command
        lines += [f"## {verb}", "", "```", _help(command, f"ten-lite {verb}"), "```", ""]
        for name, sub in getattr(command, "commands", {}).items():
            title = f"{verb} {name}"
            lines += [f"### {title}", "", "```", _help(sub, f"ten-lite {title}"), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def _help(command: click.Command, name: str) -> str:
    with click.Context(command, info_name=name, terminal_width=88, max_content_width=88) as context:
        return command.get_help(context)


def graph_file_page() -> str:
    """The codes of every problem a graph file can have."""
    from ten_lite.config.codes import CODES

    lines = (DOCS / "reference/graph-file.md").read_text("utf-8").partition("## Problems")[0]
    rows = [f"### {code}\n\n{entry.title}. {entry.explanation}" for code, entry in CODES.items()]
    return lines + "## Problems\n\n" + "\n\n".join(rows) + "\n"


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
    from ten_lite.addons import ALIAS_GROUP, ENTRY_POINT_GROUP, AddonRegistry
    from ten_lite.config.schema import build

    groups = (ENTRY_POINT_GROUP, ALIAS_GROUP)
    found = [point for group in groups for point in importlib.metadata.entry_points(group=group)]
    own = [point for point in found if point.dist and point.dist.name == "ten-lite"]
    made = build.file_schema(AddonRegistry(entry_points=own))
    assert not made.left_out, made.left_out
    return json.dumps(made.schema, indent=2, ensure_ascii=False) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "reference/messages.md": messages_page,
    "reference/cli.md": cli_page,
    "reference/graph-file.md": graph_file_page,
    "reference/conformance.md": conformance_page,
    "images/voice_assistant.svg": picture,
    "reference/property.schema.json": file_schema,
    "reference/asyncapi.json": asyncapi.document,
    "reference/protocols.md": protocols.protocols_page,
    "reference/scenario-file.md": scenario_file.scenario_page,
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
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if check and stale:
        print(f"out of date: {', '.join(stale)}; run python docs/generate.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
