"""Base of language models: one command in, a stream of deltas out."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import AsyncGenerator
from contextlib import aclosing

from ten_lite.kinds.answer_times import AnswerTimes
from ten_lite.messages import ChatCompletion, ChatDelta
from ten_lite.runtime.extension import ConfigT, Extension

__all__ = ["LlmExtension"]


class LlmExtension(Extension[ConfigT]):
    """A node that carries out ``chat_completion``; subclasses write ``complete``.

    It measures each request; see ``NodeMetrics``.
    """

    @abstractmethod
    def complete(self, request: ChatCompletion) -> AsyncGenerator[str | ChatDelta, None]:
        """Generate the answer to ``request`` piece by piece.

        A piece is text, or a whole ``ChatDelta``: a model that calls tools, or knows why its
        answer ended, gives one with ``finish_reason`` last. Nothing after that one is sent. What
        a model thinks is ``ChatDelta("", reasoning=...)``, and text never holds it.

        The generator is closed when the answer is interrupted; it must stop the work at its
        source then, within 50 ms.

        Raises:
            CommandError: The model cannot answer this request; its text is for the operator.
            ProviderError: The provider refuses or fails; this is a failure of the node.
        """

    async def on_chat_completion(self, request: ChatCompletion) -> AsyncGenerator[ChatDelta, None]:
        """Stream the answer; the last result, and no other, carries ``finish_reason``."""
        times = AnswerTimes(self.now_ms)
        try:
            async with aclosing(self.complete(request)) as pieces:
                async for piece in pieces:
                    delta = ChatDelta(piece) if isinstance(piece, str) else piece
                    times.take(delta)
                    if delta.finish_reason:
                        yield delta
                        return
                    if delta.delta or delta.reasoning:
                        yield delta
            yield ChatDelta("", finish_reason="stop")
        finally:
            self.measure(times.figures(), request_id=request.request_id)
