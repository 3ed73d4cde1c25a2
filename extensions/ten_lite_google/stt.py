"""``google_stt``: sends the user's sound to Google and tells what it understands."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any

from ten_lite.errors import ProviderError
from ten_lite.kinds.stt_stream import StreamingSttExtension
from ten_lite.runtime import Resource
from ten_lite_google.stt_config import GoogleSttConfig

if TYPE_CHECKING:
    from ten_lite_google.ears import GoogleEars
    from ten_lite_google.stream import GoogleStream

__all__ = ["GoogleStt"]


class GoogleStt(StreamingSttExtension[GoogleSttConfig]):
    """Keeps one stream open while the session lasts; Google lets each last five minutes.

    What was not asked for before, and what failed the last time, may be refused: then the sound
    waits a moment for that.
    """

    vendor = "google"
    keep_alive_s = 1.0
    longest_stream_s = 285.0

    _accepted: GoogleSttConfig | None = None

    @classmethod
    def resources(cls, config: GoogleSttConfig) -> Mapping[str, Resource[Any]]:
        """The client with its connection, one for all sessions with the same account."""

        async def load() -> GoogleEars:
            module = await asyncio.to_thread(importlib.import_module, "ten_lite_google.ears")
            ears: GoogleEars = await module.open_ears(config)
            return ears

        async def close(ears: GoogleEars) -> None:
            await ears.close()

        account = (config.api_key, config.credentials, config.credentials_file)
        key = ("google stt", *account, config.endpoint, config.location)
        return {"ears": Resource(key=key, label="Google recognition", load=load, close=close)}

    @contextlib.asynccontextmanager
    async def open_stream(
        self, config: GoogleSttConfig, begin_s: float
    ) -> AsyncIterator[GoogleStream]:
        """A stream of its own language and model."""
        ears: GoogleEars = self.resource("ears")
        is_careful = self._accepted != config
        self._accepted = config
        try:
            async with ears.open(config, begin_s, is_careful=is_careful) as stream:
                yield stream
        except ProviderError:
            self._accepted = None
            raise
