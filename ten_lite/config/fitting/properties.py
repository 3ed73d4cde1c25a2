"""The step that turns a node's properties into its addon's config, checked by its schema."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from pydantic import ValidationError

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.config.reading.draft import Draft, NodeDraft
from ten_lite.config.reading.overrides import read_value
from ten_lite.config.shape.fields import SecretKeys, names_at, secret_keys
from ten_lite.config.shape.schema_errors import SchemaError, schema_errors
from ten_lite.config.text.pointer import Json, covers, join, lookup, parent, split
from ten_lite.config.text.wording import did_you_mean, hint, listing, show, type_name
from ten_lite.errors import Problem

__all__ = ["configure_nodes"]

HIDDEN = "**********"
SHORTEST_SECRET = 4  # cutting out a shorter one would tell what it is


def configure_nodes(draft: Draft) -> Iterator[Problem]:
    """Make the config of every node and fallback whose addon is known."""
    for node in draft.providers():
        if node.spec is None or node.properties is None:
            continue
        try:
            config, errors = _judge(draft, node, node.spec, node.properties)
        except Exception as error:  # an addon's validator may fail in any way; it is reported
            reason = f"{type(error).__name__}: {error}"
            shown = _without_secrets(reason, node.spec, node.properties)
            message = f'the addon "{node.spec.name}" cannot check its properties: {shown}'
            cure = "report it to the addon's author"
            yield draft.problem("TL302", message, join(node.pointer, "addon"), cure)
            continue
        node.config = config
        for mistake in errors:
            yield _problem(draft, node, node.spec, mistake)


def _judge(
    draft: Draft, node: NodeDraft, spec: AddonSpec, properties: dict[str, Json]
) -> tuple[AddonConfig | None, list[SchemaError]]:
    config, errors = _validate(spec, properties)
    others = dict(_other_readings(draft, node, properties, errors))
    if others:
        properties = copy.deepcopy(properties)
        for pointer, value in others.items():
            container = lookup(properties, parent(pointer))
            key = split(pointer)[-1]
            container[int(key) if isinstance(container, list) else key] = value
        first = {error.pointer: error for error in errors}
        config, errors = _validate(spec, properties)
        errors = [first.get(error.pointer, error) for error in errors]
    return config, [error for error in errors if not _is_echo(draft, node, error)]


def _is_echo(draft: Draft, node: NodeDraft, error: SchemaError) -> bool:
    """Whether it comes from a variable that is not set, which has been told already."""
    if error.mistake in ("missing", "unknown"):
        return False
    return any(covers(node.place(error.pointer), unset) for unset in draft.unset)


def _validate(
    spec: AddonSpec, properties: dict[str, Json]
) -> tuple[AddonConfig | None, list[SchemaError]]:
    try:
        return spec.config.model_validate(properties), []
    except ValidationError as error:
        return None, list(schema_errors(error, properties))


def _other_readings(
    draft: Draft, node: NodeDraft, properties: dict[str, Json], errors: list[SchemaError]
) -> Iterator[tuple[str, Json]]:
    """What came as text and can be read in two ways: ``--set`` 5 as "5", a variable "5" as 5."""
    typed = {assigned.pointer: assigned.text for assigned in draft.assigned.values()}
    for error in errors:
        if error.mistake == "missing":
            continue
        pointer = node.place(error.pointer)
        other: Json = None
        if pointer in typed:
            other = typed[pointer]
        elif pointer in draft.variables:
            other = read_value(lookup(properties, error.pointer))
        if other is not None:
            yield error.pointer, other


def _problem(draft: Draft, node: NodeDraft, spec: AddonSpec, error: SchemaError) -> Problem:
    pointer = node.place(error.pointer)
    inspect = f"ten-lite addons inspect {spec.name}"
    if error.mistake == "unknown":
        key, names = split(error.pointer)[-1], names_at(spec.config, error.loc[:-1])
        message = f"{spec.name} has no property {show(error.path)}"
        cure = hint(did_you_mean(key, names), f"properties: {listing(names)}", inspect)
        return draft.problem("TL304", message, pointer, cure, on_key=True)
    if error.mistake == "missing":
        message = f'node "{node.name}" ({spec.name}) needs the property "{error.path}"'
        return draft.problem("TL305", message, parent(pointer), hint("add it", inspect))
    subject = show(error.path) if error.path else f'the properties of "{node.name}"'
    value = _shown_value(draft, spec, error, pointer)
    text = _without_secrets(error.text, spec, node.properties)
    message = f"{subject} {text}{value}" if error.mistake == "wrong" else f"{subject}: {text}"
    near = did_you_mean(error.value, error.choices) if value.startswith(', not "') else ""
    return draft.problem("TL306", message, pointer, hint(near, inspect))


def _shown_value(draft: Draft, spec: AddonSpec, error: SchemaError, pointer: str) -> str:
    if any(part in secret_keys(spec.config).secrets for part in error.loc):
        return ""
    if pointer in draft.variables:
        return f"; it is the value of {', '.join(draft.variables[pointer])}"
    # where an object or a list belongs, anything may have been pasted, a key for instance
    container = "an object" in error.text or "a list" in error.text
    return f", not {type_name(error.value) if container else show(error.value)}"


def _without_secrets(text: str, spec: AddonSpec, properties: Json) -> str:
    """``text``, which an addon's validator may have written, without the values of secrets."""
    for value in _secrets(properties, secret_keys(spec.config), hidden=False):
        if value in text and len(value) < SHORTEST_SECRET:
            return HIDDEN
        text = text.replace(value, HIDDEN)
    return text


def _secrets(value: Json, keys: SecretKeys, *, hidden: bool) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            misplaced = key in keys.holders and isinstance(item, str)
            yield from _secrets(item, keys, hidden=hidden or key in keys.secrets or misplaced)
    elif isinstance(value, list):
        for item in value:
            yield from _secrets(item, keys, hidden=hidden)
    elif hidden and isinstance(value, str) and value:
        yield value
