"""Properties of ``azure_stt`` and ``azure_tts``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator

from ten_lite.addons import (
    PORTABLE,
    DumpConfig,
    StreamingSttConfig,
    provider_url,
    without_own,
)

__all__ = ["AzureConfig", "AzureSttConfig", "AzureTtsConfig"]

LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
OWN_PROPERTIES = frozenset(
    {
        "SpeechServiceConnection_Endpoint",
        "SpeechServiceConnection_Host",
        "SpeechServiceConnection_Key",
        "SpeechServiceConnection_RecoLanguage",
        "SpeechServiceConnection_Region",
        "SpeechServiceConnection_SynthLanguage",
        "SpeechServiceConnection_SynthOutputFormat",
        "SpeechServiceConnection_SynthVoice",
        "Speech_SegmentationSilenceTimeoutMs",
    }
)
"""What the addons have properties for."""


def _as_mapping(value: Any) -> Any:
    """TEN writes the SDK's properties as pairs."""
    return dict(value) if isinstance(value, list) else value


def _rate_of(value: Any) -> Any:
    """TEN names the rate in the SDK's words: ``Raw16Khz16BitMonoPcm``."""
    for rate_hz, name in _FORMATS.items():
        if value == name:
            return rate_hz
    return value


_FORMATS = {
    8_000: "Raw8Khz16BitMonoPcm",
    16_000: "Raw16Khz16BitMonoPcm",
    22_050: "Raw22050Hz16BitMonoPcm",
    24_000: "Raw24Khz16BitMonoPcm",
    44_100: "Raw44100Hz16BitMonoPcm",
    48_000: "Raw48Khz16BitMonoPcm",
}

ExtraParams = Annotated[
    Mapping[str, str], BeforeValidator(_as_mapping), without_own(OWN_PROPERTIES)
]


class AzureConfig(DumpConfig):
    """Properties of both addons."""

    api_key: SecretStr = Field(min_length=1, description="A key of your Speech resource.")
    region: str | None = Field(
        default=None,
        pattern=r"^[a-z0-9]+$",
        description='Region of the resource, such as "westeurope"; or give base_url.',
        examples=["westeurope"],
    )
    base_url: Annotated[str, provider_url()] | None = Field(
        default=None,
        description="Address of the resource or of another server, in place of region; without "
        "TLS only on this machine.",
    )
    extra_params: ExtraParams = Field(
        default={},
        description="More properties of the SDK's SpeechConfig, by PropertyId or by name.",
    )

    @model_validator(mode="after")
    def _names_one_server(self) -> Self:
        if (self.region is None) == (self.base_url is None):
            raise ValueError("needs one of region and base_url, the place of your Speech resource")
        return self


class AzureSttConfig(AzureConfig, StreamingSttConfig):
    """Properties of ``azure_stt``."""

    language: Annotated[str, PORTABLE] = Field(
        default="en-US", pattern=LANGUAGE, description="BCP-47 code of what is spoken."
    )
    sample_rate_hz: Literal[8000, 16000] = Field(
        default=16000, description="Of the sound sent to Azure; other sound is resampled."
    )
    segmentation_silence_ms: int = Field(
        default=500, ge=100, le=5000, description="Silence after which an utterance is over."
    )
    phrases: tuple[str, ...] = Field(
        default=(), max_length=500, description="Words and names to listen for."
    )
    answer_timeout_s: float = Field(
        default=10.0,
        ge=2,
        le=60,
        description="A connection that tells nothing for this long in the middle of an utterance "
        "is dead.",
    )

    @field_validator("phrases")
    @classmethod
    def _without_weights(cls, phrases: tuple[str, ...]) -> tuple[str, ...]:
        """TEN's ``hotwords`` have a weight after a bar, which Azure does not know."""
        return tuple(phrase.partition("|")[0] for phrase in phrases)


class AzureTtsConfig(AzureConfig):
    """Properties of ``azure_tts``."""

    voice: str = Field(
        default="en-US-AvaMultilingualNeural",
        pattern=r"^[A-Za-z0-9:_-]+$",
        description="The voice's short name.",
    )
    language: Annotated[str | None, PORTABLE] = Field(
        default=None,
        pattern=LANGUAGE,
        description="BCP-47 code; without it a multilingual voice tells by the text, and all "
        "others speak their own.",
    )
    sample_rate_hz: Annotated[
        Literal[8000, 16000, 22050, 24000, 44100, 48000], BeforeValidator(_rate_of)
    ] = Field(default=16000, description="Sample rate of the sound.")
    speed: float = Field(default=1.0, ge=0.5, le=2.0, description="1 is the voice's own.")
    style: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z-]+$",
        description='A speaking style of the voice, such as "cheerful".',
    )
    first_byte_timeout_s: float = Field(
        default=5.0, gt=0, le=30, description="Longest wait for the first sound of a piece."
    )
    gap_timeout_s: float = Field(
        default=5.0, gt=0, le=30, description="Longest pause within the sound of a piece."
    )
    retries: int = Field(
        default=2,
        ge=0,
        le=10,
        description="How often a piece that was refused for the moment is asked for again, "
        "before its first sound.",
    )
    lead_s: float = Field(
        default=2.0, ge=0.1, le=10, description="How far ahead of real time sound is sent."
    )

    @model_validator(mode="before")
    @classmethod
    def _voice_of_pairs(cls, properties: Any) -> Any:
        """TEN's graphs name the voice among the SDK's properties."""
        if not isinstance(properties, Mapping):
            return properties
        pairs = properties.get("extra_params")
        if not isinstance(pairs, list) or not all(
            isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs
        ):
            return properties
        extra = dict(pairs)
        found = dict(properties)
        for name, ours in (
            ("SpeechServiceConnection_SynthVoice", "voice"),
            ("SpeechServiceConnection_SynthLanguage", "language"),
        ):
            if name in extra and ours not in found:
                found[ours] = extra.pop(name)
        return found | {"extra_params": extra}

    @property
    def output_format(self) -> str:
        """The SDK's name for samples without a header at ``sample_rate_hz``."""
        return _FORMATS[self.sample_rate_hz]
