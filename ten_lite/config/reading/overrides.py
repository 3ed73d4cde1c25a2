"""``--set node.path=value``: properties from the command line, put over those of the file."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator

from ten_lite.config.reading.draft import SET, Assigned, Draft, NodeDraft
from ten_lite.config.text.parsed import parse_int, unusable_values
from ten_lite.config.text.path import parse_path
from ten_lite.config.text.pointer import Json, join
from ten_lite.config.text.wording import did_you_mean, hint, listing, show, type_name
from ten_lite.errors import Problem

__all__ = ["apply_overrides", "read_value"]


def apply_overrides(draft: Draft) -> Iterator[Problem]:
    """Put every override over the properties of its node; later ones win."""
    for override in draft.overrides:
        target, equals, text = override.partition("=")
        # a malformed override may be a secret that slipped: only what stands before "=" is shown
        known = target if equals else "..."
        if not equals or "." not in target:
            message = f"--set {show(known)}: not of the form node.path=value"
            yield Problem("TL117", message, file=SET, hint="e.g. --set llm.temperature=0.2")
        else:
            yield from _apply(draft, target, text)


def read_value(text: str) -> Json:
    """``text`` as JSON, or as it is when it is none."""
    try:
        value = json.loads(text, parse_int=parse_int)
    except (ValueError, RecursionError):
        return text
    return text if any(unusable_values(value)) else value


def _apply(draft: Draft, target: str, text: str) -> Iterator[Problem]:
    names = list(draft.by_name)
    fitting = [name for name in names if target.startswith(f"{name}.")]
    if not fitting:
        name = target.partition(".")[0]
        cure = hint(did_you_mean(name, names), f"nodes: {listing(sorted(names))}")
        message = f"--set {show(target)}: there is no node {show(name)}"
        yield Problem("TL118", message, join("", name), SET, hint=cure)
        return
    name = max(fitting, key=len)
    rest = target[len(name) + 1 :]
    path = parse_path(rest)
    place = join("", name, *(path or ()))
    if path is None:
        message = f"--set {show(target)}: not a path"
        yield Problem("TL117", message, place, SET, hint="e.g. params.voice or items[0]")
        return
    node = draft.by_name[name]
    if node.properties is None:
        return  # told as a wrong type
    assigned = Assigned(join(node.pointer, "property", *path), place, text)
    changed = copy.deepcopy(node.properties)
    failure = _put(draft, node, changed, list(path), assigned)
    if failure:
        cure = f"see the properties of the node: ten-lite addons inspect {node.addon}"
        yield Problem("TL118", f"--set {show(target)}: {failure}", place, SET, hint=cure)
    else:
        node.properties = changed


def _put(
    draft: Draft, node: NodeDraft, container: Json, keys: list[int | str], assigned: Assigned
) -> str:
    """Walk to the last of ``keys``, making what is not there; tells what stands in the way."""
    pointer = topmost = ""  # the first thing on the way that the file does not have
    for depth, key in enumerate(keys):
        last = depth == len(keys) - 1
        if isinstance(container, list) and isinstance(key, str) and key.isdecimal():
            key = int(key)
        pointer = join(pointer, key)
        if isinstance(container, list):
            if not isinstance(key, int) or key > len(container):
                return f"the list has {len(container)} items, [{key}] is not one of them"
            absent = key == len(container)
            if absent:
                container.append(None)
        elif isinstance(container, dict) and isinstance(key, str):
            absent = key not in container
        else:
            return f'"{keys[depth - 1]}" is {type_name(container)}, [{key}] is not in it'
        if absent:
            topmost = topmost or pointer
            container[key] = [] if not last and isinstance(keys[depth + 1], int) else {}
        if last:
            container[key] = read_value(assigned.text)
            at = topmost or pointer
            node.origins[at] = join(node.pointer, "property") + at
            draft.assigned[node.origins[at]] = assigned
        container = container[key]
    return ""
