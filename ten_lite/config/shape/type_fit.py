"""Whether a value of one declared type may stand where another is declared."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any, Literal, Union

from ten_lite.config.text.path import Path

__all__ = ["Fit", "fits", "inside", "type_words"]

Fit = Literal["yes", "perhaps", "no"]
"""``perhaps``: it depends on the value."""


def inside(hint: Any, path: Path) -> Any:
    """The type of what ``path`` leads to in a value of type ``hint``; None if it leads nowhere."""
    for part in path:
        options = _options(hint)
        inner = [found for o in options if (found := _item(o, part)) is not None]
        if not inner:
            return None
        hint = inner[0]
    return hint


def _item(option: Any, part: int | str) -> Any:
    if option is Any:
        return Any
    origin, arguments = typing.get_origin(option) or option, typing.get_args(option)
    if isinstance(part, str) and isinstance(origin, type) and issubclass(origin, Mapping):
        return arguments[1] if len(arguments) == 2 else Any
    if isinstance(part, int) and origin in (list, tuple):
        return arguments[0] if arguments else Any
    return None


def _options(hint: Any) -> tuple[Any, ...]:
    if typing.get_origin(hint) in (Union, types.UnionType):
        return typing.get_args(hint)
    return (hint,)


def fits(given: Any, wanted: Any) -> Fit:
    """Whether a value of type ``given`` may stand where ``wanted`` is declared."""
    if given == wanted or wanted is Any:
        return "yes"
    if given is Any:
        return "perhaps"
    found = [[_fits_one(one, other) for other in _options(wanted)] for one in _options(given)]
    best = ["yes" if "yes" in row else "perhaps" if "perhaps" in row else "no" for row in found]
    if all(fit == "yes" for fit in best):
        return "yes"
    return "no" if all(fit == "no" for fit in best) else "perhaps"


def _fits_one(given: Any, wanted: Any) -> Fit:
    if given == wanted or wanted is Any:
        return "yes"
    if given is Any:
        return "perhaps"
    if typing.get_origin(wanted) is Literal:
        values = typing.get_args(given) if typing.get_origin(given) is Literal else ()
        if values:
            return "yes" if set(values) <= set(typing.get_args(wanted)) else "perhaps"
        return "perhaps" if given in {type(v) for v in typing.get_args(wanted)} else "no"
    if typing.get_origin(given) is Literal:
        kinds = {_fits_one(type(v), wanted) for v in typing.get_args(given)}
        return "yes" if kinds == {"yes"} else "no"
    plain_given = typing.get_origin(given) or given
    plain_wanted = typing.get_origin(wanted) or wanted
    if plain_given is int and plain_wanted is float:
        return "yes"
    if not (isinstance(plain_given, type) and isinstance(plain_wanted, type)):
        return "perhaps"
    if plain_given is bool and plain_wanted is int:
        return "no"
    if issubclass(plain_given, plain_wanted):
        return "yes" if plain_given is given and plain_wanted is wanted else "perhaps"
    return "no"


def type_words(hint: Any) -> str:
    """A declared type as Python writes it."""
    return getattr(hint, "__name__", str(hint)) if typing.get_origin(hint) is None else str(hint)
