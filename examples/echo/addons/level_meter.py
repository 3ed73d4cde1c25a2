"""``level_meter``: passes sound on, and shows on the terminal how loud it is."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable

from pydantic import Field

from ten_lite.addons import AddonConfig, AddonSpec, as_it_came, hookimpl
from ten_lite.messages import PcmFrame, TextData
from ten_lite.runtime import Extension

from ._loudness import dbfs, peak, power

__all__ = ["LevelMeter", "LevelMeterConfig", "bar"]

LEFT_END_DBFS = -60
WIDTH = 40


class LevelMeterConfig(AddonConfig):
    """Properties of ``level_meter``."""

    every_ms: int = Field(
        default=200, ge=20, le=10_000, description="Sound between two looks at the meter."
    )


class LevelMeter(Extension[LevelMeterConfig]):
    """Measures each piece of ``every_ms`` and tells it to the terminal and to the client."""

    async def configure(self) -> None:
        """Begin with the first piece."""
        self._piece = bytearray()
        self._ms = 0.0

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        """Pass the frame on and measure it."""
        self.send(frame)
        self._piece += frame.data
        self._ms += frame.duration_ms
        if self._ms >= self.config.every_ms:
            self._show(bytes(self._piece))
            self._piece.clear()
            self._ms = 0.0

    async def stop(self) -> None:
        """Leave the meter's line."""
        if sys.stderr.isatty():
            print(file=sys.stderr)

    def _show(self, piece: bytes) -> None:
        mean, loudest = dbfs(math.sqrt(power(piece))), dbfs(peak(piece))
        # on a terminal the line is written over itself, in a file there is one a look
        begin, end = ("\r", "") if sys.stderr.isatty() else ("", "\n")
        print(f"{begin}{bar(mean, loudest)}", end=end, file=sys.stderr, flush=True)
        level = {"rms_dbfs": round(mean, 1), "peak_dbfs": round(loudest, 1)}
        told = json.dumps({"type": "level", "data": level})
        self.send(TextData(told, role="assistant", is_final=False, data_type="raw"))


def bar(mean_dbfs: float, peak_dbfs: float) -> str:
    """The mean as a bar of 40 characters from -60 to 0 dBFS, the peak as a mark on it."""
    filled, mark = (
        round(WIDTH * max(0.0, 1 - level / LEFT_END_DBFS)) for level in (mean_dbfs, peak_dbfs)
    )
    cells = list(("#" * filled).ljust(WIDTH))
    if mark > filled:
        cells[min(mark, WIDTH) - 1] = "|"
    return f"[{''.join(cells)}] {mean_dbfs:5.0f} dBFS"


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addon of this file."""
    return [
        AddonSpec(
            name="level_meter",
            kind="generic",
            description="Passes sound on, and shows on the terminal how loud it is.",
            factory=f"{__name__}:LevelMeter",
            inputs=(PcmFrame,),
            outputs=(PcmFrame, TextData),
            optional_outputs=(TextData,),
            config=LevelMeterConfig,
            pcm_out=as_it_came,
        )
    ]
