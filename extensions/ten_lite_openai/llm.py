"""``openai_llm``: streams answers through OpenAI's SDK."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from functools import partial
from typing import Any

import openai

from ten_lite.errors import ProviderError
from ten_lite.kinds import LlmExtension, stream_with_tries
from ten_lite.messages import ChatCompletion, ChatDelta
from ten_lite.runtime import Resource
from ten_lite_openai.chat_answer import ChatAnswer, open_chat
from ten_lite_openai.client import client_resource, within
from ten_lite_openai.config import OpenaiLlmConfig
from ten_lite_openai.failures import failure
from ten_lite_openai.request import chat_body
from ten_lite_openai.responses_answer import ResponsesAnswer, open_response
from ten_lite_openai.responses_request import Thoughts, responses_body

__all__ = ["OpenaiLlm"]

USAGE_WAIT_S = 0.5
"""How long the end of an answer waits for the count of its tokens."""


class OpenaiLlm(LlmExtension[OpenaiLlmConfig]):
    """Requests run beside each other; closing one closes its HTTP stream at the server."""

    @classmethod
    def resources(cls, config: OpenaiLlmConfig) -> Mapping[str, Resource[Any]]:
        """The client and its connections, one for all sessions with the same server and key."""
        return client_resource(config)

    async def configure(self) -> None:
        """Take the client."""
        self._client: openai.AsyncOpenAI = self.resource("client")
        self._thoughts = Thoughts()

    def complete(self, request: ChatCompletion) -> AsyncGenerator[str | ChatDelta, None]:
        """Stream the answer; try again while nothing of it has come and trying may help."""
        if self.config.api == "responses":
            body = responses_body(self.config, request, self._thoughts)
        else:
            body = chat_body(self.config, request)
        return stream_with_tries(
            partial(self._stream, body, request.request_id or "call"),
            max_retries=self.config.max_retries,
            log=self.log,
        )

    async def _stream(
        self, body: dict[str, Any], request_id: str
    ) -> AsyncGenerator[str | ChatDelta, None]:
        """One try.

        Raises:
            CommandError: The server refused this request.
            ProviderError: The server is out of order or took too long, or the answer was cut off.
        """
        loop = asyncio.get_running_loop()
        deadline_s = loop.time() + self.config.first_token_timeout_s
        is_chat = self.config.api == "chat"
        opening = (open_chat if is_chat else open_response)(self._client, body)
        answer = ChatAnswer(request_id) if is_chat else ResponsesAnswer(self.config, self._thoughts)
        has_begun = False
        async with await within(self.config, deadline_s, opening) as stream:
            while True:
                try:
                    event = await within(self.config, deadline_s, anext(stream, None))
                except ProviderError:
                    if answer.finish_reason is None:
                        raise
                    break  # only the count of the tokens is missing
                if event is None:
                    break
                piece = answer.add(event)
                if not has_begun and answer.began:
                    has_begun = True
                    yield ""  # nothing to send, but the answer has begun
                if piece.delta or piece.reasoning:
                    yield piece
                if answer.finish_reason is not None:
                    deadline_s = loop.time() + USAGE_WAIT_S
                elif has_begun:
                    deadline_s = loop.time() + self.config.gap_timeout_s
        if answer.finish_reason is None:
            raise failure(self.config, "the answer was cut off before its end")
        yield answer.rest()
        yield answer.end()
