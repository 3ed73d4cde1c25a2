"""Steps that find the addon of every node, and tell why one cannot be used."""

from __future__ import annotations

import importlib.util
import typing
from collections.abc import Iterator

from ten_lite.addons import AddonKind, AddonRegistry, AddonSpec
from ten_lite.config.reading.draft import Draft, NodeDraft
from ten_lite.config.text.pointer import join
from ten_lite.config.text.wording import hint, listing, nearest, show
from ten_lite.errors import Problem

__all__ = ["check_requirements", "missing_modules", "requirement", "resolve_addons"]


def resolve_addons(draft: Draft) -> Iterator[Problem]:
    """Look up every node's addon; unknown and broken ones are told."""
    for node in draft.providers():
        if node.addon is None:
            continue
        found = draft.registry.find(node.addon)
        place = join(node.pointer, "addon")
        if isinstance(found, AddonSpec):
            node.spec = found
        elif found is None:
            message = f"unknown addon {show(node.addon)}"
            yield draft.problem("TL301", message, place, _instead(draft.registry, node))
        else:
            bringer = f" of {found.distribution}" if found.distribution else ""
            message = f'the addon "{found.name}"{bringer} is broken: {found.reason}'
            mend = "mend the file" if found.is_local else "upgrade or reinstall its distribution"
            cure = f"{mend}, or use another addon"
            yield draft.problem("TL302", message, place, cure)


def check_requirements(draft: Draft) -> Iterator[Problem]:
    """The modules an addon needs are there; they are looked for and not imported."""
    missing: dict[str, list[str]] = {}
    for node in draft.providers():
        spec = node.spec
        if spec is None:
            continue
        if spec.name not in missing:
            missing[spec.name] = missing_modules(spec)
        if missing[spec.name]:
            modules = ", ".join(missing[spec.name])
            message = f'the addon "{spec.name}" needs what is not installed: {modules}'
            wanted = requirement(draft.registry, spec)
            cure = f'pip install "{wanted}"' if wanted else f"install what brings {modules}"
            yield draft.problem("TL303", message, join(node.pointer, "addon"), cure)


def requirement(registry: AddonRegistry, spec: AddonSpec) -> str:
    """What pip has to install for ``spec`` to work, e.g. ``ten-lite[local]``; "" for nothing."""
    if not spec.extra:
        return ""
    distribution = "" if registry.is_local(spec.name) else registry.distribution(spec.name)[0]
    return f"{distribution or 'ten-lite'}[{spec.extra}]"


def missing_modules(spec: AddonSpec) -> list[str]:
    """The modules ``spec`` requires that are not installed; they are looked for, not imported."""
    return [name for name in spec.requires if not _importable(name)]


def _importable(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError, AttributeError):
        return False


def _instead(registry: AddonRegistry, node: NodeDraft) -> str:
    """The nearest name, and the addons of its kind or of the kind the node is named after."""
    near = nearest(node.addon or "", registry.names())
    question = f'did you mean "{near}"?' if near else ""
    found = registry.find(near) if near else None
    kind = found.kind if isinstance(found, AddonSpec) else node.name
    if kind not in typing.get_args(AddonKind):
        return hint(question, f"installed addons: {listing(registry.names())}")
    same = [addon.name for addon in registry.all() if getattr(addon, "kind", "") == kind]
    return hint(question, f"installed {kind} addons: {listing(sorted(same))}")
