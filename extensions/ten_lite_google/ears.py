"""Google's Speech-to-Text: one client for all sessions with the same account and place.

``ears``, ``stream``, ``voice`` and ``access`` are the only modules that import the SDK.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

from google.cloud import speech_v2 as sdk
from google.cloud.speech_v2.services.speech.transports import SpeechGrpcAsyncIOTransport

from ten_lite_google.access import (
    add_extra,
    credentials_of,
    hang_up,
    listened,
    metadata_of,
    open_transport,
    told_as_ours,
)
from ten_lite_google.failure import unusable
from ten_lite_google.stream import GoogleStream
from ten_lite_google.stt_config import GoogleSttConfig

__all__ = ["GoogleEars", "open_ears"]

LONGEST_CALL_S = 330.0
"""Google ends a stream after 300 s."""
Sensitivity = sdk.StreamingRecognitionFeatures.EndpointingSensitivity
SENSITIVITY: Mapping[str, Any] = {
    "standard": Sensitivity.ENDPOINTING_SENSITIVITY_STANDARD,
    "short": Sensitivity.ENDPOINTING_SENSITIVITY_SHORT,
    "supershort": Sensitivity.ENDPOINTING_SENSITIVITY_SUPERSHORT,
}


class GoogleEars:
    """Opens streams.

    Args:
        transport: Of the SDK.
        metadata: Goes along with each call.
        project: The credentials' project; "" if it is not known.
    """

    def __init__(self, transport: Any, metadata: tuple[tuple[str, str], ...], project: str) -> None:
        self._transport = transport
        self._metadata = metadata
        self._project = project

    @contextlib.asynccontextmanager
    async def open(
        self, config: GoogleSttConfig, begin_s: float, *, is_careful: bool
    ) -> AsyncIterator[GoogleStream]:
        """A stream of ``config``'s model and language.

        Args:
            config: What to ask for.
            begin_s: Where the first sample lies in the session's sound.
            is_careful: Whether a refusal is waited for before any sound is sent.

        Raises:
            ProviderError: Google cannot be reached, or the properties are not possible.
        """
        request = first_request(config, config.project or self._project)
        call = self._transport.streaming_recognize(timeout=LONGEST_CALL_S, metadata=self._metadata)
        try:
            async with told_as_ours(call, config.connect_timeout_s):
                await call.write(request)
            read = await listened(call) if is_careful else None
            yield GoogleStream(call, config, begin_s, read)
        finally:
            hang_up(call)

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()


async def open_ears(config: GoogleSttConfig) -> GoogleEars:
    """A client.

    Raises:
        ProviderError: There are no credentials.
    """
    credentials, project = await asyncio.to_thread(credentials_of, config)
    place = "" if config.location == "global" else f"{config.location}-"
    host = f"{place}speech.googleapis.com"
    transport = open_transport(SpeechGrpcAsyncIOTransport, config, host, credentials)
    return GoogleEars(transport, metadata_of(config), project)


def first_request(config: GoogleSttConfig, project: str) -> sdk.StreamingRecognizeRequest:
    """What a stream begins with.

    Raises:
        ProviderError: No project is known, or ``extra_params`` has what Google has not.
    """
    if not project:
        raise unusable("Google needs a project; set the property project", "project")
    endpointing = config.endpointing or ("short" if config.model == "chirp_3" else None)
    wanted = sdk.StreamingRecognitionConfig(
        config=sdk.RecognitionConfig(
            explicit_decoding_config=sdk.ExplicitDecodingConfig(
                encoding=sdk.ExplicitDecodingConfig.AudioEncoding.LINEAR16,
                sample_rate_hertz=config.sample_rate_hz,
                audio_channel_count=1,
            ),
            model=config.model,
            language_codes=[config.language],
            features=sdk.RecognitionFeatures(enable_automatic_punctuation=config.punctuate),
        ),
        streaming_features=sdk.StreamingRecognitionFeatures(
            enable_voice_activity_events=True,
            interim_results=config.interim_results,
        ),
    )
    if endpointing is not None:
        wanted.streaming_features.endpointing_sensitivity = SENSITIVITY[endpointing]
    if config.phrases:
        phrases = sdk.PhraseSet(phrases=[sdk.PhraseSet.Phrase(value=p) for p in config.phrases])
        wanted.config.adaptation = sdk.SpeechAdaptation(
            phrase_sets=[sdk.SpeechAdaptation.AdaptationPhraseSet(inline_phrase_set=phrases)]
        )
    add_extra(config, sdk.StreamingRecognitionConfig.pb(wanted))
    return sdk.StreamingRecognizeRequest(
        recognizer=f"projects/{project}/locations/{config.location}/recognizers/_",
        streaming_config=wanted,
    )
