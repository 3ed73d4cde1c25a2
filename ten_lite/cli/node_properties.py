"""The properties of one node, from a file of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.config.shape.schema_errors import schema_errors
from ten_lite.config.text.document import open_document
from ten_lite.config.text.dotenv import Variables
from ten_lite.config.text.pointer import Json
from ten_lite.config.text.variables import expand
from ten_lite.config.text.wording import hint
from ten_lite.errors import ConfigError

__all__ = ["checked_config", "read_properties"]


def read_properties(file: Path) -> dict[str, Any]:
    """The properties in ``file``, with the environment's variables, and those of ``.env``.

    Raises:
        ConfigError: The file cannot be read.
        UsageError: It holds no object, or a variable is not set.
    """
    document, problems = open_document(file)
    if document is None:
        raise ConfigError(problems)
    if not isinstance(document.value, dict):
        raise click.UsageError(f"{file} should hold an object: the addon's properties")
    environ = Variables(os.environ)
    environ.add(Path.cwd())
    unset = list(dict.fromkeys(_unset(document.value, environ)))
    if unset:
        raise click.UsageError(f"{file}: {'; '.join(unset)}")
    expanded = _expanded(document.value, environ)
    assert isinstance(expanded, dict)
    return expanded


def checked_config(spec: AddonSpec, properties: dict[str, Any]) -> AddonConfig:
    """The properties of ``spec``, checked.

    Raises:
        UsageError: They are wrong, or one is missing.
    """
    try:
        return spec.config.model_validate(properties)
    except ValidationError as error:
        found = "; ".join(
            f"{m.path or 'config'} {m.text}" for m in schema_errors(error, properties)
        )
        text = f'the properties of "{spec.name}" are wrong: {found}.'
        raise click.UsageError(hint(text, "give them with --config FILE")) from None


def _unset(value: Json, environ: Mapping[str, str]) -> Iterator[str]:
    if isinstance(value, str):
        yield from (f"{text} ({cure})" for _, text, cure in expand(value, environ).problems)
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _unset(item, environ)


def _expanded(value: Json, environ: Mapping[str, str]) -> Json:
    if isinstance(value, str):
        return expand(value, environ).text
    if isinstance(value, dict):
        return {name: _expanded(item, environ) for name, item in value.items()}
    if isinstance(value, list):
        return [_expanded(item, environ) for item in value]
    return value
