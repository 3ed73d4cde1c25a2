"""What ``ten-lite addons`` and the reference tell of an addon, as JSON."""

from __future__ import annotations

from typing import Any

from ten_lite.addons import AddonRegistry, AddonSpec, BrokenAddon
from ten_lite.config.checks.plain_secrets import variable_for
from ten_lite.config.fitting.resolve import missing_modules, requirement
from ten_lite.config.shape.fields import portable_keys

__all__ = ["addon_details", "addon_row"]


def addon_row(registry: AddonRegistry, addon: AddonSpec | BrokenAddon) -> dict[str, Any]:
    """Where an addon comes from, what it is for, and what it lacks here."""
    distribution, version = registry.distribution(addon.name)
    row: dict[str, Any] = {
        "name": addon.name,
        "kind": None,
        "description": "",
        "extra": "",
        "requirement": "",
        "missing": [],
        "distribution": distribution,
        "version": version,
        "broken": None,
        "aliases": [alias for alias, name in registry.aliases().items() if name == addon.name],
    }
    if isinstance(addon, BrokenAddon):
        return row | {"broken": addon.reason}
    return row | {
        "kind": addon.kind,
        "description": addon.description,
        "extra": addon.extra,
        "requirement": requirement(registry, addon),
        "missing": missing_modules(addon),
    }


def addon_details(spec: AddonSpec) -> dict[str, Any]:
    """Its pins, its properties as JSON Schema, and a node to paste with all of them.

    ``example`` has only those that have to be given: the required ones, and those whose field has
    ``examples``.
    """
    schema = spec.config.model_json_schema()
    parts = schema.get("properties", {})
    required = {key: _example(spec, key, parts[key]) for key in schema.get("required", ())}
    examples = {key: part["examples"][0] for key, part in parts.items() if "examples" in part}
    defaults = {key: part["default"] for key, part in parts.items() if "default" in part}
    return {
        "inputs": [f"{message.kind} {message.name}" for message in spec.inputs],
        "optional_inputs": [f"{message.kind} {message.name}" for message in spec.optional_inputs],
        "outputs": [f"{message.kind} {message.name}" for message in spec.outputs],
        "optional_outputs": [f"{message.kind} {message.name}" for message in spec.optional_outputs],
        "properties": parts,
        "required": sorted(required),
        "example": required | examples,
        "portable": sorted(portable_keys(spec.config)),
        "renamed": dict(spec.renamed),
        "deprecated": {
            name: f"{one.message('it')}; {one.cure}" for name, one in spec.deprecated.items()
        },
        "node": {
            "type": "extension",
            "name": spec.kind,
            "addon": spec.name,
            "property": required | defaults | examples,
        },
    }


def _example(spec: AddonSpec, key: str, part: dict[str, Any]) -> Any:
    """What to paste where a value is required."""
    kinds: dict[str, Any] = {"integer": 0, "number": 0, "boolean": False, "array": [], "object": {}}
    return kinds.get(part.get("type", ""), f"${{env:{variable_for(spec, key)}}}")
