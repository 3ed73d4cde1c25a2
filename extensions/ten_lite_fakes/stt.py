"""``fake_stt``: counts sound and silence, and tells what the script says."""

from __future__ import annotations

import sys
from array import array

from ten_lite.kinds import SttExtension
from ten_lite.messages import PcmFrame
from ten_lite_fakes.config import FakeSttConfig

__all__ = ["FakeStt"]


class FakeStt(SttExtension[FakeSttConfig]):
    """Tells the next transcript at the end of each utterance."""

    async def configure(self) -> None:
        """Begin with the first transcript."""
        self._told = 0
        self._clock_ms = 0.0
        self._start_ms = 0.0
        self._voiced_ms = 0.0
        self._silent_ms = 0.0
        self._partials = 0
        self._language = self.config.language
        self._waits_for_silence = False

    def hear(self, frame: PcmFrame) -> None:
        """Measure the frame; tell a result when an utterance goes on or is over."""
        self.gave(frame.data, frame.sample_rate_hz)
        length_ms = frame.duration_ms
        self._clock_ms += length_ms
        if _peak(frame.data) <= self.config.threshold:
            self._waits_for_silence = False
            self._silent_ms += length_ms
            if self._voiced_ms and self._silent_ms >= self.config.silence_ms:
                self._tell(final=True)
            return
        if self._waits_for_silence:
            return
        if not self._voiced_ms:
            self._start_ms = self._clock_ms - length_ms
            self._language = self.config.language
        self._silent_ms = 0.0
        self._voiced_ms += length_ms
        limit_ms, every_ms = self.config.utterance_ms, self.config.partial_every_ms
        if limit_ms and self._voiced_ms >= limit_ms:
            self._tell(final=True)
            self._waits_for_silence = True
        elif every_ms and self._voiced_ms >= every_ms * (self._partials + 1):
            self._partials += 1
            self._tell(final=False)

    def _tell(self, *, final: bool) -> None:
        text = self.config.transcripts[self._told % len(self.config.transcripts)]
        if not final:
            text = " ".join(text.split()[: self._partials])
        self.send_result(
            text,
            final=final,
            start_ms=int(self._start_ms),
            duration_ms=int(self._clock_ms - self._silent_ms - self._start_ms),
            language=self._language,
        )
        if final:
            self._told += 1
            self._voiced_ms = self._silent_ms = 0.0
            self._partials = 0


def _peak(data: bytes) -> int:
    samples = array("h", data)
    if sys.byteorder == "big":
        samples.byteswap()
    return max(max(samples, default=0), -min(samples, default=0))
