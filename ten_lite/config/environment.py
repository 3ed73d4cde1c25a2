"""``${env:NAME}`` and ``${env:NAME|default}`` in the texts of a graph."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ten_lite.config.draft import Draft
from ten_lite.config.pointer import Json, covers, join
from ten_lite.config.wording import did_you_mean, hint
from ten_lite.errors import Problem

__all__ = ["expand_variables", "required_variables"]

OPENING = "${env:"
PLACEHOLDER = re.compile(r"\$\{env:([^{}|]*)(?:\|((?:[^{}]|\{[^{}]*\})*))?\}")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def expand_variables(draft: Draft) -> Iterator[Problem]:
    """Put the variables in; a text whose variable is missing stays as it is and is told."""
    problems: list[Problem] = []
    draft.graph = {
        key: _expand(draft, value, join("", key), problems) for key, value in draft.graph.items()
    }
    yield from problems


def required_variables(value: Json) -> Iterator[str]:
    """The variables without a default that the texts of ``value`` name."""
    if isinstance(value, str) and OPENING in value:
        yield from (match[1] for match in PLACEHOLDER.finditer(value) if match[2] is None)
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from required_variables(item)


def _expand(draft: Draft, value: Json, pointer: str, problems: list[Problem]) -> Json:
    if isinstance(value, str):
        return _text(draft, value, pointer, problems) if OPENING in value else value
    if isinstance(value, dict):
        return {k: _expand(draft, v, join(pointer, k), problems) for k, v in value.items()}
    if isinstance(value, list):
        return [_expand(draft, v, join(pointer, i), problems) for i, v in enumerate(value)]
    return value


def _text(draft: Draft, text: str, pointer: str, problems: list[Problem]) -> str:
    if any(covers(above, pointer) for above in draft.assigned):
        return text  # the shell has had its turn with what --set gave
    names = [match[1] for match in PLACEHOLDER.finditer(text)]
    draft.variables[pointer] = tuple(names)
    malformed = [name for name in names if not NAME.match(name)]
    if malformed or len(names) < text.count(OPENING):
        draft.unset.add(pointer)
        cure = 'write "${env:NAME}" or "${env:NAME|default}"; NAME is letters, digits and _'
        problems.append(draft.problem("TL308", "a malformed ${env:...}", pointer, cure))
        return text
    missing = [name for name in required_variables(text) if name not in draft.environ]
    for name in dict.fromkeys(missing):
        draft.unset.add(pointer)
        cure = hint(
            did_you_mean(name, draft.environ),
            f'set it: export {name}=...   or give a default: "${{env:{name}|default}}"',
        )
        message = f"the environment variable {name} is not set"
        problems.append(draft.problem("TL307", message, pointer, cure))
    if missing:
        return text
    return PLACEHOLDER.sub(lambda match: draft.environ.get(match[1], match[2]), text)
