"""``local_llm``: a small language model in a thread of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from typing import Any

from ten_lite.errors import CommandError
from ten_lite.kinds import LlmExtension
from ten_lite.messages import ChatCompletion, ChatDelta
from ten_lite.runtime import Resource
from ten_lite.weights import WeightStore
from ten_lite_local.cancel import Cancelled, CancelToken
from ten_lite_local.config import LocalLlmConfig
from ten_lite_local.llama import LlamaModel, PromptTooLongError
from ten_lite_local.pins import CHAT_MODELS
from ten_lite_local.workers import Worker, worker_resource

__all__ = ["LocalLlm"]

SENTENCE_ENDS = (".", "!", "?")


class LocalLlm(LlmExtension[LocalLlmConfig]):
    """Answers one request after another, those of all sessions in order of arrival.

    An answer ends at the end of a sentence once half of ``max_tokens`` is used up, so that it is
    not cut in the middle of one.
    """

    @classmethod
    def resources(cls, config: LocalLlmConfig) -> Mapping[str, Resource[Any]]:
        """The model, one for all sessions that use it with the same settings."""
        weights = CHAT_MODELS[config.model]
        (file,) = weights.files

        def load() -> LlamaModel:
            model = LlamaModel(
                WeightStore().path(weights, file.name),
                context_tokens=config.context_tokens,
                threads=config.threads,
            )
            warm_up = with_examples([{"role": "user", "content": "Hello."}], config)
            for _ in model.chat(warm_up, max_tokens=1, temperature=0):
                pass
            return model

        prefix = (config.prompt, config.examples)
        key = (config.model, config.context_tokens, config.threads, prefix)
        return {"model": worker_resource(weights.name, key, load, LlamaModel.close)}

    async def configure(self) -> None:
        """Take the model."""
        self._worker: Worker[LlamaModel] = self.resource("model")

    async def complete(self, request: ChatCompletion) -> AsyncGenerator[str | ChatDelta, None]:
        """Stream the answer; closing this stops the model within 50 ms."""
        usage: dict[str, int] = {}
        loop = asyncio.get_running_loop()
        deltas: asyncio.Queue[str | None] = asyncio.Queue()  # bounded by max_tokens
        token = CancelToken()

        def generate() -> None:
            try:
                for delta in self._generate(request, token, usage):
                    loop.call_soon_threadsafe(deltas.put_nowait, delta)
            except Cancelled:
                pass

        work = self._worker.run(generate)
        work.add_done_callback(lambda _: deltas.put_nowait(None))
        try:
            while (delta := await deltas.get()) is not None:
                yield delta
            if error := work.exception():
                raise CommandError(f"the model failed: {error}") from error
            yield ChatDelta("", "stop", usage=usage)
        finally:
            token.cancel()
            work.cancel()

    def _generate(
        self, request: ChatCompletion, token: CancelToken, usage: dict[str, int]
    ) -> Iterator[str]:
        """The deltas of the answer, in the model's thread."""
        parameters = request.parameters or {}
        max_tokens = int(parameters.get("max_tokens", self.config.max_tokens))
        temperature = float(parameters.get("temperature", self.config.temperature))
        messages = request.messages
        while True:
            count = 0
            try:
                for delta in self._worker.model.chat(
                    with_examples(messages, self.config),
                    max_tokens=max_tokens,
                    temperature=temperature,
                    cancel=token,
                    usage=usage,
                ):
                    yield delta
                    count += 1
                    if count * 2 >= max_tokens and delta.rstrip().endswith(SENTENCE_ENDS):
                        break
            except PromptTooLongError:
                shorter = _without_oldest(messages)
                if len(shorter) == len(messages):
                    raise
                messages = shorter
            else:
                return


def with_examples(messages: list[dict[str, Any]], config: LocalLlmConfig) -> list[dict[str, Any]]:
    """The conversation with a system prompt and the examples in front of what was said.

    Tool calls and their results are left out: these models know none, and in the history there
    are some only when this node stands in for another one.
    """
    system = [message for message in messages if message.get("role") == "system"]
    if not system and config.prompt:
        system = [{"role": "system", "content": config.prompt}]
    shown = [
        {"role": role, "content": content}
        for pair in config.examples
        for role, content in zip(("user", "assistant"), pair, strict=True)
    ]
    said = [m for m in messages if m.get("role") in ("user", "assistant") and m.get("content")]
    return [
        *system,
        *shown,
        *({key: value for key, value in m.items() if key != "tool_calls"} for m in said),
    ]


def _without_oldest(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The conversation without its older half; system prompt and last message stay."""
    system = [message for message in messages[:-1] if message.get("role") == "system"]
    said = [message for message in messages[:-1] if message.get("role") != "system"]
    return [*system, *said[(len(said) + 1) // 2 :], messages[-1]]
