"""A model that takes its time, for tests of commands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from ten_lite.errors import CommandError
from ten_lite.messages import ChatCompletion, ChatDelta, Message
from ten_lite.runtime import Session

from .kit import Node


class Model(Node):
    """Does what it is asked."""

    async def configure(self) -> None:
        self.asked: list[str] = self.state.setdefault("asked", [])
        self.ended: list[str] = self.state.setdefault("ended", [])
        self.sequences: set[int] = set()

    async def on_chat_completion(self, request: ChatCompletion) -> AsyncIterator[ChatDelta]:
        self.asked.append(request.request_id)
        self.sequences.add(request.sequence)
        try:
            for word in request.messages:
                if word["content"] == "wait":
                    await asyncio.Event().wait()
                elif word["content"] == "refuse":
                    raise CommandError("I would rather not")
                elif word["content"] == "break":
                    raise ValueError("secret detail")
                else:
                    await asyncio.sleep(0.01)
                    yield ChatDelta(word["content"])
        finally:
            self.ended.append(request.request_id)


CALL = [("a", "b", ChatCompletion)]
NODES = {"a": Node, "b": Model}


def chat(*words: str, name: str = "1") -> ChatCompletion:
    return ChatCompletion([{"content": word} for word in words], name)


async def words(results: AsyncIterator[Message]) -> list[str]:
    return [result.delta async for result in results if isinstance(result, ChatDelta)]


def nothing_open(session: Session) -> bool:
    return not session.runs and len(session.nodes["b"].supervisor.current.tasks) == 0
