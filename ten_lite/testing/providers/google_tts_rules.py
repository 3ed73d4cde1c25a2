"""What Google's Text-to-Speech accepts, and how it refuses."""

from __future__ import annotations

from google.cloud import texttospeech_v1 as sdk

from ten_lite.testing.providers.google import Refused

__all__ = ["check_input", "check_stream", "check_unary"]

LONGEST_TEXT = 5_000
STREAMED = frozenset(
    {
        sdk.AudioEncoding.PCM,
        sdk.AudioEncoding.ALAW,
        sdk.AudioEncoding.MULAW,
        sdk.AudioEncoding.OGG_OPUS,
    }
)


def check_stream(config: sdk.StreamingSynthesizeConfig) -> None:
    """Raise unless a stream can begin with ``config``.

    Raises:
        Refused: It cannot.
    """
    _check_voice(config.voice)
    if "Chirp3-HD" not in config.voice.name and not config.voice.model_name:
        raise _invalid("Currently, only Chirp 3: HD voices support streaming synthesis.")
    audio = config.streaming_audio_config
    if audio.audio_encoding not in STREAMED:
        raise _invalid("Unsupported audio encoding.")
    _check_sound(audio.sample_rate_hertz, audio.speaking_rate)


def check_input(said: sdk.StreamingSynthesisInput, config: sdk.StreamingSynthesizeConfig) -> None:
    """Raise unless ``said`` can be spoken.

    Raises:
        Refused: It cannot.
    """
    _check_text(said.text)
    if said.prompt and not config.voice.model_name:
        raise _invalid("Prompt is only supported by controllable voice models.")


def check_unary(request: sdk.SynthesizeSpeechRequest) -> None:
    """Raise unless ``request`` can be spoken.

    Raises:
        Refused: It cannot.
    """
    _check_voice(request.voice)
    _check_text(request.input.text)
    audio = request.audio_config
    if audio.audio_encoding != sdk.AudioEncoding.LINEAR16:
        raise _invalid("Unsupported audio encoding.")
    _check_sound(audio.sample_rate_hertz, audio.speaking_rate)


def _check_voice(voice: sdk.VoiceSelectionParams) -> None:
    if not voice.language_code:
        raise _invalid("Voice language_code is required.")
    if not voice.model_name and not voice.name.startswith(f"{voice.language_code}-"):
        raise _invalid(
            f"Requested language code '{voice.language_code}' doesn't match the voice "
            f"'{voice.name}'s language code."
        )
    if voice.name.endswith("Nobody"):
        raise _invalid(f"Voice '{voice.name}' does not exist.")


def _check_text(text: str) -> None:
    if not text.strip():
        raise _invalid("Input text is empty.")
    if len(text.encode()) > LONGEST_TEXT:
        raise _invalid("Either `input.text` or `input.ssml` is longer than the limit of 5000 bytes")


def _check_sound(rate_hz: int, speaking_rate: float) -> None:
    if rate_hz and not 8_000 <= rate_hz <= 48_000:
        raise _invalid("Invalid sample rate.")
    if speaking_rate and not 0.25 <= speaking_rate <= 2.0:
        raise _invalid("Invalid speaking rate.")


def _invalid(details: str) -> Refused:
    return Refused("INVALID_ARGUMENT", details)
