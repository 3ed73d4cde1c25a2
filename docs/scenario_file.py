"""Makes the page about scenario files from the models that judge them."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from ten_lite.testing.scenario.file import ClientTool, Scenario
from ten_lite.testing.scenario.steps import (
    ALONE,
    Interruption,
    ModelCall,
    ModelFailure,
    Saying,
    Speech,
    Step,
    ToldError,
    ToolUse,
)

__all__ = ["scenario_page"]

OBJECTS: dict[str, tuple[str, type[BaseModel]]] = {
    "Speech": ("What the user says", Speech),
    "Interruption": ("An interruption", Interruption),
    "Saying": ("What the bot says", Saying),
    "ToolUse": ("A tool that is called", ToolUse),
    "ModelCall": ("A call of the scripted model", ModelCall),
    "ModelFailure": ("A failure of the scripted model", ModelFailure),
    "ToldError": ("An error that the client is told of", ToldError),
    "ClientTool": ("A tool of the client", ClientTool),
}
TYPES = {"string": "text", "number": "number", "integer": "whole number", "boolean": "true, false"}


def scenario_page() -> str:
    """Every key of a scenario file."""
    alone = ", ".join(f"`{name}`" for name in ALONE)
    lines = [
        "# Scenario files",
        "",
        "Made from `ten_lite/testing/scenario` by `docs/generate.py`.",
        "",
        "A conversation as YAML or JSON, for `ten-lite test`; "
        "[how to](../howto/test-a-conversation.md).",
        "The functions of `ten_lite.testing.scenario` make the same steps for `run_graph`.",
        "",
        "## The file",
        "",
        *_table(Scenario),
        "",
        "## A step",
        "",
        "Each step of `script` has exactly one of these keys. "
        f"Those without a value are a text alone: {alone}.",
        "",
        *_table(Step, with_defaults=False),
        "",
        "What the bot says, and each call of a tool, has to be in the script. What is left over",
        "when it ends is a failure, and so are errors, and replies that nobody asked for.",
        "",
    ]
    for title, model in OBJECTS.values():
        lines += [f"## {title}", "", *_table(model), ""]
    return "\n".join(lines).rstrip() + "\n"


def _table(model: type[BaseModel], *, with_defaults: bool = True) -> list[str]:
    schema = model.model_json_schema()
    head = ["key", "value", "default", "meaning"] if with_defaults else ["key", "value", "meaning"]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for name, told in schema["properties"].items():
        cells = [f"`{name}`", _type(told), told.get("description", "")]
        if with_defaults:
            cells.insert(2, _default(name, told, schema))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return lines


def _default(name: str, told: dict[str, Any], schema: dict[str, Any]) -> str:
    if name in schema.get("required", ()):
        return "needed"
    return f"`{json.dumps(told['default'])}`" if told.get("default") is not None else ""


def _type(told: dict[str, Any]) -> str:
    if "$ref" in told:
        name = told["$ref"].rpartition("/")[2]
        if name not in OBJECTS:
            return "none" if name == "Silence" else "a step"
        title = OBJECTS[name][0]
        return f"[object](#{title.lower().replace(' ', '-')})"
    if "anyOf" in told:
        kinds = [_type(one) for one in told["anyOf"] if one.get("type") != "null"]
        return ", ".join(dict.fromkeys(kinds))
    if told.get("type") == "array":
        inner = _type(told["items"])
        return f"list of: {inner}"
    return TYPES.get(told.get("type", ""), "object")
