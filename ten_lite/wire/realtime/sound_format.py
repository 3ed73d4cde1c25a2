"""The formats that sound may have at a client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ten_lite.audio import BYTES_PER_SAMPLE
from ten_lite.messages import PcmFrame
from ten_lite.wire.g711 import ALAW, G711, MULAW
from ten_lite.wire.realtime.refusal import Refusal, wrong
from ten_lite.wire.sound_out import SoundOut
from ten_lite.wire.strict_json import describe

__all__ = ["PCM", "CodedSound", "SoundFormat", "read_format"]


@dataclass(frozen=True, slots=True)
class SoundFormat:
    """One format; mono.

    Attributes:
        name: As it is called in ``audio.input.format.type``.
        sample_rate_hz: Samples per second.
        law: How samples are coded; None: as PCM16.
    """

    name: str
    sample_rate_hz: int
    law: G711 | None = None

    def ms(self, size: int) -> float:
        """Playing time of ``size`` bytes, in milliseconds."""
        return size * 1000 / (self.sample_rate_hz * (1 if self.law else BYTES_PER_SAMPLE))

    def as_json(self) -> dict[str, Any]:
        """As a client is told."""
        return {"type": self.name} if self.law else {"type": self.name, "rate": self.sample_rate_hz}


PCM: Final = SoundFormat("audio/pcm", 24_000)
"""What a session begins with."""

FORMATS: Final[Mapping[str, SoundFormat]] = {
    one.name: one
    for one in (
        PCM,
        SoundFormat("audio/pcmu", 8_000, MULAW),
        SoundFormat("audio/pcma", 8_000, ALAW),
    )
}


def read_format(value: object, param: str) -> SoundFormat:
    """The format that the client names in ``value``.

    Args:
        value: ``{"type": "audio/pcm", "rate": 24000}``, or another type without a rate.
        param: Where the client wrote it, for errors.

    Raises:
        Refusal: There is no such format.
    """
    if not isinstance(value, dict):
        raise wrong(value, param, "an object")
    name, rate_hz = value.get("type", PCM.name), value.get("rate")
    found = FORMATS.get(name) if isinstance(name, str) else None
    if found is None:
        raise Refusal(
            f"'{param}.type' is {describe(name)}; supported are {', '.join(FORMATS)}.",
            param=f"{param}.type",
        )
    if rate_hz is not None and (type(rate_hz) is not int or rate_hz != found.sample_rate_hz):
        raise Refusal(
            f"'{param}.rate' is {describe(rate_hz)}; "
            f"{found.name} has {found.sample_rate_hz} Hz here.",
            param=f"{param}.rate",
        )
    return found


class CodedSound:
    """Sound of the graph in a client's format.

    Args:
        format: What comes out.
    """

    def __init__(self, format: SoundFormat) -> None:
        self._law = format.law
        self._sound = SoundOut(format.sample_rate_hz)

    def feed(self, frame: PcmFrame) -> bytes:
        """The sound that is ready; perhaps none yet.

        Raises:
            ProtocolError: The frame has no whole samples.
        """
        return self._coded(self._sound.feed(frame))

    def finish(self) -> bytes:
        """What is still inside; afterwards new sound may begin."""
        return self._coded(self._sound.finish())

    def clear(self) -> None:
        """Throw away what is inside."""
        self._sound.clear()

    def _coded(self, pcm: bytes) -> bytes:
        return self._law.encode(pcm) if self._law else pcm
