"""``${env:NAME}`` and ``${env:NAME|default}`` in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ten_lite.config.text.pointer import Json
from ten_lite.config.text.wording import did_you_mean, hint

__all__ = ["OPENING", "Expanded", "expand", "required_variables"]

OPENING = "${env:"
PLACEHOLDER = re.compile(r"\$\{env:([^{}|]*)(?:\|((?:[^{}]|\{[^{}]*\})*))?\}")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class Expanded(NamedTuple):
    """A text with its variables put in.

    Attributes:
        text: The text; as it was when there are problems.
        names: The variables it was made from.
        problems: Code, message and cure of each.
    """

    text: str
    names: tuple[str, ...]
    problems: tuple[tuple[str, str, str], ...] = ()


def expand(text: str, environ: Mapping[str, str]) -> Expanded:
    """Put variables into ``text``."""
    names = tuple(match[1] for match in PLACEHOLDER.finditer(text))
    if not all(map(NAME.match, names)) or len(names) < text.count(OPENING):
        cure = 'write "${env:NAME}" or "${env:NAME|default}"; NAME is letters, digits and _'
        return Expanded(text, names, (("TL308", "a malformed ${env:...}", cure),))
    problems = tuple(
        _unset(name, environ)
        for name in dict.fromkeys(required_variables(text))
        if name not in environ
    )
    if problems:
        return Expanded(text, names, problems)
    return Expanded(PLACEHOLDER.sub(lambda m: environ.get(m[1], m[2]), text), names)


def required_variables(value: Json) -> Iterator[str]:
    """The variables without a default that the texts of ``value`` name."""
    if isinstance(value, str) and OPENING in value:
        yield from (match[1] for match in PLACEHOLDER.finditer(value) if match[2] is None)
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from required_variables(item)


def _unset(name: str, environ: Mapping[str, str]) -> tuple[str, str, str]:
    cure = hint(
        did_you_mean(name, environ),
        f'set it: export {name}=...   or give a default: "${{env:{name}|default}}"',
    )
    return "TL307", f"the environment variable {name} is not set", cure
