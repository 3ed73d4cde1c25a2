"""``PcmFormat``: which sound an addon takes and sends, said before any of its code is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["PcmFormat", "any_pcm", "as_it_came"]

NAMES = {1: "mono", 2: "stereo"}


@dataclass(frozen=True, slots=True)
class PcmFormat:
    """Sound of one of some sample rates and one of some numbers of channels.

    Attributes:
        sample_rates_hz: Samples per second and channel; empty: any.
        channels: Interleaved channels, from 1; empty: any.
    """

    sample_rates_hz: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()

    def takes(self, sample_rate_hz: int, channels: int) -> bool:
        """Whether sound of this rate and this number of channels belongs to it."""
        rate_fits = not self.sample_rates_hz or sample_rate_hz in self.sample_rates_hz
        return rate_fits and (not self.channels or channels in self.channels)

    def common(self, other: PcmFormat) -> PcmFormat | None:
        """The sound that belongs to both; None when there is none."""
        rates = _common(self.sample_rates_hz, other.sample_rates_hz)
        channels = _common(self.channels, other.channels)
        if rates is None or channels is None:
            return None
        return PcmFormat(rates, channels)

    def __str__(self) -> str:
        """For people: ``8000 or 16000 Hz mono``."""
        rates = f"{_either(map(str, self.sample_rates_hz))} Hz" if self.sample_rates_hz else ""
        names = (NAMES.get(number, f"{number} channels") for number in self.channels)
        return " ".join(part for part in (rates, _either(names)) if part) or "any format"


def any_pcm(config: Any) -> PcmFormat:
    """The default of ``AddonSpec.pcm_in`` and ``pcm_out``: any sound, or nobody can tell which."""
    return PcmFormat()


def as_it_came(config: Any) -> None:
    """For ``AddonSpec.pcm_out``: the sound is sent in the format in which it arrived."""


def _common(some: tuple[int, ...], others: tuple[int, ...]) -> tuple[int, ...] | None:
    """What is in both, where an empty one holds everything; None when nothing is."""
    if not some or not others:
        return some or others
    return tuple(value for value in some if value in others) or None


def _either(words: Any) -> str:
    return " or ".join(words)
