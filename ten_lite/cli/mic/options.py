"""What the command line says of the microphone; imports nothing until it is used."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ten_lite.cli.mic.card import SoundCard

__all__ = ["MicOptions", "list_devices", "mic_options"]


@dataclasses.dataclass(frozen=True, slots=True)
class MicOptions:
    """The options of ``--mic``.

    Attributes:
        is_on: ``--mic``.
        input_device: ``--input-device``; "": the default one.
        output_device: ``--output-device``; "": the default one.
        is_half_duplex: ``--mute-while-speaking``.
        is_list: ``--list-devices``.
    """

    is_on: bool
    input_device: str
    output_device: str
    is_half_duplex: bool
    is_list: bool

    def card(self) -> SoundCard:
        """The devices that were asked for.

        Raises:
            TenLiteError: One is missing, or what is needed to use it.
        """
        from ten_lite.cli.mic.portaudio import PortAudioCard

        card = PortAudioCard(self.input_device, self.output_device)
        click.echo(f"using {card.words}", err=True)
        return card

    def talk(
        self, url: str, card: SoundCard, *, language: str, voice: str, is_lasting: bool
    ) -> None:
        """Talk by ``card`` until Ctrl-C.

        Raises:
            TenLiteError: The server cannot be reached or has left, or a device does not work.
        """
        from ten_lite.cli.mic.talk import talk

        talk(
            url,
            card,
            language=language,
            voice=voice,
            is_half_duplex=self.is_half_duplex,
            is_lasting=is_lasting,
        )


def mic_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options; ``function`` gets them as ``mic``."""

    @functools.wraps(function)
    def with_mic(
        *,
        mic: bool,
        input_device: str,
        output_device: str,
        mute_while_speaking: bool,
        list_devices: bool,
        **rest: Any,
    ) -> Any:
        options = MicOptions(mic, input_device, output_device, mute_while_speaking, list_devices)
        if not mic and (input_device or output_device or mute_while_speaking):
            raise click.UsageError(
                "--input-device, --output-device and --mute-while-speaking go with --mic"
            )
        return function(mic=options, **rest)

    options = (
        click.option("--mic", is_flag=True, help="Talk yourself, until Ctrl-C."),
        click.option(
            "--input-device", default="", help="Microphone: its number, or a part of its name."
        ),
        click.option(
            "--output-device", default="", help="Loudspeaker: its number, or a part of its name."
        ),
        click.option(
            "--mute-while-speaking",
            is_flag=True,
            help="Turn the microphone off while an answer plays: for loudspeakers.",
        ),
        click.option("--list-devices", is_flag=True, help="Tell the devices for --mic."),
    )
    for option in reversed(options):
        with_mic = option(with_mic)
    return with_mic


def list_devices(*, as_json: bool) -> None:
    """Print what there is to hear and to play.

    Raises:
        TenLiteError: sounddevice or PortAudio is missing.
    """
    from ten_lite.cli.mic.portaudio import devices

    found = devices()
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(device) for device in found], indent=2))
        return
    for device in found:
        default = f", default {' and '.join(device.default)}" if device.default else ""
        click.echo(
            f"{device.number:3}  {device.name}  "
            f"({device.inputs} in, {device.outputs} out, {device.sample_rate_hz} Hz{default})"
        )
    if not found:
        click.echo("there is no sound device", err=True)
