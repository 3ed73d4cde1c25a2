"""The sound cards of this machine, by PortAudio and its Python package sounddevice."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final, Literal

from ten_lite.audio import mix_to_mono
from ten_lite.errors import TenLiteError

__all__ = ["Device", "PortAudioCard", "devices"]

SPEECH_RATE_HZ: Final = 16_000
FORMAT: Final = "int16"
LATENCY_S: Final = 0.04
LIST: Final = "`ten-lite call --list-devices` shows what there is"

Kind = Literal["input", "output"]
NAMES: Final[dict[Kind, str]] = {"input": "microphone", "output": "loudspeaker"}


@dataclass(frozen=True, slots=True)
class Device:
    """What PortAudio knows of a device.

    Attributes:
        number: Names it on the command line.
        name: Does, too, also in part.
        inputs: Channels that it can hear; 0: it is no microphone.
        outputs: Channels that it can play; 0: it is no loudspeaker.
        sample_rate_hz: The rate that it likes best.
        default: For what it is taken if nothing is said.
    """

    number: int
    name: str
    inputs: int
    outputs: int
    sample_rate_hz: int
    default: tuple[Kind, ...]


def devices() -> list[Device]:
    """All devices, in PortAudio's order.

    Raises:
        TenLiteError: sounddevice or PortAudio is missing.
    """
    library = _sounddevice()
    kinds: tuple[Kind, ...] = ("input", "output")
    defaults = dict(zip(kinds, library.default.device, strict=True))
    return [
        Device(
            info["index"],
            info["name"],
            info["max_input_channels"],
            info["max_output_channels"],
            int(info["default_samplerate"]),
            tuple(kind for kind in kinds if defaults[kind] == info["index"]),
        )
        for info in library.query_devices()
    ]


@dataclass(frozen=True, slots=True)
class _Line:
    """One direction of a card: a device, and how it is opened."""

    kind: Kind
    number: int
    name: str
    sample_rate_hz: int
    channels: int

    @property
    def words(self) -> str:
        return f'the {NAMES[self.kind]} "{self.name}"'


class PortAudioCard:
    """A ``SoundCard`` of two devices.

    The microphone is opened at 16 kHz where it can be, so that nothing is to be resampled, and
    the loudspeaker at its own rate.

    Args:
        input_device: Number of the microphone, or a part of its name; "": the default one.
        output_device: The same of the loudspeaker.

    Raises:
        TenLiteError: sounddevice, PortAudio or a device is missing, or takes no 16-bit sound.
    """

    def __init__(self, input_device: str = "", output_device: str = "") -> None:
        self._library = _sounddevice()
        self._input = self._line("input", input_device)
        self._output = self._line("output", output_device)
        self._streams: list[Any] = []
        self._is_stopped = False

    @property
    def words(self) -> str:
        """Both devices, for people."""
        return f"{self._input.words} and {self._output.words}"

    @property
    def input_rate_hz(self) -> int:
        """Rate of what the microphone hears."""
        return self._input.sample_rate_hz

    @property
    def output_rate_hz(self) -> int:
        """Rate of what the loudspeaker is given."""
        return self._output.sample_rate_hz

    @property
    def output_latency_ms(self) -> int:
        """What PortAudio and the driver hold back; 0 before the card runs."""
        return int(self._streams[1].latency * 1000) if len(self._streams) == 2 else 0

    def start(
        self,
        hear: Callable[[bytes], None],
        play: Callable[[int], bytes],
        lose: Callable[[str], None],
    ) -> None:
        """Open both devices; PortAudio's threads call from now on."""
        heard, played = self._input.channels, self._output.channels

        def on_input(data: Any, frames: int, time: Any, status: Any) -> None:
            hear(mix_to_mono(bytes(data), heard))

        def on_output(data: Any, frames: int, time: Any, status: Any) -> None:
            data[:] = _on_all(play(frames), played)

        library = self._library
        try:
            self._open(library.RawInputStream, self._input, on_input, lose)
            self._open(library.RawOutputStream, self._output, on_output, lose)
        except BaseException:  # Ctrl+C leaves no device open either
            self.stop()
            raise

    def stop(self) -> None:
        """Close both devices; what they were given and have not played is not heard."""
        self._is_stopped = True
        streams, self._streams = self._streams, []
        for stream in streams:
            stream.abort()
            stream.close()

    def _open(
        self, make: Any, line: _Line, callback: Callable[..., None], lose: Callable[[str], None]
    ) -> None:
        def on_finished() -> None:
            if not self._is_stopped:
                lose(f"{line.words} has stopped; is it still connected? {LIST}")

        try:
            stream = make(
                samplerate=line.sample_rate_hz,
                device=line.number,
                channels=line.channels,
                dtype=FORMAT,
                latency=LATENCY_S,
                callback=callback,
                finished_callback=on_finished,
            )
            self._streams.append(stream)
            stream.start()
        except self._library.PortAudioError as error:
            raise TenLiteError(
                f"cannot open {line.words}: {error}; another program may be using it, or this "
                "one may not be allowed to (on macOS: System Settings, Privacy & Security)"
            ) from None

    def _line(self, kind: Kind, asked: str) -> _Line:
        info = self._find(kind, asked)
        own_hz, most = int(info["default_samplerate"]), info[f"max_{kind}_channels"]
        rates = (SPEECH_RATE_HZ, own_hz) if kind == "input" else (own_hz,)
        check = getattr(self._library, f"check_{kind}_settings")
        error: Exception | None = None
        for rate_hz in rates:
            for channels in (1, 2)[:most]:
                try:
                    check(device=info["index"], channels=channels, dtype=FORMAT, samplerate=rate_hz)
                except self._library.PortAudioError as refusal:
                    error = refusal
                else:
                    return _Line(kind, info["index"], info["name"], rate_hz, channels)
        raise TenLiteError(
            f'the {NAMES[kind]} "{info["name"]}" takes no 16-bit sound: {error}; choose another '
            f"with --{kind}-device; {LIST}"
        )

    def _find(self, kind: Kind, asked: str) -> dict[str, Any]:
        wanted = int(asked) if asked.isdecimal() else asked or None
        try:
            found: dict[str, Any] = self._library.query_devices(wanted, kind)
        except (ValueError, self._library.PortAudioError):  # none of that name, several, or none
            name = NAMES[kind]
            if not asked:
                raise TenLiteError(f"there is no {name}: connect one; {LIST}") from None
            raise TenLiteError(
                f'"{asked}" is not the number of a {name}, nor a part of the name of just one; '
                f"{LIST}"
            ) from None
        return found


def _on_all(data: bytes, channels: int) -> bytes:
    if channels == 1:
        return data
    both = bytearray(2 * len(data))
    both[0::4], both[1::4] = data[0::2], data[1::2]
    both[2::4], both[3::4] = data[0::2], data[1::2]
    return bytes(both)


def _sounddevice() -> Any:
    try:
        return import_module("sounddevice")
    except ImportError:
        raise TenLiteError(
            'the microphone needs the package sounddevice: pip install "ten-lite[mic]"'
        ) from None
    except OSError as error:  # it has no PortAudio of its own on Linux
        cure = (
            "install it: `apt install libportaudio2`, `dnf install portaudio` or "
            "`pacman -S portaudio`"
            if sys.platform == "linux"
            else "reinstall sounddevice, which brings it: pip install --force-reinstall sounddevice"
        )
        raise TenLiteError(f"{error}; {cure}") from None
