"""What is tried again, after which pause, and what is not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

import pytest

from ten_lite.errors import CommandError, ProviderError
from ten_lite.kinds import stream_with_tries

LOG = logging.getLogger("ten_lite.test")
BUSY = ProviderError("busy", retryable=True)


def tries(*outcomes: str | Exception) -> Callable[[], AsyncGenerator[str, None]]:
    """Each try gives the texts up to the first error, or up to ``"end"``."""
    left = list(outcomes)

    async def one_try() -> AsyncGenerator[str, None]:
        while left:
            outcome = left.pop(0)
            if isinstance(outcome, Exception):
                raise outcome
            if outcome == "end":
                return
            yield outcome

    return one_try


async def pieces(one_try: Callable[[], AsyncGenerator[str, None]], max_retries: int = 2) -> str:
    return "".join([p async for p in stream_with_tries(one_try, max_retries=max_retries, log=LOG)])


async def test_the_first_try_that_gives_something_is_the_answer():
    assert await pieces(tries(BUSY, BUSY, "a", "b", "end")) == "ab"


async def test_an_empty_answer_is_an_answer():
    assert await pieces(tries("end", "a")) == ""


@pytest.mark.parametrize(
    "outcomes",
    [
        (BUSY, BUSY, BUSY, "late"),
        ("a", BUSY, "again"),
        (ProviderError("for good", retryable=False), "late"),
        (ProviderError("long", retryable=True, retry_after_s=5.1), "late"),
        (CommandError("refused"), "late"),
    ],
    ids=["used up", "began", "for good", "long pause", "refused"],
)
async def test_what_is_not_tried_again(outcomes: tuple[str | Exception, ...]):
    error = next(outcome for outcome in outcomes if isinstance(outcome, Exception))
    with pytest.raises(type(error), match=str(error)):
        await pieces(tries(*outcomes))


async def test_the_pause_grows_or_is_what_the_provider_asks_for():
    loop = asyncio.get_running_loop()
    patient = ProviderError("busy", retryable=True, retry_after_s=4.0)
    for error, low_s, high_s in ((BUSY, 1.12, 1.88), (patient, 7.99, 8.01)):
        began_s = loop.time()
        await pieces(tries(error, error, "a", "end"))
        assert low_s < loop.time() - began_s < high_s


async def test_closing_it_closes_the_try():
    closed = False

    async def one_try() -> AsyncGenerator[str, None]:
        nonlocal closed
        try:
            yield "a"
            yield "b"
        finally:
            closed = True

    async with aclosing(stream_with_tries(one_try, max_retries=2, log=LOG)) as stream:
        assert await anext(stream) == "a"
    assert closed
