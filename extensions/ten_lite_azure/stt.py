"""``azure_stt``: sends the user's sound to Azure and tells what it understands."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any

from ten_lite.kinds.stt_stream import StreamingSttExtension
from ten_lite.runtime import Resource
from ten_lite_azure.config import AzureSttConfig

if TYPE_CHECKING:
    from ten_lite_azure.recognizer import Recognizer

__all__ = ["AzureStt"]


class AzureStt(StreamingSttExtension[AzureSttConfig]):
    """Keeps one continuous recognition open while the session lasts.

    The SDK gets over short losses of the connection by itself. When it gives up, sound without a
    final result is given to the next recognition.
    """

    vendor = "azure"
    longest_stream_s = 375.0
    """The SDK keeps what it cannot send: a connection that is dead looks like a silent user."""

    @classmethod
    def resources(cls, config: AzureSttConfig) -> Mapping[str, Resource[Any]]:
        """The SDK; importing it takes a moment that no session should wait for."""
        return {"sdk": Resource(key="azure stt sdk", label="Azure Speech SDK", load=_import_sdk)}

    @contextlib.asynccontextmanager
    async def open_stream(
        self, config: AzureSttConfig, begin_s: float
    ) -> AsyncIterator[Recognizer]:
        """A recognition of its own language."""
        async with self.resource("sdk").open_recognizer(config, begin_s) as recognizer:
            yield recognizer


async def _import_sdk() -> Any:
    return await asyncio.to_thread(importlib.import_module, "ten_lite_azure.recognizer")
