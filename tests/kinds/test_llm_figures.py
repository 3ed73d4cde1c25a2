"""What a model tells of each request, on the session's clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.kinds import LlmExtension
from ten_lite.messages import ChatCompletion, ChatDelta
from ten_lite.testing import Harness

from .figures_kit import figures


class Model(LlmExtension[AddonConfig]):
    async def complete(self, request: ChatCompletion) -> AsyncGenerator[str | ChatDelta, None]:
        await asyncio.sleep(0.3)
        yield "Yes."
        await asyncio.sleep(0.1)
        yield ChatDelta("", "stop", usage={"prompt_tokens": 11, "completion_tokens": 2})


MODEL = AddonSpec(
    name="model",
    kind="llm",
    description="",
    factory=f"{__name__}:Model",
    inputs=(ChatCompletion,),
    outputs=(),
)


async def test_a_model_tells_of_each_request_its_first_token_and_its_counts():
    async with Harness(MODEL) as harness:
        command = ChatCompletion(({"role": "user", "content": "Well?"},), request_id="q1")
        assert [delta async for delta in harness.call(command)]
        assert await figures(harness) == [
            (
                "q1",
                {
                    "first_token_ms": 300,
                    "total_ms": 400,
                    "characters": 4,
                    "prompt_tokens": 11,
                    "completion_tokens": 2,
                },
            )
        ]


async def test_a_model_that_is_interrupted_tells_of_that_request_too():
    async with Harness(MODEL) as harness:
        command = ChatCompletion(({"role": "user", "content": "Well?"},), request_id="q1")
        results = harness.call(command)
        assert await anext(results)
        await results.aclose()
        ((name, told),) = await figures(harness)
        assert (name, told["first_token_ms"], told["characters"]) == ("q1", 300, 4)
