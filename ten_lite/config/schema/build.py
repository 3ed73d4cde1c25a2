"""The JSON Schema of property.json and graph files, for editors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ten_lite.addons import AddonRegistry, AddonSpec
from ten_lite.config.reading.draft import KINDS
from ten_lite.config.schema.addon_schemas import Names, addon_name, needs, property_schema, rules
from ten_lite.config.schema.json_schema import Schema, described
from ten_lite.config.schema.variable_schemas import VARIABLE, or_variable, variables_inside
from ten_lite.config.shape.model import GraphPart, TenPart
from ten_lite.config.text.wording import one_line

__all__ = ["DIALECT", "FileSchema", "file_schema"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class FileSchema:
    """What ``file_schema`` made.

    Attributes:
        schema: The JSON Schema, draft 2020-12.
        left_out: Addons whose properties it does not describe, and why: name -> reason.
    """

    schema: Schema
    left_out: dict[str, str]


def file_schema(registry: AddonRegistry) -> FileSchema:
    """The schema of property.json and graph files with the properties of all addons inside.

    It is for typing: what it marks is wrong, or is a number in quotes, which the check reads as
    the number. What only an addon's own code can tell, and all that is between several places of
    a file, is left to the check. The same addons give the same schema, byte for byte.

    Args:
        registry: The addons there are; all of them are loaded.
    """
    specs: list[AddonSpec] = []
    left_out: dict[str, str] = {}
    definitions: dict[str, Schema] = {}
    for addon in registry.all():
        if not isinstance(addon, AddonSpec):
            left_out[addon.name] = addon.reason
            continue
        try:
            definitions |= property_schema(addon)
        except Exception as error:  # an addon's model may fail in any way; it is reported
            left_out[addon.name] = one_line(f"{type(error).__name__}: {error}", longest=300)
        else:
            specs.append(addon)
    names: dict[str, list[str]] = {}
    for alias, name in registry.aliases().items():
        names.setdefault(name, []).append(alias)
    language = {**_graph(specs, names), **_app(), "Variable": VARIABLE}
    return FileSchema({**_outer(), "$defs": language | definitions}, left_out)


def _outer() -> Schema:
    """Which of the two shapes of a file it is."""
    graph_keys = [{"required": ["nodes"]}, {"required": ["connections"]}]
    return {
        "$schema": DIALECT,
        "title": "property.json or a graph file of ten_lite",
        "type": "object",
        "if": {"anyOf": graph_keys},
        "then": {"$ref": "#/$defs/GraphPart"},
        "else": {"$ref": "#/$defs/App"},
        # to offer them in an empty file
        "properties": {
            "nodes": {"description": "The nodes of a graph."},
            "connections": {"description": "The connections of a graph."},
        },
    }


def _app() -> dict[str, Schema]:
    """property.json: ``{"graph": "name"}``, or TEN's ``ten`` with anything beside it."""
    ten, definitions = described(TenPart)
    predefined = definitions["PredefinedPart"]["properties"]
    predefined["graph"] = {
        "description": predefined["graph"]["description"],
        "if": {"required": ["import_uri"]},
        "then": {"$ref": "#/$defs/ImportPart"},
        "else": {"$ref": "#/$defs/GraphPart"},
    }
    definitions["HandlerPart"]["properties"]["emitter"] = _by_type(
        {"file": "FileEmitterPart", "otlp": "OtlpEmitterPart"}, "ConsoleEmitterPart"
    )
    app: Schema = {
        "type": "object",
        "properties": {
            "$schema": {"type": "string"},
            "graph": {
                "type": "string",
                "description": "What `ten-lite run` runs: a name that `ten-lite graphs list` "
                "shows, or a path from this file's folder.",
            },
            "ten": {"$ref": "#/$defs/TenPart"},
            "_ten": {"$ref": "#/$defs/TenPart"},
        },
        "anyOf": [{"required": [key]} for key in ("graph", "ten", "_ten")],
    }
    return {"App": app, "TenPart": ten, **definitions}


def _graph(specs: Sequence[AddonSpec], names: Names) -> dict[str, Schema]:
    """A graph; the nodes know the addons, the connections their messages."""
    graph, parts = described(GraphPart)
    graph["required"] = ["nodes"]
    graph["properties"]["nodes"] |= {"items": {"$ref": "#/$defs/NodePart"}, "minItems": 1}
    made = {"GraphPart": variables_inside(graph, containers=False)}
    made |= {name: or_variable(part, containers=False) for name, part in parts.items()}
    for part, for_fallback in (("ExtensionPart", False), ("FallbackPart", True)):
        about = made[part]["properties"]["addon"].get("description", "")
        made[part]["properties"]["addon"] = {"description": about, "$ref": "#/$defs/addon_name"}
        made[part]["allOf"] = [{"$ref": "#/$defs/addon_properties"}]
        if wanted := needs(specs, names, fallback=for_fallback):
            made[part]["allOf"].append(wanted)
    made["NodePart"] = _by_type(
        {"subgraph": "SubgraphPart", "selector": "SelectorPart"}, "ExtensionPart"
    )
    made["addon_name"] = addon_name(specs, names)
    made["addon_properties"] = rules(specs, names) if specs else {}
    for kind in KINDS:
        made["ConnectionPart"]["properties"][kind]["items"] = {
            "allOf": [{"$ref": "#/$defs/FlowPart"}, {"$ref": f"#/$defs/messages.{kind}"}]
        }
        made[f"messages.{kind}"] = _messages(specs, kind)
    return made


def _by_type(parts: dict[str, str], usual: str) -> Schema:
    """One of several by its ``type``; not ``oneOf``, so that a mistake is told where it is."""
    made: Schema = {"$ref": f"#/$defs/{usual}"}
    for tag, part in reversed(parts.items()):
        is_it = {"properties": {"type": {"const": tag}}, "required": ["type"]}
        made = {"if": is_it, "then": {"$ref": f"#/$defs/{part}"}, "else": made}
    return made


def _messages(specs: Sequence[AddonSpec], kind: str) -> Schema:
    """Names of messages to offer; any other is fine too."""
    pins = {pin for spec in specs for pin in (*spec.inputs, *spec.outputs) if pin.kind == kind}
    offered: list[Any] = [{"enum": sorted({pin.name for pin in pins})}] if pins else []
    name = {"anyOf": [*offered, {}]}
    return {"properties": {"name": name, "names": {"items": name}}}
