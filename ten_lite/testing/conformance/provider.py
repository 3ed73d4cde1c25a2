"""``Provider``: what stands behind an addon while it is tested, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from ten_lite.testing.conformance.row import skip

__all__ = ["Provider", "Refusal"]

Refusal = Literal["key", "quota", "busy", "broken"]
"""Why a provider refuses: a key it does not know; no money left; too much at once (429);
something broke at its side (500)."""


class Provider:
    """One that can do nothing but be there; an async context manager.

    A fake provider is a subclass of ``SttProvider``, ``TtsProvider`` or ``LlmProvider`` that
    overrides what it can do. What it leaves out, or ``skip``s, is left out of the report with the
    reason. Addons that need no provider have none: then rows that would let one fail are skipped.

    Args:
        properties: For the addon, so that it finds the provider.
        why_not: Why it cannot be told how to behave, for the report.

    Attributes:
        properties: As given; the key is among them.
        real_time: Whether the addon works on the wall clock, as one whose SDK has threads of its
            own does. All others run in virtual time.
        quick: Properties that make the addon give up soon, for rows in which it must.
        extra_params: What to put into the property ``extra_params``; ``seen_params`` tells
            whether it came.
        recording: A WAV file of somebody speaking, for recognisers that no provider speaks to.
        leaves_out: Rows that say nothing about the addon, by id, with the reason.
    """

    real_time: bool = False
    recording: Path | None = None

    def __init__(
        self,
        properties: Mapping[str, Any] | None = None,
        *,
        why_not: str = "the addon has no provider that could be told to",
    ) -> None:
        self.properties: Mapping[str, Any] = dict(properties or {})
        self.quick: Mapping[str, Any] = {}
        self.extra_params: Mapping[str, Any] = {}
        self.leaves_out: Mapping[str, str] = {}
        self._why_not = why_not

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        return None

    def fitting(self, properties: Mapping[str, Any]) -> Provider:
        """The provider for an addon with these ``properties``, not entered yet.

        It is this one, unless a property decides which protocol the addon speaks.
        """
        return self

    @property
    def requests(self) -> Sequence[float]:
        """When each request or connection came, refused ones too, on the loop's clock."""
        skip(self._why_not)

    def refuse(self, why: Refusal, *, times: int | None = None) -> None:
        """Refuse the next ``times`` requests; None: all from now on."""
        skip(self._why_not)

    @property
    def under_way(self) -> int:
        """Requests that are being answered, as the provider sees it."""
        skip(self._why_not)

    def seen_params(self) -> Mapping[str, Any]:
        """What came of ``extra_params`` with the last request, by the same names."""
        skip(self._why_not)
