"""What is going to be removed, told to users in time: the policy is in CONTRIBUTING.md.

For addons of others too: they name their own distribution in ``of``.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

__all__ = ["Deprecation", "TenLiteDeprecationWarning", "warn_deprecated"]


class TenLiteDeprecationWarning(FutureWarning):
    """Something that is used here will be removed; the text says when, and what to use instead.

    Unlike Python's ``DeprecationWarning`` it is shown to users without any setting: a graph or an
    app that uses what is deprecated is mostly not run by somebody who tests libraries.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecation:
    """Since when something is deprecated, and what comes instead.

    Attributes:
        since: The first version that tells it.
        removed_in: The version that does not have it any more.
        instead: What to use, as the user would write it; "" if there is nothing to use instead.
        of: The distribution those versions are of.
    """

    since: str
    removed_in: str
    instead: str = ""
    of: str = "ten-lite"

    def message(self, what: str) -> str:
        """What is wrong with ``what``, without the cure."""
        when = f"deprecated since {self.of} {self.since}, and removed in {self.removed_in}"
        return f"{what} is {when}"

    @property
    def cure(self) -> str:
        """What to do, in one line."""
        return f"use {self.instead} instead" if self.instead else "leave it out"


def warn_deprecated(what: str, deprecation: Deprecation, *, stacklevel: int = 1) -> None:
    """Tell whoever called the deprecated function that it is.

    Args:
        what: What is deprecated, as the user wrote it: ``acme.speak(rate=...)``.
        deprecation: Since when, and what to use instead.
        stacklevel: Whom the warning blames: with 1 the caller of the function that calls this
            one, with 2 the caller of that.

    Raises:
        TenLiteDeprecationWarning: Where warnings are errors.
    """
    text = f"{deprecation.message(what)}; {deprecation.cure}"
    warnings.warn(text, TenLiteDeprecationWarning, stacklevel=stacklevel + 2)
