from __future__ import annotations

import ast
import sys
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ten_lite.cli.mic import portaudio
from ten_lite.cli.mic.portaudio import PortAudioCard, devices
from ten_lite.errors import TenLiteError

from .fake_sounddevice import FakeSounddevice, device

MICROPHONE, LOUDSPEAKER = device("USB Microphone", 1, 0), device("Speakers", 0, 2, 44_100.0)


@pytest.fixture
def sounddevice(monkeypatch: pytest.MonkeyPatch) -> FakeSounddevice:
    return use(monkeypatch, FakeSounddevice(MICROPHONE, LOUDSPEAKER))


def use(monkeypatch: pytest.MonkeyPatch, module: FakeSounddevice) -> FakeSounddevice:
    monkeypatch.setitem(sys.modules, "sounddevice", module)  # type: ignore[arg-type]
    return module


def started(card: PortAudioCard) -> tuple[list[bytes], list[str]]:
    heard: list[bytes] = []
    lost: list[str] = []
    card.start(heard.append, lambda samples: b"\1\2" * samples, lost.append)
    return heard, lost


def test_sound_goes_from_the_microphone_and_to_the_loudspeaker(
    sounddevice: FakeSounddevice,
) -> None:
    card = PortAudioCard()
    heard, _ = started(card)
    microphone, loudspeaker = sounddevice.streams
    microphone.hear(b"\5\6\7\x08")
    assert heard == [b"\5\6\7\x08"]
    assert loudspeaker.play(3) == b"\1\2" * 3
    assert [stream.calls for stream in sounddevice.streams] == [["start"], ["start"]]


def test_the_microphone_runs_at_16_khz_and_the_loudspeaker_at_its_own_rate(
    sounddevice: FakeSounddevice,
) -> None:
    card = PortAudioCard()
    assert (card.input_rate_hz, card.output_rate_hz) == (16_000, 44_100)
    started(card)
    options = [stream.options for stream in sounddevice.streams]
    assert [(one["samplerate"], one["channels"], one["device"]) for one in options] == [
        (16_000, 1, 0),
        (44_100, 1, 1),
    ]
    assert {(one["dtype"], one["latency"] <= 0.05) for one in options} == {("int16", True)}


def test_a_microphone_that_cannot_do_16_khz_runs_at_its_own_rate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(
        monkeypatch,
        FakeSounddevice(MICROPHONE, LOUDSPEAKER, takes=lambda kind, rate, _: rate != 16_000),
    )
    assert PortAudioCard().input_rate_hz == 48_000


def test_devices_that_are_stereo_only_are_mixed_and_get_the_same_on_both_sides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = use(
        monkeypatch,
        FakeSounddevice(device("a", 2, 0), LOUDSPEAKER, takes=lambda kind, rate, c: c == 2),
    )
    card = PortAudioCard()
    heard, _ = started(card)
    microphone, loudspeaker = module.streams
    microphone.hear(b"\2\0\4\0")
    assert heard == [b"\3\0"]
    assert loudspeaker.play(2) == b"\1\2\1\2\1\2\1\2"


def test_a_stopped_card_is_closed_at_once_and_is_not_lost(sounddevice: FakeSounddevice) -> None:
    card = PortAudioCard()
    _, lost = started(card)
    card.stop()
    card.stop()
    assert [stream.calls for stream in sounddevice.streams] == [["start", "abort", "close"]] * 2
    assert lost == []


def test_a_device_that_stops_by_itself_is_told_by_name(sounddevice: FakeSounddevice) -> None:
    card = PortAudioCard()
    _, lost = started(card)
    sounddevice.streams[0].options["finished_callback"]()
    (reason,) = lost
    assert reason.startswith('the microphone "USB Microphone" has stopped; is it still connected?')


def test_the_latency_is_known_once_it_runs(sounddevice: FakeSounddevice) -> None:
    sounddevice.latency_s = 0.18
    card = PortAudioCard()
    assert card.output_latency_ms == 0
    started(card)
    assert card.output_latency_ms == 180


@pytest.mark.parametrize(("kind", "opened"), [("input", 1), ("output", 2)])
def test_a_device_that_another_program_has_is_an_error_and_all_is_closed(
    sounddevice: FakeSounddevice, kind: str, opened: int
) -> None:
    sounddevice.busy.add(kind)
    with pytest.raises(TenLiteError, match=r"cannot open the .*: Device unavailable .*; another"):
        started(PortAudioCard())
    assert [stream.calls[-1] for stream in sounddevice.streams] == ["close"] * opened


@pytest.mark.parametrize("asked", ["1", "speak"])
def test_a_device_is_asked_for_by_number_or_a_part_of_its_name(
    monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    use(monkeypatch, FakeSounddevice(MICROPHONE, LOUDSPEAKER, default=(0, -1)))
    assert PortAudioCard("", asked).words == (
        'the microphone "USB Microphone" and the loudspeaker "Speakers"'
    )


@pytest.mark.parametrize("asked", ["7", "headset", "e"])
def test_one_that_is_not_there_or_not_alone_is_an_error_that_says_where_to_look(
    monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    use(monkeypatch, FakeSounddevice(device("one", 1, 1), device("else", 1, 1)))
    with pytest.raises(TenLiteError) as caught:
        PortAudioCard(asked)
    assert str(caught.value) == (
        f'"{asked}" is not the number of a microphone, nor a part of the name of just one; '
        "`ten-lite call --list-devices` shows what there is"
    )


def test_without_a_microphone_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, FakeSounddevice(default=(-1, -1)))
    with pytest.raises(TenLiteError, match="there is no microphone: connect one"):
        PortAudioCard()


def test_a_device_that_takes_no_format_is_an_error_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(monkeypatch, FakeSounddevice(MICROPHONE, LOUDSPEAKER, takes=lambda *_: False))
    with pytest.raises(TenLiteError, match=r"takes no 16-bit sound: Invalid sample rate .*--input"):
        PortAudioCard()


def test_devices_are_listed_with_what_they_are_for(sounddevice: FakeSounddevice) -> None:
    microphone, loudspeaker = devices()
    assert (microphone.number, microphone.name, microphone.default) == (
        0,
        "USB Microphone",
        ("input",),
    )
    assert (loudspeaker.outputs, loudspeaker.sample_rate_hz, loudspeaker.default) == (
        2,
        44_100,
        ("output",),
    )


def test_without_the_package_it_says_which_extra_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)  # type: ignore[arg-type]
    with pytest.raises(TenLiteError, match=r'pip install "ten-lite\[mic\]"'):
        PortAudioCard()


@pytest.mark.parametrize(
    ("platform", "cure"), [("linux", "apt install libportaudio2"), ("darwin", "reinstall")]
)
def test_without_portaudio_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, platform: str, cure: str
) -> None:
    def fail(name: str) -> ModuleType:
        raise OSError("PortAudio library not found")

    monkeypatch.setattr(portaudio, "import_module", fail)
    monkeypatch.setattr(portaudio.sys, "platform", platform)
    with pytest.raises(TenLiteError, match=f"PortAudio library not found; .*{cure}"):
        devices()


def _signatures() -> dict[str, set[str]]:
    """The arguments of what is used, from the source: without PortAudio it cannot be imported."""
    spec = PathFinder.find_spec("sounddevice")
    assert spec is not None
    assert spec.origin is not None
    found = {}
    for node in ast.parse(Path(spec.origin).read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = {argument.arg for argument in node.args.args}
        elif isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef):
                    arguments = {argument.arg for argument in part.args.args} - {"self"}
                    found[f"{node.name}.{part.name}"] = arguments
    return found


def test_the_fake_has_no_argument_that_the_real_one_has_not(
    sounddevice: FakeSounddevice,
) -> None:
    real: dict[str, set[str]] = _signatures()
    started(PortAudioCard())
    for stream, name in zip(
        sounddevice.streams, ("RawInputStream", "RawOutputStream"), strict=True
    ):
        assert set(stream.options) <= real[f"{name}.__init__"]
    assert real["query_devices"] == {"device", "kind"}
    for name in ("check_input_settings", "check_output_settings"):
        assert {"device", "channels", "dtype", "samplerate"} <= real[name]
    assert {"_StreamBase.start", "_StreamBase.abort", "_StreamBase.close"} <= set(real)
    assert real["_StreamBase.latency"] == set()


def test_the_words_of_the_command_line(
    sounddevice: FakeSounddevice, capsys: pytest.CaptureFixture[str]
) -> None:
    from ten_lite.cli.mic.options import list_devices

    list_devices(as_json=False)
    out: Any = capsys.readouterr().out
    assert out.splitlines() == [
        "  0  USB Microphone  (1 in, 0 out, 48000 Hz, default input)",
        "  1  Speakers  (0 in, 2 out, 44100 Hz, default output)",
    ]
