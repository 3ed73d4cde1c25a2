"""``assemblyai_stt``: sends the user's sound to AssemblyAI and tells what it understands."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from ten_lite.kinds.stt_stream import StreamingSttExtension, SttStream
from ten_lite.runtime import Resource
from ten_lite_assemblyai.config import AssemblyAiSttConfig

__all__ = ["AssemblyAiStt"]


class AssemblyAiStt(StreamingSttExtension[AssemblyAiSttConfig]):
    """Keeps one session of streaming v3 open while the client's lasts."""

    vendor = "assemblyai"
    keep_alive_s = 1.0
    longest_stream_s = 3 * 3600.0 - 60

    @classmethod
    def resources(cls, config: AssemblyAiSttConfig) -> Mapping[str, Resource[Any]]:
        """The WebSocket client; importing it takes a moment no session should wait for."""
        return {"stream": Resource(key="assemblyai", label="AssemblyAI client", load=_import)}

    def open_stream(
        self, config: AssemblyAiSttConfig, begin_s: float
    ) -> AbstractAsyncContextManager[SttStream]:
        """A session of its own language and model."""
        opened: AbstractAsyncContextManager[SttStream] = self.resource("stream").open_stream(
            config, begin_s
        )
        return opened


async def _import() -> Any:
    return await asyncio.to_thread(importlib.import_module, "ten_lite_assemblyai.stream")
