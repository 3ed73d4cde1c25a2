"""What the fake provider of a recogniser can do."""

from __future__ import annotations

from dataclasses import dataclass

from ten_lite.audio import Resampler, read_wav
from ten_lite.testing.conformance.provider import Provider
from ten_lite.testing.conformance.row import skip

__all__ = ["EarPlan", "SttProvider"]

HEARD_HZ = 16_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EarPlan:
    """How a connection goes.

    Attributes:
        connect_delay_s: Pause before it is accepted.
        cut_after_ms: Break it after this much sound.
        in_order: What breaks it is that it has lasted as long as the provider lets one last, told
            in whatever way the provider tells that.
        reads: False: take nothing, and stay connected.
        garbage: Begin with messages that mean nothing or cannot be read.
    """

    connect_delay_s: float = 0.0
    cut_after_ms: int | None = None
    in_order: bool = False
    reads: bool = True
    garbage: bool = False


class SttProvider(Provider):
    """The other end of a recogniser. Without a plan all is heard.

    Attributes:
        exact: Whether the words of ``speech`` are what is told, and not only as many utterances.
        languages: Values of the property ``language`` to try.
        pace: How many times faster than real time it may be spoken to; for one on the wall clock
            that goes by the sound alone.
    """

    exact: bool = False
    languages: tuple[str, ...] = ("es-ES", "de-DE")
    pace: float = 1.0

    def speech(self, *words: str, sample_rate_hz: int = HEARD_HZ) -> bytes:
        """The sound of ``words``, 16-bit mono, without a pause behind them.

        The words are English numbers, "one" to "twenty". Without a fake provider it is the
        recording, whatever the words.
        """
        if self.recording is None:
            skip("nobody speaks to it: give a recording with --wav")
        wav = read_wav(self.recording)
        if wav.sample_rate_hz == sample_rate_hz:
            return wav.data
        resampler = Resampler(wav.sample_rate_hz, sample_rate_hz)
        return resampler.feed(wav.data) + resampler.flush()

    def plan(self, plan: EarPlan, *, times: int | None = None) -> None:
        """Let the next ``times`` connections go like this; None: all from now on."""
        skip(self._why_not)
