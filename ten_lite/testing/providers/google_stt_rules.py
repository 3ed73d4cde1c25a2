"""What Google's Speech-to-Text v2 accepts, and how it refuses."""

from __future__ import annotations

import re
from typing import Any

from google.cloud import speech_v2 as sdk

from ten_lite.testing.providers.google import Refused

__all__ = ["check_first", "check_sound"]

LARGEST_REQUEST = 15_000
RECOGNIZER = re.compile(r"projects/([a-z0-9:.-]+)/locations/([a-z0-9-]+)/recognizers/[a-z0-9_-]+")
MODELS = frozenset(
    {"chirp_2", "chirp_3", "latest_long", "latest_short", "long", "short", "telephony"}
)
Encoding = sdk.ExplicitDecodingConfig.AudioEncoding


def check_first(request: sdk.StreamingRecognizeRequest | None) -> None:
    """Raise unless a stream can begin with ``request``.

    Raises:
        Refused: It cannot.
    """
    if request is None or _kind(request) != "streaming_config":
        raise _invalid("The first message must contain a streaming_config.")
    place = RECOGNIZER.fullmatch(request.recognizer)
    if place is None:
        raise _invalid(f"Invalid resource field value in the request: {request.recognizer}")
    config, location = request.streaming_config.config, place[2]
    decoding = config.explicit_decoding_config
    if decoding.encoding != Encoding.LINEAR16 or decoding.audio_channel_count != 1:
        raise _invalid("This server understands mono LINEAR16 only.")
    if not 8_000 <= decoding.sample_rate_hertz <= 48_000:
        raise _invalid("Invalid sample rate.")
    if config.model not in MODELS or (location == "global" and config.model.startswith("chirp")):
        raise _invalid(
            f'The model "{config.model}" does not exist in the location named "{location}".'
        )
    if not config.language_codes or config.language_codes[0].startswith("xx"):
        raise _invalid(f"The language {list(config.language_codes)} is not supported.")
    if config.features.enable_word_time_offsets and config.model == "chirp_3":
        raise _invalid("Recognizer does not support feature: word_time_offsets")
    if request.streaming_config.streaming_features.endpointing_sensitivity and (
        config.model != "chirp_3"
    ):
        raise _invalid("Recognizer does not support feature: endpointing_sensitivity")


def check_sound(request: sdk.StreamingRecognizeRequest) -> None:
    """Raise unless ``request`` is a piece of sound.

    Raises:
        Refused: It is not.
    """
    if _kind(request) != "audio" or request.recognizer:
        raise _invalid("All messages but the first must contain audio only.")
    if not request.audio:
        raise _invalid("Audio content is empty.")
    if len(request.audio) > LARGEST_REQUEST:
        raise _invalid(
            "Audio chunk can be of a maximum of 15000 bytes. "
            f"Received audio of {len(request.audio)} bytes instead."
        )


def _kind(request: sdk.StreamingRecognizeRequest) -> Any:
    return sdk.StreamingRecognizeRequest.pb(request).WhichOneof("streaming_request")


def _invalid(details: str) -> Refused:
    return Refused("INVALID_ARGUMENT", details)
