"""Asks a language model again while nothing of its answer has come."""

from __future__ import annotations

import asyncio
import itertools
import logging
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TypeVar

from ten_lite.errors import ProviderError

__all__ = ["stream_with_tries"]

T = TypeVar("T")

LONGEST_WAIT_S = 5.0
"""Nobody in a conversation waits for longer."""


async def stream_with_tries(
    one_try: Callable[[], AsyncGenerator[T, None]],
    *,
    max_retries: int,
    log: logging.Logger | logging.LoggerAdapter[logging.Logger],
) -> AsyncGenerator[T, None]:
    """The pieces of the first try that gives any.

    A pause before each further try doubles from 0.5 s, varies by a quarter, and is at least as
    long as the provider asks for.

    Args:
        one_try: Begins a try; closing the generator that it gives ends the work of that try.
        max_retries: Further tries at most.
        log: Told about each pause.

    Raises:
        ProviderError: It cannot be retried, the tries are used up, a piece had come before it,
            or the provider asks for a pause of more than 5 s.
    """
    for tries in itertools.count(1):
        began = False
        try:
            async with aclosing(one_try()) as pieces:
                async for piece in pieces:
                    began = True
                    yield piece
            return
        except ProviderError as error:
            if began or tries > max_retries or not error.retryable:
                raise
            if error.retry_after_s > LONGEST_WAIT_S:
                raise
            pause_s = 0.5 * 2.0 ** (tries - 1) * random.uniform(0.75, 1.25)
            pause_s = max(pause_s, error.retry_after_s)
            log.info("try %d failed, the next one in %.1f s: %s", tries, pause_s, error)
        await asyncio.sleep(pause_s)
