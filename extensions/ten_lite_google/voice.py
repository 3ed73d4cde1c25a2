"""Google's Text-to-Speech: one client for all sessions with the same account and server.

Besides ``access`` and ``link`` the only module that imports the SDK. Calls are made on the
transport's stubs: what the SDK's client adds waits for a connection in a way that cannot be
cancelled at the server.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from typing import Any

import grpc  # type: ignore[import-untyped]
from google.cloud import texttospeech_v1 as sdk
from google.cloud.texttospeech_v1.services.text_to_speech.transports import (
    TextToSpeechGrpcAsyncIOTransport,
)

from ten_lite.wav import parse_wav
from ten_lite_google.access import (
    add_extra,
    credentials_of,
    hang_up,
    listened,
    metadata_of,
    open_transport,
    refused,
    told_as_ours,
)
from ten_lite_google.failure import unusable
from ten_lite_google.tts_config import GoogleTtsConfig
from ten_lite_google.voice_names import spoken_by

__all__ = ["GoogleVoice", "open_voice"]

HOST = "texttospeech.googleapis.com"
WARM_UP_S = 2.0
LONGEST_CALL_S = 900.0
"""The sound of a long piece is taken as it is played; gaps have a limit of their own."""
CONTAINERS = (b"RIFF", b"ID3", b"OggS", b"fLaC")

log = logging.getLogger(__name__)


class GoogleVoice:
    """Asks for speech.

    Args:
        transport: Of the SDK.
        metadata: Goes along with each call.
    """

    def __init__(self, transport: Any, metadata: tuple[tuple[str, str], ...]) -> None:
        self._transport = transport
        self._metadata = metadata

    async def warm_up(self) -> None:
        """Connect, so that no answer has to wait for it; what fails here is told by the first."""
        call = self._transport.list_voices(
            sdk.ListVoicesRequest(language_code="en-US"),
            timeout=WARM_UP_S,
            metadata=self._metadata,
        )
        try:
            await call
        except grpc.aio.AioRpcError as error:
            log.info("Google's voices cannot be listed yet: %s", refused(error))
        finally:
            call.cancel()

    async def stream(
        self, text: str, config: GoogleTtsConfig, *, is_careful: bool = False
    ) -> AsyncGenerator[bytes, None]:
        """The sound of ``text``, as it comes; closing this ends the call at once.

        Args:
            text: What to speak.
            config: How.
            is_careful: Whether a refusal is waited for before the text is sent.

        Raises:
            ProviderError: There is no sound, or no more of it.
        """
        if config.api == "unary":
            yield await self._whole(text, config)
            return
        first, said = streaming_requests(text, config)
        call = self._transport.streaming_synthesize(timeout=LONGEST_CALL_S, metadata=self._metadata)
        limit_s, is_first = config.first_byte_timeout_s, True
        try:
            async with told_as_ours(call, limit_s):
                await call.write(first)
                read = await listened(call) if is_careful else None
                await call.write(said)
                await call.done_writing()
            while True:
                async with told_as_ours(call, limit_s):
                    response = await (read or call.read())
                read = None
                if response is grpc.aio.EOF:
                    return
                chunk: bytes = response.audio_content
                if not chunk:
                    continue
                if is_first and chunk.startswith(CONTAINERS):
                    raise unusable("Google sent a sound file in place of samples", "container")
                limit_s, is_first = config.gap_timeout_s, False
                yield chunk
        finally:
            hang_up(call)

    async def _whole(self, text: str, config: GoogleTtsConfig) -> bytes:
        call = self._transport.synthesize_speech(
            unary_request(text, config),
            timeout=config.first_byte_timeout_s + 5,  # ours comes first
            metadata=self._metadata,
        )
        try:
            async with told_as_ours(call, config.first_byte_timeout_s):
                response = await call
        finally:
            call.cancel()
        if not response.audio_content:
            return b""
        try:
            form, sound = parse_wav(response.audio_content)
        except ValueError as error:
            raise unusable(f"Google's sound cannot be read: {error}", "container") from None
        if form != (config.sample_rate_hz, 1, 2):
            raise unusable(
                f"Google sent {form.channels} channels of {8 * form.sample_bytes} bits at "
                f"{form.sample_rate_hz} Hz, not mono of 16 bits at {config.sample_rate_hz} Hz",
                "format",
            )
        return sound

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()


async def open_voice(config: GoogleTtsConfig) -> GoogleVoice:
    """A connected client.

    Raises:
        ProviderError: There are no credentials.
    """
    credentials, _ = await asyncio.to_thread(credentials_of, config)
    transport = open_transport(TextToSpeechGrpcAsyncIOTransport, config, HOST, credentials)
    voice = GoogleVoice(transport, metadata_of(config))
    try:
        await voice.warm_up()
    except BaseException:  # also when it is cancelled: nobody else knows of the connection
        await voice.close()
        raise
    return voice


def streaming_requests(
    text: str, config: GoogleTtsConfig
) -> tuple[sdk.StreamingSynthesizeRequest, sdk.StreamingSynthesizeRequest]:
    """The two messages of a stream that speaks ``text``.

    Raises:
        ProviderError: ``extra_params`` has what a stream has not.
    """
    first = sdk.StreamingSynthesizeConfig(
        voice=_voice(config),
        streaming_audio_config=sdk.StreamingAudioConfig(
            audio_encoding=sdk.AudioEncoding.PCM,
            sample_rate_hertz=config.sample_rate_hz,
            speaking_rate=config.speaking_rate,
        ),
    )
    add_extra(config, sdk.StreamingSynthesizeConfig.pb(first))
    said = sdk.StreamingSynthesisInput(text=text)
    if config.prompt is not None:
        said.prompt = config.prompt
    return (
        sdk.StreamingSynthesizeRequest(streaming_config=first),
        sdk.StreamingSynthesizeRequest(input=said),
    )


def unary_request(text: str, config: GoogleTtsConfig) -> sdk.SynthesizeSpeechRequest:
    """The request that speaks ``text``.

    Raises:
        ProviderError: ``extra_params`` has what it has not.
    """
    said = sdk.SynthesisInput(text=text)
    if config.prompt is not None:
        said.prompt = config.prompt
    request = sdk.SynthesizeSpeechRequest(
        input=said,
        voice=_voice(config),
        audio_config=sdk.AudioConfig(
            audio_encoding=sdk.AudioEncoding.LINEAR16,
            sample_rate_hertz=config.sample_rate_hz,
            speaking_rate=config.speaking_rate,
        ),
    )
    add_extra(config, sdk.SynthesizeSpeechRequest.pb(request))
    return request


def _voice(config: GoogleTtsConfig) -> sdk.VoiceSelectionParams:
    try:
        name, language = spoken_by(config)
    except ValueError as error:
        raise unusable(str(error), "voice") from None
    return sdk.VoiceSelectionParams(
        name=name, language_code=language, model_name=config.model or ""
    )
