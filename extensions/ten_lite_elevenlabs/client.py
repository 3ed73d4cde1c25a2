"""ElevenLabs' SDK: one client for all sessions with the same key.

This is the only module that imports the SDK.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import httpx
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.core.api_error import ApiError
from elevenlabs.types.voice_settings import VoiceSettings
from pydantic import SecretStr

from ten_lite_elevenlabs.failure import CONTAINERS, failure, not_samples, refusal
from ten_lite_elevenlabs.tts_config import ElevenLabsTtsConfig
from ten_lite_elevenlabs.tts_request import language_code, voice_settings

__all__ = ["ElevenLabsClient"]

KEEP_CONNECTIONS_S = 120.0
"""Longer than most turns: a new connection costs the user a tenth of a second or more."""


class ElevenLabsClient:
    """Asks for speech.

    Args:
        api_key: The key.
        base_url: The server.
    """

    def __init__(self, api_key: SecretStr, base_url: str) -> None:
        self._http = httpx.AsyncClient(
            limits=httpx.Limits(max_connections=None, keepalive_expiry=KEEP_CONNECTIONS_S)
        )
        self._sdk = AsyncElevenLabs(
            api_key=api_key.get_secret_value(), base_url=base_url, httpx_client=self._http
        )

    async def stream(self, text: str, config: ElevenLabsTtsConfig) -> AsyncGenerator[bytes, None]:
        """The sound of ``text``, as it comes; closing this ends the request at once.

        Raises:
            ProviderError: There is no sound, or no more of it.
        """
        first_s, gap_s = config.first_byte_timeout_s, config.gap_timeout_s
        sound: Any = self._sdk.text_to_speech.stream(
            config.voice_id,
            text=text,
            output_format=config.output_format,
            request_options={
                # ours come first; httpx's own would not tell a slow start from a gap
                "timeout_in_seconds": math.ceil(max(first_s, gap_s)) + 5,
                "additional_body_parameters": _more(config),
            },
            **_arguments(config),
        )
        limit_s, is_first = first_s, True
        try:
            async with aclosing(sound) as chunks:
                while True:
                    async with asyncio.timeout(limit_s):
                        chunk: bytes | None = await anext(chunks, None)
                    if chunk is None:
                        break
                    if is_first and chunk.startswith(CONTAINERS):
                        raise not_samples()
                    limit_s, is_first = gap_s, False
                    yield chunk
        except ApiError as error:
            raise refusal(error.status_code or 0, error.body) from None
        except TimeoutError:
            raise failure(f"ElevenLabs sent nothing for {limit_s:g} s", "timeout") from None
        except (httpx.HTTPError, OSError) as error:
            what = f"{type(error).__name__}: {error}"[:120]
            raise failure(f"ElevenLabs' connection was lost ({what})", "connection") from None

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def _arguments(config: ElevenLabsTtsConfig) -> dict[str, Any]:
    """The arguments that may be left out: the voice has its own settings."""
    found: dict[str, Any] = {"model_id": config.model_id}
    if code := language_code(config):
        found["language_code"] = code
    if settings := voice_settings(config):
        found["voice_settings"] = VoiceSettings(**settings)
    return found


def _more(config: ElevenLabsTtsConfig) -> dict[str, Any]:
    return {name: v for name, v in config.extra_params.items() if name != "voice_settings"}
