"""The step that understands the other names of properties, TEN's mostly, and deprecated ones."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.addons import AddonSpec
from ten_lite.config.reading.draft import Draft, NodeDraft
from ten_lite.config.shape.fields import names_at
from ten_lite.config.text.path import Path, parse_path, read_path, without_path, write_path
from ten_lite.config.text.pointer import Json, join
from ten_lite.config.text.wording import did_you_mean, hint, listing, show
from ten_lite.errors import Problem

__all__ = ["rename_properties"]

PASSED_ON = "extra_params"
"""The property of an addon that hands what it does not know itself on to its provider."""


def rename_properties(draft: Draft) -> Iterator[Problem]:
    """Move every property that goes by another name to the name that its addon has for it."""
    for node in draft.providers():
        if node.spec is None or not node.properties:
            continue
        yield from _deprecated(draft, node, node.spec)
        for old, new in node.spec.renamed.items():
            yield from _rename(draft, node, node.spec, _path(old), new)
        yield from _rest(draft, node, node.spec)


def _deprecated(draft: Draft, node: NodeDraft, spec: AddonSpec) -> Iterator[Problem]:
    for name, deprecation in spec.deprecated.items():
        path = _path(name)
        if _leads(node.properties or {}, path):
            message = deprecation.message(f"{show(_dotted(path))} of {spec.name}")
            place = node.place(join("", *path))
            yield draft.problem(
                "TL311", message, place, deprecation.cure, on_key=True, severity="warning"
            )


def _rename(
    draft: Draft, node: NodeDraft, spec: AddonSpec, old: Path, new: str
) -> Iterator[Problem]:
    properties = node.properties or {}
    try:
        value = read_path(properties, old)
    except LookupError:
        return
    place = node.place(join("", *old))
    node.properties = without_path(properties, old)
    if not new:
        message = f"{show(_dotted(old))} has no effect here"
        cure = "it may stay for TEN's sake"
        yield draft.problem("TL111", message, place, cure, on_key=True, severity="warning")
    elif _leads(node.properties, _path(new)):
        message = f'{show(_dotted(old))} is another name for "{new}", which is given too'
        yield draft.problem("TL304", message, place, "keep one of them", on_key=True)
    else:
        _put(node, _path(new), value, place)


def _rest(draft: Draft, node: NodeDraft, spec: AddonSpec) -> Iterator[Problem]:
    """What is left in an object that only TEN has (``params``): the addon's own, or passed on."""
    own = names_at(spec.config, ())
    groups = {path[0] for path in map(_path, spec.renamed) if len(path) > 1}
    for group in sorted(str(key) for key in groups if key not in own):
        inside = (node.properties or {}).get(group)
        if not isinstance(inside, dict):
            continue
        node.properties = without_path(node.properties, (group,))
        for key, value in inside.items():
            place = node.place(join("", group, key))
            if key in own and not _leads(node.properties, (key,)):
                _put(node, (key,), value, place)
            elif PASSED_ON in own and not _leads(node.properties, (PASSED_ON, key)):
                _put(node, (PASSED_ON, key), value, place)
            else:
                known = [_dotted(path[1:]) for path in map(_path, spec.renamed) if path[0] == group]
                message = f"{spec.name} has no property {show(f'{group}.{key}')}"
                cure = hint(did_you_mean(key, known), f'in "{group}": {listing(known)}')
                yield draft.problem("TL304", message, place, cure, on_key=True)


def _put(node: NodeDraft, path: Path, value: Json, place: str) -> None:
    node.properties = write_path(node.properties, path, value)
    node.origins[join("", *path)] = place


def _leads(properties: Json, path: Path) -> bool:
    try:
        read_path(properties, path)
    except LookupError:
        return False
    return True


def _path(text: str) -> Path:
    return parse_path(text) or (text,)


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path)
