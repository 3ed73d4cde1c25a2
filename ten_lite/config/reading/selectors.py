"""Which nodes a selector stands for: TEN's ``filter``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import ValidationError

from ten_lite.config.reading.draft import Draft, Sheet, objects
from ten_lite.config.shape.nodes import FilterPart
from ten_lite.config.text.pointer import Json, join
from ten_lite.config.text.wording import show
from ten_lite.errors import Problem

__all__ = ["check_selectors", "selected"]


def check_selectors(draft: Draft) -> Iterator[Problem]:
    """Every regular expression is one, and every selector stands for something."""
    for sheet in draft.sheets:
        for index, node in objects(sheet.graph, "nodes"):
            if node.get("type") != "selector" or not isinstance(node.get("filter"), dict):
                continue
            pointer = join(sheet.prefix, "nodes", index)
            broken = list(_broken(draft, node["filter"], join(pointer, "filter")))
            yield from broken
            name = node.get("name")
            usable = not broken and isinstance(name, str) and sheet.members.get(name) is node
            if usable and _is_good(node["filter"]) and not selected(sheet, str(name)):
                message = f"the selector {show(name)} fits no node"
                cure = "its connections lead nowhere; see the names, types and addons of the nodes"
                place = join(pointer, "filter")
                yield draft.problem("TL222", message, place, cure, severity="warning")


def selected(sheet: Sheet, name: str) -> list[str]:
    """The nodes of ``sheet``, by name and in order, that its selector ``name`` stands for."""
    condition = sheet.members[name].get("filter")
    return [
        other
        for other, node in sheet.members.items()
        if node.get("type") != "selector" and _fits(node, condition)
    ]


def _fits(node: dict[str, Json], condition: Json) -> bool:
    if not isinstance(condition, dict):
        return False
    for key, how in (("and", all), ("or", any)):
        if isinstance(parts := condition.get(key), list):
            return how([_fits(node, part) for part in parts])
    wanted, field = condition.get("value"), condition.get("field")
    value = node.get("type", "extension") if field == "type" else node.get(str(field))
    if not isinstance(value, str) or not isinstance(wanted, str):
        return False
    if condition.get("operator") == "regex":
        pattern = _compiled(wanted)
        return pattern is not None and pattern.search(value) is not None
    return value == wanted


def _is_good(condition: Json) -> bool:
    try:
        FilterPart.model_validate(condition)
    except ValidationError:
        return False  # told as a wrong shape
    return True


def _broken(draft: Draft, condition: Json, pointer: str) -> Iterator[Problem]:
    for key in ("and", "or"):
        parts = condition.get(key)
        for index, part in enumerate(parts if isinstance(parts, list) else ()):
            if isinstance(part, dict):
                yield from _broken(draft, part, join(pointer, key, index))
    wanted = condition.get("value")
    if condition.get("operator") == "regex" and isinstance(wanted, str) and not _compiled(wanted):
        message = f"{show(wanted)} is not a regular expression"
        cure = 'e.g. "^stt_" for names that begin with stt_; "operator": "exact" compares as it is'
        yield draft.problem("TL222", message, join(pointer, "value"), cure)


def _compiled(text: str) -> re.Pattern[str] | None:
    try:
        return re.compile(text)
    except (re.error, OverflowError, RecursionError):
        return None
