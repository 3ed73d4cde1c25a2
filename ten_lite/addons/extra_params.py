"""``extra_params``: what a user adds to the provider's request, past an addon's own properties."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any, TypeVar

from pydantic import AfterValidator

__all__ = ["QueryValue", "query_pairs", "without_own"]

M = TypeVar("M", bound=Mapping[str, Any])

QueryValue = bool | int | float | str | tuple[str, ...]
"""What a parameter of an address may be."""


def without_own(names: Set[str]) -> AfterValidator:
    """Refuses what the addon sets from properties of its own, for it would be there twice.

    Args:
        names: What it sets, as the provider names it.
    """

    def check(extra: M) -> M:
        if taken := sorted(names & extra.keys()):
            raise ValueError(f"{', '.join(taken)}: set by the node's own properties")
        return extra

    return AfterValidator(check)


def query_pairs(parameters: Mapping[str, QueryValue | None]) -> list[tuple[str, str]]:
    """``parameters`` as pairs for ``urlencode``.

    None is left out, each item of a tuple is a pair, true and false are written small.
    """
    return [
        (name, str(item).lower() if isinstance(item, bool) else str(item))
        for name, value in parameters.items()
        if value is not None
        for item in (value if isinstance(value, tuple) else (value,))
    ]
