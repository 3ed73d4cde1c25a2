"""A language model in GGUF form, run by llama.cpp in this process (xllamacpp).

The shapes of requests and chunks are those of xllamacpp 2026.10.11549: a chat completion as OpenAI
has it goes in, its chunks come out through a callback that ends the generation by returning True.
"""

from __future__ import annotations

import json
import queue
import secrets
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import xllamacpp  # type: ignore[import-untyped]  # ships no annotations

from ten_lite.errors import TenLiteError, WeightsError
from ten_lite_local.cancel import Cancelled, CancelToken

__all__ = ["LlamaError", "LlamaModel", "PromptTooLongError"]

QUIET: Final = -1
BATCH_TOKENS: Final = 16
"""Tokens of a prompt read in one go; an answer that is not wanted any more ends between two."""

SAVED_PROMPTS_MIB: Final = 256
"""Memory for the states of conversations that another one displaced from its slot."""


class LlamaError(TenLiteError):
    """The model cannot carry out a request."""


class PromptTooLongError(LlamaError):
    """The conversation does not fit into the model's context.

    Attributes:
        prompt_tokens: Length of the conversation.
        context_tokens: What prompt and answer together may have.
    """

    def __init__(self, prompt_tokens: int, context_tokens: int) -> None:
        self.prompt_tokens = prompt_tokens
        self.context_tokens = context_tokens
        super().__init__(
            f"a prompt of {prompt_tokens} tokens does not fit into {context_tokens} tokens"
        )


class LlamaModel:
    """A loaded model; may be used by several threads.

    Args:
        path: The ``.gguf`` file.
        context_tokens: Prompt and answer together, of each conversation; 256 or more.
        threads: Threads that compute. One core is best left free: with a thread for each core, the
            threads wait for each other whenever anything else runs, and are slower than one.
        slots: Conversations answered at the same time, each more slowly. More wait for their turn,
            in order. Each slot takes memory for ``context_tokens``.

    Raises:
        WeightsError: The file is missing or damaged.
    """

    def __init__(
        self, path: Path, *, context_tokens: int = 2048, threads: int = 1, slots: int = 1
    ) -> None:
        if not path.is_file():
            raise WeightsError(f"{path}: no such model file")
        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        params.n_ctx = context_tokens * slots
        params.n_parallel = slots
        params.n_batch = params.n_ubatch = BATCH_TOKENS
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
        params.cache_ram_mib = SAVED_PROMPTS_MIB
        params.fit_params = False
        params.verbosity = QUIET
        # It opens a port on the loopback interface whether one likes it or not: nobody gets in.
        params.api_keys = [secrets.token_hex(32)]
        params.ui = params.endpoint_slots = False
        params.n_threads_http = 1
        try:
            self._server = xllamacpp.Server(params)
        except RuntimeError as error:
            raise WeightsError(f"{path}: not a model that llama.cpp can load") from error
        self._slots = slots
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix="llama")
        self._running: set[Answer] = set()

    def chat(
        self,
        messages: Sequence[Mapping[str, Any]],
        *,
        max_tokens: int,
        temperature: float,
        cancel: CancelToken | None = None,
        usage: dict[str, int] | None = None,
    ) -> Iterator[str]:
        """Pieces of the answer as they are made; blocks in between, without the interpreter lock.

        The model keeps what it has read: a conversation that begins like an earlier one, as the
        next turn of the same one does, is answered sooner. Leaving the iteration early ends the
        answer, as ``cancel`` does.

        Args:
            messages: OpenAI-shaped: ``role`` and ``content`` each, oldest first.
            max_tokens: Ends the answer, in the middle of a word if need be.
            temperature: 0 always takes the likeliest token; 1 follows the model's own chances.
            cancel: Ends the iteration at once, and the model's work after the next token, or after
                the next 16 tokens of the prompt.
            usage: Gets ``prompt_tokens`` and ``completion_tokens``, as far as the answer has come.

        Raises:
            Cancelled: ``cancel`` was cancelled first, or the model was closed.
            PromptTooLongError: The messages do not fit into the context.
            LlamaError: The model cannot make sense of the messages, or is closed.
        """
        request = {
            "messages": [dict(message) for message in messages],
            "max_tokens": max_tokens,
            "temperature": temperature,
        }
        yield from self._ask(request, cancel or CancelToken(), usage)

    def warm(self, system_prompt: str) -> None:
        """Read what conversations will begin with, so that their first answer comes sooner.

        Raises:
            PromptTooLongError: The prompt does not fit into the context.
        """
        messages = [{"role": "system", "content": system_prompt}]
        for slot in range(self._slots):
            request = {"messages": messages, "max_tokens": 1, "id_slot": slot}
            for _ in self._ask(request, CancelToken()):
                pass

    def close(self) -> None:
        """End every answer and free the memory; nothing may be asked afterwards."""
        for answer in list(self._running):
            answer.stop()
        self._pool.shutdown(cancel_futures=True)
        self._server = None

    def _ask(
        self, request: dict[str, Any], cancel: CancelToken, usage: dict[str, int] | None = None
    ) -> Iterator[str]:
        cancel.raise_if_cancelled()
        answer = Answer(request, usage)
        try:
            work = self._pool.submit(answer.make, self._server)
        except RuntimeError as error:
            raise LlamaError("the model is closed") from error
        self._running.add(answer)
        try:
            with cancel.on_cancel(answer.stop):
                yield from answer.pieces()
        finally:
            answer.stop()
            work.cancel()
            self._running.discard(answer)


class Answer:
    """One answer on its way from the thread that makes it to the thread that wants it."""

    def __init__(self, request: Mapping[str, Any], usage: dict[str, int] | None = None) -> None:
        self._request = {**request, "stream": True, "return_progress": True}
        self._usage = {} if usage is None else usage
        self._usage["completion_tokens"] = 0
        self._queue: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
        self._stopped = False

    def pieces(self) -> Iterator[str]:
        """What the model says, until it has ended."""
        while (piece := self._queue.get()) is not None:
            if self._stopped:
                raise Cancelled
            if isinstance(piece, Exception):
                raise piece
            yield piece
        if self._stopped:
            raise Cancelled

    def stop(self) -> None:
        """Make `pieces` raise `Cancelled`, and the model go on to something else."""
        self._stopped = True
        self._queue.put(Cancelled())

    def make(self, server: Any) -> None:
        """Have the model say it all."""
        try:
            if not self._stopped:
                server.handle_chat_completions(self._request, self._take)
        except Exception as error:
            self._queue.put(LlamaError(str(error)))
        self._queue.put(None)

    def _take(self, chunks: Any) -> bool:
        """The model's callback: whether it shall stop. It must not raise, nobody would know."""
        try:
            for chunk in _as_list(chunks):
                if "error" in chunk:
                    raise _error(chunk["error"])
                for choice in chunk.get("choices") or ():
                    # The chunks about progress, the first one and the last one have no text.
                    if text := (choice.get("delta") or {}).get("content"):
                        self._usage["completion_tokens"] += 1
                        self._queue.put(text)
                self._count(chunk)
        except LlamaError as error:
            self._queue.put(error)
            return True
        except Exception as error:
            self._queue.put(LlamaError(f"the runtime told something unknown: {error!r}"))
            return True
        return self._stopped

    def _count(self, chunk: Mapping[str, Any]) -> None:
        """Only the last chunk tells the sum; an answer that is stopped does not get to it."""
        if progress := chunk.get("prompt_progress"):
            self._usage["prompt_tokens"] = progress["total"]
        if timings := chunk.get("timings"):
            self._usage["completion_tokens"] = timings["predicted_n"]


def _as_list(chunks: Any) -> list[dict[str, Any]]:
    """A chunk or a list of them, as JSON or not yet."""
    if isinstance(chunks, (str, bytes)):
        chunks = json.loads(chunks)
    return [_as_list(chunk)[0] for chunk in chunks] if isinstance(chunks, list) else [chunks]


def _error(error: Mapping[str, Any]) -> LlamaError:
    if error.get("type") == "exceed_context_size_error":
        return PromptTooLongError(int(error["n_prompt_tokens"]), int(error["n_ctx"]))
    return LlamaError(str(error.get("message", error)))
