"""Makes the reference of the addons that come with ten_lite, a page for each kind."""

from __future__ import annotations

import importlib.metadata
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

from ten_lite.addons import ALIAS_GROUP, ENTRY_POINT_GROUP, AddonKind, AddonRegistry, AddonSpec
from ten_lite.cli.addon_facts import addon_details, addon_row
from ten_lite.cli.property_type import type_in_words

__all__ = ["addon_pages", "own_registry"]

ROOT = Path(__file__).parents[1]
KINDS: dict[AddonKind, tuple[str, str]] = {
    "transport": ("Transports", "bring clients to the graph"),
    "vad": ("Speech detection", "tell where speech begins and ends"),
    "stt": ("Recognisers", "make text of speech"),
    "turn_detector": ("Turn detectors", "judge whether the user is done"),
    "control": ("Control", "decide who speaks, and hold the conversation"),
    "llm": ("Models", "answer"),
    "tool": ("Tools", "are called by models"),
    "tts": ("Voices", "make speech of text"),
    "generic": ("Others", "do something else with what passes"),
}
WITHOUT_ADDON = {
    "docs": "building these pages, see [contributing](../../../CONTRIBUTING.md)",
    "fast": "`ten-lite run`, which then uses a faster event loop",
    "mic": "`ten-lite call --mic`",
    "opus": "sound as Opus, see [the protocol](../protocol-ten.md)",
    "testing": "tests of your own, see [test a conversation](../../howto/test-a-conversation.md)",
    "tools": "time zones, where the system has none",
}
"""What extras are for that no addon asks for."""

assert set(KINDS) == set(get_args(AddonKind))


def own_registry() -> AddonRegistry:
    """The addons of this distribution and no others."""
    groups = (ENTRY_POINT_GROUP, ALIAS_GROUP)
    found = [point for group in groups for point in importlib.metadata.entry_points(group=group)]
    return AddonRegistry(entry_points=[p for p in found if p.dist and p.dist.name == "ten-lite"])


def addon_pages() -> dict[str, Callable[[], str]]:
    """The page of all, and one for each kind, by file."""
    pages: dict[str, Callable[[], str]] = {"reference/addons/index.md": _index}
    for kind in KINDS:
        pages[f"reference/addons/{kind}.md"] = lambda kind=kind: _kind_page(kind)
    return pages


def _addons(registry: AddonRegistry, kind: AddonKind) -> list[AddonSpec]:
    return [
        addon for addon in registry.all() if isinstance(addon, AddonSpec) and addon.kind == kind
    ]


def _index() -> str:
    registry = own_registry()
    lines = [
        "# Addons",
        "",
        "Made from the addons' own declarations by `docs/generate.py`.",
        "",
        "`ten-lite addons inspect NAME` tells the same of what is installed, addons of others too;",
        "`ten-lite addons search WORD` finds more.",
        "",
    ]
    for kind, (title, what) in KINDS.items():
        lines += [f"## {title}", "", f"Addons of the kind `{kind}`: they {what}."]
        lines += ["", "| addon | | needs |", "|---|---|---|"]
        for addon in _addons(registry, kind):
            needs = f"the extra `{addon.extra}`" if addon.extra else "nothing"
            lines.append(
                f"| [`{addon.name}`]({kind}.md#{addon.name}) | {addon.description} | {needs} |"
            )
        lines.append("")
    return "\n".join([*lines, *_extras(registry)])


def _extras(registry: AddonRegistry) -> list[str]:
    """What pip may bring besides, as pyproject.toml has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = ["## Extras", "", '`pip install "ten-lite[NAME,...]"`', ""]
    lines += ["| extra | brings | for |", "|---|---|---|"]
    for extra, requirements in sorted(project["optional-dependencies"].items()):
        if extra == "dev":
            continue
        users = (a for a in registry.all() if isinstance(a, AddonSpec) and a.extra == extra)
        meant = ", ".join(f"[`{a.name}`]({a.kind}.md#{a.name})" for a in users)
        names = (re.split(r"[<>=;]", requirement)[0] for requirement in requirements)
        brings = ", ".join(f"`{name}`" for name in dict.fromkeys(names))
        lines.append(f"| `{extra}` | {brings} | {meant or WITHOUT_ADDON[extra]} |")
    return [*lines, ""]


def _kind_page(kind: AddonKind) -> str:
    registry = own_registry()
    title, what = KINDS[kind]
    lines = [
        f"# {title}",
        "",
        f"Addons of the kind `{kind}`: they {what}. [All addons](index.md).",
        "",
    ]
    for addon in _addons(registry, kind):
        lines += _section(registry, addon)
    return "\n".join(lines).rstrip() + "\n"


def _section(registry: AddonRegistry, addon: AddonSpec) -> list[str]:
    row, details = addon_row(registry, addon), addon_details(addon)
    lines = [f"## {addon.name}", "", addon.description, ""]
    if row["requirement"]:
        lines += ["```bash", f'pip install "{row["requirement"]}"', "```", ""]
    node = details["node"] | {"property": details["example"]}
    if not node["property"]:
        del node["property"]
    lines += ["```json", json.dumps(node, ensure_ascii=False), "```", ""]
    lines += _pins(row, details)
    lines += _properties(details) if details["properties"] else ["It has no properties.", ""]
    lines += _other_names(details["renamed"])
    package = addon.factory.partition(".")[0].partition(":")[0]
    if (ROOT / "extensions" / package / "README.md").is_file():
        lines += [f"More: [about it](../../../extensions/{package}/README.md).", ""]
    return lines


def _pins(row: dict[str, Any], details: dict[str, Any]) -> list[str]:
    lines = []
    if row["aliases"]:
        lines.append(f"- Also called {', '.join(f'`{alias}`' for alias in row['aliases'])}")
    for title, key in (("Takes", "inputs"), ("Sends", "outputs")):
        optional = set(details[f"optional_{key}"])
        pins = (
            _pin(pin) + (" (may stay unconnected)" if pin in optional else "")
            for pin in details[key]
        )
        lines.append(f"- {title} {', '.join(pins) or 'nothing'}")
    return [*lines, ""]


def _pin(pin: str) -> str:
    name = pin.partition(" ")[2]
    return f"[`{name}`](../messages.md#{name})"


def _properties(details: dict[str, Any]) -> list[str]:
    lines = ["| property | type, default | |", "|---|---|---|"]
    for name, part in details["properties"].items():
        told = type_in_words(part)
        if name in details["required"]:
            told += "<br>**required**"
        elif "default" in part:
            told += f"<br>`{json.dumps(part['default'], ensure_ascii=False)}`"
        about = part.get("description", "")
        if name in details["portable"]:
            about += " Portable."
        cells = (f"`{name}`", told, about)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return [*lines, ""]


def _other_names(renamed: dict[str, str]) -> list[str]:
    """TEN's names, which are understood too."""
    if not renamed:
        return []
    told = [f"`{old}` for `{new}`" for old, new in renamed.items() if new]
    void = [f"`{old}`" for old, new in renamed.items() if not new]
    lines = [f"Other names: {', '.join(told)}."] if told else []
    lines += [f"Accepted, without effect: {', '.join(void)}."] if void else []
    return [" ".join(lines), ""]
