"""``fake_llm``: answers with the script, word by word."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator

from ten_lite.kinds import LlmExtension
from ten_lite.messages import ChatCompletion, ChatDelta
from ten_lite_fakes.config import FakeLlmConfig, ScriptedCall

__all__ = ["FakeLlm"]


class FakeLlm(LlmExtension[FakeLlmConfig]):
    """Streams the next reply, or calls the tools it names."""

    async def configure(self) -> None:
        """Begin with the first reply."""
        self._replied = 0

    async def complete(self, request: ChatCompletion) -> AsyncGenerator[str | ChatDelta, None]:
        """Give the next reply in words, with what was said last filled in."""
        reply = self.config.replies[self._replied % len(self.config.replies)]
        self._replied += 1
        if isinstance(reply, ScriptedCall):
            reply = (reply,)
        if isinstance(reply, tuple):
            await self._think()
            yield self._calls(reply)
            return
        values = {"{text}": _last(request, "user"), "{result}": _last(request, "tool")}
        filled = re.sub(r"\{text\}|\{result\}", lambda match: values[match[0]], reply)
        for word in re.findall(r"\s*\S+\s*?", filled):
            await self._think()
            yield word

    async def _think(self) -> None:
        if self.config.delay_ms:
            await asyncio.sleep(self.config.delay_ms / 1000)

    def _calls(self, calls: tuple[ScriptedCall, ...]) -> ChatDelta:
        return ChatDelta(
            "",
            "tool_calls",
            tuple(
                {
                    "id": f"call-{self._replied}-{number}",
                    "name": call.tool,
                    "arguments": json.dumps(call.arguments),
                }
                for number, call in enumerate(calls, 1)
            ),
        )


def _last(request: ChatCompletion, role: str) -> str:
    said = [str(m.get("content") or "") for m in request.messages if m.get("role") == role]
    return said[-1] if said else ""
