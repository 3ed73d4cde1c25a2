"""The properties of addons as JSON Schema: what may stand in ``property`` beside ``addon``."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence

from ten_lite.addons import PORTABLE, AddonSpec
from ten_lite.config.fitting.renames import PASSED_ON
from ten_lite.config.schema.json_schema import Schema, described
from ten_lite.config.schema.variable_schemas import or_variable, variables_inside
from ten_lite.config.shape.fields import keys_of
from ten_lite.config.text.path import Path, parse_path

__all__ = ["Names", "addon_name", "needs", "property_schema", "rules"]

Names = Mapping[str, Sequence[str]]
"""Aliases by name of the addon."""

WITHOUT_EFFECT = {"description": "Has no effect here; it may stay for TEN's sake."}


def property_schema(spec: AddonSpec) -> dict[str, Schema]:
    """The definitions that describe the properties of ``spec``; the first is that of all of them.

    No key is required there: see ``needs``.

    Raises:
        Exception: The addon's model cannot be described.
    """
    name = definition_name(spec)
    top, definitions = described(spec.config, prefix=f"{name}.")
    top = variables_inside(top, containers=True)
    definitions = {key: or_variable(item, containers=True) for key, item in definitions.items()}
    for key in ("required", "allOf"):  # told by `needs`, which knows the other names of a key
        top.pop(key, None)
    top["description"] = f"Properties of {spec.name}."
    top["properties"] = dict(top.get("properties", {}))
    _accept_other_names(spec, top, definitions)
    return {name: top, **definitions}


def definition_name(spec: AddonSpec) -> str:
    """What the definition of an addon's properties is called."""
    return "addon." + re.sub(r"[^A-Za-z0-9_.-]", "_", spec.name)


def rules(specs: Sequence[AddonSpec], names: Names) -> Schema:
    """``if`` this addon ``then`` these properties."""
    return {
        "allOf": [
            _rule(spec, names, {"property": {"$ref": f"#/$defs/{definition_name(spec)}"}})
            for spec in specs
        ]
    }


def needs(specs: Sequence[AddonSpec], names: Names, *, fallback: bool) -> Schema:
    """``if`` this addon ``then`` these keys are there.

    Args:
        specs: The addons.
        names: Their other names.
        fallback: Whether it is about a fallback, which has the node's portable properties.
    """
    found: list[Schema] = []
    for spec in specs:
        wanted = list(_wanted(spec, fallback=fallback))
        if wanted:
            plain = [options[0][0] for options in wanted if len(options) == 1]
            other = [{"anyOf": list(map(_present, o))} for o in wanted if len(o) > 1]
            inside: Schema = {"required": plain} if plain else {}
            if other:
                inside["allOf"] = other
            rule = _rule(spec, names, {"property": inside})
            rule["then"]["required"] = ["property"]
            found.append(rule)
    return {"allOf": found} if found else {}


def addon_name(specs: Sequence[AddonSpec], names: Names) -> Schema:
    """The names of addons to offer; any other text is fine too."""
    offered = []
    for spec in specs:
        about = f"{spec.description} ({spec.kind})"
        offered.append({"const": spec.name, "description": about})
        offered += [
            {"const": alias, "description": f"{spec.name} by another name. {about}"}
            for alias in names.get(spec.name, ())
        ]
    return {"anyOf": [*offered, {"type": "string", "minLength": 1, "maxLength": 128}]}


def _rule(spec: AddonSpec, names: Names, properties: Schema) -> Schema:
    called = [spec.name, *names.get(spec.name, ())]
    return {
        "if": {"properties": {"addon": {"enum": called}}, "required": ["addon"]},
        "then": {"properties": properties},
    }


def _wanted(spec: AddonSpec, *, fallback: bool) -> Iterator[list[Path]]:
    """For each required property the ways to give it, the usual one first."""
    renamed = {old: new for old, new in spec.renamed.items() if new}
    own = {key for name, field in spec.config.model_fields.items() for key in keys_of(name, field)}
    paths = [_path(old) for old in spec.renamed]
    groups = {path[0] for path in paths if len(path) > 1 and path[0] not in own}
    for name, field in spec.config.model_fields.items():
        if not field.is_required() or (fallback and PORTABLE in field.metadata):
            continue
        keys = keys_of(name, field)
        others = [_path(old) for old, new in renamed.items() if _path(new)[0] in keys]
        inside = [(group, key) for group in sorted(map(str, groups)) for key in keys]
        yield list(dict.fromkeys([*((key,) for key in keys), *others, *inside]))


def _present(path: Path) -> Schema:
    key, rest = path[0], path[1:]
    if isinstance(key, int):
        return {}
    made: Schema = {"required": [key]}
    if rest:
        made["properties"] = {key: _present(rest)}
    return made


def _accept_other_names(spec: AddonSpec, top: Schema, definitions: Mapping[str, Schema]) -> None:
    """Put ``spec.renamed`` in; what else is in a group of TEN's is read like the rest."""
    own = dict(top["properties"])
    loose: Schema = {"additionalProperties": PASSED_ON in own}
    for old, new in spec.renamed.items():
        if not new:
            said: Schema = dict(WITHOUT_EFFECT)
        else:
            target = _at(top, _path(new), definitions)
            about = f'Another name for "{new}". {target.get("description", "")}'
            said = {**target, "description": about.strip()}
            said.pop("default", None)
        if old in spec.deprecated:
            said = {**said, **_deprecated(spec, old)}
        _put(top, _path(old), said, definitions, loose)
    for name in spec.deprecated.keys() & own.keys():
        top["properties"][name] = {**own[name], **_deprecated(spec, name)}
    for path in map(_path, spec.renamed):
        if len(path) > 1 and path[0] not in own:
            group = top["properties"][path[0]]["properties"]
            for key, schema in own.items():
                group.setdefault(key, schema)


def _deprecated(spec: AddonSpec, name: str) -> Schema:
    found = spec.deprecated[name]
    about = f"{found.message('It')}; {found.cure}."
    return {"deprecated": True, "description": about}


def _put(
    outer: Schema, path: Path, said: Schema, definitions: Mapping[str, Schema], loose: Schema
) -> None:
    key, rest = path[0], path[1:]
    properties: Schema = outer.setdefault("properties", {})
    if isinstance(key, int):
        return
    if not rest:
        properties.setdefault(key, said)
        return
    inner = properties.get(key)
    if inner is None:
        about = {"description": "The addon's properties by other names."}
        inner = {"type": "object", **about, "properties": {}, **loose}
    elif "$ref" in inner:
        inner = copy.deepcopy(definitions[inner["$ref"].removeprefix("#/$defs/")])
    else:
        inner = copy.deepcopy(inner)
    properties[key] = inner
    _put(inner, rest, said, definitions, loose)


def _at(schema: Schema, path: Path, definitions: Mapping[str, Schema]) -> Schema:
    """The schema that ``path`` leads to; an empty one where it is not known."""
    for part in path:
        reference = schema.get("$ref", "").removeprefix("#/$defs/")
        schema = definitions.get(reference, schema)
        found = schema.get("properties", {}).get(part)
        if not isinstance(found, dict):
            return {}
        schema = found
    return schema


def _path(text: str) -> Path:
    return parse_path(text) or (text,)
