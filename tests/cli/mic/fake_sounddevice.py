"""The part of sounddevice that is used, without PortAudio; same names, same arguments."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any


class PortAudioError(Exception):
    pass


class Stream:
    def __init__(self, module: FakeSounddevice, kind: str, options: dict[str, Any]) -> None:
        self.module = module
        self.kind = kind
        self.options = options
        self.calls: list[str] = []
        self.latency = module.latency_s
        module.streams.append(self)

    def start(self) -> None:
        if self.kind in self.module.busy:
            raise PortAudioError("Device unavailable [PaErrorCode -9985]")
        self.calls.append("start")

    def abort(self, ignore_errors: bool = True) -> None:
        self.calls.append("abort")
        self.options["finished_callback"]()  # as PortAudio does

    def close(self, ignore_errors: bool = True) -> None:
        self.calls.append("close")

    def hear(self, data: bytes) -> None:
        self.options["callback"](memoryview(data), len(data) // 2, None, None)

    def play(self, frames: int) -> bytes:
        out = bytearray(b"?" * (frames * 2 * self.options["channels"]))
        self.options["callback"](memoryview(out), frames, None, None)
        return bytes(out)


def device(name: str, inputs: int, outputs: int, rate: float = 48_000.0) -> dict[str, Any]:
    return {
        "name": name,
        "hostapi": 0,
        "max_input_channels": inputs,
        "max_output_channels": outputs,
        "default_samplerate": rate,
    }


class FakeSounddevice:
    """Stands in for the module.

    Args:
        found: The devices.
        takes: Says which ``(kind, rate, channels)`` a device can be opened with.
    """

    PortAudioError = PortAudioError

    def __init__(
        self,
        *found: dict[str, Any],
        takes: Callable[[str, int, int], bool] = lambda kind, rate, channels: True,
        default: tuple[int, int] = (0, 1),
    ) -> None:
        self.found = [{**info, "index": number} for number, info in enumerate(found)]
        self.takes = takes
        self.default = SimpleNamespace(device=default)
        self.streams: list[Stream] = []
        self.busy: set[str] = set()
        self.latency_s = 0.04

    def query_devices(self, device: int | str | None = None, kind: str | None = None) -> Any:
        if device is None and kind is None:
            return tuple(self.found)
        if device is None:
            number = self.default.device[kind == "output"]
            if number < 0:
                raise PortAudioError("Error querying device -1")
            return self.found[number]
        if isinstance(device, int):
            if device >= len(self.found):
                raise PortAudioError(f"Error querying device {device}")
            matches = [self.found[device]]
        else:
            matches = [info for info in self.found if device.lower() in info["name"].lower()]
        matches = [info for info in matches if info[f"max_{kind}_channels"]]
        if len(matches) != 1:
            raise ValueError("No or multiple devices found")
        return matches[0]

    def check_input_settings(
        self, device: Any, channels: int, dtype: str, samplerate: float
    ) -> None:
        self._check("input", int(samplerate), channels)

    def check_output_settings(
        self, device: Any, channels: int, dtype: str, samplerate: float
    ) -> None:
        self._check("output", int(samplerate), channels)

    def _check(self, kind: str, rate: int, channels: int) -> None:
        if not self.takes(kind, rate, channels):
            raise PortAudioError("Invalid sample rate [PaErrorCode -9997]")

    def RawInputStream(self, **options: Any) -> Stream:
        return Stream(self, "input", options)

    def RawOutputStream(self, **options: Any) -> Stream:
        return Stream(self, "output", options)
