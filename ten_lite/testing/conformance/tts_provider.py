"""What the fake provider of a voice can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ten_lite.testing.conformance.provider import Provider
from ten_lite.testing.conformance.row import skip

__all__ = ["TtsProvider", "VoicePlan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePlan:
    """How a request for speech is answered.

    Attributes:
        first_byte_s: Pause before the first sound.
        chunk_bytes: Size of the pieces of sound; odd ones too.
        chunk_delay_s: Pause between two pieces.
        cut_after_bytes: Break the connection after this much sound.
        stall_after_bytes: Send nothing more after this much sound, and stay connected.
        sound: Sent in place of the text's sound.
        late_bytes: Sound that still comes for a request that was cancelled.
        ends: How often the end is told, the second time a moment after the first.
    """

    first_byte_s: float = 0.0
    chunk_bytes: int = 1024
    chunk_delay_s: float = 0.0
    cut_after_bytes: int | None = None
    stall_after_bytes: int | None = None
    sound: bytes | None = None
    late_bytes: int = 0
    ends: int = 1


class TtsProvider(Provider):
    """The other end of a voice. Without a plan each text is spoken at once.

    Attributes:
        rates: Properties that ask for different sample rates, one set for each.
    """

    rates: Sequence[Mapping[str, Any]] = ()

    def plan(self, plan: VoicePlan, *, times: int | None = None) -> None:
        """Answer the next ``times`` requests like this; None: all from now on."""
        skip(self._why_not)

    @property
    def texts(self) -> Sequence[str]:
        """What was to be spoken, request by request."""
        skip(self._why_not)
