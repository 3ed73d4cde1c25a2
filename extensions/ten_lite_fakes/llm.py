"""``fake_llm``: answers with the script, word by word."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator

from ten_lite.kinds import LlmExtension
from ten_lite.messages import ChatCompletion
from ten_lite_fakes.config import FakeLlmConfig

__all__ = ["FakeLlm"]


class FakeLlm(LlmExtension[FakeLlmConfig]):
    """Streams the next reply."""

    async def configure(self) -> None:
        """Begin with the first reply."""
        self._replied = 0

    async def complete(self, request: ChatCompletion) -> AsyncGenerator[str, None]:
        """Give the next reply in words, with what the user said last filled in."""
        reply = self.config.replies[self._replied % len(self.config.replies)]
        self._replied += 1
        said = [m["content"] for m in request.messages if m.get("role") == "user"]
        for word in re.findall(r"\s*\S+\s*?", reply.replace("{text}", said[-1] if said else "")):
            if self.config.delay_ms:
                await asyncio.sleep(self.config.delay_ms / 1000)
            yield word
